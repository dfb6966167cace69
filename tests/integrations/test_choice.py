"""Which credential a step acts with."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from pytest_django import Settings

from blocks.sdk import MissingCredential
from integrations.catalogue.provider import AuthKind
from integrations.models import Credential, CredentialState
from integrations.services import vault
from integrations.services.choice import Choice, credential_for, right_of
from integrations.services.choice import row_for as row_by_choice
from platform_project.accounts.models import User
from platform_project.kit import crypto
from tests.factories.accounts import make_team
from tests.integrations.credentials import KEY, connect, connect_for_everybody, own_workspace


def row_for(
    provider: str, user_id: UUID | None, workspace_id: UUID, node: object = "", run: object = ""
) -> Credential | None:
    choice = Choice(user_id, workspace_id, of_node=str(node), of_run={provider: str(run)})
    return row_by_choice(provider, choice)


def test_the_order_is_node_run_own_shared_operator(alice: User, bob: User) -> None:
    team = make_team(alice, runner=bob)
    operators = connect_for_everybody()
    assert row_for("openai", alice.pk, team.pk) == operators
    shared = connect(alice, team, is_shared=True)
    assert row_for("openai", bob.pk, team.pk) == shared
    older, newer = connect(bob, team), connect(bob, team)
    assert row_for("openai", bob.pk, team.pk) == newer
    assert row_for("openai", bob.pk, team.pk, run=older.pk) == older
    assert row_for("openai", bob.pk, team.pk, shared.pk, older.pk) == shared
    assert row_for("anthropic", bob.pk, team.pk, shared.pk) is None


def test_what_is_not_the_starters_to_use_counts_as_not_named(alice: User, bob: User) -> None:
    team = make_team(alice, runner=bob)
    private, elsewhere, bobs = connect(alice, team), connect(bob), connect(bob, team)
    for foreign in (private.pk, elsewhere.pk, "no id at all"):
        assert row_for("openai", bob.pk, team.pk, foreign) == bobs
    assert row_for("openai", None, team.pk, private.pk) is None
    team.memberships.filter(user=bob).delete()
    assert row_for("openai", bob.pk, team.pk, bobs.pk) is None


def test_an_expired_one_is_left_out_while_there_is_another(alice: User) -> None:
    place = own_workspace(alice)
    works, refused, expired = connect(alice), connect(alice), connect(alice)
    vault.mark(refused, CredentialState.REFUSED, "no")
    vault.mark(expired, CredentialState.EXPIRED, "no")
    assert row_for("openai", alice.pk, place.pk) == refused  # acting by another account would surprise
    vault.mark(refused, CredentialState.REVOKED)
    assert row_for("openai", alice.pk, place.pk) == works
    vault.mark(works, CredentialState.REVOKED)
    assert row_for("openai", alice.pk, place.pk) == expired
    with pytest.raises(MissingCredential, match=r"'OpenAI' of OpenAI has expired: .* at /integrations"):
        right_of(expired)


def test_a_key_past_its_time_and_one_that_cannot_be_opened_say_what_to_do(
    alice: User, settings: Settings
) -> None:
    past = connect(alice, title="Old", expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(MissingCredential, match="'Old' of OpenAI has expired"):
        right_of(past)
    lost = connect(alice, title="Lost")
    settings.CREDENTIAL_KEYS = [crypto.new_key()]
    with pytest.raises(MissingCredential, match="'Lost' of OpenAI cannot be opened"):
        right_of(lost)


@pytest.mark.django_db(transaction=True)
def test_blocks_get_it_in_the_clear_and_its_repr_hides_it(alice: User, settings: Settings) -> None:
    settings.OPENAI_BASE_URL = ""
    place = own_workspace(alice)
    ask = async_to_sync(credential_for)
    assert ask(provider="openai", user_id=alice.pk, workspace_id=place.pk) is None
    kept = connect(alice, account="ada")
    found = ask(provider="openai", user_id=str(alice.pk), workspace_id=str(place.pk), chosen_id=str(kept.pk))
    assert found is not None
    assert (found.api_key, found.base_url, found.account) == (KEY, "https://api.openai.com/v1", "ada")
    assert KEY not in repr(found)
    settings.OPENAI_API_KEY = "sk-of-the-operator"
    Credential.objects.all().delete()
    found = ask(provider="openai", user_id=alice.pk, workspace_id=place.pk)
    assert found is not None
    assert (found.api_key, found.id) == ("sk-of-the-operator", "")


def test_headers_of_a_host_are_hidden_and_scrubbed(alice: User) -> None:
    kept = connect(
        alice,
        provider="http",
        kind=AuthKind.HOST_SCOPED,
        host="API.example.com",
        secret={"headers": {"Authorization": "Bearer canary-token", "X-Key": "canary-key"}},
    )
    found = right_of(kept)
    assert kept.host == "api.example.com"
    assert found.headers == {"Authorization": "Bearer canary-token", "X-Key": "canary-key"}
    assert found.secrets == ["Bearer canary-token", "canary-token", "canary-key"]
    assert "canary" not in repr(found)
