"""What the platform was told to start an execution by."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from agents.models import Execution, Graph
from agents.models.kinds import Trigger
from agents.services.runs import RunRequest, start_run
from platform_project.accounts.models import User
from tests.factories.agents import chain, save

Clients = Callable[..., APIClient]


def test_executions_say_what_they_were_started_by_and_lists_are_narrowed_by_it(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = Graph.objects.get(pk=save(client, chain())["id"])
    by_hand = client.post(f"/api/v1/graphs/{graph.pk}/executions", {}).json()
    planned = start_run(graph=graph, user=alice, request=RunRequest(trigger=Trigger.SCHEDULE))
    assert (by_hand["trigger"], planned.trigger) == ("person", "schedule")
    assert Execution.objects.get(pk=planned.pk).trigger == "schedule"

    def listed(query: str) -> list[str]:
        return [row["id"] for row in client.get(f"/api/v1/executions?{query}").json()["results"]]

    assert listed("trigger=schedule") == [str(planned.pk)]
    assert listed("trigger=webhook") == []
    assert listed("trigger=schedule,person") == [str(planned.pk), by_hand["id"]]
    assert client.get("/api/v1/executions?trigger=moon").status_code == 400
