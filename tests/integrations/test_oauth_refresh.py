"""Access tokens that end: renewed once for however many ask, and what becomes of those that cannot be."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from integrations.errors import CredentialGone
from integrations.models import Credential, CredentialState
from integrations.oauth.errors import (
    AuthorizationRefused,
    AuthorizationServerAway,
    CredentialExpired,
    ProviderNotConfigured,
)
from integrations.oauth.refresh import afresh, fresh
from integrations.oauth.revocation import revoke_at_provider
from integrations.services import vault
from integrations.services.aside import aside
from platform_project.accounts.models import User
from platform_project.kit import loop
from platform_project.kit.http import outbound
from platform_project.kit.redis_clients import client
from tests.integrations.authorization_server import CLIENT_ID, CLIENT_SECRET, Provider
from tests.integrations.credentials import connect
from tests.integrations.oauth import SLUG, Person, offered, row_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ending(alice: User, provider: Provider) -> Credential:
    """A credential whose access token ends in half a minute."""
    row = Person(alice).connect(provider)
    return ends(row, 30)


def ends(row: Credential, seconds: float) -> Credential:
    Credential.objects.filter(pk=row.pk).update(expires_at=timezone.now() + timedelta(seconds=seconds))
    row.refresh_from_db()
    return row


def token_of(row: Credential) -> str:
    return str(vault.secret_of(row)["access_token"])


def test_a_token_that_lasts_is_left_alone(alice: User, provider: Provider) -> None:
    row = ends(Person(alice).connect(provider), 62)
    asked = len(provider.wire.seen)
    assert fresh(row) is row
    assert len(provider.wire.seen) == asked


def test_a_token_that_is_about_to_end_is_renewed_in_its_place(ending: Credential, provider: Provider) -> None:
    found = fresh(ending)
    row = Credential.objects.get()
    assert found.pk == row.pk == ending.pk
    assert token_of(found) == token_of(row) == provider.given[-1].access_token
    assert vault.secret_of(row)["refresh_token"] == provider.given[-1].refresh_token
    assert len(provider.given) == 2
    assert row.expires_at is not None
    assert (row.expires_at - timezone.now()).total_seconds() > 3500
    assert (row.state, row.scopes, row.account) == ("ok", ["read"], "ada@example.com")
    assert fresh(row) is row


def test_a_hundred_at_once_cause_one_refresh(ending: Credential, provider: Provider) -> None:
    provider.answers_after_seconds = 0.2
    together = threading.Barrier(100)

    def ask(_: int) -> str:
        together.wait()
        try:
            return token_of(fresh(ending))
        finally:
            connection.close()

    with ThreadPoolExecutor(100) as threads:
        tokens = set(threads.map(ask, range(100)))
    assert tokens == {provider.given[-1].access_token}
    assert (provider.refreshes, len(provider.given)) == (1, 2)


def test_processes_that_ask_at_once_cause_one_refresh(ending: Credential, provider: Provider) -> None:
    """Each loop has tasks of its own, as each process has: only the lock in Redis keeps them apart."""
    provider.answers_after_seconds = 0.2
    together = threading.Barrier(8)

    async def on_a_loop_of_its_own() -> str:
        try:
            return str((await aside(partial(vault.secret_of, await afresh(ending))))["access_token"])
        finally:
            await outbound().aclose()
            await client().aclose()

    def ask(_: int) -> str:
        together.wait()
        return asyncio.run(on_a_loop_of_its_own())

    with ThreadPoolExecutor(8) as threads:
        tokens = set(threads.map(ask, range(8)))
    assert tokens == {provider.given[-1].access_token}
    assert (provider.refreshes, len(provider.given)) == (1, 2)


def test_whoever_stops_waiting_loses_no_token(ending: Credential, provider: Provider) -> None:
    """The provider has ended the old refresh token by then: the new one must be kept."""
    provider.answers_after_seconds = 0.3
    with pytest.raises(TimeoutError):
        loop.run(afresh(ending), timeout_seconds=0.1)
    found = fresh(ending)
    assert token_of(found) == provider.given[-1].access_token
    assert provider.refreshes == 1


def test_one_after_another_rotates_on(alice: User, ending: Credential, provider: Provider) -> None:
    for count in (1, 2, 3):
        fresh(ends(ending, 5))
        assert provider.refreshes == count
    assert [row.is_revoked_by_user for row in provider.given] == [True, True, True, False]


def test_a_provider_that_keeps_its_refresh_token_keeps_ours(ending: Credential, provider: Provider) -> None:
    provider.rotates = False
    before = vault.secret_of(ending)["refresh_token"]
    found = fresh(ending)
    assert vault.secret_of(found)["refresh_token"] == before
    assert token_of(found) == provider.given[-1].access_token


# --- What cannot be renewed -------------------------------------------------------------------------------
def test_a_consent_that_was_taken_back_ends_the_credential_and_says_what_to_do(
    ending: Credential, provider: Provider
) -> None:
    provider.given[0].is_revoked_by_user = True
    with pytest.raises(CredentialExpired, match="connect it again at /integrations"):
        fresh(ending)
    row = Credential.objects.get()
    assert row.state == CredentialState.EXPIRED
    assert row.state_reason == (
        "Tested no longer accepts it (invalid_grant). Connect it again at /integrations."
    )
    asked = len(provider.wire.seen)
    with pytest.raises(CredentialExpired):
        fresh(row)
    assert len(provider.wire.seen) == asked


def test_a_provider_that_is_away_changes_nothing_and_a_token_works_while_it_works(
    ending: Credential, provider: Provider
) -> None:
    provider.is_away = True
    assert token_of(fresh(ending)) == token_of(ending)
    ended = ends(ending, -1)
    with pytest.raises(AuthorizationServerAway) as caught:
        fresh(ended)
    assert caught.value.retryable
    row = Credential.objects.get()
    assert (row.state, row.secret) == ("ok", ending.secret)
    provider.is_away = False
    assert token_of(fresh(ended)) == provider.given[-1].access_token


def test_a_provider_that_cannot_be_reached_changes_nothing(
    ending: Credential, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = ends(ending, -1)
    with (
        offered(row_at("http://127.0.0.1:9"), settings, monkeypatch),
        pytest.raises(AuthorizationServerAway, match="Tested cannot be reached"),
    ):
        fresh(ended)
    assert Credential.objects.get().state == "ok"


def test_an_application_that_is_refused_is_not_the_users_fault(
    ending: Credential, settings: Settings
) -> None:
    settings.OAUTH_APPS = {SLUG: (CLIENT_ID, "wrong")}
    ended = ends(ending, -1)
    with pytest.raises(AuthorizationRefused, match="invalid_client"):
        fresh(ended)
    settings.OAUTH_APPS = {}
    with pytest.raises(ProviderNotConfigured):
        fresh(ended)
    row = Credential.objects.get()
    assert (row.state, row.secret) == ("ok", ending.secret)


def test_a_token_without_a_refresh_token_works_until_its_end(alice: User, provider: Provider) -> None:
    row = Person(alice).connect(provider)
    secret = vault.secret_of(row) | {"refresh_token": ""}
    vault.replace_secret(row, secret, expires_at=timezone.now() + timedelta(seconds=30))
    assert token_of(fresh(row)) == secret["access_token"]
    with pytest.raises(CredentialExpired):
        fresh(ends(row, -1))
    assert Credential.objects.get().state == CredentialState.EXPIRED


def test_one_that_was_refused_before_its_end_is_renewed(alice: User, provider: Provider) -> None:
    row = Person(alice).connect(provider)
    vault.mark(row, CredentialState.REFUSED, "401")
    assert token_of(fresh(row)) == provider.given[-1].access_token
    assert (Credential.objects.get().state, provider.refreshes) == ("ok", 1)


def test_one_that_was_given_back_meanwhile_is_gone(ending: Credential, provider: Provider) -> None:
    Credential.objects.all().delete()
    with pytest.raises(CredentialGone):
        fresh(ending)
    assert provider.refreshes == 0


def test_a_key_is_never_renewed(alice: User) -> None:
    key = connect(alice)
    assert fresh(key) is key


# --- Giving back ------------------------------------------------------------------------------------------
def test_what_is_given_back_ends_at_the_provider(alice: User, provider: Provider) -> None:
    row = Person(alice).connect(provider)
    assert revoke_at_provider(row)
    assert provider.live() == []
    assert revoke_at_provider(row)  # it is gone, whoever ended it


def test_a_provider_that_is_away_can_be_told_later(
    alice: User, provider: Provider, settings: Settings
) -> None:
    row = Person(alice).connect(provider)
    provider.is_away = True
    with pytest.raises(AuthorizationServerAway):
        revoke_at_provider(row)
    settings.OAUTH_APPS = {SLUG: (CLIENT_ID, "not " + CLIENT_SECRET)}
    provider.is_away = False
    assert not revoke_at_provider(row)
    settings.OAUTH_APPS = {}
    assert not revoke_at_provider(row)
    assert not revoke_at_provider(connect(alice))
    assert len(provider.live()) == 1
