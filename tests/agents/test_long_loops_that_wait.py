"""What waits in a long loop costs the others nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution, Review
from agents.runner import expand as expansion
from agents.runner import family
from agents.runner.expand import expand
from agents.runner.rows import due
from agents.services.reviews import Answer, Verdict, decide
from platform_project.accounts.models import User
from tests.agents.test_waiting_refusals import AGENT, REVIEW, echo, go_on
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save, start

Clients = Callable[..., APIClient]


def loop(step: dict[str, Any], turns: int, link: str) -> dict[str, Any]:
    """The step, once for each turn."""
    return graph_json(
        node("list", STORE, input=list(range(turns))),
        node("each", "logic.step_through_items"),
        step,
        links=("list.output -> each.items", link),
    ) | {"settings": {"safe_mode": True}}


def test_answers_behind_an_open_question_are_read_once_it_is_their_turn(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = loop(node("ask", REVIEW, name="q"), 20, "each.item -> ask.data")
    graph["nodes"].append(node("out", OUTPUT, name="r"))
    graph["links"].append(
        {"source_id": "ask", "source_name": "approved_data", "sink_id": "out", "sink_name": "value"}
    )
    start(client_of(alice), graph)
    go_on()
    rows = NodeExecution.objects.filter(node_key="ask").order_by("-index").values_list("pk", flat=True)
    read: list[Any] = []

    def watched(*args: Any) -> list[Any]:
        found = due(*args)
        read.extend(found)
        return found

    monkeypatch.setattr(expansion, "due", watched)
    for firing_id in rows:
        assert read == []
        decide(review=Review.objects.get(firing_id=firing_id), user=alice, answer=Answer(Verdict.APPROVE))
        expand(Execution.objects.get().pk)
    assert [row.index for row in read] == list(range(20))
    execution = Execution.objects.get()
    assert (execution.status, execution.outputs) == ("COMPLETED", {"r": list(range(20))})


def test_agents_are_counted_once_a_slice_and_no_more_than_may_be_start(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    child = save(client, echo())
    monkeypatch.setattr(family, "LIMITS", replace(family.LIMITS, max_family=5))
    start(client, loop(node("call", AGENT, graph_id=child["id"]), 8, "each.item -> call.x"))
    counts: list[Any] = []
    counted = family.room

    def watched(execution: Execution) -> int:
        counts.append(1)
        return counted(execution)

    monkeypatch.setattr(family, "room", watched)
    expand(Execution.objects.get().pk)
    assert len(counts) < 8
    assert Execution.objects.filter(depth=1).count() == 5
    refused = NodeExecution.objects.filter(error_code="too_deep").values_list("index", flat=True)
    assert sorted(refused) == [5, 6, 7]
