from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.accounts import tasks
from platform_project.accounts.errors import AlreadyMember, LinkNotValid
from platform_project.accounts.models import Invitation, Membership, Role, User, Workspace
from platform_project.accounts.services import invitations, members
from platform_project.accounts.services.invitations import token_of
from tests.factories.accounts import make_team, make_user

pytestmark = pytest.mark.django_db
Client = Callable[..., APIClient]


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """Tasks that were queued, by name and arguments."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr(invitations, "enqueue", lambda name, *args: found.append((name, args)))
    return found


def url(workspace: Workspace) -> str:
    return f"/api/v1/workspaces/{workspace.pk}/invitations"


def invite(
    client: APIClient, workspace: Workspace, email: str = "bob@example.com", role: str = "builder"
) -> Any:
    return client.post(url(workspace), {"email": email, "role": role})


def accept(client: APIClient, token: str) -> Any:
    return client.post("/api/v1/invitations/accept", {"token": token})


def offer(alice: User, email: str = "bob@example.com") -> tuple[Workspace, Invitation]:
    team = make_team(alice)
    invitation = invitations.invite(
        workspace=team, by=alice, by_role=Role.OWNER, email=email, role=Role.BUILDER
    )
    return team, invitation


def test_an_invitation_is_mailed_and_brings_its_reader_in(
    alice: User, bob: User, client_of: Client, queued: list[tuple[str, tuple[Any, ...]]]
) -> None:
    team = make_team(alice, "Lighthouse")
    response = invite(client_of(alice), team, "Bob@Example.com")
    assert response.status_code == 201
    assert set(response.json()) == {"id", "email", "role", "invited_by", "created_at", "expires_at"}
    assert queued == [("platform_project.accounts.tasks.send_invitation", (response.json()["id"],))]
    tasks.send_invitation(*queued[0][1])
    assert mail.outbox[0].to == ["bob@example.com"]
    assert mail.outbox[0].subject == "Alice invites you to the workspace Lighthouse"
    found = re.search(r"#token=(\w+)", str(mail.outbox[0].body))
    assert found
    joined = accept(client_of(bob), found[1])
    assert joined.status_code == 201
    assert (joined.json()["id"], joined.json()["role"]) == (str(team.pk), "builder")
    assert Membership.objects.get(user=bob, workspace=team).role == Role.BUILDER
    again = accept(client_of(bob), found[1])
    assert (again.status_code, again.json()["code"]) == (400, "link_not_valid")


def test_the_token_stands_neither_in_the_database_nor_in_an_answer(alice: User, client_of: Client) -> None:
    team, invitation = offer(alice)
    token = token_of(invitation.pk)
    assert token not in str(vars(Invitation.objects.get()))
    assert token not in client_of(alice).get(url(team)).content.decode()


def test_only_the_invited_address_may_accept(alice: User, bob: User, client_of: Client) -> None:
    team, invitation = offer(alice, "carol@example.com")
    response = accept(client_of(bob), token_of(invitation.pk))
    assert (response.status_code, response.json()["code"]) == (403, "invited_other")
    assert not Membership.objects.filter(user=bob, workspace=team).exists()
    assert accept(client_of(make_user("carol")), token_of(invitation.pk)).status_code == 201


def test_anonymous_callers_do_not_accept(alice: User) -> None:
    _, invitation = offer(alice)
    assert accept(APIClient(), token_of(invitation.pk)).status_code == 401


def test_an_expired_invitation_is_not_valid(alice: User, bob: User, client_of: Client) -> None:
    team, invitation = offer(alice)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert accept(client_of(bob), token_of(invitation.pk)).json()["code"] == "link_not_valid"
    assert not Membership.objects.filter(user=bob, workspace=team).exists()
    tasks.send_invitation(str(invitation.pk))
    assert mail.outbox == []


def test_a_withdrawn_invitation_is_not_valid(alice: User, bob: User, client_of: Client) -> None:
    team, invitation = offer(alice)
    assert client_of(alice).delete(f"{url(team)}/{invitation.pk}").status_code == 204
    assert client_of(alice).get(url(team)).json()["results"] == []
    assert accept(client_of(bob), token_of(invitation.pk)).json()["code"] == "link_not_valid"
    assert client_of(alice).delete(f"{url(team)}/{invitation.pk}").status_code == 404


def test_a_new_invitation_replaces_the_one_before(alice: User, bob: User, client_of: Client) -> None:
    team, first = offer(alice)
    second = invite(client_of(alice), team, role="viewer").json()
    listed = client_of(alice).get(url(team)).json()["results"]
    assert [row["id"] for row in listed] == [second["id"]]
    assert accept(client_of(bob), token_of(first.pk)).status_code == 400


def test_members_are_not_invited(alice: User, bob: User, client_of: Client) -> None:
    team = make_team(alice, viewer=bob)
    response = invite(client_of(alice), team)
    assert (response.status_code, response.json()["code"]) == (409, "already_member")
    assert not Invitation.objects.exists()


def test_nobody_is_invited_into_a_personal_workspace(alice: User, client_of: Client) -> None:
    response = invite(client_of(alice), Workspace.objects.get(personal_of=alice))
    assert (response.status_code, response.json()["code"]) == (409, "personal_workspace")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("actor", "role", "status"),
    [
        pytest.param(Role.OWNER, "owner", 201, id="owner invites an owner"),
        pytest.param(Role.ADMIN, "admin", 201, id="admin invites an admin"),
        pytest.param(Role.ADMIN, "owner", 403, id="admin invites no owner"),
        pytest.param(Role.BUILDER, "viewer", 403, id="builder invites nobody"),
    ],
)
def test_nobody_offers_a_role_above_their_own(
    alice: User, bob: User, client_of: Client, actor: Role, role: str, status: int
) -> None:
    team = make_team(alice, **{actor.value: bob})
    assert invite(client_of(bob), team, "carol@example.com", role).status_code == status
    assert Invitation.objects.count() == (1 if status == 201 else 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"email": "x", "role": "viewer"}, "email", id="address"),
        pytest.param({"email": "a@example.com", "role": "king"}, "role", id="role"),
        pytest.param({"email": "a@example.com\nBcc: b@example.com", "role": "viewer"}, "email", id="header"),
    ],
)
def test_it_refuses_bad_input(alice: User, client_of: Client, body: dict[str, Any], field: str) -> None:
    response = client_of(alice).post(url(make_team(alice)), body)
    assert (response.status_code, list(response.json()["details"])) == (400, [field])
    assert not Invitation.objects.exists()


def test_invitations_are_limited(alice: User, client_of: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "invitation": "1/h"}
    team = make_team(alice)
    assert invite(client_of(alice), team).status_code == 201
    assert invite(client_of(alice), team, "carol@example.com").status_code == 429
    assert Invitation.objects.count() == 1


def test_the_number_of_open_invitations_is_bounded(
    alice: User, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MAX_OPEN_PER_WORKSPACE", 1)
    team, _ = offer(alice)
    response = invite(client_of(alice), team, "carol@example.com")
    assert (response.status_code, response.json()["code"]) == (409, "limit_reached")
    assert Invitation.objects.count() == 1


def test_strangers_neither_see_nor_withdraw(alice: User, bob: User, client_of: Client) -> None:
    team, invitation = offer(alice)
    for client, status in ((client_of(bob), 404), (APIClient(), 401)):
        assert client.get(url(team)).status_code == status
        assert invite(client, team, "mallory@example.com").status_code == status
        assert client.delete(f"{url(team)}/{invitation.pk}").status_code == status
    assert Invitation.objects.open().count() == 1


def test_names_in_a_mail_stay_text(alice: User) -> None:
    team = make_team(alice, "<b>R&D</b>")
    invitation = invitations.invite(
        workspace=team, by=alice, by_role=Role.OWNER, email="b@example.com", role=Role.VIEWER
    )
    tasks.send_invitation(str(invitation.pk))
    assert "<b>R&D</b>" in mail.outbox[0].subject


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(
            lambda team, user: members.remove_member(workspace=team, by_role=Role.OWNER, user_id=user.pk),
            id="removed",
        ),
        pytest.param(lambda team, user: members.leave(workspace=team, user_id=user.pk), id="left"),
        pytest.param(
            lambda team, user: members.change_role(
                workspace=team, by_role=Role.OWNER, user_id=user.pk, role=Role.BUILDER
            ),
            id="lowered",
        ),
    ],
)
def test_who_is_an_admin_no_longer_leaves_no_way_back_in(
    alice: User, bob: User, client_of: Client, end: Callable[[Workspace, User], None]
) -> None:
    team, other = make_team(alice, admin=bob), make_team(alice, admin=bob)
    carol = make_user("carol")

    def sent(workspace: Workspace, by: User, email: str) -> Invitation:
        return invitations.invite(
            workspace=workspace, by=by, by_role=Role.ADMIN, email=email, role=Role.ADMIN
        )

    way_back = sent(team, bob, carol.email)
    untouched = [sent(team, alice, "dave@example.com"), sent(other, bob, carol.email)]
    end(team, bob)
    refused = accept(client_of(carol), token_of(way_back.pk))
    assert (refused.status_code, refused.json()["code"]) == (400, "link_not_valid")
    assert not Membership.objects.filter(user=carol, workspace=team).exists()
    assert set(Invitation.objects.open()) == set(untouched)


def test_an_owner_who_becomes_an_admin_keeps_their_invitations(alice: User, bob: User) -> None:
    team, invitation = offer(alice, "carol@example.com")
    Membership.objects.create(workspace=team, user=bob, role=Role.OWNER)
    members.change_role(workspace=team, by_role=Role.OWNER, user_id=alice.pk, role=Role.ADMIN)
    assert Invitation.objects.open().get() == invitation


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_taken_up_once_even_in_a_race() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    team, invitation = offer(alice)
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def take() -> None:
        start.wait()
        try:
            invitations.accept_invitation(user=bob, token=token_of(invitation.pk))
            outcomes.append("joined")
        except (LinkNotValid, AlreadyMember):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "refused", "refused"]
    assert Membership.objects.filter(user=bob, workspace=team).count() == 1
