"""A user's way to a provider and back: kept for ten minutes, used once, bound to the browser that began.

The state that travels is a random name with a signature; what it stands for is kept in Redis. The proof of
PKCE is made from the name with our key, so it is kept nowhere. Each attempt has a cookie of its own: several
may be under way in one browser.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

from integrations.oauth.errors import OtherBrowser, StateNotValid

VALID_SECONDS = 600
MAX_STATE_CHARS = 200
_SIGNER = "integrations.oauth.state"
_VERIFIER = "integrations.oauth.verifier"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody set out for."""

    provider: str
    user_id: str
    workspace_id: str
    credential_id: str  # that is connected again; empty: a new one
    scopes: tuple[str, ...]
    title: str
    return_to: str
    redirect_uri: str
    parts: Mapping[str, str]
    place: str = ""  # where tokens will be asked for and sent: they go nowhere else
    server: str = ""  # id of the ConsentServer, where the provider is any server
    base_url: str = ""  # the same server's address


@dataclass(frozen=True, slots=True)
class Begun:
    """One attempt as it travels."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)  # of PKCE
    cookie: str = field(repr=False)

    @property
    def cookie_name(self) -> str:
        return _cookie_name(self.state.partition(".")[0])


def begin(attempt: Attempt) -> Begun:
    """Keep an attempt."""
    name, cookie = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    kept = asdict(attempt) | {"cookie": _digest(cookie), "until": time.time() + VALID_SECONDS}
    cache.set(_key(name), kept, timeout=VALID_SECONDS)
    return Begun(_signer().sign(name), _verifier(name), cookie)


def take(state: str, cookies: Mapping[str, str]) -> tuple[Attempt, Begun]:
    """The attempt behind a state; of all who show it, one gets it, once.

    Raises StateNotValid. Raises OtherBrowser, and the attempt stays, if the cookie is not the one that came
    with the state.
    """
    name = _name_in(state)
    kept: dict[str, Any] | None = cache.get(_key(name))
    if kept is None or kept["until"] < time.time():
        raise _not_valid()
    cookie = cookies.get(_cookie_name(name), "")
    if not constant_time_compare(_digest(cookie), kept["cookie"]):
        raise OtherBrowser(
            "Another browser came back than the one that began, or it began at another address of this site."
        )
    if not cache.delete(_key(name)):  # the deletion decides
        raise _not_valid()
    fields = {name: value for name, value in kept.items() if name not in ("cookie", "until")}
    return Attempt(**fields), Begun(state, _verifier(name), cookie)


def cookie_name_of(state: str) -> str:
    """The cookie that goes with a state, to be taken away; empty for what is no state of ours."""
    try:
        return _cookie_name(_name_in(state))
    except StateNotValid:
        return ""


def _name_in(state: str) -> str:
    if len(state) > MAX_STATE_CHARS:
        raise _not_valid()
    try:
        return _signer().unsign(state)
    except signing.BadSignature:
        raise _not_valid() from None


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SIGNER, sep=".")


def _verifier(name: str) -> str:
    made = salted_hmac(_VERIFIER, name, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _cookie_name(name: str) -> str:
    return f"oauth_{_digest(name)[:16]}"


def _key(name: str) -> str:
    return f"oauth:{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _not_valid() -> StateNotValid:
    return StateNotValid(
        "This way back was not begun here, has been used, or has taken more than ten minutes."
    )
