"""What an operation is sent: its parameters and its body, as pins and as templates over them.

A template's `{name}` stands for the pin of that name and is left out with its key where nothing was given
(`blocks.rest.templates`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.openapi.definitions import Kind, Taken, Written
from integrations.openapi.document import Document, listed, mapping, word
from integrations.openapi.pins import MAX_PINS, Names, taken
from integrations.openapi.schemas import Shown, shown
from integrations.openapi.security import Right, carries_secret

MAX_NAME_CHARS = 200  # of what the API calls a value
_PLACE = re.compile(r"\{([^{}]+)\}")
_WORD = re.compile(r"[a-zA-Z0-9_]+")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_OF_THE_CLIENT = frozenset(
    {"accept", "connection", "content-length", "content-type", "host", "te", "trailer"}
    | {"transfer-encoding", "upgrade", "expect", "user-agent"}
)
_BETWEEN = {"form": Written.COMMAS, "spaceDelimited": Written.SPACES, "pipeDelimited": Written.PIPES}


class CannotBeSaid(Exception):
    """The operation asks for something that a row has no words for; the message says what."""


@dataclass(slots=True)
class Request:
    """What is sent, while it is being put together. left_out: pins that could not be made, and why."""

    path: str
    names: Names = field(default_factory=Names)
    takes: list[Taken] = field(default_factory=list)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    encoding: str = "json"
    has_body_always: bool = False
    left_out: list[str] = field(default_factory=list)


def request_of(
    document: Document, path: str, operation: Mapping[str, Any], parameters: Sequence[Any], right: Right
) -> Request:
    """parameters: the path's and the operation's own. Raises CannotBeSaid or DocumentRefused."""
    request = Request(path)
    told = _by_place(document, parameters)
    _add_path(request, document, path, told)
    for parameter in told.values():
        if parameter["in"] != "path":
            _add_parameter(request, document, parameter, right)
    if "requestBody" in operation:
        _add_body(request, document, document.at(operation["requestBody"]))
    _keep_the_first(request)
    return request


def _by_place(document: Document, parameters: Sequence[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """By place and name: an operation's own parameter goes before that of its path."""
    found = {}
    for one in parameters:
        parameter = document.at(one)
        where, name = parameter.get("in"), parameter.get("name")
        if where in ("path", "query", "header", "cookie") and isinstance(name, str) and name:
            if len(name) > MAX_NAME_CHARS:
                raise CannotBeSaid(f"`{name[:100]}…` has more than {MAX_NAME_CHARS} characters")
            found[where, name] = parameter
    return found


def _add_path(
    request: Request, document: Document, path: str, told: Mapping[tuple[str, str], Mapping[str, Any]]
) -> None:
    def place(match: re.Match[str]) -> str:
        parameter = told.get(("path", match[1]), {})
        style = word(parameter.get("style", "simple"))
        if style != "simple":
            raise CannotBeSaid(f"`{match[1]}` stands in the path in the style {style[:50]}")
        seen = _seen(document, parameter)
        if seen.kind is Kind.MAPPING:
            raise CannotBeSaid(f"`{match[1]}` is an object in the path")
        name = request.names.name(match[1], "path")
        written = Written.COMMAS if seen.kind is Kind.LIST else Written.AS_IT_IS
        request.takes.append(taken(name, seen, is_required=True, written=written))
        return f"{{{name}}}"

    names = _PLACE.findall(path)
    if len(set(names)) < len(names):
        raise CannotBeSaid("its path holds a parameter twice")
    request.path = _PLACE.sub(place, path)


def _add_parameter(request: Request, document: Document, parameter: Mapping[str, Any], right: Right) -> None:
    name, where, is_required = parameter["name"], parameter["in"], parameter.get("required") is True
    if where == "header" and (name.lower() in _OF_THE_CLIENT or name.lower() == right.header):
        return  # the client's own, or the credential's
    if where == "header" and carries_secret(name):
        request.left_out.append(f"header {name}: it carries a credential")
        return
    if where == "query" and right.style == "query" and name == right.name:
        return
    seen = _seen(document, parameter)
    try:
        if where == "query":
            _add_query(request, document, parameter, seen)
        elif where == "header":
            _add_header(request, name, seen, is_required=is_required)
        else:
            _add_cookie(request, name, seen, right, is_required=is_required)
    except CannotBeSaid as reason:
        if is_required:
            raise
        request.left_out.append(str(reason))


def _add_query(request: Request, document: Document, parameter: Mapping[str, Any], seen: Shown) -> None:
    name, is_required = parameter["name"], parameter.get("required") is True
    style = word(parameter.get("style", "form"))[:50]
    explodes = parameter.get("explode", style in ("form", "deepObject")) is True
    pin = request.names.name(name, "query")
    if "content" in parameter:
        written = Written.JSON
    elif seen.kind is Kind.LIST and style in _BETWEEN:
        written = Written.AS_IT_IS if explodes else _BETWEEN[style]
    elif seen.kind is Kind.MAPPING:
        _add_parts(request, pin, parameter, seen, style=style, explodes=explodes)
        return
    elif style == "deepObject" and seen.kind is Kind.LIST:
        raise CannotBeSaid(f"query {name}: a list in the style deepObject")
    else:
        written = Written.AS_IT_IS
    request.takes.append(taken(pin, seen, is_required=is_required, written=written))
    request.query[name] = f"{{{pin}}}"


def _add_parts(
    request: Request, pin: str, parameter: Mapping[str, Any], seen: Shown, *, style: str, explodes: bool
) -> None:
    """An object in the query: each of its parts is a field of its own."""
    name = parameter["name"]
    parts = [part for part in seen.properties if _WORD.fullmatch(str(part))]
    if not parts or not explodes or style not in ("form", "deepObject"):
        raise CannotBeSaid(f"query {name}: an object in the style {style}, of which the parts are not told")
    request.takes.append(taken(pin, seen, is_required=parameter.get("required") is True))
    for part in parts:
        request.query[part if style == "form" else f"{name}[{part}]"] = f"{{{pin}.{part}}}"


def _add_header(request: Request, name: str, seen: Shown, *, is_required: bool) -> None:
    if not _HEADER.fullmatch(name) or seen.kind in (Kind.MAPPING, Kind.FILE):
        raise CannotBeSaid(f"header {name[:100]}: no text")
    pin = request.names.name(name, "header")
    written = Written.COMMAS if seen.kind is Kind.LIST else Written.AS_IT_IS
    request.takes.append(taken(pin, seen, is_required=is_required, written=written))
    request.headers[name] = f"{{{pin}}}"


def _add_cookie(request: Request, name: str, seen: Shown, right: Right, *, is_required: bool) -> None:
    if "Cookie" in request.headers or right.name == "Cookie" or not _HEADER.fullmatch(name):
        raise CannotBeSaid(f"cookie {name[:100]}: another cookie is sent already")
    pin = request.names.name(name, "cookie")
    request.takes.append(taken(pin, seen, is_required=is_required, written=Written.COOKIE))
    request.headers["Cookie"] = f"{name}={{{pin}}}"


def _seen(document: Document, parameter: Mapping[str, Any]) -> Shown:
    content = next(iter(mapping(parameter.get("content")).values()), None)
    found = shown(document, mapping(content).get("schema") if content else parameter.get("schema"))
    if not parameter.get("description"):
        return found
    return shown(
        document, {"allOf": [{"description": parameter["description"]}, parameter.get("schema", {})]}
    )


# --- The body ---------------------------------------------------------------------------------------------
def _add_body(request: Request, document: Document, body: Mapping[str, Any]) -> None:
    offered = {
        str(name).split(";")[0].strip().lower(): one for name, one in mapping(body.get("content")).items()
    }
    if not offered:
        return
    media_type, encoding = _chosen(offered)
    is_required = body.get("required") is True
    seen = shown(document, mapping(offered[media_type]).get("schema"))
    request.encoding = encoding
    if encoding == "raw":
        kind = Kind.TEXT if media_type.startswith("text/") or "xml" in media_type else Kind.FILE
        _whole(request, Shown(kind=kind, description="What is sent"), is_required=is_required)
        if "*" not in media_type and kind is Kind.TEXT:
            request.headers["Content-Type"] = media_type
        return
    if encoding == "json" and media_type != "application/json" and "*" not in media_type:
        request.headers["Content-Type"] = media_type
    if seen.kind is Kind.MAPPING and seen.properties:
        _parts(request, document, seen, is_required=is_required)
        request.has_body_always = is_required
    elif encoding != "json":
        raise CannotBeSaid(f"its body is {media_type}, of which the fields are not told")
    else:
        _whole(request, seen, is_required=is_required)


def _chosen(offered: Mapping[str, Any]) -> tuple[str, str]:
    """The media type that is sent, and how it is written."""
    for media_type in offered:
        if media_type == "application/json" or media_type.endswith("+json") or media_type == "*/*":
            return media_type, "json"
    for known, encoding in (
        ("multipart/form-data", "multipart"),
        ("application/x-www-form-urlencoded", "form"),
    ):
        if known in offered:
            return known, encoding
    media_type = next(iter(offered))
    if media_type.startswith("multipart/"):
        raise CannotBeSaid(f"its body is {media_type}")
    return media_type, "raw"


def _whole(request: Request, seen: Shown, *, is_required: bool) -> None:
    pin = request.names.name("body", "body")
    request.takes.append(taken(pin, seen, is_required=is_required))
    request.body = f"{{{pin}}}"


def _parts(request: Request, document: Document, seen: Shown, *, is_required: bool) -> None:
    body: dict[str, str] = {}
    for name, schema in seen.properties.items():
        part = shown(document, schema)
        if part.is_read_only:
            continue
        if len(str(name)) > MAX_NAME_CHARS:
            raise CannotBeSaid(f"`{str(name)[:100]}…` has more than {MAX_NAME_CHARS} characters")
        needed = is_required and name in seen.required
        if part.kind is Kind.FILE and request.encoding != "multipart":
            part = shown(document, {"type": "string", "description": part.description})
        if request.encoding == "multipart" and _holds_files(document, schema, part):
            if needed:
                raise CannotBeSaid(f"`{name}` is a list of files")
            request.left_out.append(f"{name}: a list of files")
            continue
        pin = request.names.name(str(name), "body")
        request.takes.append(taken(pin, part, is_required=needed))
        body[str(name)] = f"{{{pin}}}"
    request.body = body


def _holds_files(document: Document, schema: Any, part: Shown) -> bool:
    return part.kind is Kind.LIST and shown(document, document.at(schema).get("items")).kind is Kind.FILE


def _keep_the_first(request: Request) -> None:
    """Required pins first; of too many the last of the others are left out, with what they stand for."""
    in_order = sorted(request.takes, key=lambda one: not one.is_required)
    kept, rest = in_order[:MAX_PINS], in_order[MAX_PINS:]
    if any(one.is_required for one in rest):
        raise CannotBeSaid(f"it has more than {MAX_PINS} required inputs")
    request.takes = kept
    gone = {f"{{{one.name}}}" for one in rest}
    for one in rest:
        request.left_out.append(f"{one.name}: more than {MAX_PINS} inputs")
    request.query = {k: v for k, v in request.query.items() if re.sub(r"\..*\}", "}", v) not in gone}
    request.headers = {k: v for k, v in request.headers.items() if v not in gone}
    if isinstance(request.body, dict):
        request.body = {k: v for k, v in request.body.items() if v not in gone}


def all_parameters(path_item: Mapping[str, Any], operation: Mapping[str, Any]) -> list[Any]:
    return [*listed(path_item.get("parameters")), *listed(operation.get("parameters"))]
