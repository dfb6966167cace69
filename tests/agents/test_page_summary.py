"""A page is fetched, summarised by a model and posted: over the API, on the queue, watched on the socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connections
from rest_framework.test import APIClient

from agents import consumers, event_stream
from platform_project.accounts.models import User, Workspace
from platform_project.accounts.services import tokens
from platform_project.asgi import application
from tests.agents.wire import WORDS, Outside
from tests.agents.worker import Worker
from tests.factories.accounts import client_for, make_team
from tests.factories.agents import start, wait

Clients = Callable[..., APIClient]
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "page_summary.json"


def _graph(page: Outside) -> dict[str, Any]:
    graph: dict[str, Any] = json.loads(EXAMPLE.read_text())
    graph["nodes"][0]["input_default"]["url"] = f"{page.url}/page"
    return graph


def test_the_summary_is_posted_once(worker: Worker, page: Outside, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, _graph(page))["id"])
    assert ended["status"] == "COMPLETED", ended
    asked, posted = page.bodies
    assert "Polychord turns graphs into chords." in str(asked["messages"])
    assert asked["model"] == "gpt-4o-mini"
    assert posted["content"] == "".join(WORDS)
    assert page.count("/channels/1234567890/messages") == 1


async def _events(socket: WebsocketCommunicator, until: str) -> list[dict[str, Any]]:
    """Everything the socket says until an event of type `until`."""
    told: list[dict[str, Any]] = []
    while not any(event["type"] == until for event in told):
        frame = json.loads(await socket.receive_from(timeout=15))
        told += frame if isinstance(frame, list) else [frame]
    return told


@asynccontextmanager
async def _watching(user: User) -> AsyncIterator[WebsocketCommunicator]:
    """A connected socket of `user`; whatever happens, it and its database connections are closed."""
    token = (await sync_to_async(tokens.issue)(user)).access
    socket = WebsocketCommunicator(application, f"/ws?token={token}")
    try:
        assert (await socket.connect())[0]
        yield socket
    finally:
        await socket.disconnect()
        await sync_to_async(connections.close_all)()


@sync_to_async
def _start(user: User, graph: dict[str, Any], workspace: Workspace | None = None) -> str:
    execution_id: str = start(client_for(user, workspace), graph)["id"]
    return execution_id


async def test_a_watcher_sees_every_step_and_every_token_in_order(
    worker: Worker, page: Outside, alice: User
) -> None:
    async with _watching(alice) as socket:
        page.word_seconds = 0.1
        execution_id = await _start(alice, _graph(page))
        await socket.send_to(json.dumps({"type": "subscribe", "execution_id": execution_id}))
        told = await _events(socket, "execution.completed")
        assert told[0] == {"type": "subscribed", "execution_id": execution_id, "after": 0}
        events = told[1:]
        assert [e["sequence"] for e in events] == list(range(1, len(events) + 1))
        kinds = [(e["type"], e.get("node_id")) for e in events if e["type"] != "execution.progress"]
        assert kinds == [
            ("execution.started", None),
            ("node.started", "web-scraper"),
            ("node.completed", "web-scraper"),
            ("node.started", "llm-summarizer"),
            *[("output.delta", "llm-summarizer")] * len(WORDS),
            ("node.completed", "llm-summarizer"),
            ("node.started", "discord-poster"),
            ("node.completed", "discord-poster"),
            ("execution.completed", None),
        ]
        assert [e["text"] for e in events if e["type"] == "output.delta"] == WORDS
        assert {e["execution_id"] for e in events} == {execution_id}

        # A client that comes back gets what it missed, and only that.
        await socket.send_to(json.dumps({"type": "unsubscribe", "execution_id": execution_id}))
        assert json.loads(await socket.receive_from())["type"] == "unsubscribed"
        await socket.send_to(json.dumps({"type": "subscribe", "execution_id": execution_id, "after": 5}))
        again = await _events(socket, "execution.completed")
        assert again[1:] == events[5:]


async def test_the_socket_refuses_strangers_and_nonsense(worker: Worker, alice: User, bob: User) -> None:
    nobody = WebsocketCommunicator(application, "/ws?token=nonsense")
    assert await nobody.connect() == (False, 4401)
    execution_id = await _start(alice, json.loads(EXAMPLE.read_text()))
    async with _watching(bob) as socket:
        await socket.send_to(json.dumps({"type": "subscribe", "execution_id": execution_id}))
        assert json.loads(await socket.receive_from()) == {
            "type": "refused",
            "execution_id": execution_id,
            "reason": "There is no such execution.",
        }
        assert await socket.receive_nothing(0.2)
        await socket.send_to("{")
        assert (await socket.receive_output())["code"] == 4400


async def test_a_right_that_was_taken_away_ends_the_watching(
    worker: Worker, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", -1.0)
    team = await sync_to_async(make_team)(alice, viewer=bob)
    execution_id = await _start(alice, json.loads(EXAMPLE.read_text()), team)
    async with _watching(bob) as socket:
        await socket.send_to(json.dumps({"type": "subscribe", "execution_id": execution_id}))
        await _events(socket, "execution.failed")  # its own events are through; what comes now is ours
        assert await socket.receive_nothing(0.2)
        await sync_to_async(team.memberships.filter(user=bob).delete)()
        await sync_to_async(event_stream.send)(UUID(execution_id), [{"type": "output.delta", "text": "x"}])
        told = await _events(socket, "unsubscribed")
        assert not any(event.get("text") for event in told)
        assert await socket.receive_nothing(0.2)
