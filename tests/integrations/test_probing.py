"""Trying a credential at its provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.catalogue.provider import AuthKind
from integrations.models import Credential
from integrations.services import probing
from platform_project.accounts.models import User
from tests.blocks.wire import Reply, Wire, serving
from tests.integrations.credentials import KEY, connect

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wire(settings: Settings) -> Iterator[Wire]:
    with serving(Wire()) as running:
        settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
        settings.OPENAI_BASE_URL = running.base_url
        settings.DISCORD_BASE_URL = running.base_url
        yield running


def test_one_that_works_is_said_to_and_its_refusal_is_forgotten(alice: User, wire: Wire) -> None:
    credential = connect(alice)
    Credential.objects.update(state="refused", state_reason="OpenAI refuses it.")
    credential.refresh_from_db()
    wire.replies = [Reply(200, b"{}")]
    assert probing.test(credential) == probing.Finding(True)
    row = Credential.objects.get()
    assert (row.state, row.state_reason) == ("ok", "")
    assert row.last_tested_at is not None
    assert (wire.seen[0].path, wire.seen[0].headers["authorization"]) == ("/models", f"Bearer {KEY}")


def test_what_the_provider_refuses_is_marked_and_what_it_cannot_say_is_not(
    alice: User, client_of: Clients, wire: Wire
) -> None:
    credential = connect(alice)
    wire.replies = [Reply(503, b"busy"), Reply(503, b"busy"), Reply(503, b"busy")]
    url = f"/api/v1/credentials/{credential.pk}/test"
    answer = client_of(alice).post(url).json()
    assert (answer["is_well"], answer["reason"]) == (None, "OpenAI answers with status 503.")
    assert answer["credential"]["state"] == "ok"
    wire.replies = [Reply(401, KEY.encode())]
    answer = client_of(alice).post(url).json()
    assert (answer["is_well"], answer["reason"]) == (False, "OpenAI refuses it (status 401).")
    assert answer["credential"]["state"] == "refused"
    assert KEY not in str(answer)


def test_the_account_is_told_where_the_provider_says_it(alice: User, wire: Wire) -> None:
    credential = connect(alice, provider="discord")
    wire.replies = [Reply(200, b'{"username": "ada-bot", "id": "1"}')]
    assert probing.test(credential).is_well
    assert Credential.objects.get().account == "ada-bot"


def test_a_provider_that_cannot_be_reached_changes_nothing(alice: User, wire: Wire) -> None:
    credential = connect(alice, base_url="https://no-such-host.invalid/v1")
    finding = probing.test(credential)
    assert finding == probing.Finding(None, "OpenAI cannot be reached now.")
    assert Credential.objects.get().state == "ok"


def test_what_cannot_be_tried_says_so(alice: User) -> None:
    credential = connect(
        alice,
        provider="database",
        kind=AuthKind.USER_PASSWORD,
        secret={"username": "ada", "password": "canary-password"},
        base_url="db.example.com",
    )
    assert probing.test(credential).is_well is None
