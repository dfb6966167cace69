"""What is kept of a credential, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from integrations.catalogue.provider import AuthKind
from integrations.errors import CredentialGone, CredentialUnreadable
from integrations.models import Credential, CredentialState
from integrations.services import vault
from platform_project.accounts.errors import LimitReached
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit import crypto
from tests.factories.accounts import make_team
from tests.integrations.credentials import KEY, connect, own_workspace


def test_a_secret_is_sealed_and_comes_back_as_it_was(alice: User) -> None:
    kept = connect(alice, secret={"api_key": f" {KEY}\n"}, title="Work")
    row = Credential.objects.get()
    assert (row.pk, row.title, row.last_four, row.state) == (kept.pk, "Work", KEY[-4:], "ok")
    assert vault.secret_of(row) == {"api_key": KEY}
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM integrations_credential c")
        assert KEY not in cursor.fetchone()[0]
    assert KEY not in repr(vars(row))


def test_what_has_no_title_is_called_by_its_provider_and_short_secrets_show_nothing(alice: User) -> None:
    short = connect(alice, secret={"api_key": "short-key"})
    smtp = connect(
        alice,
        provider="smtp",
        kind=AuthKind.USER_PASSWORD,
        secret={"username": "ada@example.com", "password": "pässword with spaces 1234"},
        base_url="Mail.example.com:587",
    )
    assert (short.title, short.last_four) == ("OpenAI", "")
    assert (smtp.last_four, smtp.base_url) == ("", "mail.example.com:587")


HTTP = {"provider": "http", "kind": AuthKind.HOST_SCOPED, "host": "api.example.com"}
OWN = {"provider": "openai_compatible", "kind": AuthKind.NONE, "secret": {}}
SMTP = {"provider": "smtp", "kind": AuthKind.USER_PASSWORD, "secret": {"username": "a", "password": "b"}}
REFUSALS = [
    pytest.param({"provider": "nobody"}, "provider", id="unknown provider"),
    pytest.param({"kind": AuthKind.OAUTH2}, "kind", id="kind that the provider does not take"),
    pytest.param({"secret": {}}, "secret.api_key", id="missing"),
    pytest.param({"secret": {"api_key": 17}}, "secret.api_key", id="no text"),
    pytest.param({"secret": {"api_key": "x" * 16_001}}, "secret.api_key", id="too long"),
    pytest.param({"secret": {"api_key": "one\ntwo"}}, "secret.api_key", id="two lines"),
    pytest.param({"secret": {"api_key": "schlüssel"}}, "secret.api_key", id="not ASCII"),
    pytest.param({"secret": {"api_key": KEY, "more": "x"}}, "secret.more", id="unknown field"),
    pytest.param({"title": "x" * 101}, "title", id="long title"),
    pytest.param({"host": "api.example.com"}, "host", id="a host for a key"),
    pytest.param({"base_url": "http://plain.example.com"}, "base_url", id="plain http"),
    pytest.param({"base_url": "https://user:pass@x.example.com"}, "base_url", id="password in the address"),
    pytest.param({"scopes": ["x" * 301]}, "scopes", id="long scope"),
    pytest.param(OWN, "base_url", id="a server of one's own without address"),
    pytest.param(SMTP, "base_url", id="a password for any server"),
    pytest.param({**SMTP, "base_url": "https://mail.example.com"}, "base_url", id="a URL for a host"),
    pytest.param({**HTTP, "secret": {"headers": {}}}, "secret.headers", id="no headers"),
    pytest.param({**HTTP, "secret": {"headers": {"A B": "x"}}}, "secret.headers", id="name of a header"),
    pytest.param({**HTTP, "secret": {"headers": {"Host": "x"}}}, "secret.headers", id="the client's own"),
    pytest.param({**HTTP, "secret": {"headers": {"X": "a\r\nY: b"}}}, "secret.headers", id="two headers"),
    pytest.param({**HTTP, "host": "*.com", "secret": {"headers": {"X": "y"}}}, "host", id="a whole domain"),
    pytest.param({**HTTP, "host": "a b", "secret": {"headers": {"X": "y"}}}, "host", id="no host"),
    pytest.param({**HTTP, "host": "", "secret": {"headers": {"X": "y"}}}, "host", id="no host at all"),
    pytest.param({**HTTP, "host": "x.org:0", "secret": {"headers": {"X": "y"}}}, "host", id="no port"),
]


@pytest.mark.parametrize(("given", "field"), REFUSALS)
def test_what_is_not_well_formed_is_refused_by_the_name_of_its_field(
    given: dict[str, Any], field: str, alice: User
) -> None:
    with pytest.raises(BadInput) as refusal:
        connect(alice, **given)
    assert list(refusal.value.details) == [field]
    assert KEY not in str(refusal.value.details) + refusal.value.message
    assert not Credential.objects.exists()


def test_a_workspace_has_a_bound(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "MAX_PER_WORKSPACE", 1)
    connect(alice)
    with pytest.raises(LimitReached):
        connect(alice)
    connect(alice, make_team(alice))
    assert Credential.objects.count() == 2


def test_replacing_keeps_the_credential_and_makes_it_work_again(alice: User) -> None:
    kept = connect(alice, title="Work", scopes=["read"])
    assert vault.mark(kept, CredentialState.REFUSED, "OpenAI refuses the API key.")
    vault.replace_secret(kept, {"api_key": "sk-another-0123456789"})
    row = Credential.objects.get()
    assert (row.pk, row.state, row.state_reason, row.scopes) == (kept.pk, "ok", "", ["read"])
    assert (vault.secret_of(row), row.last_four) == ({"api_key": "sk-another-0123456789"}, "6789")


def test_a_refusal_of_the_old_secret_says_nothing_of_the_new_one(alice: User) -> None:
    old = connect(alice)
    vault.replace_secret(Credential.objects.get(), {"api_key": "sk-another-0123456789"})
    assert not vault.mark(old, CredentialState.REFUSED, "OpenAI refuses the API key.")
    assert Credential.objects.get().state == "ok"


def test_what_was_given_back_stays_so(alice: User) -> None:
    kept = connect(alice)
    vault.mark(kept, CredentialState.REVOKED)
    assert not vault.mark(kept, CredentialState.OK)
    with pytest.raises(CredentialGone):
        vault.replace_secret(kept, {"api_key": KEY})
    assert Credential.objects.get().state == "revoked"


def test_a_key_in_front_seals_and_an_old_one_still_opens(alice: User, settings: Settings) -> None:
    old, new = crypto.new_key(), crypto.new_key()
    settings.CREDENTIAL_KEYS = [old]
    kept = connect(alice)
    settings.CREDENTIAL_KEYS = [new, old]
    assert vault.secret_of(kept) == {"api_key": KEY}
    assert not crypto.is_sealed_with_newest(kept.secret)
    assert crypto.is_sealed_with_newest(crypto.seal({"api_key": KEY}))
    settings.CREDENTIAL_KEYS = [new]
    with pytest.raises(CredentialUnreadable):
        vault.secret_of(kept)


def test_who_sees_a_credential(alice: User, bob: User) -> None:
    team = make_team(alice, runner=bob)
    own, shared = connect(alice, team), connect(alice, team, is_shared=True)
    connect(alice)
    assert set(Credential.objects.usable_by(alice, team)) == {own, shared}
    assert list(Credential.objects.usable_by(bob, team)) == [shared]
    assert list(Credential.objects.usable_by(bob, own_workspace(bob))) == []
    bob.memberships.filter(workspace=team).update(role="viewer")
    assert list(Credential.objects.usable_by(bob, team)) == []
