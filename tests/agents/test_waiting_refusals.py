"""Odd values around questions, agents in agents and re-runs are refused or bounded, and nothing hangs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution, Review
from agents.runner import recovery
from agents.runner.expand import expand
from agents.runner.fire import fire_claimed
from agents.services.reviews import Answer, Verdict, decide
from blocks.sdk import Firing
from platform_project.accounts.models import User
from tests.factories.agents import OUTPUT, REQUEST, STORE, firings, graph_json, node, save, start

Clients = Callable[..., APIClient]
AGENT = "agent.run_agent"
REVIEW = "agent.human_review"
INPUT = "agent.input"


def go_on() -> None:
    """What workers do, until nothing moves."""
    before: object = None
    while before != (now := _all_statuses()):
        before = now
        for execution_id in Execution.objects.unfinished().order_by("depth").values_list("pk", flat=True):
            expand(execution_id)
        queued = NodeExecution.objects.filter(status="QUEUED").values_list("pk", "execution_id")
        for firing_id, execution_id in queued:
            fire_claimed(firing_id, execution_id)


def _all_statuses() -> list[Any]:
    rows = NodeExecution.objects.order_by("pk").values_list("pk", "status", "is_delivered")
    return [*rows, *Execution.objects.order_by("pk").values_list("pk", "status")]


def ended(client: APIClient, started: dict[str, Any]) -> dict[str, Any]:
    go_on()
    shown: dict[str, Any] = client.get(f"/api/v1/executions/{started['id']}").json()
    return shown


def echo(**more: Any) -> dict[str, Any]:
    """`x` → `y`."""
    return graph_json(
        node("in", INPUT, name="x", **more),
        node("out", OUTPUT, name="y"),
        links=("in.result -> out.value",),
        name="Echo",
    )


def calling_it(child: dict[str, Any], **defaults: Any) -> dict[str, Any]:
    return graph_json(
        node("call", AGENT, graph_id=child["id"], **defaults),
        node("out", OUTPUT, name="result"),
        links=("call.y -> out.value",),
    )


@pytest.mark.parametrize(
    "outputs",
    [
        pytest.param([[{}, 1]], id="object"),
        pytest.param([[["a"], 1]], id="list"),
        pytest.param([[5, 1]], id="number"),
        pytest.param([[None, 1]], id="null"),
    ],
)
def test_a_pinned_output_whose_pin_is_no_text_is_refused(
    outputs: list[Any], alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph_id = save(client, graph_json(node("a", STORE, input=1)))["id"]
    refused = client.post(f"/api/v1/graphs/{graph_id}/executions", {"pinned_outputs": {"a": outputs}})
    assert (refused.status_code, "pinned_outputs" in refused.json()["details"]) == (400, True)
    assert not Execution.objects.exists()


@pytest.mark.parametrize(
    ("named", "outputs"),
    [
        pytest.param({}, {}, id="no name"),
        pytest.param({"name": None}, {}, id="null"),
        pytest.param({"name": 5}, {"5": [1]}, id="number"),
        pytest.param({"name": ["x"]}, {'["x"]': [1]}, id="list"),
    ],
)
def test_a_run_with_a_pinned_output_block_ends_whatever_the_blocks_name_is(
    named: dict[str, Any], outputs: dict[str, Any], alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    masks = {"out": named} if named else {}
    pinned = {"out": [["output", 1]]}
    shown = ended(
        client, start(client, graph_json(node("out", OUTPUT)), pinned_outputs=pinned, nodes_input_masks=masks)
    )
    assert (shown["status"], shown["outputs"]) == ("COMPLETED", outputs)


def test_a_pinned_error_fails_its_firing(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("a", STORE, input=1), node("out", OUTPUT, name="r"), links=("a.output -> out.value",)
    )
    shown = ended(client, start(client, graph, pinned_outputs={"a": [["output", 2], ["error", "as if"]]}))
    assert (shown["status"], shown["error"], shown["outputs"]) == ("FAILED", "a: as if", {"r": [2]})


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"x": {}}, "required": 5},
        {"properties": {"x": {}}, "required": [{}]},
        {"properties": [{}]},
        {"properties": 5},
    ],
)
def test_schemas_of_an_agent_that_are_none_break_nothing(
    schema: Any, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, echo(value="default"))
    graph = calling_it(child, input_schema=schema, output_schema={"properties": {"y": {}}})
    shown = ended(client, start(client, graph))
    assert (shown["status"], shown["outputs"]) == ("COMPLETED", {"result": ["default"]})


@pytest.mark.parametrize("masks", [[1], "text", {"in": 5}, {"in": ["x"]}, {"in": "value"}, 7])
def test_masks_for_an_agent_that_are_no_objects_fail_the_step_with_a_reason(
    masks: Any, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, echo(value="default"))
    shown = ended(client, start(client, calling_it(child, nodes_input_masks=masks)))
    assert (shown["status"], shown["error_code"]) == ("FAILED", "invalid_input")
    assert "nodes_input_masks" in shown["error"]


def test_what_an_agent_is_given_is_converted_to_its_pins_types(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    child = save(client, echo(value="default"))
    graph = calling_it(child, inputs='{"x": 1}', nodes_input_masks='{"in": {"title": "t"}}')
    graph["nodes"].insert(0, node("number", STORE, input="1"))
    graph["links"].append(
        {"source_id": "number", "source_name": "output", "sink_id": "call", "sink_name": "graph_version"}
    )
    shown = ended(client, start(client, graph))
    assert (shown["status"], shown["outputs"]) == ("COMPLETED", {"result": [1]})


def test_the_number_of_a_version_that_is_too_long_is_refused(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    started = start(client, echo(value=1))
    ended(client, started)
    path = f"/api/v1/executions/{started['id']}/retry"
    for version in ("0000000001" + "9" * 5_000, "00000000019999999999"):
        assert client.post(path, {"version": version}).status_code == 400


def test_a_person_can_be_asked_for_an_agents_input(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    child = save(client, echo())
    graph = calling_it(child)
    graph["nodes"][0]["settings"] = {"human_input": ["x"]}
    started = start(client, graph)
    assert ended(client, started)["status"] == "REVIEW"
    review = Review.objects.get()
    assert (list(review.answer_schema["properties"]), review.answer_schema["required"]) == (["x"], ["x"])
    decide(review=review, user=alice, answer=Answer(Verdict.APPROVE, {"x": "given"}))
    assert ended(client, started)["outputs"] == {"result": ["given"]}


def test_a_person_is_asked_for_whole_pins_only(alice: User, client_of: Clients) -> None:
    graph = graph_json(node("fill", "text.fill_template", format="{{ a }}", values={}))
    graph["nodes"][0]["settings"] = {"human_input": ["values_#_a"]}
    refused = client_of(alice).post("/api/v1/graphs", graph)
    assert (refused.status_code, list(refused.json()["details"]["nodes"]["fill"])) == (400, ["values_#_a"])


def test_a_dry_run_makes_up_what_a_person_would_give(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(node("say", STORE), node("out", OUTPUT, name="r"), links=("say.output -> out.value",))
    graph["nodes"][0]["settings"] = {"human_input": ["input"]}
    started = start(client, graph, dry_run=True)
    shown = ended(client, started)
    assert (shown["status"], len(shown["outputs"]["r"])) == ("COMPLETED", 1)
    assert [row["origin"] for row in firings(client, started["id"])] == ["simulated", "run"]


def test_pins_are_asked_for_although_the_rest_was_approved(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("ask", REVIEW, name="q"),
        node("out", OUTPUT, name="r"),
        links=("ask.approved_data -> out.value",),
    )
    graph["nodes"][0]["settings"] = {"human_input": ["data"]}
    graph["settings"] = {"safe_mode": True}
    started = start(client, graph)
    Execution.objects.update(is_auto_approved=True)
    assert ended(client, started)["status"] == "REVIEW"
    decide(review=Review.objects.get(), user=alice, answer=Answer(Verdict.APPROVE, {"data": 7}))
    shown = ended(client, started)
    assert shown["outputs"] == {"r": [7]}
    told = dict(firings(client, started["id"])[0]["outputs"])
    assert told["review_message"] == "Auto-approved for the rest of this execution"


def test_an_agents_approval_of_the_rest_stays_with_the_agent(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    safe = {"settings": {"safe_mode": True}}
    child = save(
        client,
        graph_json(
            node("a", STORE, input=1),
            node("ask", REVIEW, name="inner"),
            node("out", OUTPUT, name="y"),
            links=("a.output -> ask.data", "ask.approved_data -> out.value"),
        )
        | safe,
    )
    parent = (
        graph_json(
            node("call", AGENT, graph_id=child["id"]),
            node("ask", REVIEW, name="outer"),
            links=("call.y -> ask.data",),
        )
        | safe
    )
    started = start(client, parent)
    go_on()
    decide(review=Review.objects.get(), user=alice, answer=Answer(Verdict.APPROVE, auto_approve=True))
    assert ended(client, started)["status"] == "REVIEW"
    assert Review.objects.get(status="WAITING").name == "outer"


def test_a_run_whose_agent_waits_for_an_answer_is_not_resumed(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    child = save(
        client,
        graph_json(node("a", STORE, input=1), node("ask", REVIEW, name="q"), links=("a.output -> ask.data",))
        | {"settings": {"safe_mode": True}},
    )
    started = start(client, graph_json(node("call", AGENT, graph_id=child["id"])))
    assert ended(client, started)["status"] == "REVIEW"
    refused = client.post(f"/api/v1/executions/{started['id']}/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "execution_not_paused")
    assert set(Execution.objects.values_list("status", flat=True)) == {"REVIEW"}


def test_time_that_ran_out_in_a_pause_ends_nothing(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(node("say", STORE)) | {"settings": {"max_seconds": 60}}
    graph["nodes"][0]["settings"] = {"human_input": ["input"]}
    started = start(client, graph)
    go_on()
    Execution.objects.update(deadline_at=Now() - timedelta(seconds=5))
    recovery._end_as_overdue(UUID(started["id"]))  # it paused after it was found
    assert Execution.objects.get().status == "REVIEW"


def test_an_unhandled_error_ends_the_run_although_an_earlier_firing_waits(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("list", STORE, input=["1", "no"]),
        node("each", "logic.step_through_items"),
        node("sum", "logic.calculator", operation="Add", b=1),
        links=("list.output -> each.items", "each.item -> sum.a"),
    ) | {"settings": {"on_error": "stop"}}
    graph["nodes"][2]["settings"] = {"human_input": ["operation"]}
    started = start(client, graph)
    assert ended(client, started)["status"] == "REVIEW"
    second = Review.objects.get(firing_id=NodeExecution.objects.get(node_key="sum", index=1).pk)
    decide(review=second, user=alice, answer=Answer(Verdict.REJECT))
    shown = ended(client, started)
    assert (shown["status"], shown["error_code"], shown["error_count"]) == ("FAILED", "review_rejected", 1)


def test_what_agents_did_before_a_stop_counts_for_what_ran_them(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    child = save(
        client,
        graph_json(node("a", STORE, input=1), node("ask", REVIEW, name="q"), links=("a.output -> ask.data",))
        | {"settings": {"safe_mode": True}},
    )
    middle = save(client, graph_json(node("call", AGENT, graph_id=child["id"]), node("b", STORE, input=1)))
    started = start(client, graph_json(node("call", AGENT, graph_id=middle["id"])))
    go_on()
    NodeExecution.objects.filter(node_key="a").update(cost=5)
    Execution.objects.filter(depth=2).update(cost=5)
    stopped = client.post(f"/api/v1/executions/{started['id']}/stop").json()
    assert (stopped["node_count"], Execution.objects.get(pk=started["id"]).cost) == (2, 5)


@pytest.mark.parametrize("from_node", ["out", ""])
def test_a_node_that_is_linked_otherwise_is_not_taken_over(
    from_node: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)

    def graph(source: str) -> dict[str, Any]:
        return graph_json(
            node("a", STORE, input="A"),
            node("b", STORE, input="B"),
            node("c", STORE),
            node("out", OUTPUT, name="r"),
            links=(f"{source}.output -> c.input", "c.output -> out.value"),
        )

    first = start(client, graph("a"))
    assert ended(client, first)["outputs"] == {"r": ["A"]}
    assert client.put(f"/api/v1/graphs/{first['graph_id']}", graph("b")).status_code == 200
    body = {"version": "newest"} | ({"from_node": from_node} if from_node else {})
    again = client.post(f"/api/v1/executions/{first['id']}/retry", body).json()
    assert ended(client, again)["outputs"] == {"r": ["B"]}


def test_a_node_that_asks_now_is_not_taken_over(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("a", STORE, input="A"), node("out", OUTPUT, name="r"), links=("a.output -> out.value",)
    )
    first = start(client, graph)
    go_on()
    graph["nodes"][0]["settings"] = {"human_input": ["input"]}
    client.put(f"/api/v1/graphs/{first['graph_id']}", graph)
    again = client.post(
        f"/api/v1/executions/{first['id']}/retry", {"version": "newest", "from_node": "out"}
    ).json()
    assert ended(client, again)["status"] == "REVIEW"


def test_a_version_with_reviews_is_run_again_with_reviews(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("a", STORE, input="A"), node("ask", REVIEW, name="q"), links=("a.output -> ask.data",)
    )
    first = start(client, graph)
    go_on()
    client.put(f"/api/v1/graphs/{first['graph_id']}", graph | {"settings": {"safe_mode": True}})
    again = client.post(f"/api/v1/executions/{first['id']}/retry", {"version": "newest", "from_node": "ask"})
    assert ended(client, again.json())["status"] == "REVIEW"


@pytest.mark.parametrize("seconds", [float("inf"), 1e15, 30 * 24 * 3_600.0])
def test_a_provider_that_asks_to_wait_beyond_all_bounds_has_failed(
    seconds: float, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    graph = graph_json(node("call", REQUEST, url="http://example.com", method="GET"))
    graph["nodes"][0]["settings"] = {"retry": {"max_attempts": 3}}

    async def refused(*args: Any, **more: Any) -> Firing:
        told = [("error", "later")]
        return Firing({}, told, "later", "rate_limited", retryable=True, retry_after_seconds=seconds)

    monkeypatch.setattr("agents.runner.fire.fire", refused)
    shown = ended(client, start(client, graph))
    assert (shown["status"], shown["error_code"]) == ("FAILED", "rate_limited")
