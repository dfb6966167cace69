"""Keys are changed while the platform runs."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from integrations.models import Credential
from integrations.services import rotation, vault
from platform_project.accounts.models import User
from platform_project.kit import crypto
from tests.integrations.credentials import KEY, connect


@pytest.fixture
def keys(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """An old key, with which things are sealed now, and a new one; batches are small."""
    monkeypatch.setattr(rotation, "BATCH", 2)
    old, new = crypto.new_key(), crypto.new_key()
    settings.CREDENTIAL_KEYS = [old]
    return old, new


def rotate() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_every_secret_is_sealed_anew_and_the_old_key_can_go(
    alice: User, keys: tuple[str, str], settings: Settings
) -> None:
    old, new = keys
    for number in range(5):
        connect(alice, secret={"api_key": f"{KEY}-{number}"})
    settings.CREDENTIAL_KEYS = [new, old]
    connect(alice)
    assert "5 sealed anew, 1 had the newest key, 0 cannot be opened" in rotate()
    assert "0 sealed anew, 6 had the newest key, 0 cannot be opened" in rotate()
    settings.CREDENTIAL_KEYS = [new]
    opened = {vault.secret_of(row)["api_key"] for row in Credential.objects.all()}
    assert opened == {KEY, *(f"{KEY}-{number}" for number in range(5))}


def test_what_stopped_in_between_is_taken_up_again(
    alice: User, keys: tuple[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = keys
    for _ in range(4):
        connect(alice)
    settings.CREDENTIAL_KEYS = [new, old]

    def die(counts: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate("integrations.Credential.secret", die)
    assert sum(crypto.is_sealed_with_newest(row.secret) for row in Credential.objects.all()) == 2
    assert "2 sealed anew, 2 had the newest key" in rotate()


def test_a_secret_that_is_replaced_meanwhile_stays_replaced(
    alice: User, keys: tuple[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = keys
    row = connect(alice)
    settings.CREDENTIAL_KEYS = [new, old]
    unseal = crypto.unseal

    def slow(token: str) -> dict[str, Any]:
        monkeypatch.setattr(crypto, "unseal", unseal)
        vault.replace_secret(row, {"api_key": "sk-refreshed-0123456789"})
        return unseal(token)

    monkeypatch.setattr(crypto, "unseal", slow)
    assert "0 sealed anew" in rotate()
    assert vault.secret_of(Credential.objects.get()) == {"api_key": "sk-refreshed-0123456789"}


def test_what_no_key_opens_is_counted_and_said(
    alice: User, keys: tuple[str, str], settings: Settings
) -> None:
    connect(alice)
    settings.CREDENTIAL_KEYS = [keys[1]]
    with pytest.raises(CommandError, match="1 values were sealed with keys that are not in CREDENTIAL_KEYS"):
        rotate()


def test_every_column_with_a_secret_is_on_the_list() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField) and field.name.endswith("secret")
    }
    assert set(rotation.sealed_columns()) == found
    assert "integrations.Credential.secret" in found
