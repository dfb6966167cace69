"""Secrets as they are kept: sealed, so that a copy of the database opens nothing.

The first key of CREDENTIAL_KEYS seals; every one of them opens. So a new key is put in front, what is there
is sealed anew with it (`manage.py rotate_keys`), and only then the old one is taken away (ADR 20).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class CannotUnseal(ValueError):
    """It was sealed with a key that is not here, or was changed."""


def seal(data: Mapping[str, Any]) -> str:
    """A JSON object as a token that only the keys of the settings open. Never the same twice."""
    return _keys(tuple(settings.CREDENTIAL_KEYS)).encrypt(orjson.dumps(dict(data))).decode()


def unseal(token: str) -> dict[str, Any]:
    """What was sealed. Raises CannotUnseal."""
    try:
        data: dict[str, Any] = orjson.loads(_keys(tuple(settings.CREDENTIAL_KEYS)).decrypt(token.encode()))
    except InvalidToken:
        raise CannotUnseal("None of CREDENTIAL_KEYS opens this.") from None
    return data


def is_sealed_with_newest(token: str) -> bool:
    """Whether the key in front opens it by itself."""
    try:
        _keys(tuple(settings.CREDENTIAL_KEYS[:1])).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def new_key() -> str:
    """A fresh key for CREDENTIAL_KEYS."""
    return Fernet.generate_key().decode()


def problem_of(keys: list[str]) -> str:
    """What is wrong with the keys, without a word of theirs; empty if nothing is."""
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key)
        except ValueError:
            return f"key {number} of {len(keys)} is not 32 bytes as URL-safe base64."
    return ""


@functools.lru_cache(maxsize=8)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("CREDENTIAL_KEYS is not set.")
    if problem := problem_of(list(keys)):
        raise ImproperlyConfigured(f"CREDENTIAL_KEYS: {problem}")
    return MultiFernet([Fernet(key) for key in keys])
