"""Consent as steps act with it: fresh when it is asked for, tried, and told to the provider when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from blocks.sdk import MissingCredential, ProviderDown
from integrations.catalogue import providers
from integrations.catalogue.provider import AuthKind, ProbeRequest
from integrations.models import Credential, CredentialState, OAuthApp
from integrations.services import endings, probing, vault
from integrations.services.choice import Choice
from integrations.services.rights import Rights
from platform_project.accounts.models import User
from platform_project.kit import crypto, loop
from tests.integrations.authorization_server import Provider
from tests.integrations.credentials import own_workspace
from tests.integrations.oauth import SLUG, Person

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ended(alice: User, provider: Provider) -> Credential:
    """A credential whose access token has just ended."""
    row = Person(alice).connect(provider)
    Credential.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    row.refresh_from_db()
    return row


def asked_by(user: User) -> Any:
    """What a firing of the user's gets when its block asks for the provider."""
    rights = Rights(Choice(user.pk, own_workspace(user).pk), patience_seconds=5)
    return loop.run(rights(SLUG))


def test_a_step_gets_a_token_that_works(alice: User, ended: Credential, provider: Provider) -> None:
    right = asked_by(alice)
    assert (right.api_key, right.kind, right.account) == (
        provider.given[-1].access_token,
        "oauth2",
        "ada@example.com",
    )
    assert right.base_url == "https://api.tested.example"
    assert asked_by(alice).api_key == right.api_key
    assert provider.refreshes == 1


def test_a_step_says_what_to_do_when_the_consent_has_ended(
    alice: User, ended: Credential, provider: Provider
) -> None:
    provider.given[0].is_revoked_by_user = True
    for _ in range(2):
        with pytest.raises(MissingCredential, match="connect it again at /integrations"):
            asked_by(alice)
    assert provider.refreshes == 1


def test_a_step_may_be_tried_again_when_the_provider_is_away(
    alice: User, ended: Credential, provider: Provider
) -> None:
    provider.is_away = True
    with pytest.raises(ProviderDown):
        asked_by(alice)
    assert Credential.objects.get().state == CredentialState.OK


def test_the_provider_is_told_of_the_end(alice: User, provider: Provider, client_of: Clients) -> None:
    row = Person(alice).connect(provider)
    assert client_of(alice).delete(f"/api/v1/credentials/{row.pk}").status_code == 204
    endings.end(row.pk)
    assert provider.live() == []
    assert not Credential.objects.exists()


def test_a_provider_that_is_away_is_told_later(alice: User, provider: Provider, client_of: Clients) -> None:
    row = Person(alice).connect(provider)
    client_of(alice).delete(f"/api/v1/credentials/{row.pk}")
    provider.is_away = True
    endings.end(row.pk)
    assert Credential.objects.get().state == CredentialState.REVOKED
    provider.is_away = False
    endings.end(row.pk)
    assert provider.live() == []
    assert not Credential.objects.exists()


def test_a_consent_is_tried_as_the_provider_wants_tokens(
    alice: User, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Person(alice).connect(provider)
    probes: dict[str, Any] = {
        "test": ProbeRequest(path=f"{provider.url}/userinfo", headers=(("X-Key", "{secret}"),)),
        "consent_test": ProbeRequest(path=f"{provider.url}/userinfo", account_paths=("email",)),
    }
    monkeypatch.setitem(providers._BY_SLUG, SLUG, replace(providers._BY_SLUG[SLUG], **probes))
    assert probing.test(row) == probing.Finding(True, account="ada@example.com")
    provider.given[0].is_revoked_by_user = True
    assert probing.test(row).is_well is False
    assert Credential.objects.get().state == CredentialState.REFUSED


def test_a_probe_is_of_the_kind_of_the_credential() -> None:
    discord = providers.find_provider("discord")
    assert discord is not None
    assert discord.test is discord.test_of(AuthKind.API_KEY)
    assert discord.consent_test is discord.test_of(AuthKind.OAUTH2)
    github = providers.find_provider("github")
    assert github is not None
    assert github.test is github.test_of(AuthKind.OAUTH2)
    assert github.test_of(AuthKind.HOST_SCOPED) is None


def test_a_provider_is_said_to_be_set_up_once_it_has_an_application(
    alice: User, client_of: Clients, settings: Settings
) -> None:
    settings.OAUTH_APPS = {}

    def ways(slug: str) -> dict[str, bool]:
        rows = client_of(alice).get("/api/v1/providers").json()["results"]
        (row,) = [row for row in rows if row["slug"] == slug]
        return {"": row["is_configured"]} | {way["kind"]: way["is_configured"] for way in row["auth"]}

    assert ways("google") == {"": False, "oauth2": False}
    assert ways("github") == {"": True, "api_key": True, "oauth2": False}
    for slug in ("google", "github"):
        sealed = crypto.seal({"client_secret": "secret"})
        OAuthApp.objects.create(provider=slug, client_id="id", secret=sealed)
    assert ways("google") == {"": True, "oauth2": True}
    assert ways("github") == {"": True, "api_key": True, "oauth2": True}


def test_a_hundred_steps_at_once_cause_one_refresh(
    alice: User, ended: Credential, provider: Provider
) -> None:
    provider.answers_after_seconds = 0.1
    place = own_workspace(alice).pk

    async def together() -> set[str]:
        rights = [Rights(Choice(alice.pk, place), patience_seconds=5) for _ in range(100)]
        return {right.api_key for right in await asyncio.gather(*(ask(SLUG) for ask in rights))}

    assert loop.run(together()) == {provider.given[-1].access_token}
    assert provider.refreshes == 1
    assert vault.secret_of(Credential.objects.get())["access_token"] == provider.given[-1].access_token
