"""Folders of the library: a tree of a few levels, whose removal loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from agents.models import Folder
from agents.services import folders
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import chain, save

Clients = Callable[..., APIClient]
PATH = "/api/v1/library/folders"


def make(client: APIClient, name: str, parent: str | None = None) -> str:
    answer = client.post(PATH, {"name": name, "parent_id": parent})
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["id"])


def tree(client: APIClient) -> set[tuple[str, str | None]]:
    """(name, name of the folder that it is in)"""
    rows = client.get(PATH).json()["folders"]
    names = {row["id"]: row["name"] for row in rows}
    return {(row["name"], names.get(row["parent_id"])) for row in rows}


def _refused(answer: Any, status: int, code: str) -> str:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
    return str(answer.json())


def test_folders_lie_in_one_another_and_count_the_agents_in_sight(client: APIClient) -> None:
    work = make(client, "Work")
    mail = make(client, "Mail", work)
    here, away = (save(client, chain())["id"] for _ in range(2))
    for graph_id, more in ((here, {}), (away, {"is_archived": True})):
        client.patch(f"/api/v1/graphs/{graph_id}/place", {"folder": mail, **more})
    rows = client.get(PATH).json()["folders"]
    assert [(row["name"], row["parent_id"], row["agent_count"]) for row in rows] == [
        ("Mail", work, 1), ("Work", None, 0),
    ]  # fmt: skip


def test_beside_each_other_names_differ_by_more_than_case(client: APIClient) -> None:
    work = make(client, "Work")
    make(client, "work", work)  # elsewhere it may be
    other = make(client, "Other")
    for answer in (client.post(PATH, {"name": "WORK"}), client.patch(f"{PATH}/{other}", {"name": "wOrk"})):
        assert "WORK" in _refused(answer, 409, "folder_name_taken").upper()
    assert client.patch(f"{PATH}/{work}", {"name": "WORK"}).json()["name"] == "WORK"
    with pytest.raises(IntegrityError), transaction.atomic():
        Folder.objects.create(workspace_id=Folder.objects.get(pk=work).workspace_id, name="work")


def test_a_folder_moves_with_all_in_it_but_never_into_itself_nor_too_deep(client: APIClient) -> None:
    chain_of: list[str] = []
    for level in "12345":
        chain_of.append(make(client, level, chain_of[-1] if chain_of else None))
    _refused(client.post(PATH, {"name": "6", "parent_id": chain_of[-1]}), 400, "bad_input")
    two = make(client, "a")
    make(client, "b", two)
    before = tree(client)
    for target in (chain_of[3], chain_of[4], two):
        _refused(client.patch(f"{PATH}/{two}", {"parent_id": target}), 400, "bad_input")
    _refused(client.patch(f"{PATH}/{chain_of[0]}", {"parent_id": chain_of[2]}), 400, "bad_input")
    assert tree(client) == before
    assert client.patch(f"{PATH}/{two}", {"parent_id": chain_of[2]}).status_code == 200
    assert {("a", "3"), ("b", "a")} < tree(client)


def test_what_is_in_a_deleted_folder_goes_where_the_folder_was(client: APIClient) -> None:
    work = make(client, "Work")
    mail = make(client, "Mail", work)
    make(client, "Mail", mail)  # has the name of the one that goes
    graph_id = save(client, chain())["id"]
    client.patch(f"/api/v1/graphs/{graph_id}/place", {"folder": mail})
    assert client.delete(f"{PATH}/{mail}").status_code == 204
    assert tree(client) == {("Work", None), ("Mail", "Work")}
    assert client.get("/api/v1/graphs").json()["results"][0]["folder"] == {"id": work, "name": "Work"}
    make(client, "mail")
    _refused(client.delete(f"{PATH}/{work}"), 409, "folder_name_taken")
    assert tree(client) == {("Work", None), ("Mail", "Work"), ("mail", None)}


def test_bounds_are_named(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "100" in _refused(client.post(PATH, {"name": "x" * 101}), 400, "bad_input")
    _refused(client.post(PATH, {"name": "  "}), 400, "bad_input")
    assert "parent_id" in _refused(
        client.post(PATH, {"name": "x", "parent_id": "01890000-0000-7000-8000-000000000000"}),
        400,
        "bad_input",
    )
    monkeypatch.setattr(folders, "MAX_FOLDERS", 1)
    make(client, "One")
    assert "1 folders at most" in _refused(client.post(PATH, {"name": "Two"}), 400, "bad_input")
    assert tree(client) == {("One", None)}


def test_members_see_them_builders_change_them_and_strangers_find_none(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    folder = make(client_of(alice, team), "Shared")
    viewer, stranger = client_of(bob, team), client_of(bob)
    assert tree(viewer) == {("Shared", None)}
    assert tree(stranger) == set()
    _refused(viewer.post(PATH, {"name": "Mine"}), 403, "role_too_low")
    for refused, status in ((viewer, 403), (stranger, 404), (APIClient(), 401)):
        assert refused.patch(f"{PATH}/{folder}", {"name": "Mine"}).status_code == status
        assert refused.delete(f"{PATH}/{folder}").status_code == status
    _refused(stranger.post(PATH, {"name": "In", "parent_id": folder}), 400, "bad_input")
    assert APIClient().get(PATH).status_code == 401
    assert tree(viewer) == {("Shared", None)}
