from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import Membership, Role, User, Workspace
from platform_project.accounts.services.registration import register
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def post(**body: Any) -> Any:
    return APIClient().post("/api/v1/auth/register", body)


def test_it_makes_a_user_with_a_personal_workspace_and_signs_in() -> None:
    response = post(email="Anna@Example.com", password=PASSWORD, name="Anna")
    assert response.status_code == 201
    body = response.json()
    user = User.objects.get()
    assert set(body) == {"user", "access", "refresh"}
    assert (body["user"]["id"], body["user"]["email"]) == (str(user.pk), "anna@example.com")
    assert user.check_password(PASSWORD)
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.personal_of) == ("Anna", user)
    assert Membership.objects.get().role == Role.OWNER
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {body['access']}")
    assert client.get("/api/v1/me").json()["email"] == "anna@example.com"


def test_a_workspace_without_a_name_takes_the_address() -> None:
    register(email="anna@example.com", password=PASSWORD)
    assert Workspace.objects.get().name == "anna"


def test_it_refuses_an_address_that_is_taken_in_any_case(alice: User) -> None:
    response = post(email="ALICE@example.com", password=PASSWORD)
    assert (response.status_code, response.json()["code"]) == (400, "email_taken")
    assert User.objects.count() == Workspace.objects.count() == 1


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("short", id="short"),
        pytest.param("1234567890123", id="numeric"),
        pytest.param("password123", id="common"),
        pytest.param("anna.smith@example", id="like the address"),
    ],
)
def test_it_refuses_a_weak_password_with_its_reasons(password: str) -> None:
    response = post(email="anna.smith@example.com", password=password)
    assert (response.status_code, response.json()["code"]) == (400, "weak_password")
    assert response.json()["details"]["password"]
    assert not User.objects.exists()
    assert not Workspace.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"email": "no address", "password": PASSWORD}, "email", id="address"),
        pytest.param({"email": f"{'a' * 250}@example.com", "password": PASSWORD}, "email", id="long address"),
        pytest.param({"password": PASSWORD}, "email", id="no address"),
        pytest.param({"email": "a@example.com"}, "password", id="no password"),
        pytest.param({"email": "a@example.com", "password": "x" * 1001}, "password", id="long password"),
        pytest.param({"email": "a@example.com", "password": PASSWORD, "name": "x" * 101}, "name", id="name"),
        pytest.param({"email": "a@example.com", "password": PASSWORD, "name": "a\nb"}, "name", id="lines"),
        pytest.param({"email": ["a"], "password": PASSWORD}, "email", id="type"),
    ],
)
def test_it_refuses_bad_input_naming_the_field(body: dict[str, Any], field: str) -> None:
    response = post(**body)
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")
    assert list(response.json()["details"]) == [field]
    assert not User.objects.exists()


def test_it_refuses_a_body_that_is_no_object() -> None:
    response = APIClient().post("/api/v1/auth/register", [1])
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")
