from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from platform_project.accounts.errors import LastOwner
from platform_project.accounts.models import Membership, Role, User, Workspace
from platform_project.accounts.services import members
from tests.factories.accounts import make_team, make_user

pytestmark = pytest.mark.django_db
Client = Callable[..., APIClient]


def url(workspace: Workspace, user: User | None = None) -> str:
    return f"/api/v1/workspaces/{workspace.pk}/members" + (f"/{user.pk}" if user else "")


def role_of(user: User, workspace: Workspace) -> str | None:
    return Membership.objects.filter(user=user, workspace=workspace).values_list("role", flat=True).first()


def test_every_member_sees_the_members(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice, viewer=bob)
    rows = client_of(bob).get(url(team)).json()["results"]
    assert [(row["email"], row["role"]) for row in rows] == [
        ("alice@example.com", "owner"),
        ("bob@example.com", "viewer"),
    ]
    assert set(rows[0]) == {"user_id", "email", "name", "role", "joined_at"}


@pytest.mark.parametrize(
    ("actor", "member", "role", "status"),
    [
        pytest.param(Role.OWNER, Role.VIEWER, Role.OWNER, 200, id="owner makes an owner"),
        pytest.param(Role.OWNER, Role.ADMIN, Role.VIEWER, 200, id="owner lowers an admin"),
        pytest.param(Role.ADMIN, Role.VIEWER, Role.ADMIN, 200, id="admin makes an admin"),
        pytest.param(Role.ADMIN, Role.VIEWER, Role.OWNER, 403, id="admin makes no owner"),
        pytest.param(Role.ADMIN, Role.OWNER, Role.VIEWER, 403, id="admin lowers no owner"),
        pytest.param(Role.BUILDER, Role.VIEWER, Role.RUNNER, 403, id="builder changes nobody"),
    ],
)
def test_nobody_gives_or_touches_a_role_above_their_own(
    alice: User, bob: User, client_of: Client, actor: Role, member: Role, role: Role, status: int
) -> None:
    team = make_team(alice)
    carol = make_user("carol")
    for user, has in ((bob, actor), (carol, member)):
        Membership.objects.create(workspace=team, user=user, role=has)
    response = client_of(bob).patch(url(team, carol), {"role": role})
    assert response.status_code == status
    assert role_of(carol, team) == (role if status == 200 else member)


@pytest.mark.parametrize(
    ("actor", "member", "status"),
    [
        pytest.param(Role.ADMIN, Role.ADMIN, 204, id="admin removes an admin"),
        pytest.param(Role.ADMIN, Role.OWNER, 403, id="admin removes no owner"),
        pytest.param(Role.BUILDER, Role.VIEWER, 403, id="builder removes nobody"),
    ],
)
def test_admins_remove_members(
    alice: User, bob: User, client_of: Client, actor: Role, member: Role, status: int
) -> None:
    team = make_team(alice)
    carol = make_user("carol")
    for user, has in ((bob, actor), (carol, member)):
        Membership.objects.create(workspace=team, user=user, role=has)
    assert client_of(bob).delete(url(team, carol)).status_code == status
    assert role_of(carol, team) == (None if status == 204 else member)


def test_every_member_may_leave(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice, viewer=bob)
    assert client_of(bob).delete(url(team, bob)).status_code == 204
    assert role_of(bob, team) is None
    assert client_of(bob).get(url(team)).status_code == 404


def test_the_last_owner_stays_an_owner(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice, admin=bob)
    leave = client_of(alice).delete(url(team, alice))
    step_down = client_of(alice).patch(url(team, alice), {"role": "admin"})
    assert [(r.status_code, r.json()["code"]) for r in (leave, step_down)] == [(409, "last_owner")] * 2
    assert role_of(alice, team) == Role.OWNER


def test_a_personal_workspace_keeps_its_one_member(alice: User, client_of: Client) -> None:
    personal = Workspace.objects.get(personal_of=alice)
    answers: list[Any] = [
        client_of(alice).delete(url(personal, alice)),
        client_of(alice).patch(url(personal, alice), {"role": "viewer"}),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(409, "personal_workspace")] * 2
    assert role_of(alice, personal) == Role.OWNER


def test_it_refuses_unknown_members_and_roles(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice)
    assert client_of(alice).patch(url(team, bob), {"role": "viewer"}).status_code == 404
    assert client_of(alice).delete(url(team, bob)).status_code == 404
    response = client_of(alice).patch(url(team, alice), {"role": "king"})
    assert (response.status_code, list(response.json()["details"])) == (400, ["role"])


def test_strangers_and_anonymous_callers_change_nobody(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice)
    for client, status in ((client_of(bob), 404), (APIClient(), 401)):
        assert client.get(url(team)).status_code == status
        assert client.patch(url(team, alice), {"role": "viewer"}).status_code == status
        assert client.delete(url(team, alice)).status_code == status
    assert role_of(alice, team) == Role.OWNER


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_orphan_the_team() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    team = make_team(alice, owner=bob)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def leave(user: User) -> None:
        start.wait()
        try:
            members.leave(workspace=team, user_id=user.pk)
            outcomes.append("left")
        except LastOwner:
            outcomes.append("stayed")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(user,)) for user in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["left", "stayed"]
    assert Membership.objects.filter(workspace=team, role=Role.OWNER).count() == 1
