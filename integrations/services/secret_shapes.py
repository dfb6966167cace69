"""What a credential consists of, by kind, and whether what somebody gives is that.

Every value becomes a header, or part of a protocol that is read by lines: control characters have no place in
it, and an HTTP client that met one would say so with the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalogue.provider import AuthKind
from platform_project.errors import BadInput

MAX_SECRET_CHARS = 16_000  # of one value
MAX_HEADERS = 20
MAX_HEADER_NAME_CHARS = 100
SHOWN_CHARS = 4
_LONG_ENOUGH_TO_SHOW_SOME = 12
_TOKEN_CHARS = frozenset(
    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)  # RFC 9110
_NOT_TO_BE_SET = frozenset(
    {"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)  # the client's own

# kind → names of its values, and whether each must be there
FIELDS: dict[AuthKind, dict[str, bool]] = {
    AuthKind.API_KEY: {"api_key": True},
    AuthKind.USER_PASSWORD: {"username": True, "password": True},
    AuthKind.OAUTH2: {"access_token": True, "refresh_token": False, "token_type": False},
    AuthKind.HOST_SCOPED: {"headers": True},
    AuthKind.NONE: {},
}
_IN_HEADERS = frozenset({"api_key", "access_token", "refresh_token", "token_type"})  # ASCII alone


def checked_secret(kind: AuthKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """The secret as it is kept: without white space around its values. Raises BadInput, naming each field."""
    known = FIELDS[kind]
    wrong = {name[:100]: "Unknown; known: " + ", ".join(known) for name in given if name not in known}
    kept: dict[str, Any] = {}
    for name, is_needed in known.items():
        value = given.get(name)
        if value in (None, "", {}) and not is_needed:
            continue
        try:
            kept[name] = _headers(value) if name == "headers" else _text(value, is_ascii=name in _IN_HEADERS)
        except ValueError as err:
            wrong[name] = str(err)
    if wrong:
        raise refused({f"secret.{name}": text for name, text in wrong.items()})
    return kept


def last_four(kind: AuthKind, secret: Mapping[str, Any]) -> str:
    """By which people know an API key again. Nothing of a short one, nor of a password or a token."""
    key = str(secret.get("api_key", "")) if kind is AuthKind.API_KEY else ""
    return key[-SHOWN_CHARS:] if len(key) >= _LONG_ENOUGH_TO_SHOW_SOME else ""


def refused(wrong: Mapping[str, str]) -> BadInput:
    """The answer to a credential that is not well-formed: field → what is wrong with it."""
    name, text = next(iter(wrong.items()))
    return BadInput(f"{name}: {text}.", **{name: [f"{text}."] for name, text in wrong.items()})


def _text(value: Any, *, is_ascii: bool, limit: int = MAX_SECRET_CHARS) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("Must be a text that is not empty")
    text = value.strip()
    if len(text) > limit:
        raise ValueError(f"At most {limit} characters")
    if not text.isprintable() or (is_ascii and not text.isascii()):
        raise ValueError("Must be one line of " + ("printable ASCII" if is_ascii else "text"))
    return text


def _headers(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError('Must be an object of names and values, as in {"Authorization": "Bearer …"}')
    if len(value) > MAX_HEADERS:
        raise ValueError(f"At most {MAX_HEADERS} headers")
    if len({str(name).lower() for name in value}) < len(value):
        raise ValueError("One header is named twice")
    return {_header_name(name): _text(text, is_ascii=True) for name, text in value.items()}


def _header_name(name: Any) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= MAX_HEADER_NAME_CHARS:
        raise ValueError(f"Names of headers have 1 to {MAX_HEADER_NAME_CHARS} characters")
    if not set(name) <= _TOKEN_CHARS:
        raise ValueError("Names of headers are letters, digits and hyphens")
    if name.lower() in _NOT_TO_BE_SET:
        raise ValueError(f"The header {name} is set by the platform")
    return name
