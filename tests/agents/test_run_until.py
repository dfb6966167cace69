"""Running up to a node: it and what it needs, with what is there already taken over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.engine.graph import Graph, Link, Node
from agents.engine.until import up_to
from agents.models import Execution
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, REQUEST, STORE, firings, graph_json, node, save, start, wait

Clients = Callable[..., APIClient]
TEMPLATE = "text.fill_template"


def report(page: Outside, *, first: str = "one") -> dict[str, Any]:
    """A call is filled into a text, which two steps use; what is behind them is not finished."""
    return graph_json(
        node("call", REQUEST, url=f"{page.url}/{first}?say={first}", method="GET"),
        node("text", TEMPLATE, format="say {{ v }}"),
        node("left", TEMPLATE, format="{{ v }}, left"),
        node("right", REQUEST, url=f"{page.url}/right?say=right", method="GET"),
        node("unfinished", "logic.calculator"),
        links=(
            "call.response -> text.values_#_v",
            "text.output -> left.values_#_v",
            "text.output -> right.body",
            "left.output -> unfinished.a",
        ),
    )


def came(client: APIClient, execution_id: str) -> list[tuple[str, str]]:
    return [(row["node_id"], row["origin"]) for row in firings(client, execution_id)]


def given(client: APIClient, execution_id: str, node_id: str) -> list[Any]:
    rows = firings(client, execution_id)
    return [value for row in rows if row["node_id"] == node_id for _, value in row["outputs"]]


def retry(client: APIClient, execution_id: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/executions/{execution_id}/retry", body)
    assert answer.status_code == 201, answer.json()
    return wait(client, answer.json()["id"])


def change(client: APIClient, execution: dict[str, Any], graph: dict[str, Any]) -> None:
    assert client.put(f"/api/v1/graphs/{execution['graph_id']}", graph).status_code == 200


def test_the_node_and_what_it_needs_run_and_nothing_else(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    done = wait(client, start(client, report(page), until="left")["id"])
    assert (done["status"], done["until"], done["kind"]) == ("COMPLETED", "left", "until")
    assert came(client, done["id"]) == [("call", "run"), ("text", "run"), ("left", "run")]
    assert given(client, done["id"], "left") == ["say one, left"]
    assert page.count("/right") == 0


def test_what_is_there_is_taken_over_and_what_is_missing_or_changed_runs(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, report(page), until="text")["id"])
    more = retry(client, first["id"], until="left")
    assert came(client, more["id"]) == [("call", "reused"), ("text", "reused"), ("left", "run")]
    same = retry(client, more["id"])
    assert (same["until"], came(client, same["id"])[-1]) == ("left", ("left", "run"))
    change(client, first, report(page, first="two"))
    changed = retry(client, more["id"], until="left", version="newest")
    assert [origin for _, origin in came(client, changed["id"])] == ["run", "run", "run"]
    assert given(client, changed["id"], "left") == ["say two, left"]
    assert (page.count("/one"), page.count("/two")) == (1, 1)


def test_pinned_nodes_give_their_outputs_once_and_nothing_before_them_runs(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("call", REQUEST, url=f"{page.url}/many?say=many", method="GET"),
        node("each", "logic.step_through_items"),
        node("text", TEMPLATE, format="item {{ v }}"),
        links=("call.response -> each.items", "each.item -> text.values_#_v"),
    )
    one = {"each": [["item", "b"], ["key", 1]]}
    done = wait(client, start(client, graph, until="text", pinned_outputs=one)["id"])
    assert came(client, done["id"]) == [("each", "pinned"), ("text", "run")]
    assert given(client, done["id"], "text") == ["item b"]
    assert page.asked == []


def test_what_does_not_depend_on_what_runs_stays(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = report(page)
    graph["nodes"], graph["links"] = graph["nodes"][:-1], graph["links"][:-1]
    whole = wait(client, start(client, graph)["id"])
    graph["nodes"][2]["input_default"]["format"] = "{{ v }}, changed"
    change(client, whole, graph)
    done = retry(client, whole["id"], until="left", version="newest")
    assert sorted(came(client, done["id"])) == [
        ("call", "reused"),
        ("left", "run"),
        ("right", "reused"),
        ("text", "reused"),
    ]
    assert given(client, done["id"], "left") == ["say one, changed"]
    assert page.count("/right") == 1


def test_other_pinned_outputs_run_again_what_is_behind_them(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, report(page), until="left")["id"])
    edited = {"text": [["output", "edited"]]}
    again = retry(client, first["id"], until="left", pinned_outputs=edited)
    assert sorted(came(client, again["id"])) == [("call", "reused"), ("left", "run"), ("text", "pinned")]
    assert given(client, again["id"], "left") == ["edited, left"]
    back = retry(client, first["id"], until="left", pinned_outputs={})
    assert came(client, back["id"]) == [("call", "reused"), ("text", "reused"), ("left", "run")]


def test_each_firing_runs_and_each_is_taken_over(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("list", STORE, input=["a", "b", "c"]),
        node("each", "logic.step_through_items"),
        node("text", TEMPLATE, format="{{ v }}!"),
        node("after", STORE),
        links=("list.output -> each.items", "each.item -> text.values_#_v", "text.output -> after.input"),
    )
    first = wait(client, start(client, graph, until="text")["id"])
    assert given(client, first["id"], "text") == ["a!", "b!", "c!"]
    again = retry(client, first["id"], until="after")
    assert given(client, again["id"], "after") == ["a!", "b!", "c!"]
    assert came(client, again["id"]).count(("text", "reused")) == 3


def test_only_inputs_that_the_node_needs_count(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("who", "agent.short_text_input", name="who"),
        node("where", "agent.short_text_input", name="where"),
        node("text", TEMPLATE, format="{{ v }}"),
        node("out", OUTPUT, name="place"),
        links=("who.result -> text.values_#_v", "where.result -> out.value"),
    )
    both = {"who": "Ada", "where": "here"}
    done = wait(client, start(client, graph, until="text", inputs=both)["id"])
    assert (given(client, done["id"], "text"), done["outputs"]) == (["Ada"], {})
    rest = retry(client, done["id"], until="")
    assert (rest["until"], rest["outputs"]) == ("", {"place": ["here"]})
    assert ("text", "reused") in came(client, rest["id"])


REFUSALS = [
    pytest.param({"until": "nope"}, "nodes", "No node has the id 'nope'.", id="unknown node"),
    pytest.param({"until": "off"}, "nodes", "The node 'off' is disabled", id="disabled node"),
    pytest.param({"until": "a", "only_node": "a"}, "until", "only_node", id="with one node alone"),
    pytest.param({"until": "a", "inputs": {"no": 1}}, "graph", "no input 'no'", id="unknown input"),
    pytest.param({"until": "b", "pinned_outputs": {"no": []}}, "nodes", "no", id="unknown pinned node"),
]


@pytest.mark.parametrize(("body", "field", "text"), REFUSALS)
def test_a_run_up_to_what_cannot_run_is_refused(
    body: dict[str, Any], field: str, text: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    off = {**node("off", STORE, input=1), "settings": {"is_disabled": True}}
    graph = graph_json(node("a", STORE, input=1), node("b", STORE), off, links=("a.output -> b.input",))
    answer = client.post(f"/api/v1/graphs/{save(client, graph)['id']}/executions", body)
    assert answer.status_code == 400, answer.json()
    assert text in str(answer.json()["details"][field])
    assert not Execution.objects.exists()


def test_a_rerun_up_to_what_cannot_run_is_refused(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(node("a", STORE, input=1), node("b", STORE), links=("a.output -> b.input",))
    whole = wait(client, start(client, graph)["id"])
    alone = wait(client, start(client, graph, only_node="a")["id"])
    for execution, until in ((whole, "nope"), (alone, "b")):
        answer = client.post(f"/api/v1/executions/{execution['id']}/retry", {"until": until})
        assert (answer.status_code, "until" in answer.json()["details"]) == (400, True)
    assert Execution.objects.count() == 2


def test_a_rerun_cannot_pin_what_a_person_is_to_answer(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("a", STORE, input=1),
        node("ask", "agent.human_review", name="?", data=1),
        node("b", STORE),
        links=("ask.approved_data -> b.input",),
    )
    done = wait(client, start(client, graph, until="a", safe_mode=True)["id"])
    pinned = {"ask": [["approved_data", 1]]}
    refused = client.post(f"/api/v1/executions/{done['id']}/retry", {"until": "b", "pinned_outputs": pinned})
    assert (refused.status_code, list(refused.json()["details"]["nodes"])) == (400, ["ask"])
    assert Execution.objects.count() == 1


def test_a_model_brings_the_nodes_that_it_may_use_and_what_feeds_them() -> None:
    blocks = {"ask": STORE, "model": "ai.orchestrator", "tool": TEMPLATE, "key": STORE, "after": STORE}
    graph = Graph(
        tuple(Node(name, block) for name, block in blocks.items()),
        (
            Link("ask", "output", "model", "prompt"),
            Link("model", "tools", "tool", "values_#_v"),
            Link("key", "output", "tool", "format"),
            Link("model", "finished", "after", "input"),
            Link("tool", "output", "after", "input"),
        ),
    )
    part = up_to(graph, "model")
    assert enabled_ids(part) == ["ask", "model", "tool", "key"]
    assert len(part.links) == 3
    assert enabled_ids(up_to(graph, "after", {"model"})) == ["model", "tool", "key", "after"]


def test_a_loop_comes_whole_unless_a_pinned_node_cuts_it() -> None:
    graph = Graph(
        tuple(Node(name, STORE) for name in ("first", "again", "body", "after")),
        (
            Link("first", "output", "again", "input"),
            Link("again", "output", "body", "input"),
            Link("body", "output", "again", "input"),
            Link("body", "output", "after", "input"),
        ),
    )
    part = up_to(graph, "body")
    assert (enabled_ids(part), len(part.links)) == (["first", "again", "body"], 3)
    cut = up_to(graph, "body", {"again"})
    assert (enabled_ids(cut), len(cut.links)) == (["again", "body"], 1)


def enabled_ids(graph: Graph) -> list[str]:
    return [one.id for one in graph.nodes if not one.is_disabled]
