"""What servers say of where consent for them is given, read. Pure.

    a server ──401──▶ its metadata (RFC 9728) ──▶ an authorization server's metadata (RFC 8414) ──▶ `Consent`

https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from integrations.catalogue.oauth import ClientAuth
from integrations.services.server_addresses import may_carry_secrets_to

MAX_URL_CHARS = 500
MAX_SCOPES = 100
_MAX_SCOPE_CHARS = 300
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
# Ours, best first; a server that names none means the first (RFC 8414 §2).
_WAYS = {
    "client_secret_basic": ClientAuth.BASIC,
    "client_secret_post": ClientAuth.BODY,
    "none": ClientAuth.NONE,
}
WAY_NAMES = {way: name for name, way in _WAYS.items()}


class NotUnderstood(ValueError):
    """Why a server's metadata cannot be used, in words for people."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What stands in `WWW-Authenticate` (RFC 9728 §5.1)."""

    metadata_url: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """What a server says of itself (RFC 9728 §2)."""

    resource: str
    issuer: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """What an authorization server says of itself (RFC 8414 §2)."""

    issuer: str
    authorize_url: str
    token_url: str
    revoke_url: str  # empty: it has none
    registration_url: str  # empty: it registers nobody
    reads_client_documents: bool  # an address of ours may stand as our id
    client_auth: ClientAuth  # the best of those that it knows
    says_issuer: bool
    scopes: tuple[str, ...]


def challenge_in(header: str) -> Challenge:
    """Whatever is not understood is as if it were not there."""
    found = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(header[:4_000])}
    url = found.get("resource_metadata", "")
    return Challenge(url if _is_address(url) else "", _scopes(found.get("scope", "").split()))


def resource_addresses(url: str) -> list[str]:
    """Where a server's metadata may be, best first (RFC 9728 §3.1)."""
    origin, path = _split(url)
    place = f"{origin}/.well-known/oauth-protected-resource"
    return list(dict.fromkeys([f"{place}{path}", place]))


def consent_addresses(issuer: str) -> list[str]:
    """Where an authorization server's metadata may be, best first (RFC 8414 §3.1, OpenID Discovery §4)."""
    origin, path = _split(issuer)
    found = [
        f"{origin}/.well-known/oauth-authorization-server{path}",
        f"{origin}/.well-known/openid-configuration{path}",
        f"{origin}{path}/.well-known/openid-configuration",
    ]
    return list(dict.fromkeys(found))


def origin_of(url: str) -> str:
    return _split(url)[0]


def resource_in(told: Any, url: str) -> Resource:
    """The metadata of the server at `url`. Raises NotUnderstood.

    It may speak for the server itself or for all that lies below an address of the same origin.
    """
    named = told.get("resource") if isinstance(told, Mapping) else None
    if not isinstance(named, str) or not _is_address(named) or not _lies_below(url, named):
        raise NotUnderstood("its metadata is that of another server")
    issuers = told.get("authorization_servers")
    fitting = [one for one in issuers if _is_address(one)] if isinstance(issuers, list) else []
    if not fitting:
        raise NotUnderstood("its metadata names no authorization server that can be used")
    return Resource(named, fitting[0], _scopes(told.get("scopes_supported")))


def consent_in(told: Any, issuer: str) -> Consent:
    """The metadata of the authorization server `issuer`. Raises NotUnderstood."""
    if not isinstance(told, Mapping) or told.get("issuer") != issuer:
        raise NotUnderstood("its authorization server goes by another name")  # RFC 8414 §3.3
    if "S256" not in _texts(told.get("code_challenge_methods_supported")):
        raise NotUnderstood("its authorization server does not say that it knows PKCE")
    known = _texts(told.get("token_endpoint_auth_methods_supported")) or ["client_secret_basic"]
    ways = [way for name, way in _WAYS.items() if name in known]
    if not ways:
        raise NotUnderstood("its authorization server asks for proofs of a kind that is not known here")
    return Consent(
        issuer=issuer,
        authorize_url=_needed(told, "authorization_endpoint"),
        token_url=_needed(told, "token_endpoint"),
        revoke_url=_address(told, "revocation_endpoint"),
        registration_url=_address(told, "registration_endpoint"),
        reads_client_documents=told.get("client_id_metadata_document_supported") is True,
        client_auth=ways[0],
        says_issuer=told.get("authorization_response_iss_parameter_supported") is True,
        scopes=_scopes(told.get("scopes_supported")),
    )


def way_in(told: Mapping[str, Any], asked: ClientAuth) -> ClientAuth:
    """How we prove ourselves, by the answer to a registration (RFC 7591 §3.2.1). Raises NotUnderstood."""
    named = told.get("token_endpoint_auth_method", WAY_NAMES[asked])
    if named not in _WAYS:
        raise NotUnderstood("it registered us with a proof of a kind that is not known here")
    return _WAYS[named] if told.get("client_secret") else ClientAuth.NONE


def _lies_below(url: str, above: str) -> bool:
    """Whether `url` is `above`, or an address below it."""
    (origin, path), (other_origin, other_path) = _split(url), _split(above)
    return origin == other_origin and (path == other_path or path.startswith(f"{other_path}/"))


def _split(url: str) -> tuple[str, str]:
    """Origin as everybody writes it, and path without the last slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    is_usual = port is None or port == {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}{'' if is_usual else f':{port}'}", parts.path.rstrip("/")


def _needed(told: Mapping[str, Any], name: str) -> str:
    found = _address(told, name)
    if not found:
        raise NotUnderstood(f"its authorization server's {name} is no address that can be used")
    return found


def _address(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    return found if isinstance(found, str) and _is_address(found) else ""


def _is_address(text: Any) -> bool:
    is_short = isinstance(text, str) and 0 < len(text) <= MAX_URL_CHARS
    return is_short and text.isascii() and text.isprintable() and may_carry_secrets_to(text)


def _scopes(given: Any) -> tuple[str, ...]:
    found = [text for text in _texts(given) if 0 < len(text) <= _MAX_SCOPE_CHARS and " " not in text]
    return tuple(dict.fromkeys(found))[:MAX_SCOPES]


def _texts(given: Any) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list | tuple) else []
