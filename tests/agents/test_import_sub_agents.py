"""Files with agents that run agents: those that come along, and those that do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from tests.agents.agent_files import (
    CHILD,
    INPUT,
    OUTPUT,
    RUN_AGENT,
    UNKNOWN,
    agent_file,
    echo,
    file_node,
    imported,
    start,
)
from tests.factories.agents import chain, save

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


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
