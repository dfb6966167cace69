"""What was imported and cannot run yet: a draft that is worked on."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, Graph
from tests.agents.agent_files import (
    STORE,
    UNKNOWN,
    agent_file,
    echo,
    file_link,
    file_node,
    imported,
    start,
)

pytestmark = pytest.mark.django_db


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
