"""Large values that go from one execution to another, or past a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from agents.models import Execution, Graph, NodeExecution, Review, StoredValue, ValueUse
from agents.values.store import ValueStore
from platform_project.accounts.models import User
from tests.agents.test_reruns import retry
from tests.agents.test_reviews import asked, decide
from tests.agents.test_sub_agents import AGENT, INPUT
from tests.agents.values import large_text
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save, start, wait

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.usefixtures("values_folder")


def whole(client: APIClient, shown: dict[str, Any]) -> Any:
    answer: Any = client.get(shown["url"])
    return orjson.loads(b"".join(answer.streaming_content))


def handing_on(kind: str = INPUT) -> dict[str, Any]:
    return graph_json(
        node("in", kind, name="text", value="nothing given"),
        node("out", OUTPUT, name="same"),
        links=("in.result -> out.value",),
    )


@pytest.mark.parametrize("kind", [INPUT, "agent.long_text_input"], ids=["unread", "read"])
def test_a_sub_agent_is_given_a_reference_and_gives_one(
    kind: str, worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, handing_on(kind))
    graph = graph_json(
        node("a", STORE, input=large_text()),
        node("call", AGENT, graph_id=child["id"]),
        node("out", OUTPUT, name="y"),
        links=("a.output -> call.text", "call.same -> out.value"),
    )
    ended = wait(client, start(client, graph)["id"])
    assert ended["status"] == "COMPLETED", ended
    assert whole(client, ended["outputs"]["y"][0]) == large_text()
    below = client.get(f"/api/v1/executions/{Execution.objects.get(parent_id=ended['id']).pk}").json()
    assert (
        whole(client, below["inputs"]["text"]) == whole(client, below["outputs"]["same"][0]) == large_text()
    )
    assert (StoredValue.objects.count(), ValueUse.objects.count()) == (1, 2)
    rows = NodeExecution.objects.values_list("input", "outputs")
    assert max(len(orjson.dumps(row)) for row in rows) < 5_000


def test_a_large_object_serves_as_the_inputs_of_a_sub_agent(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, handing_on())
    graph = graph_json(
        node("a", STORE, input={"text": large_text()}),
        node("call", AGENT, graph_id=child["id"]),
        node("out", OUTPUT, name="y"),
        links=("a.output -> call.inputs", "call.same -> out.value"),
    )
    ended = wait(client, start(client, graph)["id"])
    assert ended["status"] == "COMPLETED", ended
    assert whole(client, ended["outputs"]["y"][0]) == large_text()
    assert len(orjson.dumps(Execution.objects.get(parent_id=ended["id"]).inputs)) < 1_000


def reviewing() -> dict[str, Any]:
    graph = graph_json(
        node("data", STORE, input=large_text()),
        node("ask", "agent.human_review", name="Good?"),
        node("out", OUTPUT, name="y"),
        links=("data.output -> ask.data", "ask.approved_data -> out.value"),
    )
    return graph | {"settings": {"safe_mode": True}}


def test_a_person_sees_the_beginning_of_what_is_reviewed_and_lets_it_pass(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, reviewing())
    assert (whole(client, review["data"]), review["data"]["preview"][:3]) == (large_text(), "xxx")
    decided = decide(client, review, data=review["data"])
    assert decided["was_edited"] is False
    ended = wait(client, execution_id)
    assert whole(client, ended["outputs"]["y"][0]) == large_text()
    assert (StoredValue.objects.count(), len(orjson.dumps(Review.objects.get().data)) < 1_000) == (1, True)


def test_what_a_person_writes_is_stored_too_if_it_is_large(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, reviewing())
    decide(client, review, data=large_text("other"))
    ended = wait(client, execution_id)
    assert whole(client, ended["outputs"]["y"][0]) == large_text("other")
    assert StoredValue.objects.count() == 2


def test_a_rerun_takes_large_values_over_and_keeps_them_when_the_first_run_goes(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("a", STORE, input=large_text()),
        node("out", OUTPUT, name="y"),
        links=("a.output -> out.value",),
    )
    first = wait(client, start(client, graph)["id"])
    again = retry(client, first["id"], from_node="out")
    assert (again["status"], StoredValue.objects.count(), ValueUse.objects.count()) == ("COMPLETED", 1, 2)
    Execution.objects.filter(pk=first["id"]).delete()
    assert ValueUse.objects.get().execution_id == Execution.objects.get().pk
    assert whole(client, again["outputs"]["y"][0]) == large_text()
    assert ValueStore(Graph.objects.get().workspace_id).opened(Execution.objects.get().outputs) == {
        "y": [large_text()]
    }
