"""The memory blocks at Mem0's, where a key of it is set, against a server that answers as its API does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blocks.library.memory.recollections import AddMemory, GetAllMemories, GetLatestMemory, SearchMemory
from blocks.sdk import Context, fire
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Wire

FOUND = [
    {"id": "1", "memory": "Likes tea", "created_at": "2026-01-02T00:00:00Z"},
    {"id": "2", "memory": "Likes coffee", "created_at": "2026-03-02T00:00:00Z"},
]


def answered(said: Any) -> Reply:
    return Reply(body=json.dumps(said).encode())


@pytest.fixture
def user_ctx(ctx: Context) -> Context:
    ctx.user_id, ctx.agent_id, ctx.execution_id = "u1", "a1", "e1"
    return ctx


async def test_a_text_is_sent_with_whose_it_is(wire: Wire, user_ctx: Context) -> None:
    wire.replies = [answered({"results": [{"id": "1", "event": "ADD", "memory": "Likes tea"}]})]
    given = {"content": {"discriminator": "content", "content": "I like tea"}, "metadata": {"a": 1}}
    firing = await fire(AddMemory, given, user_ctx)
    assert firing.outputs[:2] == [("action", "ADD"), ("memory", "Likes tea")]
    sent = wire.seen[0]
    assert (sent.method, sent.path, sent.headers["authorization"]) == (
        "POST",
        "/v1/memories/",
        f"Token {API_KEY}",
    )
    body = sent.json()
    assert body["messages"] == [{"role": "user", "content": "I like tea"}]
    assert (body["user_id"], body["agent_id"], body["metadata"]) == ("u1", "a1", {"a": 1})
    assert "run_id" not in body


async def test_nothing_new_is_no_change(wire: Wire, user_ctx: Context) -> None:
    wire.replies = [answered({"results": []})]
    assert (await fire(AddMemory, {}, user_ctx)).outputs == [("action", "NO_CHANGE"), ("results", [])]


async def test_a_search_is_filtered_by_whose_it_is(wire: Wire, user_ctx: Context) -> None:
    wire.replies = [answered(FOUND)]
    given = {"query": "drinks", "categories_filter": ["food"], "limit_memory_to_run": True}
    assert (await fire(SearchMemory, given, user_ctx)).outputs == [("memories", FOUND)]
    assert wire.seen[0].json() == {
        "query": "drinks",
        "filters": {
            "AND": [{"user_id": "u1"}, {"agent_id": "a1"}, {"run_id": "e1"}, {"categories": {"in": ["food"]}}]
        },
    }


async def test_all_memories_come_newest_first_and_the_newest_alone(wire: Wire, user_ctx: Context) -> None:
    wire.replies = [answered({"results": FOUND})]
    assert (await fire(GetAllMemories, {}, user_ctx)).outputs == [("memories", FOUND[::-1])]
    latest = await fire(GetLatestMemory, {"conversation_id": "c"}, user_ctx)
    assert latest.outputs == [("memory", FOUND[1]), ("found", True)]
    assert {"metadata": {"conversation_id": "c"}} in wire.seen[1].json()["filters"]["AND"]


@pytest.mark.parametrize(
    ("reply", "code", "wait"),
    [
        (Reply(401, b"{}"), "auth_failed", None),
        (Reply(429, b"{}", {"Retry-After": "60"}), "rate_limited", 60.0),
        (Reply(400, b'{"detail": "bad"}'), "provider_refused", None),
        (Reply(200, b"not json"), "provider_down", None),
    ],
)
async def test_mem0s_refusal_is_typed(
    reply: Reply, code: str, wait: float | None, wire: Wire, user_ctx: Context
) -> None:
    wire.replies = [reply]
    firing = await fire(AddMemory, {}, user_ctx)
    assert (firing.error_code, firing.retry_after_seconds) == (code, wait)
    assert API_KEY not in str(firing)
