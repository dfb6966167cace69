from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from platform_project.accounts.errors import TokenNotValid
from platform_project.accounts.models import User
from platform_project.accounts.services import tokens
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(email: str = "alice@example.com", password: str = PASSWORD, **extra: Any) -> Any:
    return APIClient().post("/api/v1/auth/token", {"email": email, "password": password}, **extra)


def refresh(token: str) -> Any:
    return APIClient().post("/api/v1/auth/refresh", {"refresh": token})


def me(access: str) -> Any:
    return APIClient().get("/api/v1/me", headers={"Authorization": f"Bearer {access}"})


def test_it_gives_tokens_for_address_and_password(alice: User) -> None:
    response = sign_in(" ALICE@example.com ")
    assert response.status_code == 200
    assert set(response.json()) == {"access", "refresh"}
    assert me(response.json()["access"]).json()["id"] == str(alice.pk)
    alice.refresh_from_db()
    assert alice.last_login is not None


def test_the_answer_is_the_same_for_an_unknown_address_and_a_wrong_password(alice: User) -> None:
    wrong = sign_in(password="wrong")
    unknown = sign_in(email="nobody@example.com")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_failed")
    assert wrong.json() == unknown.json()
    assert "WWW-Authenticate" in wrong.headers
    assert not OutstandingToken.objects.exists()


def test_an_unknown_address_costs_a_hash_as_well(monkeypatch: pytest.MonkeyPatch, alice: User) -> None:
    hashed: list[str] = []

    def counted(password: str | None, *args: Any, **kwargs: Any) -> str:
        hashed.append(str(password))
        return make_password(password, *args, **kwargs)

    monkeypatch.setattr("django.contrib.auth.base_user.make_password", counted)
    sign_in(email="nobody@example.com")
    assert hashed == [PASSWORD]


def test_it_refuses_a_closed_account(alice: User) -> None:
    User.objects.update(is_active=False)
    assert sign_in().json()["code"] == "sign_in_failed"


def test_a_stale_token_in_the_headers_does_not_shut_the_door(alice: User) -> None:
    assert sign_in(headers={"Authorization": "Bearer stale"}).status_code == 200


def test_failures_are_limited_per_address_and_then_even_the_right_password_waits(
    alice: User, bob: User, settings: Settings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in": "3/h"}
    for _ in range(3):
        assert sign_in(password="wrong").status_code == 401
    response = sign_in()
    assert (response.status_code, response.json()["code"]) == (429, "too_many_tries")
    seconds = response.json()["details"]["retry_after_seconds"]
    assert 1 <= seconds <= 3600
    assert response.headers["Retry-After"] == str(seconds)
    assert sign_in("bob@example.com").status_code == 200
    assert sign_in(REMOTE_ADDR="10.9.8.7").status_code == 200


def test_failures_of_one_network_address_are_limited_together(alice: User, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in_address": "3/h"}
    for number in range(3):
        assert sign_in(f"user{number}@example.com").status_code == 401
    assert sign_in().status_code == 429


def test_successes_are_not_counted(alice: User, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in": "3/h", "sign_in_address": "3/h"}
    assert [sign_in().status_code for _ in range(10)] == [200] * 10


def test_a_refresh_token_gives_a_new_pair_once(alice: User) -> None:
    first = sign_in().json()
    second = refresh(first["refresh"])
    assert second.status_code == 200
    assert second.json()["refresh"] != first["refresh"]
    assert me(second.json()["access"]).status_code == 200
    again = refresh(first["refresh"])
    assert (again.status_code, again.json()["code"]) == (401, "token_not_valid")
    assert refresh(second.json()["refresh"]).status_code == 200


def test_a_refresh_whose_answer_was_lost_works_again_under_the_same_attempt(alice: User) -> None:
    raw = sign_in().json()["refresh"]
    body = {"refresh": raw, "attempt": "first"}
    lost = APIClient().post("/api/v1/auth/refresh", body).json()
    again = APIClient().post("/api/v1/auth/refresh", body)
    assert again.status_code == 200
    assert me(again.json()["access"]).status_code == 200
    assert (refresh(raw).status_code, OutstandingToken.objects.count()) == (401, 2)
    # Both answers hold one session: what ends it ends the other, and then the first token is of no more use.
    APIClient().post("/api/v1/auth/sign-out", {"refresh": again.json()["refresh"]})
    assert refresh(lost["refresh"]).status_code == 401
    assert APIClient().post("/api/v1/auth/refresh", body).status_code == 401


@pytest.mark.parametrize("attempt", ["", "another"])
def test_under_another_attempt_a_used_token_stays_used(attempt: str, alice: User) -> None:
    raw = sign_in().json()["refresh"]
    tokens.rotate(raw, "first")
    with pytest.raises(TokenNotValid):
        tokens.rotate(raw, attempt)


def test_a_second_try_must_come_soon_and_before_the_new_token_is_used(alice: User) -> None:
    raw = sign_in().json()["refresh"]
    following = tokens.rotate(raw, "first").refresh
    with time_machine.travel(timezone.now() + tokens.SECOND_TRY), pytest.raises(TokenNotValid):
        tokens.rotate(raw, "first")
    tokens.rotate(following)
    with pytest.raises(TokenNotValid):
        tokens.rotate(raw, "first")


@pytest.mark.parametrize(
    "token",
    [pytest.param("x", id="garbage"), pytest.param("a.b.c", id="like a token"), pytest.param("é")],
)
def test_it_refuses_what_is_no_refresh_token(token: str, db: None) -> None:
    assert (refresh(token).status_code, refresh(token).json()["code"]) == (401, "token_not_valid")


def test_an_access_token_does_not_refresh_and_a_refresh_token_does_not_open(alice: User) -> None:
    pair = sign_in().json()
    assert refresh(pair["access"]).status_code == 401
    assert me(pair["refresh"]).status_code == 401


def test_sign_out_ends_the_session_once(alice: User) -> None:
    pair = sign_in().json()
    other = sign_in().json()
    client = APIClient()
    assert client.post("/api/v1/auth/sign-out", {"refresh": pair["refresh"]}).status_code == 204
    assert client.post("/api/v1/auth/sign-out", {"refresh": pair["refresh"]}).status_code == 401
    assert refresh(pair["refresh"]).status_code == 401
    assert refresh(other["refresh"]).status_code == 200


def test_tokens_of_a_closed_account_do_not_open(alice: User) -> None:
    pair = sign_in().json()
    User.objects.update(is_active=False)
    response = me(pair["access"])
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert refresh(pair["refresh"]).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer x.y.z", id="garbage"),
        pytest.param("Basic YTpi", id="other scheme"),
        pytest.param("Bearer a b", id="two tokens"),
    ],
)
def test_it_refuses_headers_that_are_no_access_token(db: None, header: str) -> None:
    response = APIClient().get("/api/v1/me", headers={"Authorization": header})
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert "WWW-Authenticate" in response.headers


def test_no_token_stands_in_the_database(alice: User) -> None:
    sign_in()
    assert list(OutstandingToken.objects.values_list("token", flat=True)) == [""]


def test_who_is_calling_costs_one_query(alice: User, django_assert_num_queries: Any) -> None:
    access = sign_in().json()["access"]
    with django_assert_num_queries(1):
        assert me(access).status_code == 200
