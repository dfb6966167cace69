"""Connecting an account: from the first click to the credential, and what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.models import Credential, OAuthApp
from integrations.oauth import states
from integrations.services import vault
from platform_project.accounts.models import User
from platform_project.kit import crypto
from tests.factories.accounts import client_with_key, make_key, make_team
from tests.integrations.authorization_server import CLIENT_ID, CLIENT_SECRET, Provider
from tests.integrations.credentials import own_workspace
from tests.integrations.oauth import SLUG, Person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# What replaces a secret asks the database from another thread.
from_threads = pytest.mark.django_db(transaction=True)


def test_an_account_is_connected_and_named(alice: User, provider: Provider) -> None:
    person = Person(alice)
    url = person.begin(scopes=["write"], return_to="/integrations?tab=mine#top")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked["response_type"] == "code"
    assert asked["scope"] == "read write"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/oauth/callback"
    path, query = person.come_back(provider.visit(url))
    row = Credential.objects.get()
    assert (path, query) == ("/integrations", {"tab": "mine", "connected": str(row.pk)})
    assert (row.provider, row.kind, row.account) == (SLUG, "oauth2", "ada@example.com")
    assert (row.created_by, row.workspace, row.is_shared) == (alice, own_workspace(alice), False)
    assert (row.title, row.scopes) == ("Tested ada@example.com", ["read", "write"])
    assert row.expires_at is not None
    assert 3500 < (row.expires_at - timezone.now()).total_seconds() < 3700
    (given,) = provider.given
    assert vault.secret_of(row) == {
        "access_token": given.access_token,
        "refresh_token": given.refresh_token,
        "token_type": "Bearer",
    }


def test_no_token_stands_in_the_way_back_or_in_the_clear(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    answer = person.browser.get(f"{urlsplit(back).path}?{urlsplit(back).query}")
    (given,) = provider.given
    assert given.access_token not in answer.headers["Location"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert given.access_token not in str(list(Credential.objects.values()))


def test_the_cookie_is_for_the_callback_alone_and_goes_with_it(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    (cookie,) = person.browser.cookies.values()
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        "/oauth/callback",
        600,
    )
    person.come_back(back)
    assert cookie.value not in [found.value for found in person.browser.cookies.values()]


def test_two_ways_in_one_browser_do_not_disturb_each_other(alice: User, provider: Provider) -> None:
    person = Person(alice)
    first, second = person.begin(title="first"), person.begin(title="second")
    assert "connected" in person.come_back(provider.visit(first))[1]
    assert "connected" in person.come_back(provider.visit(second))[1]
    assert sorted(Credential.objects.values_list("title", flat=True)) == ["first", "second"]


def test_a_row_of_the_admin_goes_before_the_environment(
    alice: User, provider: Provider, settings: Settings
) -> None:
    settings.OAUTH_APPS = {SLUG: ("another", "another")}
    sealed = crypto.seal({"client_secret": CLIENT_SECRET})
    OAuthApp.objects.create(provider=SLUG, client_id=CLIENT_ID, secret=sealed)
    assert Person(alice).connect(provider).account == "ada@example.com"


def test_what_was_granted_is_kept_not_what_was_asked(alice: User, provider: Provider) -> None:
    provider.grants_scope = "read"
    assert Person(alice).connect(provider, scopes=["write"]).scopes == ["read"]


# --- Connecting again -------------------------------------------------------------------------------------
@from_threads
def test_more_scopes_go_to_the_same_credential(alice: User, provider: Provider) -> None:
    person = Person(alice)
    before = person.connect(provider, scopes=["write"], title="Mine")
    url = person.begin(scopes=["delete"], credential_id=str(before.pk))
    assert parse_qs(urlsplit(url).query)["scope"] == ["read write delete"]
    _, query = person.come_back(provider.visit(url))
    row = Credential.objects.get()
    assert query == {"connected": str(before.pk)}
    assert (row.scopes, row.title) == (["read", "write", "delete"], "Mine")
    assert vault.secret_of(row)["access_token"] == provider.given[-1].access_token


@from_threads
def test_what_was_granted_by_another_name_can_be_asked_for_again(alice: User, provider: Provider) -> None:
    person = Person(alice)
    provider.grants_scope = "read mail.readonly"
    before = person.connect(provider)
    provider.grants_scope = ""
    row = person.connect(provider, credential_id=str(before.pk), scopes=["mail.readonly", "write"])
    assert (row.pk, row.scopes) == (before.pk, ["read", "mail.readonly", "write"])


@from_threads
def test_an_ended_consent_is_given_again(alice: User, provider: Provider) -> None:
    person = Person(alice)
    before = person.connect(provider)
    Credential.objects.update(state="expired", state_reason="Ended")
    person.connect(provider, credential_id=str(before.pk))
    row = Credential.objects.get()
    assert (row.pk, row.state, row.state_reason) == (before.pk, "ok", "")


@from_threads
def test_another_account_does_not_slip_into_a_credential(alice: User, provider: Provider) -> None:
    person = Person(alice)
    before = person.connect(provider)
    provider.account = "eve@example.com"
    url = person.begin(credential_id=str(before.pk))
    assert person.come_back(provider.visit(url))[1] == {"oauth_error": "oauth_other_account"}
    row = Credential.objects.get()
    assert (row.account, row.secret) == ("ada@example.com", before.secret)


def test_a_strangers_credential_cannot_be_connected_again(
    alice: User, bob: User, provider: Provider, client_of: Callable[..., APIClient]
) -> None:
    team = make_team(alice, builder=bob)
    alices = Person(alice, team).connect(provider)
    Credential.objects.update(is_shared=True)
    answer = client_of(bob, team).post(f"/api/v1/oauth/{SLUG}/authorize", {"credential_id": str(alices.pk)})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# --- Ways back that are refused ---------------------------------------------------------------------------
def refused(person: Person, url: str) -> str:
    """The code with which the callback refuses; nothing has been connected."""
    path, query = person.come_back(url)
    assert path == "/integrations"
    assert list(query) == ["oauth_error"]
    assert not Credential.objects.exists()
    return query["oauth_error"]


def test_a_user_who_does_not_agree_is_told_so(alice: User, provider: Provider) -> None:
    provider.agrees = False
    person = Person(alice)
    assert refused(person, provider.visit(person.begin())) == "oauth_denied"


@pytest.mark.parametrize("state", ["", "forged", "forged.signature", "ü" * 20, "x" * 5000])
def test_a_forged_state_connects_nothing(alice: User, provider: Provider, state: str) -> None:
    person = Person(alice)
    person.begin()
    assert refused(person, f"/oauth/callback?code=c&state={quote(state)}") == "oauth_state_not_valid"
    assert provider.wire.seen == []


def test_a_state_works_once(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    kept = SimpleCookie(person.browser.cookies.output(header=""))
    person.come_back(back)
    person.browser.cookies = kept
    assert person.come_back(back)[1] == {"oauth_error": "oauth_state_not_valid"}
    assert Credential.objects.count() == 1
    assert len(provider.given) == 1


def test_a_state_lasts_ten_minutes(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        assert refused(person, back) == "oauth_state_not_valid"


def test_another_persons_way_back_connects_nothing_and_leaves_theirs_open(
    alice: User, bob: User, provider: Provider
) -> None:
    """Else somebody could make bob's agents work in alice's account."""
    person, victim = Person(alice), Person(bob)
    victim.begin()
    back = provider.visit(person.begin())
    assert refused(victim, back) == "oauth_other_browser"
    assert "connected" in person.come_back(back)[1]
    assert Credential.objects.get().created_by == alice


def test_a_way_back_without_any_cookie_connects_nothing(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    person.browser = Browser()
    assert refused(person, back) == "oauth_other_browser"


def test_who_has_left_the_workspace_meanwhile_connects_nothing(
    alice: User, bob: User, provider: Provider
) -> None:
    team = make_team(alice, runner=bob)
    person = Person(bob, team)
    back = provider.visit(person.begin())
    team.memberships.filter(user=bob).delete()
    assert refused(person, back) == "not_found"
    assert provider.given == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("error=server_error", "oauth_refused", id="an error"),
        pytest.param("error=%3Cscript%3E", "oauth_refused", id="an odd error"),
        pytest.param("", "oauth_refused", id="nothing"),
        pytest.param("code=guessed", "oauth_refused", id="a wrong code"),
        pytest.param("error=access_denied", "oauth_denied", id="no consent"),
    ],
)
def test_what_the_provider_sends_back_instead_of_a_code_is_told_by_its_kind(
    alice: User, provider: Provider, query: str, code: str
) -> None:
    person = Person(alice)
    state = parse_qs(urlsplit(person.begin()).query)["state"][0]
    assert refused(person, f"/oauth/callback?{query}&state={quote(state)}") == code


def test_a_provider_that_is_away_is_told_apart(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    provider.is_away = True
    assert refused(person, back) == "oauth_unavailable"


def test_a_provider_that_knows_us_not_is_told_apart(
    alice: User, provider: Provider, settings: Settings
) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    settings.OAUTH_APPS = {SLUG: (CLIENT_ID, "wrong")}
    assert refused(person, back) == "oauth_refused"


def test_a_proof_that_is_not_ours_is_refused_by_the_provider(
    alice: User, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(alice)
    back = provider.visit(person.begin())
    monkeypatch.setattr(states, "_VERIFIER", "another")
    assert refused(person, back) == "oauth_refused"


def test_whoever_looks_ahead_does_not_use_the_code_up(alice: User, provider: Provider) -> None:
    person = Person(alice)
    back = urlsplit(provider.visit(person.begin()))
    assert person.browser.head(f"{back.path}?{back.query}").status_code == 200
    assert "connected" in person.come_back(back.geturl())[1]


def test_the_callback_takes_no_post(db: None) -> None:
    assert Browser().post("/oauth/callback").status_code == 405


# --- Beginnings that are refused --------------------------------------------------------------------------
WRONG: list[Any] = [
    pytest.param({"return_to": "https://evil.example"}, "return_to", id="another site"),
    pytest.param({"return_to": "//evil.example"}, "return_to", id="another site, short"),
    pytest.param({"return_to": "/\\evil.example"}, "return_to", id="another site, backslash"),
    pytest.param({"return_to": "javascript:alert(1)"}, "return_to", id="a script"),
    pytest.param({"return_to": "/a\r\nSet-Cookie: a=b"}, "return_to", id="two lines"),
    pytest.param({"return_to": "integrations"}, "return_to", id="no path"),
    pytest.param({"return_to": "/" + "a" * 500}, "return_to", id="too long"),
    pytest.param({"scopes": ["admin"]}, "scopes", id="unknown scope"),
    pytest.param({"title": "a" * 101}, "title", id="long title"),
    pytest.param({"parts": {"shop": "x"}}, "parts.shop", id="unknown part"),
    pytest.param({"no_such": 1}, "no_such", id="unknown field"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
def test_a_beginning_that_is_not_well_formed_is_refused(
    alice: User, provider: Provider, client_of: Callable[..., APIClient], body: dict[str, Any], field: str
) -> None:
    answer = client_of(alice).post(f"/api/v1/oauth/{SLUG}/authorize", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert field in answer.json()["details"]
    assert not answer.cookies


def test_a_provider_without_an_application_says_so(
    alice: User, provider: Provider, settings: Settings, client_of: Callable[..., APIClient]
) -> None:
    settings.OAUTH_APPS = {}
    answer = client_of(alice).post(f"/api/v1/oauth/{SLUG}/authorize", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "provider_not_configured")


@pytest.mark.parametrize("slug", ["no-such-provider", "openai"])
def test_where_there_is_no_consent_to_give_there_is_nothing(
    alice: User, client_of: Callable[..., APIClient], slug: str
) -> None:
    assert client_of(alice).post(f"/api/v1/oauth/{slug}/authorize", {}).status_code == 404


def test_who_only_looks_a_program_and_nobody_cannot_begin(
    alice: User, bob: User, provider: Provider, client_of: Callable[..., APIClient]
) -> None:
    path = f"/api/v1/oauth/{SLUG}/authorize"
    assert APIClient().post(path, {}).status_code == 401
    team = make_team(alice, viewer=bob)
    assert client_of(bob, team).post(path, {}).json()["code"] == "role_too_low"
    program = client_with_key(make_key(alice)[1])
    assert program.post(path, {}).json()["code"] == "person_needed"


def test_beginnings_are_bounded(
    alice: User, provider: Provider, settings: Settings, client_of: Callable[..., APIClient]
) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"oauth": "1/h"}
    client = client_of(alice)
    assert client.post(f"/api/v1/oauth/{SLUG}/authorize", {}).status_code == 200
    assert client.post(f"/api/v1/oauth/{SLUG}/authorize", {}).json()["code"] == "too_many_tries"
