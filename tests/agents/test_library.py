"""Where agents stand in the library: folder, tags, favourites, the archive; and what depends on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from agents.models import Favourite, Graph, Origin, Schedule, Trigger
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7
from tests.agents.agent_files import RUN_AGENT
from tests.agents.test_library_folders import make as make_folder
from tests.factories.accounts import make_team
from tests.factories.agents import chain, graph_json, node, save
from tests.factories.webhooks import make_trigger

Clients = Callable[..., APIClient]


def _named(client: APIClient, name: str) -> str:
    return str(save(client, chain() | {"name": name})["id"])


def place(client: APIClient, graph_id: str, **given: Any) -> dict[str, Any]:
    answer = client.patch(f"/api/v1/graphs/{graph_id}/place", given)
    assert answer.status_code == 200, answer.json()
    row: dict[str, Any] = answer.json()
    return row


def names(client: APIClient, query: str = "") -> set[str]:
    answer = client.get(f"/api/v1/graphs?{query}")
    assert answer.status_code == 200, answer.json()
    return {row["name"] for row in answer.json()["results"]}


def add_origin(graph_id: str, **more: Any) -> Origin:
    return Origin.objects.create(
        graph_id=UUID(graph_id), listing_id=uuid7(), submission_id=uuid7(), creator_workspace_id=uuid7(),
        **{"number": 3, "price": 1_500_000, **more},
    )  # fmt: skip


def test_a_row_says_where_its_agent_stands_and_a_place_does_not_change_when_it_was_changed(
    client: APIClient,
) -> None:
    graph_id = _named(client, "Mine")
    before = client.get("/api/v1/graphs").json()["results"][0]
    assert {name: before[name] for name in ("folder", "tags", "is_favourite", "is_archived", "origin")} == {
        "folder": None, "tags": [], "is_favourite": False, "is_archived": False, "origin": None,
    }  # fmt: skip
    folder = make_folder(client, "Work")
    row = place(client, graph_id, folder=folder, tags=["a", " b ", "a"], is_favourite=True)
    after = {"folder": {"id": folder, "name": "Work"}, "tags": ["a", "b"], "is_favourite": True}
    assert row == {**before, **after, "paused": {"schedules": [], "triggers": []}}
    assert client.get("/api/v1/graphs").json()["results"] == [{**before, **after}]
    assert place(client, graph_id, folder=None)["folder"] is None
    assert place(client, graph_id, is_favourite=False)["tags"] == ["a", "b"]
    assert not Favourite.objects.exists()


FILTERS = [
    pytest.param("", {"top", "work", "mail"}, id="all that is in sight"),
    pytest.param("archived=true", {"old"}, id="archived"),
    pytest.param("archived=any", {"top", "work", "mail", "old"}, id="whether archived or not"),
    pytest.param("folder=top", {"top"}, id="in no folder"),
    pytest.param("folder={work}", {"work"}, id="in a folder"),
    pytest.param("folder={work}&deep=true", {"work", "mail"}, id="in a folder and those within it"),
    pytest.param("folder={work}&archived=any&deep=true", {"work", "mail", "old"}, id="in it, archived too"),
    pytest.param("folder=01890000-0000-7000-8000-000000000000", set(), id="in a folder that is not there"),
    pytest.param("tag=red", {"work", "mail"}, id="with a tag"),
    pytest.param("tag=red&tag=blue", {"mail"}, id="with both tags"),
    pytest.param("search=BLU", {"mail"}, id="words look into tags"),
    pytest.param("favourite=true", {"mail"}, id="marked"),
    pytest.param("origin=added", {"work"}, id="added"),
    pytest.param("origin=made", {"top", "mail"}, id="made"),
    pytest.param("ids={old}", {"old"}, id="by id, though archived"),
    pytest.param("ids={step}", set(), id="a step of an added agent is in no list"),
]


def test_the_list_holds_what_is_asked_for_in_as_many_queries_for_many(
    client: APIClient, django_assert_num_queries: Any
) -> None:
    ids = {name: _named(client, name) for name in ("top", "work", "mail", "old", "step")}
    work = make_folder(client, "Work")
    mail = make_folder(client, "Mail", work)
    place(client, ids["work"], folder=work, tags=["red"])
    place(client, ids["mail"], folder=mail, tags=["red", "blue"], is_favourite=True)
    place(client, ids["old"], folder=work, is_archived=True)
    add_origin(ids["work"])
    add_origin(ids["step"], is_step=True)
    for case in FILTERS:
        query, expected = case.values
        assert (
            names(client, str(query).format(work=work, **{n: ids[n] for n in ("old", "step")})) == expected
        ), case.id
    assert client.get("/api/v1/library/tags").json() == {
        "tags": [{"tag": "red", "count": 2}, {"tag": "blue", "count": 1}]
    }
    # user, membership, graphs with their places, their use, active versions, listings of the added ones
    with django_assert_num_queries(6):
        client.get("/api/v1/graphs")
    with django_assert_num_queries(3):  # user, membership, folders with their counts
        client.get("/api/v1/library/folders")


REFUSED = [
    pytest.param("folder=x", "folder", id="no folder id"),
    pytest.param("archived=maybe", "archived", id="archived"),
    pytest.param("origin=bought", "origin", id="origin"),
    pytest.param("favourite=1", "favourite", id="favourite"),
    pytest.param("tag=" + "&tag=".join("abcdefghijk"), "tag", id="many tags"),
]


@pytest.mark.parametrize(("query", "field"), REFUSED)
def test_what_cannot_be_asked_is_refused_by_name(query: str, field: str, client: APIClient) -> None:
    answer = client.get(f"/api/v1/graphs?{query}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


BAD_PLACES = [
    pytest.param({"folder": "01890000-0000-7000-8000-000000000000"}, "folder", id="no such folder"),
    pytest.param({"tags": ["x" * 51]}, "tags", id="a long tag"),
    pytest.param({"tags": [str(number) for number in range(11)]}, "tags", id="many tags"),
    pytest.param({"is_archived": "soon"}, "is_archived", id="no truth value"),
]


@pytest.mark.parametrize(("given", "field"), BAD_PLACES)
def test_a_place_that_cannot_be_is_refused_and_nothing_changes(
    given: dict[str, Any], field: str, client: APIClient
) -> None:
    graph_id = _named(client, "Mine")
    answer = client.patch(f"/api/v1/graphs/{graph_id}/place", {"tags": ["new"], **given})
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert Graph.objects.get().tags == []


def test_members_see_places_builders_change_them_and_each_marks_for_themselves(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    owner, viewer, stranger = client_of(alice, team), client_of(bob, team), client_of(bob)
    graph_id = _named(owner, "Shared")
    path = f"/api/v1/graphs/{graph_id}/place"
    assert place(viewer, graph_id, is_favourite=True)["is_favourite"] is True
    assert owner.get("/api/v1/graphs").json()["results"][0]["is_favourite"] is False
    assert viewer.patch(path, {"is_favourite": False, "tags": []}).json()["code"] == "role_too_low"
    assert names(viewer, "favourite=true") == {"Shared"}
    for caller, status in ((stranger, 404), (APIClient(), 401)):
        assert caller.patch(path, {"is_favourite": True}).status_code == status
        assert caller.get(f"/api/v1/graphs/{graph_id}/dependants").status_code == status
    foreign = make_folder(stranger, "Mine")
    assert owner.patch(path, {"folder": foreign}).status_code == 400
    assert stranger.get("/api/v1/library/tags").json() == {"tags": []}


def test_archiving_switches_off_what_starts_the_agent_and_says_so(client: APIClient) -> None:
    made = make_trigger(client)
    graph_id = made["graph_id"]
    timed = {"graph_id": graph_id, "cron": "0 9 * * *", "name": "At nine"}
    schedule = client.post("/api/v1/schedules", timed).json()
    row = place(client, graph_id, is_archived=True)
    assert (row["is_archived"], row["paused"]) == (
        True,
        {
            "schedules": [{"id": schedule["id"], "name": "At nine"}],
            "triggers": [{"id": made["id"], "name": "hook"}],
        },
    )
    assert (Schedule.objects.get().is_enabled, Schedule.objects.get().next_at) == (False, None)
    assert Trigger.objects.get().webhook.is_enabled is False
    first = Graph.objects.get().archived_at
    assert place(client, graph_id, is_archived=True)["paused"] == {"schedules": [], "triggers": []}
    assert Graph.objects.get().archived_at == first
    assert place(client, graph_id, is_archived=False)["is_archived"] is False
    assert Schedule.objects.get().is_enabled is False


def test_deleting_asks_about_what_depends_on_the_agent(client: APIClient) -> None:
    made = make_trigger(client)
    graph_id = made["graph_id"]
    preset = client.post("/api/v1/presets", {"graph_id": graph_id, "name": "Daily"}).json()
    timed = {"graph_id": graph_id, "preset_id": preset["id"], "cron": "0 9 * * *", "name": "At nine"}
    schedule = client.post("/api/v1/schedules", timed).json()
    caller = save(client, graph_json(node("run", RUN_AGENT, graph_id=graph_id), name="Caller"))
    found = client.get(f"/api/v1/graphs/{graph_id}/dependants").json()
    assert found == {
        "schedules": [{"id": schedule["id"], "name": "At nine", "is_enabled": True}],
        "triggers": [{"id": made["id"], "name": "hook", "is_enabled": True}],
        "presets": [{"id": preset["id"], "name": "Daily"}],
        "sub_agents": [{"id": caller["id"], "name": "Caller"}],
        "listing": None,
    }
    refused = client.delete(f"/api/v1/graphs/{graph_id}")
    assert (refused.status_code, refused.json()["code"], refused.json()["details"]) == (
        409,
        "graph_in_use",
        found,
    )
    assert "1 schedule, 1 trigger, 1 preset, 1 agent that runs it" in refused.json()["message"]
    assert Graph.objects.count() == 2
    assert Schedule.objects.exists()
    assert client.delete(f"/api/v1/graphs/{graph_id}?confirmed=perhaps").status_code == 400
    assert client.delete(f"/api/v1/graphs/{graph_id}?confirmed=true").status_code == 204
    assert names(client) == {"Caller"}
    assert not Schedule.objects.exists()
    assert not Trigger.objects.exists()
    assert client.delete(f"/api/v1/graphs/{caller['id']}").status_code == 204


def test_an_agent_that_runs_itself_depends_on_nobody(client: APIClient) -> None:
    graph_id = _named(client, "Round")
    own = graph_json(node("run", RUN_AGENT, graph_id=graph_id), name="Round")
    assert client.put(f"/api/v1/graphs/{graph_id}", own).status_code == 200
    assert client.delete(f"/api/v1/graphs/{graph_id}").status_code == 204
