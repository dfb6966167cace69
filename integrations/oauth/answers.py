"""What authorization servers answer, read by a row. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from integrations.catalogue.oauth import OAuth2
from integrations.oauth.errors import AuthorizationRefused, AuthorizationServerAway, GrantGone

_MAX_TOKEN_CHARS = 16_000
_MAX_LIFETIME_SECONDS = 10 * 365 * 24 * 3600
_MAX_NAME_CHARS = 200
_WAITS = frozenset({408, 425, 429})  # a later try may do better
_SOON = frozenset({"temporarily_unavailable", "server_error", "slow_down", "ratelimited"})
_BETWEEN_SCOPES = re.compile(r"[\s,]+")
_PLAIN = re.compile(r"[\w.:+ -]{1,100}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider gave. Its `repr` hides what is secret."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)  # empty: none
    token_type: str
    lifetime_seconds: int | None  # None: for ever, as far as we know
    scopes: tuple[str, ...] | None  # None: the answer does not say
    answer: Any = field(repr=False)

    @property
    def secret(self) -> dict[str, str]:
        """As the vault keeps it."""
        kept = {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "token_type": self.token_type,
        }
        return {name: value for name, value in kept.items() if value}


def read_tokens(row: OAuth2, name: str, status: int, content: bytes) -> Tokens:
    """The tokens of an answer. name: the provider's, for people.

    Raises GrantGone, AuthorizationRefused, or AuthorizationServerAway where a later try may do better.
    """
    if status >= 500 or status in _WAITS:
        raise AuthorizationServerAway(f"{name} cannot answer now (status {status}).")
    answer = body_of(content)
    error = error_of(answer, status)
    if error:
        raise _refusal(row, name, error)
    inner = found_at(answer, row.token_path) if row.token_path else None
    holder = inner if isinstance(inner, Mapping) else answer
    access = _token(holder, "access_token") if isinstance(holder, Mapping) else ""
    if not isinstance(holder, Mapping) or not access:
        raise AuthorizationRefused(f"{name} answered with something that holds no token.")
    lifetime = _seconds(holder.get("expires_in"))
    return Tokens(
        access_token=access,
        refresh_token=_token(holder, "refresh_token"),
        token_type=_token(holder, "token_type")[:40],
        lifetime_seconds=row.lifetime_seconds if lifetime is None else lifetime,
        scopes=_scopes(holder),
        answer=answer,
    )


def body_of(content: bytes) -> Any:
    """JSON, or the form that some still answer with; None if it is neither."""
    try:
        return json.loads(content)
    except ValueError:
        pass
    try:
        return dict(parse_qsl(content.decode("ascii"), strict_parsing=True, max_num_fields=50)) or None
    except ValueError:
        return None


def error_of(answer: Any, status: int) -> str:
    """The provider's own name for what is wrong, empty if nothing is. Some answer 200 all the same."""
    if isinstance(answer, Mapping):
        said = answer.get("error")
        if isinstance(said, Mapping):
            said = said.get("code") or said.get("type") or "error"
        if not said and status >= 400:
            said = answer.get("status") or answer.get("code")
        if not said and answer.get("ok") is False:
            said = "not ok"
        if said and said != "ok":
            text = str(said)
            return text if _PLAIN.fullmatch(text) else "error"
    return f"status {status}" if status >= 400 else ""


def found_at(data: Any, path: str) -> Any:
    """What lies at a path as in `data.0.name`; None if nothing does."""
    for step in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def account_in(answer: Any, paths: tuple[str, ...]) -> str:
    """The first name that is there, as one line."""
    for path in paths:
        value = found_at(answer, path)
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = "".join(char for char in str(value) if char.isprintable()).strip()
            if text:
                return text[:_MAX_NAME_CHARS]
    return ""


def _refusal(row: OAuth2, name: str, error: str) -> Exception:
    if error.lower() in _SOON:
        return AuthorizationServerAway(f"{name} cannot answer now ({error}).")
    if error == "invalid_grant" or error in row.gone_errors:
        return GrantGone(f"{name} no longer knows this consent ({error}).", error=error)
    return AuthorizationRefused(f"{name} refused: {error}.", error=error)


def _token(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or len(value) > _MAX_TOKEN_CHARS:
        return ""
    text = value.strip()
    return text if text.isascii() and text.isprintable() else ""


def _seconds(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = int(float(value))
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds <= _MAX_LIFETIME_SECONDS else None


def _scopes(holder: Mapping[str, Any]) -> tuple[str, ...] | None:
    for name in ("scope", "scopes", "permissions"):
        value = holder.get(name)
        if isinstance(value, str) and value.strip():
            value = _BETWEEN_SCOPES.split(value.strip())
        if isinstance(value, list) and value:
            texts = [str(scope) for scope in value if isinstance(scope, str) and 0 < len(scope) <= 300]
            return tuple(dict.fromkeys(texts))[:200]
    return None
