from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from platform_project.accounts.models import ApiKey, Membership, Role, Scope, User, Workspace
from platform_project.accounts.services import api_keys
from tests.factories.accounts import client_for, client_with_key, make_key, make_team

pytestmark = pytest.mark.django_db
URL = "/api/v1/api-keys"


def create(client: APIClient, **body: Any) -> Any:
    return client.post(URL, {"name": "ci", "scopes": ["run"], **body})


def test_a_key_is_shown_once_and_kept_as_a_digest(alice: User) -> None:
    response = create(client_for(alice))
    body = response.json()
    assert response.status_code == 201
    assert body["key"].startswith("pc_")
    assert len(body["key"]) == 43
    assert body["prefix"] == body["key"][:9]
    assert (body["name"], body["scopes"], body["last_used_at"]) == ("ci", ["run"], None)
    key = ApiKey.objects.get()
    assert body["key"] not in str(vars(key))
    listed = client_for(alice).get(URL).json()["results"]
    assert [row["id"] for row in listed] == [str(key.pk)]
    assert body["key"] not in str(listed)
    assert "key" not in listed[0]


def test_a_key_opens_the_door_for_its_user(alice: User) -> None:
    _, plain = make_key(alice)
    assert client_with_key(plain).get("/api/v1/me").json()["email"] == "alice@example.com"


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param("", id="empty"),
        pytest.param("pc_" + "x" * 40, id="unknown"),
        pytest.param("sk_" + "x" * 40, id="other prefix"),
        pytest.param("pc_" + "x" * 4000, id="long"),
    ],
)
def test_an_unknown_key_does_not(db: None, plain: str) -> None:
    response = client_with_key(plain).get("/api/v1/me")
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_a_revoked_key_does_not(alice: User) -> None:
    key, plain = make_key(alice)
    assert client_for(alice).delete(f"{URL}/{key.pk}").status_code == 204
    assert client_with_key(plain).get("/api/v1/me").status_code == 401
    assert client_for(alice).get(URL).json()["results"] == []
    assert client_for(alice).delete(f"{URL}/{key.pk}").status_code == 404


def test_an_expired_key_does_not(alice: User) -> None:
    key, plain = make_key(alice)
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client_with_key(plain).get("/api/v1/me").status_code == 401
    assert key.expires_at is None


def test_a_key_of_a_closed_account_does_not(alice: User) -> None:
    _, plain = make_key(alice)
    User.objects.update(is_active=False)
    assert client_with_key(plain).get("/api/v1/me").status_code == 401


def test_use_is_noted_once_a_minute(alice: User, django_assert_num_queries: Any) -> None:
    key, plain = make_key(alice)
    api_keys.live_key(plain)
    key.refresh_from_db()
    first = key.last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        api_keys.live_key(plain)
    with time_machine.travel(timezone.now() + timedelta(seconds=61)), django_assert_num_queries(2):
        api_keys.live_key(plain)
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert key.last_used_at > first


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"name": "x" * 101}, "name", id="long name"),
        pytest.param({"scopes": []}, "scopes", id="no scope"),
        pytest.param({"scopes": ["root"]}, "scopes", id="unknown scope"),
        pytest.param({"scopes": "run"}, "scopes", id="no list"),
        pytest.param({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at", id="past"),
        pytest.param({"expires_at": "soon"}, "expires_at", id="no time"),
    ],
)
def test_it_refuses_bad_input_and_makes_no_key(alice: User, body: dict[str, Any], field: str) -> None:
    response = create(client_for(alice), **body)
    assert (response.status_code, list(response.json()["details"])) == (400, [field])
    assert not ApiKey.objects.exists()


def test_the_number_of_keys_is_bounded(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_keys, "MAX_KEYS_PER_USER", 1)
    create(client_for(alice))
    response = create(client_for(alice))
    assert (response.status_code, response.json()["code"]) == (409, "limit_reached")
    assert ApiKey.objects.count() == 1


def test_a_key_may_not_make_list_or_revoke_keys(alice: User) -> None:
    key, plain = make_key(alice)
    client = client_with_key(plain)
    answers = [client.get(URL), create(client), client.delete(f"{URL}/{key.pk}")]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(403, "person_needed")] * 3
    assert ApiKey.objects.live().count() == 1


def test_keys_of_others_are_not_there(alice: User, bob: User) -> None:
    key, _ = make_key(alice)
    assert client_for(bob).get(URL).json()["results"] == []
    assert client_for(bob).delete(f"{URL}/{key.pk}").status_code == 404
    assert ApiKey.objects.live().count() == 1


def test_anonymous_callers_are_refused(db: None) -> None:
    assert [APIClient().get(URL).status_code, create(APIClient()).status_code] == [401, 401]
    assert APIClient().delete(f"{URL}/0198c0de-0000-7000-8000-000000000000").status_code == 401


def test_a_key_reaches_its_own_workspace_only(alice: User) -> None:
    team = make_team(alice)
    personal = Workspace.objects.get(personal_of=alice)
    _, plain = make_key(alice, workspace=team)
    url = "/api/v1/workspaces/{}/members"
    client = client_with_key(plain)
    assert client.get(url.format(team.pk)).status_code == 200
    assert client.get(url.format(personal.pk)).status_code == 404
    assert client.get("/api/v1/workspaces").status_code == 403


@pytest.mark.parametrize(
    ("role", "scopes", "code"),
    [
        pytest.param(Role.ADMIN, [Scope.ADMIN], None, id="enough"),
        pytest.param(Role.ADMIN, [Scope.READ, Scope.ADMIN], None, id="the highest counts"),
        pytest.param(Role.ADMIN, [Scope.BUILD, Scope.RUN], "scope_missing", id="scope too low"),
        pytest.param(Role.BUILDER, [Scope.ADMIN], "role_too_low", id="role too low"),
    ],
)
def test_a_key_does_what_its_scopes_and_its_users_role_allow(
    alice: User, bob: User, role: Role, scopes: list[Scope], code: str | None
) -> None:
    team = make_team(alice, **{role.value: bob})
    _, plain = make_key(bob, *scopes, workspace=team)
    response = client_with_key(plain).get(f"/api/v1/workspaces/{team.pk}/invitations")
    assert response.status_code == (403 if code else 200)
    assert response.json().get("code") == code


def test_what_only_an_owner_may_do_needs_a_person(alice: User) -> None:
    team = make_team(alice)
    _, plain = make_key(alice, Scope.ADMIN, workspace=team)
    response = client_with_key(plain).delete(f"/api/v1/workspaces/{team.pk}")
    assert (response.status_code, response.json()["code"]) == (403, "person_needed")
    assert Workspace.objects.filter(pk=team.pk).exists()


def test_an_admin_key_gives_no_role_above_its_own(alice: User, bob: User) -> None:
    team = make_team(alice, builder=bob)
    _, plain = make_key(alice, Scope.ADMIN, workspace=team)
    url = f"/api/v1/workspaces/{team.pk}/members/{bob.pk}"
    response = client_with_key(plain).patch(url, {"role": "owner"})
    assert (response.status_code, response.json()["code"]) == (403, "role_too_low")
    assert Membership.objects.get(user=bob, workspace=team).role == Role.BUILDER


def test_a_key_ends_with_the_membership(alice: User, bob: User) -> None:
    team = make_team(alice, builder=bob)
    _, plain = make_key(bob, workspace=team)
    client_for(alice).delete(f"/api/v1/workspaces/{team.pk}/members/{bob.pk}")
    Membership.objects.create(workspace=team, user=bob, role=Role.VIEWER)
    assert client_with_key(plain).get("/api/v1/me").status_code == 401
