"""Agents whose runs the tests of the web app look at, as people post them."""

from __future__ import annotations

from typing import Any

from tests.factories.agents import OUTPUT, REQUEST, STORE, graph_json, node
from tests.web.conftest import Person

LETTER = {"subject": "Autumn news", "body": "Dear all,\nthe leaves fall.", "copies": 240, "urgent": False}


def titled(made: dict[str, Any], title: str) -> dict[str, Any]:
    return {**made, "metadata": {"customized_name": title}}


def start(person: Person, graph: dict[str, Any], **body: Any) -> str:
    """Save an agent and start it; the id of the execution."""
    saved = person.ask("POST", "/graphs", graph)
    return str(person.ask("POST", f"/graphs/{saved['id']}/executions", body)["id"])


def slow(url: str) -> dict[str, Any]:
    """Asks a server, and gives its answer as `result`."""
    return graph_json(
        titled(node("call", REQUEST, url=url, method="GET"), "Ask the oracle"),
        node("out", OUTPUT, name="result"),
        links=("call.response -> out.value",),
        name="Oracle",
    )


def fetcher() -> dict[str, Any]:
    """Asks the server at `address`, and gives its answer as `page`."""
    return graph_json(
        node("address", "agent.short_text_input", name="address"),
        titled(node("call", REQUEST, method="GET"), "Fetch it"),
        node("out", OUTPUT, name="page"),
        links=("address.result -> call.url", "call.response -> out.value"),
        name="Fetcher",
    )


def greeter() -> dict[str, Any]:
    """`name` → `greeting`, and a large value besides."""
    return graph_json(
        node("in", "agent.short_text_input", name="name"),
        titled(node("fill", "text.fill_template", format="# Hello {{ name }}"), "Greet"),
        node("out", OUTPUT, name="greeting"),
        node("large", STORE, input="word " * 80_000),
        node("long", OUTPUT, name="long"),
        links=("in.result -> fill.values_#_name", "fill.output -> out.value", "large.output -> long.value"),
        name="Greeter",
    )


def asking(question: str) -> dict[str, Any]:
    """Has a person check a letter."""
    graph = graph_json(
        node("data", STORE, input=LETTER),
        node("ask", "agent.human_review", name=question),
        node("yes", OUTPUT, name="approved"),
        node("no", OUTPUT, name="rejected"),
        links=("data.output -> ask.data", "ask.approved_data -> yes.value", "ask.rejected_data -> no.value"),
        name="Newsletter",
    )
    return graph | {"settings": {"safe_mode": True}}
