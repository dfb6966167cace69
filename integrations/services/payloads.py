"""What a call of a webhook says, as JSON, whatever it was sent as."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from platform_project.errors import BadInput
from platform_project.kit.json_api import from_json

MAX_FIELDS = 1_000  # of a form
_FORM = "application/x-www-form-urlencoded"
_WRAPPED = "payload"  # the one field of a form in which GitHub and Slack put their JSON


def payload_of(body: bytes, content_type: str) -> Any:
    """The value of a body; `{}` of an empty one, `{"body": …}` of what is neither JSON nor a form.

    Raises MalformedJson or BadInput.
    """
    kind = content_type.partition(";")[0].strip().lower()
    text = body.strip()
    if not text:
        return {}
    if kind == "application/json" or kind.endswith("+json"):
        return from_json(body)
    if text[:1] in b"{[" and (found := _json_or_none(body)) is not None:
        return found  # many senders do not say what they send
    return _form(text) if kind == _FORM else {"body": _text(body)}


def as_object(payload: Any) -> dict[str, Any]:
    """The payload as blocks take it: an object as it is, anything else as its `body`."""
    return payload if isinstance(payload, dict) else {"body": payload}


def value_at(payload: Any, path: str) -> Any:
    """What stands at `order.items.0.name` (or `$.order…`); None if there is nothing."""
    for key in path.removeprefix("$").removeprefix(".").split("."):
        if isinstance(payload, dict):
            payload = payload.get(key)
        elif isinstance(payload, list) and key.isdecimal() and len(key) < 10 and int(key) < len(payload):
            payload = payload[int(key)]
        else:
            return None
    return payload


def _json_or_none(body: bytes) -> Any:
    try:
        return from_json(body)
    except BadInput:
        return None


def _form(body: bytes) -> Any:
    try:
        fields = parse_qs(_text(body), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as err:
        raise BadInput(f"The form has more than {MAX_FIELDS} fields.", limit=MAX_FIELDS) from err
    if set(fields) == {_WRAPPED} and len(fields[_WRAPPED]) == 1:
        found = _json_or_none(fields[_WRAPPED][0].encode(errors="replace"))
        if found is not None:
            return found
    clean = {_kept(name): [_kept(value) for value in values] for name, values in fields.items()}
    return {name: values[0] if len(values) == 1 else values for name, values in clean.items()}


def _text(body: bytes) -> str:
    return _kept(body.decode(errors="replace"))


def _kept(text: str) -> str:
    """PostgreSQL keeps no NUL, and JSON no lone surrogate."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
