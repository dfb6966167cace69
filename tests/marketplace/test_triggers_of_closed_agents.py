"""A closed agent that starts on events: who added it sets it up, and sees nothing of how it is made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.models import Execution, Graph, Trigger
from agents.runner.expand import expand
from agents.services.closed import STARTS_ON_EVENTS
from agents.services.misfits import misfits_of
from agents.services.trigger_starts import start
from integrations.models import WebhookDelivery
from marketplace.models import Listing
from marketplace.services import installs
from platform_project.accounts.models import User
from tests.factories.agents import OUTPUT, STORE, graph_json, node
from tests.factories.marketplace import approve, offer
from tests.factories.webhooks import GENERIC, SECRET, generic, path_of

MARKER = "SECRETRECIPE"
PULL_REQUESTS = "github.pull_request_trigger"


def listening(block: str = GENERIC, **inside: Any) -> dict[str, Any]:
    """An agent whose trigger block has something to hide in its id and its inputs."""
    hook = f"{MARKER}-hook"
    return graph_json(
        node(hook, block, **inside),
        node("out", OUTPUT, name="result"),
        links=(f"{hook}.payload -> out.value",),
    )


def add(listing: Listing, user: User) -> Graph:
    return installs.install(listing=listing, workspace=user.memberships.get().workspace, user=user)


def trigger_nodes(client: Any, graph: Graph) -> list[dict[str, Any]]:
    shown = client.get(f"/api/v1/graphs/{graph.pk}")
    assert MARKER not in shown.content.decode()
    found: list[dict[str, Any]] = shown.json()["trigger_nodes"]
    return found


def started(client: Any, trigger: dict[str, Any]) -> tuple[Execution, str]:
    """What the newest call of a trigger started, and all that is shown of it."""
    execution = start(WebhookDelivery.objects.latest("received_at").pk)
    assert execution is not None
    for _ in range(5):
        expand(execution.pk)
    execution.refresh_from_db()
    paths = (
        f"executions/{execution.pk}",
        f"executions/{execution.pk}/nodes",
        f"triggers/{trigger['id']}",
        f"triggers/{trigger['id']}/deliveries",
    )
    return execution, "".join(client.get(f"/api/v1/{path}").content.decode() for path in paths)


@pytest.mark.django_db(transaction=True)
def test_who_added_it_sets_it_up_and_its_calls_run_it(b: Any, alice: User, bob: User) -> None:
    listing = offer(alice, graph=listening(constants={"source": MARKER}))
    graph = add(listing, bob)
    [hook] = trigger_nodes(b, graph)
    assert (hook["name"], hook["provider"], hook["events"]) == (
        "Generic Webhook Trigger", "generic_webhook", [],
    )  # fmt: skip
    body = {"graph_id": str(graph.pk), "node_id": hook["node_id"], "secret": SECRET}
    made = b.post("/api/v1/triggers", body)
    assert (made.status_code, MARKER in made.content.decode()) == (201, False)
    trigger = made.json()
    assert generic(path_of(trigger), {"order": 17}).status_code == 202
    execution, shown = started(b, trigger)
    assert (execution.status, execution.outputs) == ("COMPLETED", {"result": [{"order": 17}]})
    assert "17" in shown
    assert MARKER not in shown

    approve(listing)
    installs.update(graph=graph, user=bob)
    assert trigger_nodes(b, graph)[0]["node_id"] == hook["node_id"]
    assert misfits_of(graph) == []
    assert generic(path_of(trigger), {"order": 18}).status_code == 202
    assert started(b, trigger)[0].outputs == {"result": [{"order": 18}]}


def test_a_misfit_does_not_say_how_the_step_was_called(a: Any, b: Any, alice: User, bob: User) -> None:
    listing = offer(alice, graph=listening())
    graph = add(listing, bob)
    [hook] = trigger_nodes(b, graph)
    body = {"graph_id": str(graph.pk), "node_id": hook["node_id"]}
    assert b.post("/api/v1/triggers", body).status_code == 201
    without = graph_json(node("keep", STORE, input=1))
    changed = a.put(f"/api/v1/graphs/{listing.graph_id}", without)
    assert changed.status_code == 200, changed.json()
    listing.refresh_from_db()
    approve(listing)
    updated = b.post(f"/api/v1/graphs/{graph.pk}/update")
    assert (updated.status_code, MARKER in updated.content.decode()) == (200, False)
    [misfit] = misfits_of(Graph.objects.get(pk=graph.pk))
    assert (misfit.kind, misfit.name) == ("trigger", hook["node_id"])
    assert MARKER not in misfit.message


def test_what_it_was_about_at_its_creators_is_not_told(b: Any, alice: User, bob: User) -> None:
    inside = listening(PULL_REQUESTS, repo=f"{MARKER}/engine", events={"opened": True, "closed": False})
    graph = add(offer(alice, graph=inside), bob)
    [hook] = trigger_nodes(b, graph)
    assert (hook["provider"], hook["events"]) == ("github", ["pull_request.opened"])
    body = {"graph_id": str(graph.pk), "node_id": hook["node_id"]}
    made = b.post("/api/v1/triggers", body)
    assert (made.status_code, made.json()["resource"]) == (201, "")
    assert MARKER not in made.content.decode()
    own = b.patch(f"/api/v1/triggers/{made.json()['id']}", {"resource": "bob/engine"})
    assert (own.status_code, own.json()["resource"]) == (200, "bob/engine")
    assert Trigger.objects.get().webhook.events == ["pull_request"]


def test_started_by_hand_it_says_that_it_waits_for_events(b: Any, alice: User, bob: User) -> None:
    graph = add(offer(alice, graph=listening()), bob)
    refused = b.post(f"/api/v1/graphs/{graph.pk}/executions", {})
    details = refused.json()["details"]
    assert (refused.status_code, details["graph"], details["nodes"]) == (400, [STARTS_ON_EVENTS], {})
    assert MARKER not in json.dumps(refused.json())
    given: dict[str, Any] = {"nodes_input_masks": {f"{MARKER}-hook": {"payload": {}}}}
    assert b.post(f"/api/v1/graphs/{graph.pk}/executions", given).json()["code"] == "agent_is_closed"
    assert not Execution.objects.exists()


def test_trigger_blocks_of_agents_of_ones_own_are_called_by_their_ids(a: Any, alice: User) -> None:
    listing = offer(alice, graph=listening())
    shown = a.get(f"/api/v1/graphs/{listing.graph_id}").json()["trigger_nodes"]
    assert [one["node_id"] for one in shown] == [f"{MARKER}-hook"]
