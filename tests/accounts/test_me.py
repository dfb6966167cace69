from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from tests.factories.accounts import client_with_key, make_key

pytestmark = pytest.mark.django_db
URL = "/api/v1/me"
Client = Callable[..., APIClient]


def test_a_person_sees_and_changes_their_profile(alice: User, client_of: Client) -> None:
    body = client_of(alice).get(URL).json()
    assert set(body) == {"id", "email", "name", "timezone", "date_joined"}
    assert (body["name"], body["timezone"]) == ("Alice", "UTC")
    response = client_of(alice).patch(URL, {"name": "Alicia", "timezone": "Europe/Madrid"})
    assert response.status_code == 200
    alice.refresh_from_db()
    assert (alice.name, alice.timezone) == ("Alicia", "Europe/Madrid")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"timezone": "Mars/Olympus"}, "timezone", id="zone"),
        pytest.param({"timezone": "../../etc/passwd"}, "timezone", id="path"),
        pytest.param({"name": "x" * 101}, "name", id="long name"),
    ],
)
def test_it_refuses_bad_input(alice: User, client_of: Client, body: dict[str, Any], field: str) -> None:
    response = client_of(alice).patch(URL, body)
    assert (response.status_code, list(response.json()["details"])) == (400, [field])
    alice.refresh_from_db()
    assert (alice.name, alice.timezone) == ("Alice", "UTC")


def test_the_address_and_rights_are_not_changed_here(alice: User, client_of: Client) -> None:
    client_of(alice).patch(URL, {"email": "x@example.com", "is_staff": True, "name": "A"})
    alice.refresh_from_db()
    assert (alice.email, alice.is_staff, alice.name) == ("alice@example.com", False, "A")


def test_a_key_reads_the_profile_and_does_not_change_it(alice: User) -> None:
    _, plain = make_key(alice)
    assert client_with_key(plain).get(URL).status_code == 200
    response = client_with_key(plain).patch(URL, {"name": "Bot"})
    assert (response.status_code, response.json()["code"]) == (403, "person_needed")
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_anonymous_callers_are_refused(db: None) -> None:
    assert [APIClient().get(URL).status_code, APIClient().patch(URL, {}).status_code] == [401, 401]
