"""The document itself: parsed, of a version that is known, with its references followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import orjson
import yaml

from platform_project.errors import BadInput

MAX_BYTES = 5 * 1024 * 1024
MAX_YAML_BYTES = 2 * 1024 * 1024  # it takes fifty times as long to read
MAX_REFERENCES = 50  # one to the next
MAX_DEPTH = 100  # of YAML; of JSON the parser has a bound of its own
_VERSIONS = ("3.0", "3.1")


class DocumentRefused(BadInput):
    """It is no OpenAPI document that can be read; the message says what is wrong."""

    code = "openapi_document_refused"


class _Loader(yaml.CSafeLoader):
    """YAML as JSON has it: what looks like a date stays a text."""


_Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for sign, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class Document:
    """An OpenAPI document. Its parts are handed out as they stand, `$ref`s followed by `at`."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        version = word(content.get("openapi"))
        if "swagger" in content:
            raise refused("It is Swagger 2.0: convert it to OpenAPI 3 first.")
        if not version.startswith(_VERSIONS):
            known = " and ".join(_VERSIONS)
            raise refused(f"`openapi` must say {known}, and says {version[:20]!r}.")
        if not isinstance(content.get("paths", {}), Mapping):
            raise refused("`paths` must be an object.")
        self.version = version
        self.kept: dict[int, tuple[Any, Any]] = {}  # id of a part → the part, what was found of it

    @property
    def title(self) -> str:
        return one_line(mapping(self.content.get("info")).get("title"), 100)

    def at(self, part: Any) -> dict[str, Any]:
        """The part, or what it refers to; with a reference, what stands beside it goes before.

        Raises DocumentRefused for a reference that leads nowhere, elsewhere or in a circle.
        """
        found, beside = mapping(part), dict[str, Any]()
        for _ in range(MAX_REFERENCES):
            if not isinstance(found.get("$ref"), str):
                return {**found, **beside}
            beside = {**{name: value for name, value in found.items() if name != "$ref"}, **beside}
            found = mapping(self._target(found["$ref"]))
        raise refused("A `$ref` leads in a circle.")

    def glance(self, part: Any) -> dict[str, Any]:
        """The same; empty where a reference leads nowhere."""
        try:
            return self.at(part)
        except DocumentRefused:
            return {}

    def _target(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            raise refused(f"`$ref` {reference[:100]!r} leads out of the document: bundle it into one file.")
        found: Any = self.content
        for name in reference[2:].split("/"):
            key = unquote(name).replace("~1", "/").replace("~0", "~")
            if isinstance(found, Mapping) and key in found:
                found = found[key]
            elif isinstance(found, list) and key.isdecimal() and int(key) < len(found):
                found = found[int(key)]
            else:
                raise refused(f"`$ref` {reference[:100]!r} leads nowhere.")
        return found


def parsed(text: bytes | str | Mapping[str, Any]) -> Document:
    """The document of a JSON or YAML text, or of what was read already. Raises DocumentRefused."""
    if isinstance(text, Mapping):
        return Document(text)
    content = text.encode() if isinstance(text, str) else text
    if len(content) > MAX_BYTES:
        raise refused(f"It has {len(content):,} bytes: at most {MAX_BYTES:,}.")
    try:
        found = orjson.loads(content)
    except ValueError:
        found = _of_yaml(content)
    if not isinstance(found, Mapping):
        raise refused("It must be a JSON or YAML object.")
    return Document(found)


def refused(message: str) -> DocumentRefused:
    return DocumentRefused(f"The OpenAPI document cannot be read: {message}", spec=[message])


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def one_line(value: Any, most: int) -> str:
    """A text of one line; what is too long ends in …"""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def word(value: Any) -> str:
    """A text or a number as a text; empty for anything else, which may be endless in YAML."""
    return str(value) if isinstance(value, str | int | float) else ""


def texts(values: Any) -> Iterator[str]:
    return (value for value in listed(values) if isinstance(value, str))


def _of_yaml(content: bytes) -> Any:
    if len(content) > MAX_YAML_BYTES:
        raise refused(f"YAML may have {MAX_YAML_BYTES:,} bytes: convert it to JSON.")
    try:
        _refuse_depths(content)
        return yaml.load(content, Loader=_Loader)  # noqa: S506  # a safe loader's child
    except (yaml.YAMLError, ValueError, TypeError) as err:  # TypeError: a key that is a list
        mark = getattr(err, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise refused(f"It is neither JSON nor YAML{where}.") from None


def _refuse_depths(content: bytes) -> None:
    """libyaml's composer calls itself for each level, and ends the process where the stack does."""
    depth = 0
    for event in yaml.parse(content, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise refused(f"It is nested more than {MAX_DEPTH} levels deep.")
