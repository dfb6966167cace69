"""Models that choose among nodes: the nodes they call are firings like all others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import NodeExecution
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.blocks.streams import openai_says
from tests.blocks.wire import Reply
from tests.factories.agents import (
    OUTPUT,
    REQUEST,
    firings,
    graph_json,
    link,
    node,
    save,
    start,
    wait,
    wait_for,
)

Clients = Callable[..., APIClient]
Messages = list[dict[str, Any]]
pytestmark = pytest.mark.slow

ONE_ANSWER = 20 * 15 + 5 * 60  # micro-credits


def orchestrator(rounds: int = 0, **defaults: Any) -> dict[str, Any]:
    given = {"prompt": "Go", "model": "gpt-4o-mini", "agent_mode_max_iterations": rounds, **defaults}
    return node("boss", "ai.orchestrator", **given)


def adder(node_id: str = "add") -> dict[str, Any]:
    return node(node_id, "logic.calculator", operation="Add")


def results(messages: Messages) -> list[str]:
    """What the tools gave so far, in order."""
    return [message["content"] for message in messages if message["role"] == "tool"]


def calls(*wanted: tuple[str, str, Any]) -> Reply:
    return openai_says(calls=wanted)


def graph(*nodes: dict[str, Any], links: tuple[str, ...]) -> dict[str, Any]:
    ends = (node("said", OUTPUT, name="said"), node("talk", OUTPUT, name="talk"))
    wires = ("boss.finished -> said.value", "boss.conversations -> talk.value")
    return graph_json(*nodes, *ends, links=(*links, *wires))


ADDING = ("boss.tools -> add.a", "boss.tools -> add.b", "add.result -> sum.value")


def of_node(rows: list[dict[str, Any]], node_id: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["node_id"] == node_id]


@pytest.mark.parametrize("is_old", [False, True], ids=["tools", "as older files name it"])
def test_a_single_decision_sends_values_to_the_chosen_node_alone(
    is_old: bool, worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    page.says = lambda messages: calls(("c1", "calculator", {"a": 2, "b": 3}))
    client = client_of(alice)
    nodes = (orchestrator(), adder(), adder("other"), node("sum", OUTPUT, name="sum"))
    made = graph(*nodes, links=(*ADDING, "boss.tools -> other.a", "boss.tools -> other.b"))
    for wire in made["links"] if is_old else ():
        if wire["source_name"] == "tools":
            wire["source_name"] = f"tools_^_{wire['sink_id']}_~_{wire['sink_name']}"
    ended = wait(client, start(client, made)["id"])
    assert (ended["status"], ended["error"]) == ("COMPLETED", None)
    assert ended["outputs"]["sum"] == [5.0]
    assert [message["role"] for message in ended["outputs"]["talk"][0]] == ["system", "user", "assistant"]
    rows = firings(client, ended["id"])
    assert len(of_node(rows, "other")) == 0
    assert of_node(rows, "add")[0]["caller_id"] is None
    assert page.bodies[0]["tools"][0]["function"]["name"] == "calculator"
    assert page.bodies[0]["tools"][1]["function"]["name"] == "calculator_2"


def test_in_rounds_tools_are_called_side_by_side_and_their_results_read(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    def says(messages: Messages) -> Reply:
        had = results(messages)
        if not had:
            return calls(("c1", "calculator", {"a": 1, "b": 2}), ("c2", "calculator", {"a": 3, "b": 4}))
        if len(had) == 2:
            return calls(("c3", "ask", {"url": f"{page.url}/slow?say=hey"}))
        return openai_says(f"Got {' '.join(had[:2])}")

    page.says = says
    client = client_of(alice)
    ask = node("ask", REQUEST, method="GET")
    ask["metadata"] = {"customized_name": "Ask!"}
    nodes = (orchestrator(5, multiple_tool_calls=True), adder(), ask, node("sum", OUTPUT, name="sum"))
    ended = wait(client, start(client, graph(*nodes, links=(*ADDING, "boss.tools -> ask.url")))["id"])
    assert (ended["status"], ended["error"]) == ("COMPLETED", None)
    assert ended["outputs"]["said"] == ['Got {"result": 3.0} {"result": 7.0}']
    assert ended["outputs"]["sum"] == [3.0, 7.0]  # what tools give goes along their links, too
    rows = firings(client, ended["id"])
    (boss,) = of_node(rows, "boss")
    assert (boss["attempts"], boss["status"], boss["tokens_in"]) == (3, "COMPLETED", 60)
    assert [row["caller_id"] for row in of_node(rows, "add") + of_node(rows, "ask")] == [boss["id"]] * 3
    assert NodeExecution.objects.get(pk=boss["id"]).cost == 3 * ONE_ANSWER
    assert ended["cost"] == "0.0018"
    assert ended["node_count"] == 1 + 3 + 2 + 2
    assert not NodeExecution.objects.filter(execution_id=ended["id"], continuation__isnull=False).exists()


def test_a_tools_error_is_told_to_the_model_and_fails_nothing(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    def says(messages: Messages) -> Reply:
        had = results(messages)
        return openai_says(had[0]) if had else calls(("c1", "calculator", {"a": 1, "b": 0}))

    page.says = says
    client = client_of(alice)
    made = graph(
        orchestrator(-1),
        node("add", "logic.calculator", operation="Divide"),
        links=("boss.tools -> add.a", "boss.tools -> add.b"),
    )
    ended = wait(client, start(client, made)["id"])
    assert (ended["status"], ended["error_count"]) == ("COMPLETED", 1)
    assert ended["outputs"]["said"][0].startswith('{"error": "')


def test_pins_that_others_feed_lend_their_last_value_to_a_call(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    def says(messages: Messages) -> Reply:
        had = results(messages)
        if len(had) < 2:
            return calls((f"c{len(had)}", "calculator", {"a": len(had)}))
        return openai_says(" ".join(had))

    page.says = says
    client = client_of(alice)
    given = node("given", "agent.number_input", name="given")
    made = graph(orchestrator(3), adder(), given, links=("boss.tools -> add.a", "given.result -> add.b"))
    ended = wait(client, start(client, made, inputs={"given": 10})["id"])
    assert ended["status"] == "COMPLETED"
    assert ended["outputs"]["said"] == ['{"result": 10.0} {"result": 11.0}']
    assert ended["unconsumed"] == {}


def test_an_agent_is_a_tool_under_its_own_name(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    def says(messages: Messages) -> Reply:
        had = results(messages)
        return openai_says(had[0]) if had else calls(("c1", "greeter_of_people", {"name": "Ada"}))

    page.says = says
    client = client_of(alice)
    greeter = save(
        client,
        graph_json(
            node("in", "agent.input", name="name"),
            node("fill", "text.fill_template", format="Hello {{ name }}"),
            node("out", OUTPUT, name="greeting"),
            links=("in.result -> fill.values_#_name", "fill.output -> out.value"),
            name="Greeter of people",
        ),
    )
    made = graph(
        orchestrator(1),
        node("greet", "agent.run_agent", graph_id=greeter["id"]),
        links=("boss.tools -> greet.name",),
    )
    ended = wait(client, start(client, made)["id"])
    assert (ended["status"], ended["error"]) == ("COMPLETED", None)
    assert ended["outputs"]["said"] == ['{"greeting": "Hello Ada"}']


def test_while_its_tools_run_it_holds_no_worker_and_a_stop_ends_all(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    page.says = lambda messages: calls(("c1", "send_web_request", {"url": f"{page.url}/slow?seconds=20"}))
    client = client_of(alice)
    made = graph(orchestrator(1), node("ask", REQUEST, method="GET"), links=("boss.tools -> ask.url",))
    begun = start(client, made)
    until = time.monotonic() + 10
    while page.count("/slow") == 0:
        assert time.monotonic() < until
        time.sleep(0.02)
    boss = NodeExecution.objects.get(execution_id=begun["id"], node_key="boss")
    assert (boss.status, boss.lease, boss.lease_until) == ("RUNNING", "", None)
    assert client.post(f"/api/v1/executions/{begun['id']}/stop").status_code == 200
    assert wait(client, begun["id"])["status"] == "TERMINATED"
    boss.refresh_from_db()
    assert (boss.status, boss.continuation) == ("TERMINATED", None)


def test_a_tool_that_asks_a_person_pauses_the_execution(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    def says(messages: Messages) -> Reply:
        had = results(messages)
        return openai_says(had[0]) if had else calls(("c1", "calculator", {"a": 1}))

    page.says = says
    client = client_of(alice)
    asks = adder()
    asks["settings"] = {"human_input": ["b"]}
    begun = start(client, graph(orchestrator(1), asks, links=("boss.tools -> add.a",)))
    wait_for(client, begun["id"], "AWAITING_INPUT")
    until = time.monotonic() + 10
    while client.get(f"/api/v1/executions/{begun['id']}").json()["status"] != "REVIEW":
        assert time.monotonic() < until
        time.sleep(0.02)
    (review,) = client.get(f"/api/v1/reviews?execution={begun['id']}").json()["results"]
    answer = client.post(f"/api/v1/reviews/{review['id']}", {"decision": "approve", "data": {"b": 41}})
    assert answer.status_code == 200, answer.json()
    assert wait(client, begun["id"])["outputs"]["said"] == ['{"result": 42.0}']


def test_the_bound_of_firings_holds_for_tools(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    page.says = lambda messages: calls((f"c{len(messages)}", "calculator", {"a": 1, "b": 1}))
    client = client_of(alice)
    made = graph(orchestrator(-1), adder(), links=("boss.tools -> add.a", "boss.tools -> add.b"))
    made["settings"] = {"max_firings": 4}
    ended = wait(client, start(client, made)["id"])
    assert (ended["status"], ended["error_code"]) == ("FAILED", "too_many_steps")
    assert len(of_node(firings(client, ended["id"]), "add")) == 3


def test_links_from_tools_that_do_not_exist_are_refused(alice: User, client_of: Clients) -> None:
    made = graph(orchestrator(), adder(), links=("boss.tools -> add.nothing",))
    made["links"].append(link("add.tools -> add.a"))
    answer = client_of(alice).post("/api/v1/graphs", made)
    assert answer.status_code == 400
    nodes = answer.json()["details"]["nodes"]
    assert nodes == {
        "add": {
            "nothing": "Calculator has no input pin 'nothing'.",
            "tools": "Calculator has no output pin 'tools'.",
        }
    }


def test_run_again_the_model_calls_anew_what_hangs_on_its_tools(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    divisor = 0

    def says(messages: Messages) -> Reply:
        had = results(messages)
        return openai_says(had[0]) if had else calls(("c1", "calculator", {"a": divisor, "b": 0}))

    page.says = says
    client = client_of(alice)
    dividing = node("divide", "logic.calculator", operation="Divide", a=6)
    feeds = ("add.result -> divide.b", "divide.result -> sum.value")
    made = graph(
        *(orchestrator(1), adder(), dividing, node("sum", OUTPUT, name="sum")),
        links=("boss.tools -> add.a", "boss.tools -> add.b", *feeds),
    )
    failed = wait(client, start(client, made)["id"])
    assert (failed["status"], failed["outputs"]["said"]) == ("FAILED", ['{"result": 0.0}'])
    divisor, asked = 3, page.count("chat")
    again = client.post(f"/api/v1/executions/{failed['id']}/retry", {})
    assert again.status_code == 201, again.json()
    ended = wait(client, again.json()["id"])
    assert (ended["status"], ended["outputs"]["sum"]) == ("COMPLETED", [2.0])
    assert page.count("chat") == asked + 2


def test_run_again_behind_it_the_model_is_not_asked_anew(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    def says(messages: Messages) -> Reply:
        had = results(messages)
        return openai_says(had[0]) if had else calls(("c1", "calculator", {"a": 1, "b": 0}))

    page.says = says
    client = client_of(alice)
    dividing = node("add", "logic.calculator", operation="Divide")
    made = graph(orchestrator(1), dividing, links=("boss.tools -> add.a", "boss.tools -> add.b"))
    ended = wait(client, start(client, made)["id"])
    asked = page.count("chat")
    again = client.post(f"/api/v1/executions/{ended['id']}/retry", {"from_node": "said"}).json()
    assert "boss" in again["reused_nodes"]
    assert wait(client, again["id"])["outputs"] == ended["outputs"]
    assert page.count("chat") == asked
