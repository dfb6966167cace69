"""Hints of what changes in a workspace: few, cheap, and for its members alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import OperationalError, connections
from django.utils import timezone

from agents import consumers, workspace_watch
from agents.engine.state import ExecutionStatus
from agents.models import Execution, Graph, Review
from agents.workspace_watch import Seen, look, the_watch
from platform_project.accounts.models import User, Workspace
from platform_project.accounts.services import tokens
from platform_project.asgi import application
from platform_project.notifications.models import Notification
from tests.factories.accounts import client_for, make_team
from tests.factories.agents import chain, save, start
from tests.factories.history import days_ago, make_execution, make_graph

pytestmark = pytest.mark.slow

Told = list[tuple[str, str]]


def _named(hints: list[dict[str, Any]]) -> Told:
    (hint,) = hints
    assert hint["type"] == "executions.changed"
    return [(one["execution_id"], one["status"]) for one in hint["executions"]]


def _looked(workspace: Workspace, seen: Seen) -> list[dict[str, Any]]:
    return look({workspace.pk: seen})[workspace.pk]


def _review(execution: Execution, **fields: Any) -> Review:
    review: Review = Review.objects.create(
        workspace=execution.workspace, execution=execution, firing_id=uuid4(), kind="data", name="?", **fields
    )
    return review


# --- A look -----------------------------------------------------------------------------------------------
def test_the_first_look_tells_the_number_of_reviews_and_later_ones_what_changed(alice: User) -> None:
    graph = make_graph(alice)
    paused = make_execution(graph, None, status="REVIEW")
    _review(paused)
    _review(paused, status="APPROVED")
    seen = Seen()
    assert _looked(graph.workspace, seen) == [{"type": "reviews.changed", "pending": 1}]
    assert _looked(graph.workspace, seen) == []
    begun = make_execution(graph, None)
    assert _looked(graph.workspace, seen) == [
        {
            "type": "executions.changed",
            "executions": [{"execution_id": str(begun.pk), "graph_id": str(graph.pk), "status": "RUNNING"}],
            "has_more": False,
        }
    ]
    Execution.objects.wake(paused.pk, ExecutionStatus.REVIEW)
    Execution.objects.end(begun.pk, ExecutionStatus.COMPLETED)
    assert sorted(_named(_looked(graph.workspace, seen))) == sorted(
        [(str(paused.pk), "RUNNING"), (str(begun.pk), "COMPLETED")]
    )
    assert _looked(graph.workspace, seen) == []


def test_what_runs_for_long_is_followed_beyond_the_newest(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace_watch, "NEWEST", 2)
    graph = make_graph(alice)
    old = make_execution(graph, None, began=days_ago(2))
    for _ in range(3):
        make_execution(graph, days_ago(1))
    seen = Seen()
    _looked(graph.workspace, seen)
    _looked(graph.workspace, seen)
    Execution.objects.end(old.pk, ExecutionStatus.FAILED)
    assert _named(_looked(graph.workspace, seen)) == [(str(old.pk), "FAILED")]
    assert _looked(graph.workspace, seen) == []


def test_a_burst_is_one_hint_of_bounded_size(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_watch, "MAX_TOLD", 3)
    graph = make_graph(alice)
    seen = Seen()
    _looked(graph.workspace, seen)
    made = [make_execution(graph, None, firings=0) for _ in range(5)]
    (hint,) = _looked(graph.workspace, seen)
    assert hint["has_more"] is True
    assert [one["execution_id"] for one in hint["executions"]] == sorted(
        (str(one.pk) for one in made), reverse=True
    )[:3]


def test_sub_agents_and_other_workspaces_are_not_told_of(alice: User, bob: User) -> None:
    graph = make_graph(alice)
    seen = Seen()
    _looked(graph.workspace, seen)
    parent = make_execution(graph, None)
    make_execution(graph, None, parent=parent, root=parent)
    make_execution(make_graph(bob), None)
    assert _named(_looked(graph.workspace, seen)) == [(str(parent.pk), "RUNNING")]


def test_a_look_is_two_statements_however_much_there_is(
    alice: User, bob: User, django_assert_num_queries: Any
) -> None:
    graphs = [make_graph(user) for user in (alice, bob)]
    for graph in graphs:
        for _ in range(5):
            make_execution(graph, None)
    asked = {graph.workspace.pk: Seen() for graph in graphs}
    with django_assert_num_queries(3):  # the first time, what had begun long before is asked for, too
        look(asked)
    with django_assert_num_queries(2):
        assert look(asked) == {graph.workspace.pk: [] for graph in graphs}


# --- The socket -------------------------------------------------------------------------------------------
@asynccontextmanager
async def _socket(user: User) -> AsyncIterator[WebsocketCommunicator]:
    token = (await sync_to_async(tokens.issue)(user)).access
    socket = WebsocketCommunicator(application, f"/ws?token={token}")
    try:
        assert (await socket.connect())[0]
        yield socket
    finally:
        await socket.disconnect()
        await sync_to_async(connections.close_all)()


async def _said(socket: WebsocketCommunicator) -> Any:
    """One message, or several that came together."""
    return json.loads(await socket.receive_from(timeout=10))


async def _watch(socket: WebsocketCommunicator, workspace_id: object, kind: str = "watch") -> Any:
    await socket.send_to(json.dumps({"type": kind, "workspace_id": str(workspace_id)}))
    return await _said(socket)


@sync_to_async
def _workspace(user: User) -> UUID:
    pk: UUID = Workspace.objects.get(personal_of=user).pk
    return pk


async def test_a_watcher_is_told_of_starts_and_stops_until_it_looks_away(
    transactional_db: None, alice: User
) -> None:
    workspace_id = str(await _workspace(alice))
    async with _socket(alice) as socket, _socket(alice) as other:
        assert await _watch(socket, workspace_id) == {"type": "watched", "workspace_id": workspace_id}
        reviews = {"type": "reviews.changed", "pending": 0, "workspace_id": workspace_id}
        assert await _said(socket) == reviews
        execution = await sync_to_async(lambda: start(client_for(alice), chain()))()
        told = await _said(socket)
        assert (told["type"], told["workspace_id"]) == ("executions.changed", workspace_id)
        assert told["executions"] == [
            {"execution_id": execution["id"], "graph_id": execution["graph_id"], "status": "QUEUED"}
        ]
        await _watch(other, workspace_id)
        assert await _said(other) == [told, reviews]  # it may have read its list before
        await sync_to_async(lambda: client_for(alice).post(f"/api/v1/executions/{execution['id']}/stop"))()
        for each in (socket, other):
            assert [one["status"] for one in (await _said(each))["executions"]] == ["TERMINATED"]
        gone = await _watch(socket, workspace_id, "unwatch")
        assert gone == {"type": "unwatched", "workspace_id": workspace_id}
        assert list(the_watch().watchers) == [UUID(workspace_id)]
    looking = the_watch().task
    assert looking is not None
    assert looking.done()  # nobody watches: nothing is looked at


@pytest.mark.parametrize("is_first", [True, False])
async def test_who_begins_to_watch_is_told_of_what_changed_since_they_read_the_list(
    is_first: bool, transactional_db: None, alice: User
) -> None:
    def ended(seconds_ago: int) -> str:
        execution = make_execution(_graph_of(alice, Workspace.objects.get(personal_of=alice)), None)
        at = timezone.now() - timedelta(seconds=seconds_ago)
        Execution.objects.filter(pk=execution.pk).update(status="COMPLETED", ended_at=at)
        return str(execution.pk)

    just_now = await sync_to_async(ended)(1)
    await sync_to_async(ended)(600)
    workspace_id = await _workspace(alice)
    async with _socket(alice) as before, _socket(alice) as socket:
        if not is_first:
            await _watch(before, workspace_id)
            await _said(before)
        await _watch(socket, workspace_id)
        told, _reviews = await _said(socket)
        named = [(one["execution_id"], one["status"]) for one in told["executions"]]
        assert named == [(just_now, "COMPLETED")]


async def test_strangers_are_refused_and_who_leaves_is_told_no_more(
    transactional_db: None, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = await sync_to_async(lambda: make_team(alice, viewer=bob))()
    async with _socket(bob) as socket:
        refused = await _watch(socket, await _workspace(alice))
        assert (refused["type"], refused["reason"]) == ("refused", "There is no such workspace.")
        assert (await _watch(socket, team.pk))["type"] == "watched"
        await _said(socket)
        monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.0)
        await sync_to_async(lambda: team.memberships.filter(user=bob).delete())()
        await sync_to_async(lambda: make_execution(_graph_of(alice, team), None))()
        assert await _said(socket) == {"type": "unwatched", "workspace_id": str(team.pk)}
        assert await socket.receive_nothing(timeout=1.2)


def _graph_of(user: User, team: Workspace) -> Graph:
    return Graph.objects.get(pk=save(client_for(user, team), chain())["id"])


async def test_a_connection_watches_a_bounded_number_of_workspaces(
    transactional_db: None, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "MAX_WATCHED", 1)
    team = await sync_to_async(make_team)(alice)
    async with _socket(alice) as socket:
        own = await _workspace(alice)
        assert (await _watch(socket, own))["type"] == "watched"
        await _said(socket)
        refused = await _watch(socket, team.pk)
        assert (refused["type"], refused["workspace_id"]) == ("refused", str(team.pk))
        assert "1" in refused["reason"]


async def test_people_are_told_of_their_own_notifications_as_they_come_and_go(
    transactional_db: None, alice: User, bob: User
) -> None:
    def tell(user: User, cause: str) -> None:
        given = {"user": user, "kind": "run_failed", "title": "Greeter failed"}
        Notification.objects.create(subject_key=cause, **given)

    team = await sync_to_async(lambda: make_team(alice, viewer=bob))()
    await sync_to_async(tell)(alice, "graph:1")
    async with _socket(alice) as socket, _socket(bob) as other:
        for each in (socket, other):
            assert (await _watch(each, team.pk))["type"] == "watched"
            assert (await _said(each))["type"] == "reviews.changed"
        assert await _said(socket) == {"type": "notification", "unread": 1}
        await sync_to_async(tell)(alice, "graph:2")
        assert await _said(socket) == {"type": "notification", "unread": 2}
        read = "/api/v1/notifications/read"
        await sync_to_async(lambda: client_for(alice).post(read, {"all": True}))()
        assert await _said(socket) == {"type": "notification", "unread": 0}
        assert await other.receive_nothing(timeout=0.7)
        await _watch(socket, team.pk, "unwatch")
        assert len(the_watch().people) == 1


async def test_a_database_that_is_away_for_a_moment_ends_no_watch(
    transactional_db: None, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace_watch, "LOOK_SECONDS", 0.05)
    looks = asyncio.Queue[str]()
    real = workspace_watch.look

    def away(asked: dict[UUID, Seen]) -> dict[UUID, list[dict[str, Any]]]:
        looks.put_nowait("look")
        if looks.qsize() < 3:
            raise OperationalError("away")
        return real(asked)

    monkeypatch.setattr(workspace_watch, "look", away)
    async with _socket(alice) as socket:
        await _watch(socket, await _workspace(alice))
        assert (await _said(socket))["type"] == "reviews.changed"
