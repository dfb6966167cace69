"""Large values on their way through executions: stored once, handed on unread, opened where they are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.engine.limits import Limits
from agents.models import Execution, ExecutionState, NodeExecution, StoredValue, ValueUse
from agents.runner.expand import expand
from agents.runner.fire import fire_claimed
from agents.values import carriage
from agents.values.reference import parse
from agents.values.store import ValueStore
from credits.models import Tier
from platform_project.accounts.models import User, Workspace
from tests.agents.values import LARGE, files_of, large_text, run_light
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, REQUEST, STORE, graph_json, node, start, wait

Clients = Callable[..., APIClient]
pytestmark = [pytest.mark.usefixtures("values_folder"), pytest.mark.slow]

DATA = {"name": "Ada", "long": large_text("b"), "items": [1, 2, 3]}


def workspace_id(user: User) -> UUID:
    return UUID(str(Workspace.objects.get(personal_of=user).pk))


def opened(user: User, value: Any) -> Any:
    return ValueStore(workspace_id(user)).opened(value)


def heavy(user_graph: dict[str, Any], client: APIClient) -> Execution:
    """Run a graph to its end in this process, heavy firings included."""
    execution = Execution.objects.get(pk=start(client, user_graph)["id"])
    for _ in range(20):
        expand(execution.pk)
        waiting = NodeExecution.objects.filter(execution=execution, status="QUEUED")
        if not waiting:
            break
        for row in waiting:
            fire_claimed(row.pk, row.execution_id)
    execution.refresh_from_db()
    return execution


# --- Handed on --------------------------------------------------------------------------------------------
def test_a_chain_hands_a_large_value_on_without_reading_it(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    chain = [node(f"s{i}", STORE) for i in range(10)]
    onwards = [f"s{i}.output -> s{i + 1}.input" for i in range(9)]
    graph = graph_json(
        node("get", REQUEST, url=f"{page.url}/say?say=x&times={LARGE}", method="GET"),
        *chain,
        node("out", OUTPUT, name="y"),
        links=("get.response -> s0.input", *onwards, "s9.output -> out.value"),
    )
    client = client_of(alice)
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], ended["node_count"]) == ("COMPLETED", 12)
    (file,) = files_of(workspace_id(alice))
    assert (file.read_bytes(), StoredValue.objects.count(), ValueUse.objects.count()) == (
        b'"' + b"x" * LARGE + b'"', 1, 1,
    )  # fmt: skip
    rows = list(NodeExecution.objects.in_order())
    assert rows[-1].input["value"] == rows[0].outputs[0][1] == rows[5].outputs[0][1]
    assert max(len(orjson.dumps([row.input, row.outputs])) for row in rows) < 2_000
    assert len(orjson.dumps(ExecutionState.objects.get().snapshot)) < 10_000
    assert opened(alice, Execution.objects.get().outputs) == {"y": ["x" * LARGE]}


LIST, ADD, OBJECT = "data.create_list", "data.add_to_list", "data.create_dictionary"
CARRIED = [
    pytest.param(LIST, "values_$_0", "list", {}, lambda v: [v], id="into a list"),
    pytest.param(LIST, "values_$_1", "list", {"max_tokens": 9}, lambda v: [v], id="into a list of its own"),
    pytest.param(ADD, "entry", "updated_list", {"list": [1]}, lambda v: [1, v], id="to a list"),
    pytest.param(OBJECT, "values_#_k", "dictionary", {}, lambda v: {"k": v}, id="into an object"),
    pytest.param(
        "data.reverse_list", "input_list_$_0", "reversed_list", {}, lambda v: [v], id="turned around"
    ),
    pytest.param("data.get_list_item", "list_$_0", "item", {"index": 0}, lambda v: v, id="an item"),
    pytest.param(
        *("data.replace_list_item", "value", "updated_list"),
        {"list": [1], "index": 0},
        lambda v: [v],
        id="in place of an item",
    ),
    pytest.param(
        *("data.add_to_dictionary", "value", "updated_dictionary"),
        {"key": "k"},
        lambda v: {"k": v},
        id="to an object",
    ),
    pytest.param(
        *("logic.if_input_matches", "yes_value", "yes_output"),
        {"input": 1, "value": 1},
        lambda v: v,
        id="match",
    ),
    pytest.param("agent.input", "value", "result", {"name": "i"}, lambda v: v, id="agent input"),
    pytest.param(
        *("logic.condition", "yes_value", "yes_output"),
        {"operator": "==", "value1": 1, "value2": 1},
        lambda v: v,
        id="branch",
    ),
]


@pytest.mark.parametrize(("block", "pin", "gives", "defaults", "made"), CARRIED)
def test_a_block_that_only_carries_a_value_gets_its_reference(
    block: str, pin: str, gives: str, defaults: dict[str, Any], made: Callable[[Any], Any],
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    graph = graph_json(
        node("a", STORE, input=large_text()),
        node("b", block, **defaults),
        node("out", OUTPUT, name="y"),
        links=(f"a.output -> b.{pin}", f"b.{gives} -> out.value"),
    )
    opens: list[Any] = []
    monkeypatch.setattr(ValueStore, "open", lambda _, reference: opens.append(reference))
    ended = run_light(client_of(alice), graph)
    monkeypatch.undo()
    assert (ended["status"], opens, StoredValue.objects.count()) == ("COMPLETED", [], 1)
    assert opened(alice, Execution.objects.get().outputs["y"][-1]) == made(large_text())


def test_items_of_a_list_are_stepped_through_by_reference(alice: User, client_of: Clients) -> None:
    graph = graph_json(
        node("a", STORE, input=large_text("a")),
        node("b", STORE, input=large_text("b")),
        node("l", "data.create_list"),
        node("each", "logic.step_through_items"),
        node("out", OUTPUT, name="y"),
        links=(
            *("a.output -> l.values_$_0", "b.output -> l.values_$_1"),
            *("l.list -> each.items", "each.item -> out.value"),
        ),
    )
    assert run_light(client_of(alice), graph)["status"] == "COMPLETED"
    assert opened(alice, Execution.objects.get().outputs) == {"y": [large_text("a"), large_text("b")]}
    assert StoredValue.objects.count() == 2


# --- Read -------------------------------------------------------------------------------------------------
TEMPLATE, PAIRS = "text.fill_template", [*map(list, DATA.items())]
READERS = [
    pytest.param("logic.count_items", "collection", "count", {}, 3, id="count"),
    pytest.param("data.find_in_dictionary", "input", "output", {"key": "name"}, "Ada", id="look up"),
    pytest.param(TEMPLATE, "values", "output", {"format": "{{ name }}"}, "Ada", id="template"),
    pytest.param(TEMPLATE, "values_#_d", "output", {"format": "{{ d.name }}"}, "Ada", id="within"),
    pytest.param(OUTPUT, "value", "output", {"name": "x", "format": "{{ x.name }}"}, "Ada", id="format"),
    pytest.param("logic.step_through_items", "items", "item", {}, PAIRS[0], id="coerced to a list"),
    pytest.param(ADD, "entries", "updated_list", {}, PAIRS, id="to a list"),
]


@pytest.mark.parametrize(("block", "pin", "gives", "defaults", "expected"), READERS)
def test_a_light_block_that_reads_a_large_value_is_fired_outside_of_the_slice(
    block: str, pin: str, gives: str, defaults: dict[str, Any], expected: Any, alice: User, client_of: Clients
) -> None:
    graph = graph_json(
        node("a", STORE, input=DATA), node("b", block, **defaults), links=(f"a.output -> b.{pin}",)
    )
    run_light(client_of(alice), graph)
    row = NodeExecution.objects.get(node_key="b")
    assert (row.status, orjson.dumps(row.input).count(b"$value")) == ("QUEUED", 1)
    fire_claimed(row.pk, row.execution_id)
    row.refresh_from_db()
    assert row.status == "COMPLETED", row.error
    found = next(value for name, value in row.outputs if name == gives)
    assert opened(alice, found) == expected
    base = pin.split("_#_")[0]
    assert opened(alice, row.input[base]) == (DATA if base == pin else {"d": DATA})
    assert len(orjson.dumps(row.input)) < 2_000


def test_a_link_reads_a_part_of_a_large_value(alice: User, client_of: Clients) -> None:
    graph = graph_json(
        node("a", STORE, input=DATA),
        node("name", OUTPUT, name="name"),
        node("long", OUTPUT, name="long"),
        node("none", OUTPUT, name="none"),
        links=(
            "a.output_#_name -> name.value",
            "a.output_#_long -> long.value",
            "a.output_#_no -> none.value",
        ),
    )
    ended = run_light(client_of(alice), graph)
    assert (ended["status"], ended["node_count"], ended["outputs"]["name"]) == ("COMPLETED", 3, ["Ada"])
    assert opened(alice, Execution.objects.get().outputs["long"]) == [DATA["long"]]
    assert StoredValue.objects.count() == 2


def test_a_part_is_laid_over_a_large_value(alice: User, client_of: Clients) -> None:
    graph = graph_json(
        node("a", STORE, input=DATA),
        node("b", STORE, input=7),
        node("d", "data.create_dictionary"),
        node("out", OUTPUT, name="y"),
        links=("a.output -> d.values", "b.output -> d.values_#_more", "d.dictionary -> out.value"),
    )
    assert run_light(client_of(alice), graph)["status"] == "COMPLETED"
    assert opened(alice, Execution.objects.get().outputs) == {"y": [DATA | {"more": 7}]}


# --- Bounds and trouble -----------------------------------------------------------------------------------
def test_many_middling_values_are_stored_where_a_row_could_not_hold_them(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriage, "LIMITS", Limits(max_value_bytes=50_000, max_inline_bytes=30_000))
    items = [large_text(letter, 20_000) for letter in "abc"]
    run_light(client_of(alice), graph_json(node("each", "logic.step_through_items", items=items)))
    row = NodeExecution.objects.get()
    assert [parse(value) is not None for _, value in row.outputs] == [True, False] * 3
    assert opened(alice, [value for _, value in row.outputs]) == [items[0], 0, items[1], 1, items[2], 2]


def test_values_that_are_too_large_to_be_stored_fail_their_firing(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriage, "LIMITS", Limits(max_stored_bytes=LARGE + 1_000))
    items = [large_text("a"), large_text("b")]
    ended = run_light(client_of(alice), graph_json(node("each", "logic.step_through_items", items=items)))
    assert (ended["status"], ended["error_code"]) == ("FAILED", "value_too_large")
    assert f"{LARGE + 1_000:,}" in ended["error"]


def test_no_more_stored_values_are_opened_than_a_block_may_take(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = graph_json(
        node("a", STORE, input=large_text()),
        node("l", "data.create_list"),
        node("n", "logic.count_items"),
        links=("a.output -> l.values_$_0", "a.output -> l.values_$_1", "l.list -> n.collection"),
    )
    run_light(client_of(alice), graph)
    monkeypatch.setattr(carriage, "LIMITS", Limits(max_stored_bytes=LARGE + 1_000))
    row = NodeExecution.objects.get(node_key="n")
    fire_claimed(row.pk, row.execution_id)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("FAILED", "value_too_large")
    assert f"{2 * (LARGE + 2):,}" in row.error


def test_a_file_that_is_gone_fails_the_firing_that_reads_it(alice: User, client_of: Clients) -> None:
    graph = graph_json(
        node("a", STORE, input=large_text()),
        node("n", "logic.count_items"),
        node("out", OUTPUT, name="y"),
        links=("a.output -> n.collection", "n.error -> out.value"),
    )
    run_light(client_of(alice), graph)
    files_of(workspace_id(alice))[0].unlink()
    row = NodeExecution.objects.get(node_key="n")
    fire_claimed(row.pk, row.execution_id)
    expand(Execution.objects.get().pk)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("FAILED", "value_gone")
    ended = Execution.objects.get()
    assert (ended.status, ended.outputs) == ("COMPLETED", {"y": ["The file of a stored value is missing."]})


def test_a_storage_that_fails_fails_the_firing_and_may_be_tried_again(
    alice: User, client_of: Clients, values_folder: Path
) -> None:
    values_folder.parent.mkdir(parents=True, exist_ok=True)
    values_folder.write_text("a file where the folder should be")
    ended = run_light(client_of(alice), graph_json(node("a", STORE, input=large_text())))
    values_folder.unlink()
    assert (ended["status"], ended["error_code"]) == ("FAILED", "storage_failed")
    assert not StoredValue.objects.exists()


def test_no_more_is_stored_than_the_tier_has_room_for(
    alice: User, client_of: Clients, settings: Settings
) -> None:
    settings.CREDITS = True
    Tier.objects.filter(pk="free").update(storage_bytes=LARGE + 1_000)
    client = client_of(alice)
    first = graph_json(node("a", STORE, input=large_text("a")))
    assert run_light(client, first)["status"] == "COMPLETED"
    full = run_light(client, graph_json(node("b", STORE, input=large_text("b"))))
    assert (full["status"], full["error_code"]) == ("FAILED", "storage_full")
    assert f"{LARGE + 1_000:,}" in full["error"]
    assert StoredValue.objects.count() == 1
    assert run_light(client, first)["status"] == "COMPLETED"  # it is there already


def test_a_reference_that_somebody_wrote_is_handed_on_and_opens_nothing(
    alice: User, bob: User, client_of: Clients
) -> None:
    theirs = ValueStore(workspace_id(bob)).keep(large_text("b")).as_json()
    graph = graph_json(
        node("in", "agent.input", name="x"),
        node("n", "logic.count_items"),
        node("part", OUTPUT, name="part"),
        node("out", OUTPUT, name="y"),
        links=("in.result -> n.collection", "in.result_$_0 -> part.value", "in.result -> out.value"),
    )
    ended = run_light(client_of(alice), graph, inputs={"x": theirs})
    assert (ended["status"], ended["inputs"], ended["outputs"]) == (
        "COMPLETED",
        {"x": theirs},
        {"y": [theirs]},
    )
    assert NodeExecution.objects.get(node_key="n").outputs == [["count", 1]]
    assert not ValueUse.objects.exists()


# --- Processes ----------------------------------------------------------------------------------------------
def test_another_process_opens_what_this_one_stored(
    own_worker: Callable[[], Worker], alice: User, client_of: Clients
) -> None:
    graph = graph_json(
        node("a", STORE, input=large_text()),
        node("n", "logic.count_items"),
        node("out", OUTPUT, name="y"),
        links=("a.output -> n.collection", "n.count -> out.value"),
    )
    client = client_of(alice)
    begun = run_light(client, graph)
    assert (begun["status"], StoredValue.objects.count()) == ("RUNNING", 1)
    own_worker()
    ended = wait(client, begun["id"])
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"y": [LARGE]})
