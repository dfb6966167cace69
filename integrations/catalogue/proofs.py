"""Ways in which a request proves that it comes from who knows the secret. Pure, and in constant time.

Each gives True or False, or None if the request shows nothing of the kind.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

_MAX_SIGNATURES = 10  # in one header; Stripe sends two while a secret is being changed


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as proofs see it."""

    headers: Mapping[str, str]  # names in lower case
    query: Mapping[str, str]
    body: bytes
    now_seconds: float


class Proof(Protocol):
    def holds(self, secret: str, shown: Shown) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class HeaderSecret:
    """The secret itself in a header."""

    header: str

    def holds(self, secret: str, shown: Shown) -> bool | None:
        given = shown.headers.get(self.header)
        return None if given is None else _same(given, secret)


@dataclass(frozen=True, slots=True)
class QuerySecret:
    """The secret itself behind the address, for senders that can do nothing else."""

    parameter: str

    def holds(self, secret: str, shown: Shown) -> bool | None:
        given = shown.query.get(self.parameter)
        return None if given is None else _same(given, secret)


@dataclass(frozen=True, slots=True)
class SignedBody:
    """HMAC-SHA256 of the body, in hexadecimal."""

    header: str
    prefix: str
    is_key_base64: bool = False  # the key is what the secret says in base 64

    def holds(self, secret: str, shown: Shown) -> bool | None:
        given = shown.headers.get(self.header)
        if given is None:
            return None
        key = _from_base64(secret) if self.is_key_base64 else secret.encode()
        expected = hmac.new(key, shown.body, hashlib.sha256).hexdigest()
        return bool(key) and _same(given.removeprefix(self.prefix).strip().lower(), expected)


@dataclass(frozen=True, slots=True)
class StampHeader:
    """The moment of signing, in a header of its own; the other header holds the signature alone."""

    header: str

    def of(self, parts: list[str], shown: Shown) -> str:
        return shown.headers.get(self.header, "")


@dataclass(frozen=True, slots=True)
class StampPart:
    """The moment of signing, beside the signatures: `t=1,v1=…`."""

    name: str

    def of(self, parts: list[str], shown: Shown) -> str:
        return next((part.partition("=")[2] for part in parts if part.startswith(f"{self.name}=")), "")


@dataclass(frozen=True, slots=True)
class StampedSignature:
    """HMAC-SHA256 of a text with the moment of signing in it, then the body. Old requests do not count."""

    header: str
    stamp: StampHeader | StampPart
    version: str  # before each signature
    signed: str  # what stands before the body, with {stamp}
    tolerance_seconds: int

    def holds(self, secret: str, shown: Shown) -> bool | None:
        given = shown.headers.get(self.header)
        if given is None:
            return None
        parts = [part.strip() for part in given.split(",")][:_MAX_SIGNATURES]
        stamp = self.stamp.of(parts, shown)
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 15):
            return False
        if abs(shown.now_seconds - int(stamp)) > self.tolerance_seconds:
            return False
        expected = _hmac(secret, self.signed.format(stamp=stamp).encode() + shown.body)
        signatures = [part.removeprefix(self.version) for part in parts if part.startswith(self.version)]
        return any(_same(signature, expected) for signature in signatures)


def is_proven(proofs: tuple[Proof, ...], secret: str, shown: Shown) -> bool:
    """Whether the request shows a proof, and each that it shows holds. Nothing is proven without a secret."""
    if not secret:
        return False
    found = [proof.holds(secret, shown) for proof in proofs]
    return any(found) and False not in found


def _from_base64(secret: str) -> bytes:
    """Nothing, with which nothing is proven, of what is no base 64."""
    try:
        return base64.b64decode(secret, validate=True)
    except ValueError:
        return b""


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode())
