from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient
from social_core.backends.github import GithubOAuth2
from social_core.backends.utils import load_backends
from social_django.models import UserSocialAuth

from platform_project.accounts.errors import EmailNotVerified, TokenNotValid
from platform_project.accounts.models import ApiKey, Membership, SignInCode, User, Workspace
from platform_project.accounts.services import social, tokens
from tests.factories.accounts import PASSWORD, make_key

pytestmark = pytest.mark.django_db
BACK_END = "social_core.backends.github.GithubOAuth2"


class FakeGitHub(BaseHTTPRequestHandler):
    """Answers as GitHub's OAuth and user endpoints do."""

    user: ClassVar[dict[str, Any]] = {}
    emails: ClassVar[list[dict[str, Any]]] = []
    status: ClassVar[int] = 200
    garbage: ClassVar[bool] = False

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"access_token": "gho_secret", "token_type": "bearer", "scope": "user:email"})

    def do_GET(self) -> None:
        self._answer(self.emails if self.path.endswith("/emails") else self.user)

    def _answer(self, body: Any) -> None:
        data = b"<html>" if self.garbage else json.dumps(body).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def github(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeGitHub]]:
    """GitHub on a local port, set up as a provider; its user is alice with a verified address."""
    server = HTTPServer(("127.0.0.1", 0), FakeGitHub)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(GithubOAuth2, "API_URL", url)
    monkeypatch.setattr(GithubOAuth2, "AUTHORIZATION_URL", f"{url}login/oauth/authorize")
    monkeypatch.setattr(GithubOAuth2, "ACCESS_TOKEN_URL", f"{url}login/oauth/access_token")
    settings.SOCIAL_AUTH_GITHUB_KEY = "client-id"
    settings.SOCIAL_AUTH_GITHUB_SECRET = "client-secret"
    settings.AUTHENTICATION_BACKENDS = ["platform_project.accounts.demo_account.AccountBackend", BACK_END]
    _offer(settings.AUTHENTICATION_BACKENDS)
    FakeGitHub.user = {"id": 42, "login": "alice", "name": "Alice  Cooper", "email": None}
    FakeGitHub.emails = [
        {"email": "other@example.com", "primary": False, "verified": True},
        {"email": "Alice@Example.com", "primary": True, "verified": True},
    ]
    yield FakeGitHub
    server.shutdown()
    thread.join()
    server.server_close()
    _offer([])


def _offer(back_ends: list[str]) -> None:
    """social-core remembers the back ends of the settings for good; make it look again."""
    load_backends(back_ends, force_load=True)  # type: ignore[no-untyped-call]  # it has no types


def walk_through(browser: Client | None = None) -> dict[str, list[str]]:
    """Begin, let the provider agree, come back; the query with which the browser ends up in the web app."""
    browser = browser or Client()
    begun = browser.post("/api/v1/auth/social/login/github")
    assert begun.status_code == 302
    state = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
    done = browser.get("/api/v1/auth/social/complete/github", {"code": "c", "state": state})
    assert done.status_code == 302
    target = urlsplit(done.headers["Location"])
    assert target.path == "/sign-in/social"
    return parse_qs(target.query)


def exchange(code: str) -> Any:
    return APIClient().post("/api/v1/auth/social/exchange", {"code": code})


def test_without_keys_no_provider_is_offered(db: None) -> None:
    assert APIClient().get("/api/v1/auth/providers").json() == []
    assert Client().post("/api/v1/auth/social/login/github").status_code == 404


def test_with_keys_a_provider_is_offered(github: type[FakeGitHub]) -> None:
    response = APIClient().get("/api/v1/auth/providers")
    assert response.json() == [
        {"name": "github", "title": "GitHub", "begin_url": "/api/v1/auth/social/login/github"}
    ]
    assert "csrftoken" in response.cookies


def test_a_new_person_gets_an_account_and_one_pair_of_tokens(github: type[FakeGitHub]) -> None:
    browser = Client()
    query = walk_through(browser)
    assert list(query) == ["code"]
    response = exchange(query["code"][0])
    assert response.status_code == 200
    user = User.objects.get()
    assert (user.email, user.name) == ("alice@example.com", "Alice Cooper")
    assert not user.has_usable_password()
    assert Workspace.objects.get().personal_of == user
    assert Membership.objects.get().user == user
    assert tokens.user_of_access(response.json()["access"]) == user
    assert "_auth_user_id" not in browser.session
    again = exchange(query["code"][0])
    assert (again.status_code, again.json()["code"]) == (400, "link_not_valid")


def test_the_same_person_comes_back_to_the_same_account(github: type[FakeGitHub]) -> None:
    walk_through()
    github.emails = [{"email": "new@example.com", "primary": True, "verified": True}]
    walk_through()
    assert User.objects.get().email == "alice@example.com"
    assert UserSocialAuth.objects.count() == 1


def test_the_providers_tokens_are_not_kept(github: type[FakeGitHub]) -> None:
    walk_through()
    assert "gho_secret" not in str(list(UserSocialAuth.objects.values()))


def test_an_account_with_a_proven_address_is_linked_as_it_is(github: type[FakeGitHub], alice: User) -> None:
    User.objects.update(email_verified_at=timezone.now())
    pair = tokens.issue(alice)
    walk_through()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert tokens.user_of_access(pair.access) == alice
    assert UserSocialAuth.objects.get().user == alice


def test_whoever_signed_up_with_an_address_that_is_not_theirs_is_locked_out(
    github: type[FakeGitHub], alice: User
) -> None:
    pair = tokens.issue(alice)
    make_key(alice)
    walk_through()
    alice.refresh_from_db()
    assert not alice.has_usable_password()
    assert not ApiKey.objects.live().exists()
    with pytest.raises(TokenNotValid):
        tokens.rotate(pair.refresh)


@pytest.mark.parametrize(
    "emails",
    [
        pytest.param([{"email": "alice@example.com", "primary": True, "verified": False}], id="not verified"),
        pytest.param([{"email": "alice@example.com", "primary": False, "verified": True}], id="not primary"),
        pytest.param([], id="none"),
    ],
)
def test_an_address_that_is_not_verified_opens_nothing(
    github: type[FakeGitHub], alice: User, emails: list[dict[str, Any]]
) -> None:
    github.emails = emails
    github.user = {**github.user, "email": "alice@example.com"}
    assert walk_through() == {"error": ["email_not_verified"]}
    assert not UserSocialAuth.objects.exists()
    assert not SignInCode.objects.exists()


def test_a_closed_account_stays_closed(github: type[FakeGitHub], alice: User) -> None:
    User.objects.update(is_active=False)
    assert walk_through() == {"error": ["sign_in_failed"]}
    assert not SignInCode.objects.exists()


def test_a_forged_state_opens_nothing(github: type[FakeGitHub]) -> None:
    done = Client().get("/api/v1/auth/social/complete/github", {"code": "c", "state": "forged"})
    assert parse_qs(urlsplit(done.headers["Location"]).query) == {"error": ["social_sign_in_failed"]}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "away",
    [
        pytest.param({"status": 503}, id="failing"),
        pytest.param({"garbage": True}, id="not json"),
    ],
)
def test_a_provider_that_fails_opens_nothing_and_says_so(
    github: type[FakeGitHub], monkeypatch: pytest.MonkeyPatch, away: dict[str, Any]
) -> None:
    for name, value in away.items():
        monkeypatch.setattr(github, name, value)
    assert walk_through() == {"error": ["social_sign_in_failed"]}
    assert not User.objects.exists()


def test_a_provider_that_is_away_opens_nothing_and_says_so(
    github: type[FakeGitHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GithubOAuth2, "ACCESS_TOKEN_URL", "http://127.0.0.1:9/")
    assert walk_through() == {"error": ["social_sign_in_failed"]}
    assert not User.objects.exists()


def test_who_is_signed_in_to_the_admin_is_not_linked(github: type[FakeGitHub], staff: User) -> None:
    browser = Client()
    browser.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    walk_through(browser)
    assert UserSocialAuth.objects.get().user.email == "alice@example.com"


def test_a_code_ends_after_a_minute(alice: User) -> None:
    code = social.hand_over(user=alice).url.partition("code=")[2]
    SignInCode.objects.update(expires_at=timezone.now())
    assert exchange(code).json()["code"] == "link_not_valid"


def test_the_beginning_needs_a_csrf_token(github: type[FakeGitHub]) -> None:
    assert Client(enforce_csrf_checks=True).post("/api/v1/auth/social/login/github").status_code == 403


def test_google_must_say_that_the_address_is_verified() -> None:
    response = {"email": "a@example.com", "email_verified": True}
    assert social.verify_email(response=response) == {"verified_email": "a@example.com"}
    for claim in (False, "true", None):
        with pytest.raises(EmailNotVerified):
            social.verify_email(response={**response, "email_verified": claim})
