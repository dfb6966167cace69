from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.accounts import tasks
from platform_project.accounts.errors import TokenNotValid
from platform_project.accounts.models import ApiKey, Scope, User, Workspace
from platform_project.accounts.services import api_keys, passwords, tokens
from tests.factories.accounts import PASSWORD, client_for

pytestmark = pytest.mark.django_db
NEW = "brisk-harbour-77"
Queued = list[tuple[str, tuple[Any, ...]]]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> Queued:
    """Tasks that were queued, by name and arguments."""
    found: Queued = []
    monkeypatch.setattr(passwords, "enqueue", lambda name, *args: found.append((name, args)))
    return found


def change(client: APIClient, old: str = PASSWORD, new: str = NEW) -> Any:
    body = {"old_password": old, "new_password": new}
    return client.post("/api/v1/auth/password/change", body)


def reset(token: str, password: str = NEW) -> Any:
    return APIClient().post("/api/v1/auth/password/reset", {"token": token, "password": password})


def test_a_changed_password_ends_every_other_session_and_begins_one(alice: User) -> None:
    other = tokens.issue(alice)
    response = change(client_for(alice))
    assert response.status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    with pytest.raises(TokenNotValid):
        tokens.user_of_access(other.access)
    with pytest.raises(TokenNotValid):
        tokens.rotate(other.refresh)
    assert tokens.user_of_access(response.json()["access"]) == alice
    assert tokens.rotate(response.json()["refresh"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("wrong", NEW, "wrong_password", id="old"),
        pytest.param(PASSWORD, "short", "weak_password", id="new"),
    ],
)
def test_a_refused_change_changes_nothing(alice: User, old: str, new: str, code: str) -> None:
    pair = tokens.issue(alice)
    response = change(client_for(alice), old, new)
    assert (response.status_code, response.json()["code"]) == (400, code)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert tokens.rotate(pair.refresh)


def test_wrong_old_passwords_are_limited(alice: User, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "password": "2/h"}
    client = client_for(alice)
    assert [change(client, "wrong").status_code for _ in range(3)] == [400, 400, 429]
    assert change(client).status_code == 429


def test_only_a_signed_in_person_changes_a_password(db: None) -> None:
    assert change(APIClient()).status_code == 401


def test_a_known_and_an_unknown_address_get_the_same_answer_and_work(alice: User, queued: Queued) -> None:
    url = "/api/v1/auth/password/reset-request"
    known = APIClient().post(url, {"email": "Alice@example.com"})
    unknown = APIClient().post(url, {"email": "nobody@example.com"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"")
    assert [name for name, _ in queued] == ["platform_project.accounts.tasks.send_password_reset"] * 2
    assert queued[0][1] == (str(alice.pk),)
    assert not User.objects.filter(pk=queued[1][1][0]).exists()


def test_reset_mails_are_limited(alice: User, queued: Queued, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "password_reset": "2/h"}
    url = "/api/v1/auth/password/reset-request"
    codes = [APIClient().post(url, {"email": "alice@example.com"}).status_code for _ in range(3)]
    assert codes == [202, 202, 429]
    assert len(queued) == 2


def test_the_mailed_link_sets_a_new_password_once(alice: User) -> None:
    pair = tokens.issue(alice)
    tasks.send_password_reset(str(alice.pk))
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["alice@example.com"], "Set a new password")
    found = re.search(r"#token=(\S+)", str(mail.outbox[0].body))
    assert found
    assert reset(found[1]).status_code == 204
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert alice.email_verified_at is not None
    with pytest.raises(TokenNotValid):
        tokens.rotate(pair.refresh)
    again = reset(found[1], "another-harbour-78")
    assert (again.status_code, again.json()["code"]) == (400, "link_not_valid")


def test_a_reset_ends_every_api_key_of_that_user_alone(alice: User, bob: User) -> None:
    plain = {}
    for user in (alice, bob):
        personal = Workspace.objects.get(personal_of=user)
        _, plain[user] = api_keys.create_key(user=user, workspace=personal, name="k", scopes=[Scope.RUN])
    assert reset("x").status_code == 400
    assert ApiKey.objects.live().count() == 2
    assert reset(passwords.reset_token(alice)).status_code == 204
    assert api_keys.live_key(plain[alice]) is None
    assert api_keys.live_key(plain[bob]) is not None


def test_no_mail_goes_to_nobody(db: None) -> None:
    tasks.send_password_reset("0198c0de-0000-7000-8000-000000000000")
    assert mail.outbox == []


def test_a_weak_password_does_not_use_the_link_up(alice: User) -> None:
    token = passwords.reset_token(alice)
    assert reset(token, "short").json()["code"] == "weak_password"
    assert reset(token).status_code == 204


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda token: token[:-1] + "x", id="proof"),
        pytest.param(lambda token: "0" * 32 + token[32:], id="user"),
        pytest.param(lambda _: "x", id="garbage"),
        pytest.param(lambda _: "é.1", id="accent"),
    ],
)
def test_it_refuses_a_token_that_was_not_mailed(alice: User, spoil: Callable[[str], str]) -> None:
    response = reset(spoil(passwords.reset_token(alice)))
    assert (response.status_code, response.json()["code"]) == (400, "link_not_valid")
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_it_refuses_a_token_after_its_time(alice: User, settings: Settings) -> None:
    token = passwords.reset_token(alice)
    with time_machine.travel(timezone.now().timestamp() + settings.PASSWORD_RESET_TIMEOUT + 1):
        assert reset(token).status_code == 400
