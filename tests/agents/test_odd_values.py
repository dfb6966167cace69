"""Values that are legal but unusual neither change on their way nor stop an execution from ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.engine.limits import Limits
from agents.models import Execution, ExecutionState, NodeExecution
from agents.runner import expand as expansion
from agents.runner import plans, record
from agents.runner.expand import MAX_FAILED_SLICES, expand
from agents.runner.recovery import MAX_LOST_WORKERS, recover
from platform_project.accounts.models import User
from tests.factories.agents import (
    OUTPUT,
    REQUEST,
    STORE,
    calling,
    chain,
    firings,
    graph_json,
    node,
    save,
    start,
)

Clients = Callable[..., APIClient]
LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture
def run(alice: User, client_of: Clients) -> Callable[..., dict[str, Any]]:
    """Start a graph of light blocks and take it to its end in this process."""

    def run(graph: dict[str, Any], **body: Any) -> dict[str, Any]:
        client = client_of(alice)
        execution_id = start(client, graph, **body)["id"]
        expand(Execution.objects.get(pk=execution_id).pk)
        ended: dict[str, Any] = client.get(f"/api/v1/executions/{execution_id}").json()
        return ended

    return run


Run = Callable[..., dict[str, Any]]

ORDERED = {"zeta": 1, "beta": 2, "a": 3}


def test_dictionaries_keep_their_order_through_saving_running_and_reading(run: Run) -> None:
    graph = graph_json(
        node("d", STORE, input=ORDERED),
        node("each", "logic.step_through_items"),
        node("keys", OUTPUT, name="keys"),
        node("whole", OUTPUT, name="whole"),
        links=("d.output -> each.items_object", "each.key -> keys.value", "d.output -> whole.value"),
    )
    outputs = run(graph)["outputs"]
    assert outputs["keys"] == ["zeta", "beta", "a"]
    assert list(outputs["whole"][0]) == ["zeta", "beta", "a"]


def test_where_a_slice_ends_decides_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_json(
        node("d", STORE, input=ORDERED | {"big": 1e20}),
        node("s", STORE),
        node("keys", OUTPUT, name="keys"),
        links=("d.output -> s.input", "s.output -> keys.value"),
    )
    whole = run(graph)["outputs"]
    monkeypatch.setattr(expansion, "SLICE_FIRINGS", 1)
    assert run(graph)["outputs"] == whole
    assert list(whole["keys"][0].items()) == [*ORDERED.items(), ("big", 1e20)]


@pytest.mark.parametrize("given", [1e20, 10**18, -0.5, 1e-9, "\u2028 'text'", {"": []}, [[None]]])
def test_a_value_comes_out_as_it_went_in(given: Any, run: Run) -> None:
    graph = graph_json(
        node("in", "agent.input", name="x"), node("out", OUTPUT, name="y"), links=("in.result -> out.value",)
    )
    ended = run(graph, inputs={"x": given})
    assert (ended["status"], ended["inputs"], ended["outputs"]) == ("COMPLETED", {"x": given}, {"y": [given]})


@pytest.mark.parametrize("name", [["a"], {"a": 1}, None])
def test_a_linked_name_that_is_no_text_does_not_stop_the_execution(name: Any, run: Run) -> None:
    graph = graph_json(
        node("n", STORE, input=name), node("in", "agent.input", value=1), links=("n.output -> in.name",)
    )
    assert run(graph)["status"] in ("COMPLETED", "FAILED")


def test_a_name_that_is_no_text_is_refused_by_node_and_pin(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(node("in", "agent.input", name=["x"]), node("out", OUTPUT, name=""))
    report = client.post("/api/v1/graphs/validate", graph).json()
    assert {key: list(pins) for key, pins in report["nodes"].items()} == {"in": ["name"], "out": ["name"]}
    answer = client.post(f"/api/v1/graphs/{save(client, graph)['id']}/executions", {})
    assert (answer.status_code, answer.json()["code"]) == (400, "graph_invalid")


def test_parts_that_cannot_be_put_together_fail_their_firing(run: Run) -> None:
    deep: Any = 1
    for _ in range(90):
        deep = [deep]
    path = "".join("_#_k" for _ in range(16))
    graph = graph_json(
        node("a", STORE, input=deep),
        node("b", STORE, input=2),
        node("d", "data.create_dictionary"),
        links=(f"a.output -> d.values{path}", f"b.output -> d.values{path}_#_more"),
    )
    ended = run(graph)
    assert (ended["status"], ended["error_code"]) == ("FAILED", "invalid_input")
    assert "values" in ended["error"]


def test_a_version_number_of_thousands_of_digits_is_not_found(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, chain())["id"]
    assert client.get(f"/api/v1/graphs/{graph_id}?version={'9' * 5000}").status_code == 404


def test_an_execution_that_stops_exactly_at_the_bound_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "LIMITS", Limits(max_firings=2))
    graph = graph_json(
        node("a", STORE, input=1),
        node("b", STORE),
        node("c", "logic.calculator", operation="Add", b=1),
        node("never", "logic.condition", operator="==", value2=1),
        links=("a.output -> b.input", "b.output -> c.a", "never.no_output -> c.b"),
    )
    graph["nodes"][3]["input_default"]["value1"] = 2
    monkeypatch.setattr(expansion, "LIMITS", Limits(max_firings=4))
    assert run(graph)["status"] == "COMPLETED"
    monkeypatch.setattr(expansion, "LIMITS", Limits(max_firings=3))
    ended = run(graph)
    assert (ended["status"], ended["error_code"], ended["node_count"]) == ("FAILED", "too_many_steps", 3)


def test_tokens_that_wait_for_a_partner_at_the_bound_do_not_hold_an_execution(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "LIMITS", Limits(max_firings=2))
    graph = graph_json(
        node("a", STORE, input=1),
        node("if", "logic.condition", operator="==", value2=1),
        node("c", "logic.calculator", operation="Add"),
        links=("a.output -> if.value1", "if.yes_output -> c.a", "if.no_output -> c.b"),
    )
    ended = run(graph)
    assert (ended["status"], ended["node_count"], ended["unconsumed"]) == ("COMPLETED", 2, {"c": {"a": 1}})


def test_outputs_beyond_the_bound_fail_the_execution_and_stay_on_their_steps(
    run: Run, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "LIMITS", Limits(max_outputs_bytes=1_000))
    graph = graph_json(
        node("a", STORE, input="x" * 2_000), node("out", OUTPUT, name="y"), links=("a.output -> out.value",)
    )
    ended = run(graph)
    assert (ended["status"], ended["error_code"], ended["outputs"]) == ("FAILED", "value_too_large", {})
    assert "1,000" in ended["error"]
    assert firings(client_of(alice), ended["id"])[1]["outputs"][0] == ["output", "x" * 2_000]


@pytest.mark.parametrize("limits", [Limits(max_value_bytes=1_000), Limits(max_input_bytes=1_000)])
def test_a_value_beyond_the_bound_fails_its_firing_and_names_the_bound(
    limits: Limits, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "LIMITS", limits)
    ended = run(graph_json(node("a", STORE, input="x" * 2_000)))
    assert (ended["status"], ended["error_code"]) == ("FAILED", "value_too_large")
    assert "1,000" in ended["error"]


def test_a_slice_without_time_puts_light_firings_on_the_queue_and_keeps_their_order(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "SLICE_SECONDS", -1.0)
    client = client_of(alice)
    execution_id = start(client, chain(4))["id"]
    expand(Execution.objects.get().pk)
    (row,) = NodeExecution.objects.all()
    assert (row.node_key, row.status, row.is_delivered) == ("n0", "QUEUED", False)
    assert client.get(f"/api/v1/executions/{execution_id}").json()["status"] == "RUNNING"


def test_an_execution_on_which_the_engine_fails_again_and_again_ends(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(client_of(alice), chain())
    execution = Execution.objects.get()

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(expansion, "_run_light", broken)
    for failures in range(1, MAX_FAILED_SLICES + 1):
        with pytest.raises(ZeroDivisionError):
            expand(execution.pk)
        assert ExecutionState.objects.get().failed_slices == failures
    execution.refresh_from_db()
    assert (execution.status, execution.error_code) == ("FAILED", "internal_error")
    expand(execution.pk)


def test_a_step_that_ends_its_workers_is_given_up(alice: User, client_of: Clients) -> None:
    start(client_of(alice), graph_json(node("read", "web.extract_text", url="http://127.0.0.1:1/")))
    expand(Execution.objects.get().pk)
    for attempt in range(1, MAX_LOST_WORKERS + 1):
        row = NodeExecution.objects.get()
        assert NodeExecution.objects.claim(row.pk, row.execution_id, f"lease {attempt}")
        NodeExecution.objects.update(lease_until=LONG_AGO, last_call_at=LONG_AGO)
        recover()
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("FAILED", "worker_lost")
    assert (row.attempts, row.lost_workers) == (MAX_LOST_WORKERS, MAX_LOST_WORKERS)


def test_a_version_whose_block_is_gone_ends_with_all_that_is_under_way(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(client_of(alice), calling("http://127.0.0.1:1/"))
    execution = Execution.objects.get()
    expand(execution.pk)
    row = NodeExecution.objects.get()
    assert str(row.block_id) == REQUEST
    plans._plan_of.cache_clear()
    monkeypatch.setattr(plans, "find_block", lambda _: None)
    expand(execution.pk)
    execution.refresh_from_db()
    row.refresh_from_db()
    assert (execution.status, execution.error_code, row.status) == ("FAILED", "block_gone", "TERMINATED")
    assert not NodeExecution.objects.claim(row.pk, row.execution_id, "late")
    plans._plan_of.cache_clear()
