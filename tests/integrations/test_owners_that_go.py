"""Workspaces and people that are deleted: what they connected is given back at the providers first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.models import Credential, CredentialState
from integrations.services import endings
from integrations.services.choice import Choice, row_for
from integrations.services.offers import providers_of_operator
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import make_team
from tests.integrations.authorization_server import Provider
from tests.integrations.credentials import connect, own_workspace
from tests.integrations.oauth import SLUG, Person

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.django_db(transaction=True)


def later(minutes: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        endings.end_left_behind()


def test_a_deleted_team_is_said_to_its_providers(alice: User, provider: Provider, client_of: Clients) -> None:
    team = make_team(alice)
    Person(alice, team).connect(provider)
    kept = Person(alice).connect(provider)
    assert client_of(alice).delete(f"/api/v1/workspaces/{team.pk}").status_code == 204
    later(6)
    assert [row.access_token for row in provider.live()] == [provider.given[1].access_token]
    assert [row.pk for row in Credential.objects.all()] == [kept.pk]


def test_a_deleted_person_is_said_to_their_providers(
    alice: User, bob: User, staff: User, provider: Provider
) -> None:
    Person(alice).connect(provider)
    bobs = Person(bob).connect(provider)
    browser = Browser()
    browser.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    page = f"/admin/accounts/user/{alice.pk}/delete/"
    assert browser.get(page).status_code == 200
    assert len(provider.live()) == 2
    assert browser.post(page, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=alice.pk).exists()
    later(6)
    assert [row.pk for row in Credential.objects.all()] == [bobs.pk]
    assert len(provider.live()) == 1


def test_a_provider_that_is_away_loses_nothing_but_time(alice: User, provider: Provider) -> None:
    Person(alice).connect(provider)
    provider.is_away = True
    alice.delete()
    later(6)
    row = Credential.objects.get()
    assert (row.state, row.workspace, row.created_by, row.is_shared) == ("revoked", None, None, False)
    provider.is_away = False
    later(16)
    assert provider.live() == []
    assert not Credential.objects.exists()


def test_nobody_acts_with_what_a_deleted_workspace_had(alice: User, bob: User, provider: Provider) -> None:
    team = make_team(alice)
    row = Person(alice, team).connect(provider)
    Credential.objects.filter(pk=row.pk).update(is_shared=True)
    key = connect(alice, team)
    Workspace.objects.filter(pk=team.pk).delete()
    assert set(Credential.objects.values_list("state", flat=True)) == {CredentialState.REVOKED}
    for asking in (SLUG, "openai"):
        assert row_for(asking, Choice(bob.pk, own_workspace(bob).pk, of_node=str(key.pk))) is None
    assert providers_of_operator() == frozenset()
    later(6)
    assert not Credential.objects.exists()
