"""What models cost, from the provider's count to the execution."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from agents.models import NodeExecution
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, firings, graph_json, node, save, start, wait

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.slow

ONE_ANSWER = 20 * 15 + 3 * 60  # micro-credits of what the local server counts, at the price of gpt-4o-mini


def asking() -> dict[str, object]:
    return graph_json(
        node("ask", "ai.text_generator", prompt="Hi", model="gpt-4o-mini", retry=1),
        node("out", OUTPUT, name="said"),
        links=("ask.response -> out.value",),
        name="Asker",
    )


def test_a_firing_and_its_execution_say_what_they_used(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, asking())["id"])
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"said": ["Graphs become chords."]})
    assert ended["cost"] == "0.00048"
    assert ended["tokens"] == {"tokens_in": 20, "tokens_out": 3, "tokens_cached": 0}
    row = next(row for row in firings(client, ended["id"]) if row["node_id"] == "ask")
    assert (row["cost"], row["tokens_in"], row["tokens_out"], row["tokens_cached"]) == ("0.00048", 20, 3, 0)


def test_what_a_sub_agent_used_counts_for_what_runs_it(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, asking())
    caller = graph_json(
        node("a", "agent.run_agent", graph_id=child["id"]), node("b", "agent.run_agent", graph_id=child["id"])
    )
    ended = wait(client, start(client, caller)["id"])
    assert (ended["status"], ended["cost"]) == ("COMPLETED", "0.00096")
    assert ended["tokens"] == {"tokens_in": 40, "tokens_out": 6, "tokens_cached": 0}
    rows = NodeExecution.objects.filter(execution_id=ended["id"])
    assert [(row.cost, row.tokens_in) for row in rows] == [(ONE_ANSWER, 20), (ONE_ANSWER, 20)]


def test_a_single_block_says_what_it_cost(
    page: Outside, alice: User, client_of: Clients, settings: object, transactional_db: None
) -> None:
    for name, value in (("OPENAI_API_KEY", "sk-1"), ("OPENAI_BASE_URL", f"{page.url}/v1")):
        setattr(settings, name, value)
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]  # pytest-django's fixture
    given = {"input": {"prompt": "Hi", "model": "gpt-4o-mini"}}
    answer = client_of(alice).post("/api/v1/blocks/ai.text_generator/execute", given).json()
    assert (answer["outputs"][0], answer["cost"]) == (["response", "Graphs become chords."], "0.00048")
