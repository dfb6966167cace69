"""Agents that nobody may look into: every door is tried with what stands inside."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from agents import event_stream, events
from agents.engine.state import ExecutionStatus
from agents.errors import AgentIsClosed
from agents.exchange.exports import export_agent
from agents.models import Execution, Graph, Node, NodeExecution, Origin
from agents.runner.expand import expand
from agents.runner.record import CLOSED_FAILED
from agents.services.runs import version_of
from platform_project.accounts.models import User
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save
from tests.factories.marketplace import approve, offer

MARKER = "SECRETRECIPE"
KEY = "sk-planted-in-the-graph"
RUN_AGENT = "e189baac-8c20-45a1-94a7-55177ea42565"
INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b"
FILL, REQUEST, PATTERN = "text.fill_template", "6595ae1f-b924-42cb-9a41-551a0611c4b4", "text.match_pattern"
ELSEWHERE = {("api/v1/graphs/sketch", "post"), ("api/v1/blocks", "get")}  # asks a model; is long, of blocks
METHODS = ("get", "post", "put", "patch")
BODY = {"version": 1, "name": "Mine", "action": "stop", "graph": {"name": "Mine", "nodes": []}}


def recipe(client: Any) -> dict[str, Any]:
    """An agent with something to hide in each place: a step, an agent below it, and what that is given."""
    below = graph_json(
        node("in", INPUT, name="given"),
        node(f"{MARKER}-deep", STORE, input=f"{MARKER} deep"),
        node("out", OUTPUT, name="result"),
        links=(f"{MARKER}-deep.output -> out.value",),
        name=f"{MARKER} below",
    )
    child = save(client, {**below, "description": MARKER})
    return graph_json(
        node("in", INPUT, name="word"),
        node(f"{MARKER}-step", FILL, format=f"Hi {{{{ word }}}}{{# {MARKER} #}}"),
        node(f"{MARKER}-run", RUN_AGENT, graph_id=child["id"], inputs={"given": MARKER}),
        node("out", OUTPUT, name="result"),
        links=(f"in.result -> {MARKER}-step.values_#_word", f"{MARKER}-step.output -> out.value"),
        name="Recipe",
    )


def failing() -> dict[str, Any]:
    return graph_json(
        node("in", INPUT, name="word"),
        node(f"{MARKER}-bad", PATTERN, match=f"{MARKER}(", data="x"),
        links=(f"in.result -> {MARKER}-bad.text",),
    )


def add(client: Any, listing: Any) -> Graph:
    graph_id = client.post(f"/api/v1/store/listings/{listing.pk}/install").json()["graph_id"]
    found: Graph = Graph.objects.get(pk=graph_id)
    return found


def run(client: Any, graph: Graph, **body: Any) -> Execution:
    answer = client.post(f"/api/v1/graphs/{graph.pk}/executions", body)
    assert answer.status_code == 201, answer.json()
    for _ in range(10):
        for execution_id in Execution.objects.unfinished().values_list("pk", flat=True):
            expand(execution_id)
    found: Execution = Execution.objects.get(pk=answer.json()["id"])
    assert found.has_ended, found
    return found


# --- Every path -------------------------------------------------------------------------------------------
PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^]]*\][+*]?(?:\{\d+\})?|[^()\[\]])*\)")


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Each path of the API, with `<name>` where something belongs, and each method that it takes."""
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern).strip("^$").replace("\\Z", "")
        if isinstance(entry, URLResolver):
            yield from routes(entry, here)
        elif isinstance(entry, URLPattern) and here.startswith("api/v1/"):
            route = PLACE.sub(lambda found: f"<{found[1] or found[2]}>", here)
            view: Any = entry.callback
            kind = getattr(view, "cls", None)  # else a function, which takes anything
            takes = getattr(view, "actions", None) or {m for m in METHODS if not kind or hasattr(kind, m)}
            yield from ((route, method) for method in METHODS if method in takes)


def filled(route: str, one: str) -> str:
    """A path with an id in each place where one may belong."""
    known = {"number": "1", "other": "1", "sha256": "0" * 64}
    return "/" + PLACE.sub(lambda found: known.get(found[1], one), route)


def answered(client: APIClient, method: str, path: str, body: dict[str, Any]) -> bytes:
    """What is answered; whatever it did is undone."""
    with transaction.atomic():
        ask = getattr(client, method)
        answer = ask(path) if method in ("get", "delete") else ask(path, body, format="json")
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, path, told)
    return bytes(told)


def leaks(client: APIClient, ids: list[str], every: set[tuple[str, str]]) -> set[str]:
    """Paths and methods whose answers hold the marker."""
    found = set()
    for route, method in sorted(every):
        assert not re.search(r"[\\()*]", route), route
        which = ids if method == "get" else ids[1:2] if "executions/<" in route else ids[:1]
        for path in {filled(route, one) for one in which}:
            if MARKER.encode() in answered(client, method, path, {**BODY, "graph_id": ids[0]}):
                found.add(f"{method} {route.removeprefix('api/v1/')}")
    return found


def test_no_path_of_the_api_shows_what_is_inside(a: Any, b: Any, alice: User, bob: User) -> None:
    graph = add(b, offer(alice, graph=recipe(a)))
    done = run(b, graph, inputs={"word": "you"})
    assert (done.status, done.outputs) == ("COMPLETED", {"result": ["Hi you"]})
    below = Execution.objects.get(parent=done)
    step = Graph.objects.get(origin__is_step=True)
    bad = add(b, offer(alice, graph=failing()))
    failed = run(b, bad, inputs={"word": "you"})
    assert (failed.status, failed.error) == ("FAILED", CLOSED_FAILED)
    assert NodeExecution.objects.filter(execution=failed, error__contains=MARKER).exists()

    ids = [str(row.pk) for row in (graph, done, below, step, failed)]
    every = set(routes(get_resolver())) - ELSEWHERE
    assert len(every) > 100
    assert leaks(b, ids, every) == set()
    # The same doors, were it open: what is looked for is found, so it would have been found above.
    Origin.objects.update(is_closed=False)
    Execution.objects.update(sight="whole")
    doors = {
        "get graphs/<pk>",
        "get graphs/<pk>/export",
        "get graphs/<graph_id>/versions/<number>",
        "get executions/<pk>",
        "get executions/<pk>/nodes",
        "post graphs/<graph_id>/fork",
    }
    ways = {(route, method) for route, method in every if f"{method} {route[7:]}" in doors}
    assert leaks(b, ids, ways) == doors


def test_a_run_shows_its_ends_and_can_be_run_again_as_a_whole(a: Any, b: Any, alice: User, bob: User) -> None:
    graph = add(b, offer(alice, graph=recipe(a)))
    done = run(b, graph, inputs={"word": "you"})
    shown = b.get(f"/api/v1/executions/{done.pk}").json()
    assert (shown["inputs"], shown["outputs"], shown["is_closed"]) == (
        {"word": "you"}, {"result": ["Hi you"]}, True,
    )  # fmt: skip
    rows = b.get(f"/api/v1/executions/{done.pk}/nodes").json()["results"]
    assert [(row["node_id"], row["input"]) for row in rows] == [
        ("in", {"name": "word", "value": "you"}),
        ("out", {"name": "result"}),
    ]
    below = Execution.objects.get(parent=done)
    assert b.get(f"/api/v1/executions/{below.pk}").status_code == 404
    assert b.get(f"/api/v1/executions?parent={done.pk}").json()["results"] == []
    assert b.post(f"/api/v1/executions/{done.pk}/retry", {}).status_code == 201
    inside = (
        {"nodes_input_masks": {"in": {"value": "x"}}},
        {"pinned_outputs": {"in": [["result", "x"]]}},
        {"only_node": "in"},
        {"until": "in"},
    )
    for body in inside:
        for path in ("executions", "estimate"):
            refused = b.post(f"/api/v1/graphs/{graph.pk}/{path}", body)
            assert (refused.status_code, refused.json()["code"]) == (403, "agent_is_closed"), (path, body)
    parts = ({"from_node": "in"}, {"until": "out"}, {"pinned_outputs": {"in": [["result", "x"]]}})
    for part in parts:
        assert b.post(f"/api/v1/executions/{done.pk}/retry", part).json()["code"] == "agent_is_closed"
    assert Execution.objects.filter(parent=None).count() == 2
    key = {"graph": {"name": "Mine", "nodes": []}}
    doors: tuple[tuple[str, str, Any], ...] = (
        ("put", f"graphs/{graph.pk}", graph_json()),
        ("get", f"graphs/{graph.pk}/export", None),
        ("get", f"graphs/export?ids={graph.pk}", None),
        ("get", f"graphs/{graph.pk}/versions/1/diff/1", None),
        ("post", f"graphs/{graph.pk}/versions/1/restore", {}),
        ("put", f"autosaves/{graph.pk}", key),
    )
    for method, path, body in doors:
        refused = getattr(b, method)(f"/api/v1/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "agent_is_closed"), path
    assert graph.versions.count() == 1


def test_an_own_agent_that_runs_a_closed_one_sees_what_it_gives_and_no_more(
    a: Any, b: Any, alice: User, bob: User
) -> None:
    added = add(b, offer(alice, graph=recipe(a)))
    mine = graph_json(
        node("mine", RUN_AGENT, graph_id=str(added.pk), inputs={"word": "you"}),
        node("out", OUTPUT, name="said"),
        links=("mine.result -> out.value",),
    )
    saved = save(b, mine)
    done = run(b, Graph.objects.get(pk=saved["id"]))
    assert done.outputs == {"said": ["Hi you"]}
    first = b.get(f"/api/v1/executions/{done.pk}/nodes").json()["results"][0]
    assert (first["node_id"], first["input"]["inputs"]) == ("mine", {"word": "you"})
    child = first["child_execution_id"]
    rows = b.get(f"/api/v1/executions/{child}/nodes").json()["results"]
    assert [row["node_id"] for row in rows] == ["in", "out"]
    with pytest.raises(AgentIsClosed, match="Listed agent"):
        export_agent(version_of(Graph.objects.get(pk=saved["id"]), None))

    reached = {"inputs": {"word": "you"}, "nodes_input_masks": {f"{MARKER}-step": {"format": "x"}}}
    masked = save(b, graph_json(node("mine", RUN_AGENT, graph_id=str(added.pk), **reached)))
    failed = run(b, Graph.objects.get(pk=masked["id"]))
    assert "no masks reach in" in failed.error
    step = Graph.objects.get(origin__is_step=True)
    refused = b.post("/api/v1/graphs", graph_json(node("mine", RUN_AGENT, graph_id=str(step.pk))))
    assert (refused.status_code, refused.json()["code"]) == (400, "graph_invalid")


def test_events_of_steps_stay_inside(a: Any, b: Any, alice: User, bob: User) -> None:
    graph = add(b, offer(alice, graph=recipe(a)))
    done = run(b, graph, inputs={"word": "you"})
    row = NodeExecution.objects.filter(execution=done, node_key=f"{MARKER}-step").get()
    told = [*events.node_ran(row), events.delta(row, "output", MARKER), events.progress(1, 0)]
    events.publish_now(done, [*told, events.execution_ended(ExecutionStatus.FAILED, "")])

    async def read() -> list[dict[str, Any]]:
        client = event_stream.connect()
        until = time.monotonic() + 5
        found: list[dict[str, Any]] = []
        while len(found) < 2 and time.monotonic() < until:
            found = await event_stream.read(client, done.pk, 0, 50)
            await asyncio.sleep(0.01)
        await client.aclose()
        return found

    found = asyncio.run(read())
    assert [event["type"] for event in found] == ["execution.progress", "execution.failed"]
    assert MARKER not in json.dumps(found)


def test_no_key_of_its_creator_comes_along(b: Any, alice: User, bob: User) -> None:
    credential = str(uuid4())
    planted = graph_json(
        node("call", REQUEST, url="https://example.com", headers={"Authorization": KEY, "X-Api-Key": KEY}),
        node("model", "ai.text_generator", prompt="Hi", credentials={"id": credential, "provider": "openai"}),
        node("in", INPUT, name="password", value=KEY, secret=True),
    )  # fmt: skip
    graph = add(b, offer(alice, graph=planted, is_closed=False))
    kept = json.dumps(list(Node.objects.filter(version__graph=graph).values("input_default")))
    assert KEY not in kept
    assert credential not in kept
    assert "example.com" in kept


def test_what_was_changed_inside_while_it_was_open_does_not_run_once_it_is_closed(
    a: Any, b: Any, alice: User, bob: User
) -> None:
    listing = offer(alice, graph=recipe(a), is_closed=False)
    graph = add(b, listing)
    masked = run(b, graph, inputs={"word": "x"}, nodes_input_masks={f"{MARKER}-step": {"format": "Tell all"}})
    whole = run(b, graph, inputs={"word": "x"})
    approve(listing, is_closed=True)
    assert b.post(f"/api/v1/graphs/{graph.pk}/update").status_code == 200
    before = Execution.objects.count()
    refused = b.post(f"/api/v1/executions/{masked.pk}/retry", {"version": "newest"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "agent_is_closed")
    assert Execution.objects.count() == before
    again = b.post(f"/api/v1/executions/{whole.pk}/retry", {"version": "newest"}, format="json")
    assert again.status_code == 201


def test_a_dry_run_gives_nothing_of_what_it_sells(a: Any, b: Any, alice: User, bob: User) -> None:
    graph = add(b, offer(alice, graph=recipe(a), price=5))
    real = run(b, graph, inputs={"word": "x"})
    dry = run(b, graph, inputs={"word": "x"}, dry_run=True)
    assert dry.status == real.status == "COMPLETED"
    assert dry.outputs.keys() == real.outputs.keys()
    assert all(dry.outputs[name] != real.outputs[name] for name in real.outputs)
