from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import Membership, Role, User, Workspace
from platform_project.accounts.services import workspaces
from tests.factories.accounts import client_for, make_team

pytestmark = pytest.mark.django_db
URL = "/api/v1/workspaces"
Client = Callable[..., APIClient]


def test_a_person_sees_their_workspaces_with_their_role(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice, "Team", runner=bob)
    rows = client_of(bob).get(URL).json()["results"]
    assert [(row["name"], row["role"], row["is_personal"]) for row in rows] == [
        ("Team", "runner", False),
        ("Bob", "owner", True),
    ]
    assert rows[0]["id"] == str(team.pk)


def test_listing_takes_as_many_queries_for_many_as_for_one(
    alice: User, client_of: Client, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        make_team(alice, f"Team {number}")
    client = client_of(alice)
    with django_assert_num_queries(2):
        assert len(client.get(URL).json()["results"]) == 6


def test_who_makes_a_team_owns_it(alice: User, client_of: Client) -> None:
    response = client_of(alice).post(URL, {"name": "Team"})
    assert response.status_code == 201
    assert (response.json()["name"], response.json()["role"]) == ("Team", "owner")
    assert Membership.objects.get(workspace_id=response.json()["id"]).user == alice


@pytest.mark.parametrize(
    "name",
    [pytest.param("", id="empty"), pytest.param("x" * 101, id="long"), pytest.param("a\r\nb", id="lines")],
)
def test_it_refuses_a_bad_name(alice: User, client_of: Client, name: str) -> None:
    response = client_of(alice).post(URL, {"name": name})
    assert (response.status_code, list(response.json()["details"])) == (400, ["name"])
    assert Workspace.objects.count() == 1


def test_the_number_of_teams_is_bounded(
    alice: User, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspaces, "MAX_TEAMS_PER_USER", 1)
    client_of(alice).post(URL, {"name": "One"})
    response = client_of(alice).post(URL, {"name": "Two"})
    assert (response.status_code, response.json()["code"]) == (409, "limit_reached")
    assert Workspace.objects.filter(personal_of=None).count() == 1


@pytest.mark.parametrize(
    ("role", "rename", "delete"),
    [
        pytest.param(Role.VIEWER, 403, 403, id="viewer"),
        pytest.param(Role.BUILDER, 403, 403, id="builder"),
        pytest.param(Role.ADMIN, 200, 403, id="admin"),
        pytest.param(Role.OWNER, 200, 204, id="owner"),
    ],
)
def test_admins_rename_and_owners_delete(
    alice: User, bob: User, client_of: Client, role: Role, rename: int, delete: int
) -> None:
    team = make_team(alice, "Team", **{role.value: bob})
    client = client_of(bob)
    assert client.get(f"{URL}/{team.pk}").json()["role"] == role
    assert client.patch(f"{URL}/{team.pk}", {"name": "New"}).status_code == rename
    team.refresh_from_db()
    assert team.name == ("New" if rename == 200 else "Team")
    assert client.delete(f"{URL}/{team.pk}").status_code == delete
    assert Workspace.objects.filter(pk=team.pk).exists() is (delete == 403)


def test_a_role_too_low_names_the_role_that_is_needed(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice, viewer=bob)
    response = client_of(bob).delete(f"{URL}/{team.pk}")
    assert response.json()["code"] == "role_too_low"
    assert response.json()["details"] == {"needed": "owner", "role": "viewer"}


def test_asking_for_the_head_needs_the_role_that_reading_needs(
    alice: User, bob: User, client_of: Client
) -> None:
    team = make_team(alice, viewer=bob)
    assert client_of(bob).head(f"{URL}/{team.pk}/invitations").status_code == 403
    assert client_of(alice).head(f"{URL}/{team.pk}/invitations").status_code == 200
    assert client_of(bob).head(f"{URL}/{team.pk}").status_code == 200


def test_options_are_told(alice: User, client_of: Client) -> None:
    response = client_of(alice).options(URL)
    assert response.status_code == 200
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_strangers_find_nothing(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice)
    client = client_of(bob)
    answers = [
        client.get(f"{URL}/{team.pk}"),
        client.patch(f"{URL}/{team.pk}", {"name": "Mine"}),
        client.delete(f"{URL}/{team.pk}"),
        client.get(f"{URL}/{team.pk}/members"),
        client.get(f"{URL}/{team.pk}/invitations"),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "not_found")] * 5
    team.refresh_from_db()
    assert team.name == "Team"


def test_anonymous_callers_are_refused(alice: User) -> None:
    team = make_team(alice)
    client = APIClient()
    answers = [
        client.get(URL),
        client.post(URL, {"name": "x"}),
        client.get(f"{URL}/{team.pk}"),
        client.patch(f"{URL}/{team.pk}", {"name": "x"}),
        client.delete(f"{URL}/{team.pk}"),
    ]
    assert [a.status_code for a in answers] == [401] * 5
    assert Workspace.objects.count() == 2


def test_a_personal_workspace_is_renamed_but_not_deleted(alice: User, client_of: Client) -> None:
    personal = Workspace.objects.get(personal_of=alice)
    assert client_of(alice).patch(f"{URL}/{personal.pk}", {"name": "Lab"}).json()["name"] == "Lab"
    response = client_of(alice).delete(f"{URL}/{personal.pk}")
    assert (response.status_code, response.json()["code"]) == (409, "personal_workspace")
    assert Workspace.objects.filter(pk=personal.pk).exists()


def test_the_header_picks_the_workspace(alice: User, client_of: Client) -> None:
    team = make_team(alice)
    client_of(alice, team).post("/api/v1/api-keys", {"name": "x", "scopes": ["read"]})
    assert [row["workspace"] for row in client_of(alice, team).get("/api/v1/api-keys").json()["results"]] == [
        str(team.pk)
    ]
    assert client_of(alice).get("/api/v1/api-keys").json()["results"] == []


def test_it_refuses_a_header_that_is_no_id(alice: User, client_of: Client) -> None:
    response = client_of(alice).get("/api/v1/api-keys", headers={"X-Workspace": "mine"})
    assert (response.status_code, response.json()["details"]) == (400, {"header": "X-Workspace"})


def test_a_strangers_workspace_in_the_header_is_not_there(alice: User, bob: User) -> None:
    response = client_for(bob, make_team(alice)).get("/api/v1/api-keys")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_workspace_and_the_role_cost_one_query(
    alice: User, client_of: Client, django_assert_num_queries: Any
) -> None:
    client = client_of(alice, make_team(alice))
    with django_assert_num_queries(3):  # user, membership with workspace, keys
        client.get("/api/v1/api-keys")
