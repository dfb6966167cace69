"""What an agent keeps in one run it finds in the next; when it is deleted, it is forgotten."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from blocks.models import KeptValue, Recollection
from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, graph_json, node, save, wait

GRAPH = graph_json(
    node("before", "memory.retrieve", key="seen", default_value="nothing"),
    node("out", OUTPUT, name="before"),
    node("keep", "memory.persist", key="seen", value="page 3"),
    node("note", "memory.add", content={"discriminator": "content", "content": "Was here"}),
    links=("before.value -> out.value",),
)


def test_a_run_finds_what_the_one_before_kept(
    alice: User, bob: User, client_of: Callable[..., APIClient], worker: Worker
) -> None:
    def run(client: APIClient, graph_id: str) -> object:
        started = client.post(f"/api/v1/graphs/{graph_id}/executions", {"inputs": {}}).json()
        ended = wait(client, started["id"])
        assert ended["status"] == "COMPLETED", ended
        return ended["outputs"]["before"]

    client = client_of(alice)
    graph_id = save(client, GRAPH)["id"]
    run(client, graph_id)
    assert run(client, graph_id) == ["page 3"]
    other = save(client_of(bob), GRAPH)["id"]
    run(client_of(bob), other)
    assert [str(row.agent_id) for row in KeptValue.objects.for_user(bob)] == [other]
    assert [str(row.agent_id) for row in KeptValue.objects.for_user(alice)] == [graph_id]
    assert {str(row.agent_id) for row in Recollection.objects.all()} == {graph_id, other}

    assert client.delete(f"/api/v1/graphs/{graph_id}").status_code == 204
    assert [str(row.agent_id) for row in KeptValue.objects.all()] == [other]
    assert [str(row.agent_id) for row in Recollection.objects.all()] == [other]
