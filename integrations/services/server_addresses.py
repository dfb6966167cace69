"""Which server a credential is for: its host, or the base URL of a server of one's own.

Plain http is for hosts that the operator allows by name (OUTBOUND_ALLOWED_HOSTS): a secret that crosses the
internet in the clear is none for long.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import httpx2
from django.conf import settings

from integrations.catalogue.provider import Address, Provider

MAX_URL_CHARS = 500
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_PORTS = {"https": 443, "http": 80}


def checked_host(given: str) -> str:
    """`api.example.com`, `*.example.com`, either with a port. Raises ValueError with what is wrong."""
    text = given.strip().lower().rstrip(".")
    name, port = _split_port(text)
    is_wild = name.startswith("*.")
    bare = _known_name(name.removeprefix("*."))
    if is_wild and (bare.count(".") < 1 or _is_address(bare)):
        raise ValueError("After *. a domain of one's own is needed, as in *.example.com")
    return ("*." if is_wild else "") + _with_port(bare, port)


def checked_base_url(given: str, provider: Provider) -> str:
    """The address of a server of one's own, without a trailing slash. Raises ValueError."""
    text = given.strip().rstrip("/")
    if len(text) > MAX_URL_CHARS:
        raise ValueError(f"At most {MAX_URL_CHARS} characters")
    if provider.address is Address.HOST:
        name, port = _split_port(text.lower())
        return _with_port(_known_name(name), port)
    return _checked_url(text)


def fits(host: str, url: str) -> bool:
    """Whether `url` leads to what a host-scoped credential names, by https unless the operator allows it."""
    try:
        parts = httpx2.URL(url)  # as the client reads it that sends the request
    except httpx2.InvalidURL:
        return False
    name, scheme = parts.raw_host.decode().lower().rstrip("."), parts.scheme
    port = parts.port or _PORTS.get(scheme, 0)
    if not name or parts.userinfo or not _may_carry_secrets(scheme, name, port):
        return False  # a name before the host is meant to mislead somebody
    wanted, wanted_port = _split_port(host)
    if port != (wanted_port or _PORTS[scheme]):
        return False
    if wanted.startswith("*."):
        return name.endswith(wanted[1:]) and name != wanted[2:]
    return name == wanted.strip("[]")


def may_carry_secrets_to(url: str) -> bool:
    """Whether secrets may be sent to a whole address: https, or a host that the operator allows by name."""
    try:
        parts = httpx2.URL(url)
    except httpx2.InvalidURL:
        return False
    name = parts.raw_host.decode().lower().rstrip(".")
    if not name or parts.userinfo or parts.fragment:
        return False
    return _may_carry_secrets(parts.scheme, name, parts.port or _PORTS.get(parts.scheme, 0))


def is_same_server(one: str, other: str) -> bool:
    """Whether two addresses of HTTP servers say the same, however they are written."""
    try:
        parts = [httpx2.URL(text.strip().rstrip("/")) for text in (one, other)]
    except httpx2.InvalidURL:
        return False
    if any(not part.host or part.userinfo for part in parts):
        return False
    first, second = (
        (part.scheme, part.raw_host.lower(), part.port or _PORTS.get(part.scheme), part.raw_path)
        for part in parts
    )
    return first == second


def host_and_port(base_url: str) -> tuple[str, int | None]:
    """The parts of an address of the kind HOST."""
    return _split_port(base_url)


def _checked_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("Must be an address such as https://models.example.com/v1") from None
    if parts.scheme not in _PORTS or not parts.hostname or not text.isascii() or not text.isprintable():
        raise ValueError("Must be an address such as https://models.example.com/v1")
    if parts.username is not None or parts.query or parts.fragment or " " in text:
        raise ValueError("Must hold nothing but a host, a port and a path")
    if not _may_carry_secrets(parts.scheme, parts.hostname, port or _PORTS[parts.scheme]):
        raise ValueError("Must be https: plain http is for hosts in OUTBOUND_ALLOWED_HOSTS")
    return text


def _may_carry_secrets(scheme: str, host: str, port: int) -> bool:
    if scheme == "https":
        return True
    allowed = {entry.strip().lower() for entry in settings.OUTBOUND_ALLOWED_HOSTS}
    return scheme == "http" and bool(allowed & {host, f"{host}:{port}", f"[{host}]:{port}"})


def _split_port(text: str) -> tuple[str, int | None]:
    """The name, and the port if one is given. Raises ValueError."""
    name, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return text, None
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("A port is a number from 1 to 65535")
    return name, int(port)


def _known_name(name: str) -> str:
    if _is_address(name):
        return name
    try:
        ascii_name = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        raise ValueError("Must be the name of a host, as in api.example.com") from None
    if len(ascii_name) > 253 or not all(map(_LABEL.fullmatch, ascii_name.split("."))):
        raise ValueError("Must be the name of a host, as in api.example.com")
    return ascii_name


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _with_port(name: str, port: int | None) -> str:
    return name if port is None else f"{name}:{port}"
