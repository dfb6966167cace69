"""Secrets stay hidden in questions, in agents that others run, and in re-runs; answers put them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution, Review
from agents.runner.expand import expand
from platform_project.accounts.models import User
from tests.agents.test_waiting_refusals import REVIEW, calling_it, echo, ended, go_on
from tests.factories.agents import OUTPUT, REQUEST, STORE, firings, graph_json, node, save, start

pytestmark = pytest.mark.slow

Clients = Callable[..., APIClient]
SECRET = "hunter2-hunter2"
SAFE = {"settings": {"safe_mode": True}}


def secret_input(**more: Any) -> dict[str, Any]:
    return node("key", "agent.short_text_input", name="key", secret=True, **more)


def everything(client: APIClient, execution_id: Any) -> str:
    shown = client.get(f"/api/v1/executions/{execution_id}").json()
    reviews = client.get("/api/v1/reviews?status=APPROVED").json(), client.get("/api/v1/reviews").json()
    return json.dumps([shown, firings(client, str(execution_id)), reviews])


def answer(client: APIClient, **body: Any) -> None:
    review = Review.objects.get(status="WAITING")
    answered = client.post(f"/api/v1/reviews/{review.pk}", {"decision": "approve", **body})
    assert answered.status_code == 200, answered.json()
    assert SECRET not in json.dumps(answered.json())


def test_a_secret_that_an_agent_is_given_is_hidden_there_too(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    inner = save(client, echo())
    middle = save(client, calling_it(inner) | {"name": "Middle"})
    middle_graph = calling_it(inner)
    middle_graph["nodes"].insert(0, node("in", "agent.input", name="x"))
    middle_graph["links"].append(
        {"source_id": "in", "source_name": "result", "sink_id": "call", "sink_name": "x"}
    )
    middle_graph["nodes"][2]["input_default"]["name"] = "y"
    assert client.put(f"/api/v1/graphs/{middle['id']}", middle_graph).status_code == 200
    graph = calling_it(middle)
    graph["nodes"].insert(0, secret_input())
    graph["links"].append({"source_id": "key", "source_name": "result", "sink_id": "call", "sink_name": "x"})
    started = start(client, graph, inputs={"key": SECRET})
    assert ended(client, started)["outputs"] == {"result": ["***"]}
    assert Execution.objects.count() == 3
    for execution in Execution.objects.filter(depth__gt=0):
        assert SECRET in json.dumps(execution.outputs)
        assert SECRET not in everything(client, execution.pk)
        again = client.post(f"/api/v1/executions/{execution.pk}/retry", {}).json()
        assert SECRET not in json.dumps(again)
        go_on()
        assert SECRET not in everything(client, again["id"])


def test_a_secret_is_hidden_in_a_re_run_of_a_version_that_did_not_know_it_for_one(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(secret_input(), node("out", OUTPUT, name="r"), links=("key.result -> out.value",))
    plain = json.loads(json.dumps(graph))
    del plain["nodes"][0]["input_default"]["secret"]
    saved = save(client, plain)
    assert client.put(f"/api/v1/graphs/{saved['id']}", graph).json()["version"] == 2
    started = client.post(f"/api/v1/graphs/{saved['id']}/executions", {"inputs": {"key": SECRET}}).json()
    go_on()
    again = client.post(f"/api/v1/executions/{started['id']}/retry", {"version": "1"}).json()
    assert ended(client, again)["outputs"] == {"r": ["***"]}
    assert SECRET not in everything(client, again["id"])
    assert ended(client, client.post(f"/api/v1/executions/{again['id']}/retry", {}).json())["outputs"] == {
        "r": ["***"]
    }


def test_a_question_that_quotes_a_secret_is_shown_without_it(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        secret_input(),
        node("ask", REVIEW, data={"k": 1}),
        node("text", "text.fill_template", format="Use {{ k }}?"),
        links=("key.result -> text.values_#_k", "text.output -> ask.name"),
    )
    started = start(client, graph | SAFE, inputs={"key": SECRET})
    go_on()
    assert Review.objects.get().name == f"Use {SECRET}?"
    assert SECRET not in everything(client, started["id"])
    answer(client, message=f"yes, {SECRET}")
    assert SECRET not in everything(client, started["id"])


def test_a_secret_that_a_person_supplies_is_hidden(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(secret_input(), node("out", OUTPUT, name="r"), links=("key.result -> out.value",))
    graph["nodes"][0]["settings"] = {"human_input": ["value"]}
    started = start(client, graph)
    go_on()
    answer(client, data={"value": SECRET})
    assert ended(client, started)["outputs"] == {"r": ["***"]}
    assert Execution.objects.get().outputs == {"r": [SECRET]}
    assert SECRET not in everything(client, started["id"])


def test_headers_that_a_person_supplies_are_hidden(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(node("call", REQUEST, url="http://10.0.0.1/", method="GET"))
    graph["nodes"][0]["settings"] = {"human_input": ["headers"]}
    started = start(client, graph)
    go_on()
    answer(client, data={"headers": {"Authorization": SECRET, "X-Name": "seen"}})
    shown = everything(client, started["id"])
    assert SECRET not in shown
    assert "seen" in shown


def test_hidden_headers_that_were_left_alone_are_sent_as_they_were(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    headers = {"Authorization": SECRET, "X-Name": "one"}
    graph = graph_json(node("call", REQUEST, url="http://10.0.0.1/", method="GET", headers=headers))
    start(client, graph | {"settings": {"review_sensitive": True}})
    expand(Execution.objects.get().pk)
    answer(client, data={"headers": {"Authorization": "***", "X-Name": "two"}})
    assert NodeExecution.objects.get().input["headers"] == {"Authorization": SECRET, "X-Name": "two"}


def test_hidden_parts_of_a_list_that_were_left_alone_stay(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        secret_input(),
        node("ask", REVIEW, name="q", data=["a", {"k": "", "n": 1}]),
        node("out", OUTPUT, name="r"),
        links=("key.result -> ask.data_$_1_#_k", "ask.approved_data -> out.value"),
    )
    start(client, graph | SAFE, inputs={"key": SECRET})
    go_on()
    answer(client, data=["b", {"k": "***", "n": 1}])
    go_on()
    assert Execution.objects.get().outputs == {"r": [["b", {"k": SECRET, "n": 1}]]}


def test_a_value_of_another_type_counts_as_a_change(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("say", STORE, input=1), node("out", OUTPUT, name="r"), links=("say.output -> out.value",)
    )
    graph["nodes"][0]["settings"] = {"human_input": ["input"]}
    started = start(client, graph)
    go_on()
    answer(client, data={"input": True})
    assert ended(client, started)["outputs"]["r"][0] is True
