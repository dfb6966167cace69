"""Files of other installations as graphs of a workspace: lenient in what they carry, strict in what runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.engine import limits
from agents.exchange.successors import SUCCESSORS
from agents.models import Execution, Graph
from platform_project.accounts.models import User
from tests.agents.agent_files import (
    INPUT,
    OUTPUT,
    RUN_AGENT,
    STORE,
    TEXT_GENERATOR,
    UNKNOWN,
    agent_file,
    echo,
    file_link,
    file_node,
)
from tests.factories.accounts import make_team
from tests.factories.agents import chain, save

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


@pytest.fixture
def client(alice: User, client_of: Clients) -> APIClient:
    return client_of(alice)


def imported(client: APIClient, file: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/graphs/import", file)
    assert answer.status_code == 201, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def start(client: APIClient, graph: dict[str, Any], **inputs: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/api/v1/graphs/{graph['id']}/executions", {"inputs": inputs})
    return answer.status_code, answer.json()


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


# --- Agents that run agents -------------------------------------------------------------------------------
def caller(graph_id: str | None, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "graph_id": graph_id,
        "graph_version": 5,
        "inputs": {},
        "user_id": "u",
        "input_schema": None,
    }
    return agent_file(
        file_node("run", RUN_AGENT, **values | more),
        file_node("in", INPUT, name="w", value="hello"),
        file_node("out", OUTPUT, name="said"),
        links=("in.result -> run.word", "run.echo -> out.value"),
    )


CHILD = "aaaaaaaa-0000-4000-8000-000000000000"


def test_agents_that_come_along_get_ids_of_their_own_and_are_run_by_them(client: APIClient) -> None:
    child = echo(id=CHILD, version="5", name="Child")
    file = caller(CHILD) | {"sub_graphs": [child, child]}
    graph = imported(client, file)
    assert [(sub["name"], sub["version"]) for sub in graph["sub_graphs"]] == [("Child", 1)]
    values = graph["nodes"][0]["input_default"]
    assert values["graph_id"] == graph["sub_graphs"][0]["id"] != CHILD
    assert (values["graph_version"], values["agent_name"]) == (1, "Child")
    assert list(values["input_schema"]["properties"]) == ["word"]
    assert list(values["output_schema"]["properties"]) == ["echo"]
    assert graph["report"]["can_run"] is True
    assert graph["report"]["notes"]["nodes"] == {}
    assert start(client, graph)[0] == 201


def test_two_versions_of_one_agent_stay_two(client: APIClient) -> None:
    file = caller(CHILD) | {
        "sub_graphs": [echo(id=CHILD, version=4, name="Old"), echo(id=CHILD, version=5, name="New")]
    }
    graph = imported(client, file)
    assert graph["nodes"][0]["input_default"]["agent_name"] == "New"
    assert [sub["name"] for sub in graph["sub_graphs"]] == ["Old", "New"]


def test_an_agent_may_run_itself_and_sub_agents_may_be_nested(client: APIClient) -> None:
    file = caller("11111111-2222-4333-8444-555555555555", input_schema={"properties": {"word": {}}})
    file["sub_graphs"] = [caller(CHILD, graph_version=1) | {"id": "s", "sub_graphs": [echo(id=CHILD)]}]
    file["nodes"][0]["input_default"]["output_schema"] = {"properties": {"echo": {}}}
    graph = imported(client, file)
    assert graph["nodes"][0]["input_default"]["graph_id"] == graph["id"]
    assert [sub["report"]["can_run"] for sub in graph["sub_graphs"]] == [True, True]


def test_an_agent_that_is_nowhere_has_to_be_chosen(client: APIClient) -> None:
    graph = imported(client, caller(CHILD, agent_name="Lost"))
    values = graph["nodes"][0]["input_default"]
    assert "graph_id" not in values
    told = graph["report"]["notes"]["nodes"]["run"]["graph_id"]
    assert told == "The agent 'Lost' is neither in the file nor here: choose one."
    assert start(client, graph)[0] == 400


def test_an_agent_of_the_workspace_is_run_as_before_and_one_of_a_stranger_is_not(
    client: APIClient, bob: User, client_of: Clients
) -> None:
    mine, strangers = save(client, chain()), save(client_of(bob), chain())
    kept = imported(client, caller(mine["id"], graph_version=1, output_schema={}))
    assert kept["nodes"][0]["input_default"]["graph_id"] == mine["id"]
    lost = imported(client, caller(strangers["id"], graph_version=1))
    assert "graph_id" not in lost["nodes"][0]["input_default"]


def test_an_agent_whose_sub_agent_is_a_draft_says_so_when_it_runs(client: APIClient) -> None:
    child = agent_file(file_node("odd", UNKNOWN), id=CHILD, version=5, name="Odd")
    schemas: dict[str, Any] = {
        "input_schema": {"properties": {"word": {}}},
        "output_schema": {"properties": {"echo": {}}},
    }
    graph = imported(client, caller(CHILD, **schemas) | {"sub_graphs": [child]})
    assert (graph["is_draft"], graph["sub_graphs"][0]["report"]["is_draft"]) == (False, True)
    assert start(client, graph["sub_graphs"][0])[0] == 400


# --- Drafts that are worked on ----------------------------------------------------------------------------
def test_a_draft_can_be_saved_again_while_it_is_one(client: APIClient) -> None:
    file = agent_file(file_node("odd", UNKNOWN), file_node("s", STORE, input=1))
    path = f"/api/v1/graphs/{imported(client, file)['id']}"
    given = {
        "name": "Half done",
        "nodes": [{"id": "odd", "block_id": UNKNOWN}, {"id": "s", "block_id": STORE}],
    }
    refused = client.put(path, given)
    assert (refused.status_code, list(refused.json()["details"]["nodes"])) == (400, ["odd"])
    saved = client.put(path, given | {"draft": True}).json()
    assert (saved["version"], saved["is_draft"], saved["is_active"]) == (2, True, True)
    assert start(client, saved)[0] == 400
    done = client.put(path, {"name": "Done", "nodes": [file["nodes"][1]], "draft": True}).json()
    assert (done["version"], done["is_draft"]) == (3, False)
    assert start(client, done)[0] == 201


def test_nothing_is_run_again_on_a_draft(client: APIClient) -> None:
    graph = imported(client, echo())
    execution = start(client, graph, word="hi")[1]
    client.post(f"/api/v1/executions/{execution['id']}/stop")
    file = echo()
    file["links"].append(file_link("in.nowhere -> out.value"))
    assert client.put(f"/api/v1/graphs/{graph['id']}", file | {"draft": True}).json()["is_draft"] is True
    answer = client.post(f"/api/v1/executions/{execution['id']}/retry", {"version": "newest"})
    assert (answer.status_code, list(answer.json()["details"]["nodes"])) == (400, ["in"])
    assert Execution.objects.count() == 1


def test_a_new_agent_may_begin_as_an_empty_draft(client: APIClient) -> None:
    answer = client.post("/api/v1/graphs", {"name": "New", "nodes": [], "draft": True})
    assert (answer.status_code, answer.json()["is_draft"]) == (201, True)
    assert start(client, answer.json())[1]["details"]["graph"] == ["The graph has no nodes."]


@pytest.mark.parametrize(
    "broken",
    [
        {"nodes": [{"id": "a", "block_id": STORE}] * 2},
        {"nodes": [], "links": [{"source_id": "a", "source_name": "x", "sink_id": "b", "sink_name": "y"}]},
    ],
)
def test_a_draft_too_has_nodes_of_its_own_and_links_between_them(
    broken: dict[str, Any], client: APIClient
) -> None:
    answer = client.post("/api/v1/graphs", {"name": "Broken", "draft": True} | broken)
    assert (answer.status_code, answer.json()["code"]) == (400, "graph_invalid")
    assert not Graph.objects.exists()


# --- Refusals ---------------------------------------------------------------------------------------------
LONG = "x" * 300
REFUSED = [
    pytest.param({}, "nodes", id="nothing"),
    pytest.param({"nodes": None}, "nodes", id="null nodes"),
    pytest.param([], "nodes", id="a list"),
    pytest.param({"nodes": {}}, "nodes", id="nodes as object"),
    pytest.param({"nodes": [1]}, "nodes[0]", id="a node that is none"),
    pytest.param({"nodes": [{"id": {}}]}, "nodes[0].id", id="an id that is none"),
    pytest.param({"nodes": [{"id": LONG}]}, "nodes[0].id", id="a long id"),
    pytest.param({"nodes": [{"id": "a", "block_id": LONG}]}, "nodes[0].block_id", id="a long block"),
    pytest.param({"nodes": [], "links": {}}, "links", id="links as object"),
    pytest.param({"nodes": [], "links": [{"sink_name": LONG}]}, "links[0].sink_name", id="a long pin"),
    pytest.param({"nodes": [], "name": LONG}, "name", id="a long name"),
    pytest.param({"nodes": [], "name": 5}, "name", id="a name that is none"),
    pytest.param({"nodes": [], "sub_graphs": [7]}, "sub_graphs[0]", id="a sub-graph that is none"),
    pytest.param(
        {"nodes": [], "sub_graphs": [{"nodes": [], "sub_graphs": [{"nodes": 1}]}]},
        "sub_graphs[0].sub_graphs[0].nodes",
        id="deep down",
    ),
    pytest.param({"nodes": [{}] * (limits.MAX_NODES + 1)}, "nodes", id="too many nodes"),
    pytest.param({"nodes": [], "links": [{}] * (limits.MAX_LINKS + 1)}, "links", id="too many links"),
    pytest.param(
        {"nodes": [], "sub_graphs": [{"nodes": []}] * (limits.MAX_SUB_GRAPHS + 1)},
        "sub_graphs",
        id="too many sub-graphs",
    ),
]


@pytest.mark.parametrize(("file", "field"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused_by_field(file: Any, field: str, client: APIClient) -> None:
    answer = client.post("/api/v1/graphs/import", file)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert list(answer.json()["details"]) == [field]
    assert not Graph.objects.exists()


def test_anonymous_callers_and_viewers_import_nothing(alice: User, bob: User, client_of: Clients) -> None:
    assert APIClient().post("/api/v1/graphs/import", echo(), format="json").status_code == 401
    team = make_team(alice, viewer=bob)
    assert client_of(bob, team).post("/api/v1/graphs/import", echo()).status_code == 403
    assert not Graph.objects.exists()


def test_what_is_imported_belongs_to_the_workspace(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice)
    graph = imported(client_of(alice, team), echo() | {"sub_graphs": [echo(id=CHILD)]})
    assert {row.workspace_id for row in Graph.objects.all()} == {team.pk}
    assert client_of(bob).get(f"/api/v1/graphs/{graph['id']}").status_code == 404
