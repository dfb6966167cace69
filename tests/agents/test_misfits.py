"""What a new active version leaves behind: presets, schedules and triggers that do not fit it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Trigger
from integrations.models import Registration
from platform_project.accounts.models import User
from tests.factories.agents import OUTPUT, chain, graph_json, node, save
from tests.factories.webhooks import listening, make_trigger

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


def asking(*names: str) -> dict[str, Any]:
    """An agent that asks for inputs of these names."""
    inputs = [node(f"in-{name}", "agent.short_text_input", name=name) for name in names]
    links = tuple(f"in-{name}.result -> out-{name}.value" for name in names)
    return graph_json(*inputs, *(node(f"out-{name}", OUTPUT, name=name) for name in names), links=links)


def _timed(client: APIClient, graph_id: str, **more: Any) -> str:
    """A schedule of a preset with the input `topic`; the id of the preset."""
    preset = {"graph_id": graph_id, "name": "Daily", "inputs": {"topic": "x"}, **more}
    made = client.post("/api/v1/presets", preset).json()
    body = {"graph_id": graph_id, "preset_id": made["id"], "cron": "0 9 * * *", "name": "At nine"}
    assert client.post("/api/v1/schedules", body).status_code == 201
    return str(made["id"])


def _told(answer: Any) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["name"], one["code"]) for one in answer.json()["misfits"]]


def test_a_version_that_asks_for_more_names_what_does_not_give_it(client: APIClient) -> None:
    graph_id = save(client, asking("topic"))["id"]
    _timed(client, graph_id)
    saved = client.put(f"/api/v1/graphs/{graph_id}", asking("topic", "tone"))
    assert (saved.status_code, saved.json()["is_active"]) == (200, True)
    expected = [("preset", "Daily", "inputs_missing"), ("schedule", "At nine", "inputs_missing")]
    assert _told(saved) == expected
    assert saved.json()["misfits"][0]["message"] == "The agent asks for 'tone'."
    assert _told(client.get(f"/api/v1/graphs/{graph_id}/misfits")) == expected

    path = f"/api/v1/graphs/{graph_id}/versions"
    assert _told(client.post(f"{path}/1/activate")) == []
    assert _told(client.post(f"{path}/2/restore", {})) == expected


def test_what_names_its_version_or_is_switched_off_fits_for_ever(client: APIClient) -> None:
    graph_id = save(client, asking("topic"))["id"]
    _timed(client, graph_id, version=1)
    off = client.post("/api/v1/presets", {"graph_id": graph_id, "name": "Off", "inputs": {"topic": "x"}})
    client.patch(f"/api/v1/presets/{off.json()['id']}", {"is_enabled": False})
    assert _told(client.put(f"/api/v1/graphs/{graph_id}", asking("tone"))) == []


def test_a_trigger_whose_node_is_gone_is_named(client: APIClient) -> None:
    trigger = make_trigger(client)
    graph_id = trigger["graph_id"]
    assert _told(client.put(f"/api/v1/graphs/{graph_id}", listening() | {"name": "Other"})) == []
    assert _told(client.put(f"/api/v1/graphs/{graph_id}", chain())) == [("trigger", "hook", "bad_input")]


def test_a_trigger_that_its_sender_does_not_know_is_named_with_the_reason(client: APIClient) -> None:
    trigger = make_trigger(client)
    webhook = Trigger.objects.get().webhook
    webhook.registration, webhook.registration_error = Registration.FAILED, "GitHub answered 403."
    webhook.save()
    (misfit,) = client.put(f"/api/v1/graphs/{trigger['graph_id']}", listening()).json()["misfits"]
    assert (misfit["code"], misfit["message"]) == ("trigger_not_registered", "GitHub answered 403.")


def test_a_draft_fits_nothing(client: APIClient) -> None:
    graph_id = save(client, asking("topic"))["id"]
    _timed(client, graph_id)
    broken = asking("topic")
    broken["nodes"].append(node("odd", "no.such_block"))
    saved = client.put(f"/api/v1/graphs/{graph_id}", broken | {"draft": True})
    assert [code for _, _, code in _told(saved)] == ["graph_invalid", "graph_invalid"]
    assert "no.such_block" in saved.json()["misfits"][0]["message"]


def test_strangers_do_not_see_what_misfits(client: APIClient, bob: User, client_of: Clients) -> None:
    graph_id = save(client, chain())["id"]
    assert client_of(bob).get(f"/api/v1/graphs/{graph_id}/misfits").status_code == 404
    assert APIClient().get(f"/api/v1/graphs/{graph_id}/misfits").status_code == 401
