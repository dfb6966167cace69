"""Files of other installations as graphs of a workspace: lenient in what they carry, strict in what runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.exchange.successors import SUCCESSORS
from agents.models import Execution
from platform_project.accounts.models import User
from tests.agents.agent_files import (
    INPUT,
    OUTPUT,
    STORE,
    TEXT_GENERATOR,
    UNKNOWN,
    agent_file,
    echo,
    file_link,
    file_node,
    imported,
    start,
)
from tests.integrations.credentials import connect

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


def test_an_agent_of_elsewhere_is_saved_as_it_is_under_an_id_of_its_own(client: APIClient) -> None:
    file = echo(instructions="Say a word.", recommended_schedule_cron="0 9 * * 1")
    graph = imported(client, file)
    assert graph["id"] != file["id"]
    assert (graph["name"], graph["version"], graph["is_draft"]) == ("Elsewhere", 1, False)
    assert (graph["instructions"], graph["recommended_schedule_cron"]) == ("Say a word.", "0 9 * * 1")
    assert graph["nodes"] == [
        {key: node[key] for key in ("id", "block_id", "input_default", "metadata")} for node in file["nodes"]
    ]
    assert graph["links"] == file["links"]
    nothing: dict[str, Any] = {"nodes": {}, "links": [], "graph": []}
    assert graph["report"] == {
        "is_draft": False,
        "can_run": True,
        "unknown_blocks": {},
        "credentials": {},
        "problems": nothing,
        "notes": nothing,
    }
    assert graph["sub_graphs"] == []
    assert start(client, graph, word="hi")[0] == 201


def test_a_file_with_next_to_nothing_in_it_is_read(client: APIClient) -> None:
    node = {"id": 7, "block_id": STORE, "input_default": {"input": 1}, "metadata": None}
    other = {"block_id": STORE, "input_default": None}
    link = {"source_id": 7, "source_name": "output", "sink_id": "node-2", "sink_name": "input"}
    graph = imported(client, {"nodes": [node, other], "links": [link], "sub_graphs": None, "version": "3"})
    assert graph["name"] == "Imported agent"
    assert [node["id"] for node in graph["nodes"]] == ["7", "node-2"]
    assert graph["nodes"][1]["input_default"] == {}
    assert graph["links"] == [link | {"source_id": "7"}]
    assert graph["report"]["can_run"] is True


def test_a_file_in_the_wrapping_of_a_client_is_read(client: APIClient) -> None:
    assert imported(client, {"graph": echo(), "source": "upload"})["name"] == "Elsewhere"


def test_doubled_and_dangling_parts_are_put_right_and_noted(client: APIClient) -> None:
    first, again = file_node("a", STORE, input=1), file_node("a", STORE, input=2)
    file = agent_file(first, first, again, file_node("b", STORE), links=("a.output -> b.input",) * 2)
    file["links"] += [file_link("gone.output -> b.input"), file_link("a.output -> b.input", sink_name=None)]
    graph = imported(client, file)
    assert [node["id"] for node in graph["nodes"]] == ["a", "a-2", "b"]
    assert graph["links"] == file["links"][:1]
    notes = graph["report"]["notes"]
    assert list(notes["nodes"]) == ["a", "a-2"]
    assert [(note["index"], note["field"]) for note in notes["links"]] == [
        (1, "id"),
        (2, "source_id"),
        (3, "sink_name"),
    ]


@pytest.mark.parametrize("old", SUCCESSORS)
def test_an_obsolete_block_becomes_its_successor(old: str, client: APIClient) -> None:
    graph = imported(client, agent_file(file_node("n", old.upper())))
    assert graph["nodes"][0]["block_id"] == SUCCESSORS[old]
    assert SUCCESSORS[old] in graph["report"]["notes"]["nodes"]["n"]["block_id"]


def test_a_block_that_is_not_here_makes_a_draft_that_refuses_to_run(client: APIClient) -> None:
    file = agent_file(
        file_node("odd", UNKNOWN, anything={"deep": [1]}, credentials={"id": "x", "provider": "acme"}),
        file_node("out", OUTPUT, name="r"),
        links=("odd.whatever -> out.value",),
    )
    graph = imported(client, file)
    problem = {"odd": {"block_id": f"No block is called '{UNKNOWN}'."}}
    report = graph["report"]
    assert (graph["is_draft"], report["is_draft"], report["can_run"]) == (True, True, False)
    assert report["unknown_blocks"] == {UNKNOWN: ["odd"]}
    assert report["problems"]["nodes"] == problem
    assert report["credentials"] == {
        "odd": [{"field": "credentials", "providers": ["acme"], "is_optional": False}]
    }
    assert graph["nodes"][0]["input_default"] == {"anything": {"deep": [1]}}
    status, refused = start(client, graph)
    assert (status, refused["code"], refused["details"]["nodes"]) == (400, "graph_invalid", problem)
    assert not Execution.objects.exists()
    assert client.get(f"/api/v1/graphs/{graph['id']}").json()["is_draft"] is True


def test_a_link_to_a_pin_that_is_not_there_makes_a_draft_and_a_value_for_one_does_not(
    client: APIClient,
) -> None:
    file = agent_file(
        file_node("a", STORE, input=1, gone="x"),
        file_node("b", STORE),
        links=("a.output -> b.input", "a.nowhere -> b.data"),
    )
    graph = imported(client, file)
    assert graph["report"]["problems"]["nodes"] == {
        "a": {"nowhere": "Store Value has no output pin 'nowhere'."}
    }
    assert graph["report"]["notes"]["nodes"] == {
        "a": {"gone": "Store Value has no input pin 'gone'; its value is left out."}
    }
    assert graph["nodes"][0]["input_default"] == {"input": 1}
    status, refused = start(client, graph)
    assert (status, list(refused["details"]["nodes"])) == (400, ["a"])

    file["links"].pop()
    assert imported(client, file)["report"]["can_run"] is True


def test_what_is_still_to_be_set_is_said(client: APIClient) -> None:
    graph = imported(client, agent_file(file_node("a", STORE)))
    assert graph["report"]["is_draft"] is False
    assert graph["report"]["problems"]["nodes"] == {
        "a": {"input": "This pin is required: set it or link something into it."}
    }


def test_credentials_stay_behind_and_are_asked_for(client: APIClient, settings: Settings) -> None:
    settings.OPENAI_API_KEY = settings.ANTHROPIC_API_KEY = ""
    given = {"id": "c-1", "provider": "anthropic", "type": "api_key", "title": "Mine"}
    node = file_node("ask", TEXT_GENERATOR, prompt="Hi", credentials=given)
    optional = file_node("may", TEXT_GENERATOR, prompt="Hi", credentials=given)
    optional["metadata"]["credentials_optional"] = True
    graph = imported(client, agent_file(node, optional))
    assert [node["input_default"] for node in graph["nodes"]] == [{"prompt": "Hi"}] * 2
    field = {"field": "credentials", "providers": ["anthropic"]}
    assert graph["report"]["credentials"] == {
        "ask": [field | {"is_optional": False}],
        "may": [field | {"is_optional": True}],
    }
    settings.ANTHROPIC_API_KEY = "sk-operator"
    assert imported(client, agent_file(node))["report"]["credentials"] == {}


def test_what_whoever_imports_it_has_connected_is_not_asked_for(
    client: APIClient, alice: User, bob: User, client_of: Clients, settings: Settings
) -> None:
    settings.ANTHROPIC_API_KEY = ""
    connect(alice, provider="anthropic")
    given = {"id": "c-1", "provider": "anthropic", "type": "api_key", "title": "Mine"}
    file = agent_file(file_node("ask", TEXT_GENERATOR, prompt="Hi", credentials=given))
    assert imported(client, file)["report"]["credentials"] == {}
    assert list(imported(client_of(bob), file)["report"]["credentials"]) == ["ask"]


def test_the_model_tells_which_credential_is_needed(client: APIClient, settings: Settings) -> None:
    settings.OPENAI_API_KEY = settings.ANTHROPIC_API_KEY = ""
    nodes = [
        file_node(model, TEXT_GENERATOR, prompt="Hi", model=model)
        for model in ("claude-opus-4-1-20250805", "gpt-4o")
    ]
    nodes.append(file_node("llama", TEXT_GENERATOR, prompt="Hi", model="ollama/llama"))
    asked = imported(client, agent_file(*nodes))["report"]["credentials"]
    assert {node_id: fields[0]["providers"] for node_id, fields in asked.items()} == {
        "claude-opus-4-1-20250805": ["anthropic"],
        "gpt-4o": ["openai"],
    }


def test_pins_that_were_called_otherwise_keep_their_values_and_empty_leftovers_are_no_news(
    client: APIClient,
) -> None:
    dropdown = "655d6fdf-a334-421c-b733-520549c07cd1"
    graph = imported(
        client,
        agent_file(
            file_node("size", dropdown, name="size", placeholder_values=["s", "m"]),
            file_node("word", INPUT, name="word", placeholder_values=[]),
            file_node("tone", INPUT, name="tone", placeholder_values=["dry"]),
        ),
    )
    assert graph["nodes"][0]["input_default"] == {"name": "size", "options": ["s", "m"]}
    assert list(graph["report"]["notes"]["nodes"]) == ["tone"]


def test_the_tools_of_an_older_orchestrator_are_linked_by_one_name(client: APIClient) -> None:
    wires = ("think.tools_^_add_~_a -> add.a", "think.tools -> add.b")
    graph = imported(client, agent_file(file_node("think", UNKNOWN), file_node("add", UNKNOWN), links=wires))
    assert [link["source_name"] for link in graph["links"]] == ["tools", "tools"]


ORCHESTRATOR = "3b191d9f-356f-482d-8238-ba04b6d18381"
CALCULATOR = "b1ab9b19-67a6-406d-abf5-2dba76d00c79"


def thinking(**defaults: Any) -> dict[str, Any]:
    """An orchestrator as older files draw it, with its conversation in a circle."""
    return agent_file(
        file_node("think", ORCHESTRATOR, prompt="How much?", model="gpt-4o", **defaults),
        file_node("add", CALCULATOR, operation="Add"),
        file_node("out", OUTPUT, name="answer"),
        links=(
            "think.conversations -> think.conversation_history",
            "think.tools_^_calculatorblock_~_a -> add.a",
            "think.tools_^_calculatorblock_~_b -> add.b",
            "add.result -> think.last_tool_output",
            "think.finished -> out.value",
        ),
    )


def test_an_orchestrator_in_a_circle_of_links_works_in_rounds(client: APIClient) -> None:
    graph = imported(client, thinking())
    assert graph["nodes"][0]["input_default"]["agent_mode_max_iterations"] == -1
    assert [f"{link['source_name']} -> {link['sink_name']}" for link in graph["links"]] == [
        "tools -> a",
        "tools -> b",
        "finished -> value",
    ]
    assert list(graph["report"]["notes"]["nodes"]) == ["think"]
    assert graph["report"]["can_run"] is True


def test_a_conversation_that_comes_from_elsewhere_is_left_alone(client: APIClient) -> None:
    file = thinking(agent_mode_max_iterations=0)
    file["links"][0] = file_link("in.result -> think.conversation_history")
    file["nodes"].append(file_node("in", INPUT, name="before", value=[]))
    graph = imported(client, file)
    assert graph["nodes"][0]["input_default"]["agent_mode_max_iterations"] == 0
    assert len(graph["links"]) == 5
    assert graph["report"]["notes"]["nodes"] == {}
