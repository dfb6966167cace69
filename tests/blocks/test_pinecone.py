"""The Pinecone blocks against a server that answers as its API does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blocks.library.pinecone.vectors import PineconeInit, PineconeInsert, PineconeQuery
from blocks.sdk import Context, fire
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Request, Wire

MATCHES = {"matches": [{"id": "1", "score": 0.9, "metadata": {"text": "one"}}, {"id": "2", "metadata": {}}]}


def _answers(wire: Wire, there: bool = False) -> Any:
    index = json.dumps({"name": "articles", "host": f"127.0.0.1:{wire.port}"}).encode()

    def answer(request: Request) -> Reply:
        if request.path == "/indexes":
            return Reply(409, b"{}") if there else Reply(201, index)
        if request.path == "/indexes/articles":
            return Reply(200, index)
        return Reply(200, json.dumps(MATCHES if request.path == "/query" else {"upsertedCount": 1}).encode())

    return answer


@pytest.mark.parametrize(("there", "word"), [(False, "made"), (True, "there already")])
async def test_an_index_is_made_or_found(there: bool, word: str, wire: Wire, ctx: Context) -> None:
    wire.answer = _answers(wire, there)
    firing = await fire(PineconeInit, {"index_name": "articles", "dimension": 4}, ctx)
    assert firing.outputs == [
        ("index", f"127.0.0.1:{wire.port}"),
        ("message", f"The index 'articles' was {word}."),
    ]
    assert wire.seen[0].headers["api-key"] == API_KEY
    assert wire.seen[0].json()["spec"] == {"serverless": {"cloud": "aws", "region": "us-east-1"}}


async def test_a_query_gives_the_answer_and_its_texts(wire: Wire, ctx: Context) -> None:
    wire.answer = _answers(wire)
    firing = await fire(PineconeQuery, {"query_vector": [0.1, 0.2], "idx_name": "articles"}, ctx)
    assert firing.outputs == [("results", MATCHES), ("combined_results", "one")]
    assert [request.path for request in wire.seen] == ["/indexes/articles", "/query"]
    assert (wire.seen[1].json()["topK"], wire.seen[1].json()["vector"]) == (3, [0.1, 0.2])


async def test_texts_are_stored_in_parts_under_ids_of_their_own(wire: Wire, ctx: Context) -> None:
    wire.answer = _answers(wire)
    chunks = [f"text {number}" for number in range(150)]
    given = {"index": "articles", "chunks": chunks, "embeddings": [[0.5]] * 150, "metadata": {"a": 1}}
    firing = await fire(PineconeInsert, given, ctx)
    assert firing.outputs == [("upsert_response", "150 vectors were stored.")]
    sent = [request.json()["vectors"] for request in wire.seen[1:]]
    assert [len(vectors) for vectors in sent] == [100, 50]
    assert sent[0][0]["metadata"] == {"a": 1, "text": "text 0"}
    wire.seen.clear()
    await fire(PineconeInsert, given, ctx)
    assert [request.json()["vectors"] for request in wire.seen[1:]] == sent


@pytest.mark.parametrize(
    ("block", "given"),
    [
        (PineconeQuery, {"query_vector": [1], "idx_name": "x", "host": "evil.example.com"}),
        (PineconeQuery, {"query_vector": [1], "idx_name": "x", "host": "evil.example.com/.pinecone.io"}),
        (PineconeInsert, {"index": "evil.example.com", "chunks": ["a"], "embeddings": [[1]]}),
        (PineconeInsert, {"index": "x", "chunks": ["a"], "embeddings": []}),
    ],
)
async def test_the_key_goes_to_pinecone_alone(
    block: Any, given: dict[str, Any], wire: Wire, ctx: Context
) -> None:
    firing = await fire(block, given, ctx)
    assert (firing.error_code, wire.seen) == ("invalid_input", [])


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(401, b"{}"), "auth_failed"),
        (Reply(400, b"{}"), "provider_refused"),
        (Reply(200, b"not json"), "provider_down"),
    ],
)
async def test_pinecones_refusal_is_typed(reply: Reply, code: str, wire: Wire, ctx: Context) -> None:
    wire.replies = [reply]
    firing = await fire(PineconeInit, {"index_name": "articles"}, ctx)
    assert firing.error_code == code
    assert API_KEY not in str(firing)
