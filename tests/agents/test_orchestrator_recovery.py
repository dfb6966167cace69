"""Rounds of an orchestrator whose worker dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.engine.state import ENDED_EXECUTION
from agents.models import NodeExecution
from agents.runner.recovery import recover
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.blocks.streams import openai_says
from tests.blocks.wire import Reply
from tests.factories.agents import OUTPUT, firings, graph_json, node, start

Clients = Callable[..., APIClient]
Messages = list[dict[str, Any]]
pytestmark = pytest.mark.slow

READER = "web.extract_text"  # may be repeated


def results(messages: Messages) -> list[str]:
    return [message["content"] for message in messages if message["role"] == "tool"]


def until_it_ends(client: APIClient, execution_id: str) -> dict[str, Any]:
    """The execution once it has ended, with somebody who looks for what was left behind."""
    until = time.monotonic() + 60
    while True:
        recover()
        execution: dict[str, Any] = client.get(f"/api/v1/executions/{execution_id}").json()
        if execution["status"] in ENDED_EXECUTION:
            return execution
        assert time.monotonic() < until, execution
        time.sleep(0.5)


def test_a_worker_that_dies_while_the_model_thinks_costs_no_round_that_was_over(
    own_worker: Callable[[], Worker], page: Outside, alice: User, client_of: Clients
) -> None:
    worker = own_worker()
    is_slow = True

    def says(messages: Messages) -> Reply:
        had = results(messages)
        if len(had) == 2:
            return openai_says("Read both.")
        if len(had) == 1 and is_slow:
            time.sleep(3)
        return openai_says(calls=((f"c{len(had)}", "read", {"url": f"{page.url}/page"}),))

    page.says = says
    client = client_of(alice)
    begun = start(client, _reading())
    until = time.monotonic() + 30
    while page.count("chat") < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    worker.kill()
    is_slow = False
    own_worker()
    ended = until_it_ends(client, begun["id"])
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"said": ["Read both."]})
    rows = firings(client, begun["id"])
    assert [(row["node_id"], row["status"]) for row in rows if row["node_id"] != "said"] == [
        ("boss", "COMPLETED"),
        ("read", "COMPLETED"),
        ("read", "COMPLETED"),
    ]
    boss = NodeExecution.objects.get(execution_id=begun["id"], node_key="boss")
    assert (boss.attempts, boss.lost_workers, boss.continuation) == (4, 1, None)


def _reading() -> dict[str, Any]:
    reader = node("read", READER) | {"metadata": {"customized_name": "Read"}}
    defaults = {"prompt": "Go", "model": "gpt-4o-mini", "agent_mode_max_iterations": 5}
    return graph_json(
        node("boss", "ai.orchestrator", **defaults),
        reader,
        node("said", OUTPUT, name="said"),
        links=("boss.tools -> read.url", "boss.finished -> said.value"),
    )
