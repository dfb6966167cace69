"""The demo account counts only on a server that nobody else can reach, whoever seeded it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project import demo
from platform_project.accounts import demo_account
from platform_project.accounts.models import User
from tests.factories.accounts import client_for, client_with_key, make_key


@pytest.fixture
def seeded(db: None, settings: Settings) -> User:
    settings.DEBUG, settings.HOST = True, "127.0.0.1"
    demo.seed()
    return User.objects.get(email=demo_account.EMAIL)


def _statuses(user: User, browser: Client) -> list[int]:
    given = {"email": demo_account.EMAIL, "password": demo.PASSWORD}
    signed_in = APIClient().post("/api/v1/auth/token", given).status_code
    with_token = client_for(user).get("/api/v1/me").status_code
    with_key = client_with_key(make_key(user)[1]).get("/api/v1/graphs").status_code
    return [signed_in, with_token, with_key, browser.get("/admin/").status_code]


@pytest.mark.parametrize(("debug", "host"), [(False, "127.0.0.1"), (True, "0.0.0.0")])
def test_no_sign_in_token_key_or_session_of_it_counts_where_others_reach_the_server(
    debug: bool, host: str, seeded: User, settings: Settings
) -> None:
    browser = Client()
    assert browser.login(username=demo_account.EMAIL, password=demo.PASSWORD)
    assert _statuses(seeded, browser) == [200, 200, 200, 200]
    settings.DEBUG, settings.HOST = debug, host
    assert _statuses(seeded, browser) == [401, 401, 401, 302]
