"""Triggers over REST: whose they are, what they show, and what can be done about what came."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agents.models import Execution, Trigger
from agents.services import trigger_starts
from integrations.models import Webhook, WebhookDelivery
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7
from tests.factories import webhooks
from tests.factories.accounts import make_team
from tests.factories.agents import OUTPUT, chain, graph_json, node, save
from tests.factories.webhooks import SECRET, generic, listening, make_trigger, path_of

Clients = Callable[..., APIClient]
ORDER = {"order": {"status": "paid"}}


def _start_all() -> list[Execution]:
    ids = list(WebhookDelivery.objects.filter(status="stored").values_list("pk", flat=True))
    return [run for run in map(trigger_starts.start, ids) if run is not None]


def test_a_new_trigger_shows_its_address_and_once_the_secret(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = save(client, listening())
    made = client.post("/api/v1/triggers", {"graph_id": graph["id"], "node_id": "hook"}).json()
    webhook = Webhook.objects.get()
    assert made == {
        "id": str(Trigger.objects.get().pk),
        "graph_id": graph["id"],
        "graph_name": "Test",
        "node_id": "hook",
        "provider": "generic_webhook",
        "events": [],
        "filters": [],
        "url": f"http://127.0.0.1:8000/webhooks/{webhook.pk}",
        "is_enabled": True,
        "resource": "",
        "registration": "by_hand",
        "secret_last_four": made["secret"][-4:],
        "preset_id": None,
        "health": {
            "state": "waiting",
            "last_event_at": None,
            "last_error": "",
            "next_step": made["health"]["next_step"],
        },
        "created_at": made["created_at"],
        "secret": made["secret"],
    }
    assert made["health"]["next_step"].startswith(f"Let the sender POST to {made['url']} with the secret")
    assert generic(path_of(made), ORDER, secret=made["secret"]).status_code == 202
    shown = client.get(f"/api/v1/triggers/{made['id']}").json()
    assert shown["health"]["state"] == "well"
    assert "secret" not in shown
    everything = client.get("/api/v1/triggers").content + json.dumps(shown).encode()
    assert made["secret"].encode() not in everything
    assert made["secret"] not in webhook.secret


def test_a_secret_of_the_sender_is_not_shown_at_all(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, listening())["id"]
    asked = {"graph_id": graph_id, "node_id": "hook", "provider": "stripe"}
    made = client.post("/api/v1/triggers", asked).json()
    assert (made["secret"], made["secret_last_four"]) == ("", "")
    assert made["health"]["next_step"].startswith("In Stripe's dashboard")
    paid = {"id": "evt_1", "type": "invoice.paid"}
    assert webhooks.stripe(path_of(made), paid, secret="").status_code == 401
    rotate = f"/api/v1/triggers/{made['id']}/rotate-secret"
    assert client.post(rotate, {}).json()["details"] == {"secret": ["The secret that Stripe shows."]}
    answer = client.post(rotate, {"secret": SECRET})
    assert (answer.status_code, answer.json()["secret"]) == (200, "")
    assert answer.json()["secret_last_four"] == SECRET[-4:]
    assert webhooks.stripe(path_of(made), paid).status_code == 202


def test_a_rotated_secret_holds_no_longer(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    generic(path_of(trigger), ORDER, secret="wrong-secret")
    answer = client.post(f"/api/v1/triggers/{trigger['id']}/rotate-secret", {}).json()
    assert generic(path_of(trigger), ORDER, secret=SECRET).status_code == 401
    assert generic(path_of(trigger), ORDER, secret=answer["secret"]).status_code == 202
    assert answer["health"]["last_error"] == ""


def test_who_is_nobody_or_a_stranger_sees_nothing(alice: User, bob: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice))
    generic(path_of(trigger), ORDER)
    delivery = WebhookDelivery.objects.get()
    one = f"/api/v1/triggers/{trigger['id']}"
    requests = [
        ("get", one), ("patch", one), ("delete", one), ("post", f"{one}/rotate-secret"),
        ("post", f"{one}/register"), ("get", f"{one}/deliveries"),
        ("post", f"{one}/deliveries/{delivery.pk}/replay"),
    ]  # fmt: skip
    for client, status in ((APIClient(), 401), (client_of(bob), 404)):
        assert [getattr(client, method)(path, {}).status_code for method, path in requests] == [status] * 7
    assert APIClient().get("/api/v1/triggers").status_code == 401
    assert client_of(bob).get("/api/v1/triggers").json()["results"] == []
    asked = {"graph_id": trigger["graph_id"], "node_id": "hook"}
    assert client_of(bob).post("/api/v1/triggers", asked).status_code == 404
    other = make_trigger(client_of(bob))
    replay = f"/api/v1/triggers/{other['id']}/deliveries/{delivery.pk}/replay"
    assert client_of(bob).post(replay).status_code == 404
    assert (Trigger.objects.count(), WebhookDelivery.objects.count()) == (2, 1)


def test_builders_make_triggers_runners_replay_and_viewers_look(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, runner=bob)
    trigger = make_trigger(client_of(alice, team))
    generic(path_of(trigger), ORDER)
    client, one = client_of(bob, team), f"/api/v1/triggers/{trigger['id']}"
    assert client.get(one).status_code == 200
    assert client.patch(one, {"is_enabled": False}).status_code == 403
    assert client.delete(one).status_code == 403
    delivery = client.get(f"{one}/deliveries").json()["results"][0]["id"]
    assert client.post(f"{one}/deliveries/{delivery}/replay").status_code == 201
    team.memberships.filter(user=bob).update(role="viewer")
    assert client.post(f"{one}/deliveries/{delivery}/replay").status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"node_id": "none"}, "node_id", id="no such node"),
        pytest.param({"node_id": "out"}, "node_id", id="no trigger"),
        pytest.param({"node_id": ""}, "node_id", id="no input payload"),
        pytest.param({"provider": "nobody"}, "provider", id="unknown provider"),
        pytest.param({"secret": "short"}, "secret", id="short secret"),
        pytest.param({"events": ["a b"]}, "events", id="odd event"),
        pytest.param({"events": ["a"] * 51}, "events", id="many events"),
        pytest.param({"filters": [{"path": "a"}]}, "filters", id="half a filter"),
        pytest.param({"filters": [{"path": "a", "equals": "b" * 2_000}]}, "filters", id="large filter"),
        pytest.param({"colour": "red"}, "colour", id="unknown field"),
    ],
)
def test_a_wrong_trigger_is_refused_by_field_and_makes_nothing(
    body: dict[str, Any], field: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    asked = {"graph_id": save(client, listening())["id"], "node_id": "hook", **body}
    answer = client.post("/api/v1/triggers", asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert list(answer.json()["details"]) == [field]
    assert (Trigger.objects.count(), Webhook.objects.count()) == (0, 0)


def test_a_block_of_one_sender_takes_the_calls_of_no_other(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = listening("github.pull_request_trigger", "number", repo="ada/engine", events={"opened": True})
    asked = {"graph_id": save(client, graph)["id"], "node_id": "hook", "provider": "stripe"}
    answer = client.post("/api/v1/triggers", asked)
    assert answer.json()["details"] == {
        "provider": ["The block of this node takes the calls of github alone."]
    }
    made = make_trigger(client, graph)
    assert (made["provider"], made["resource"]) == ("github", "ada/engine")
    opened = {"action": "opened", "number": 7, "pull_request": {"html_url": "https://github.com/x"}}
    webhooks.github(path_of(made), "pull_request", opened, "guid-1")
    webhooks.github(path_of(made), "pull_request", {**opened, "action": "closed"}, "guid-2")
    assert len(_start_all()) == 1


def test_what_came_is_listed_without_secrets(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    webhooks.call(
        f"{path_of(trigger)}?secret={SECRET}",
        ORDER,
        {"X-Webhook-Secret": SECRET, "Authorization": "Bearer x", "Cookie": "a=b", "User-Agent": "shop/1"},
    )
    (execution,) = _start_all()
    answer = client.get(f"/api/v1/triggers/{trigger['id']}/deliveries")
    (row,) = answer.json()["results"]
    assert row["headers"].pop("user-agent") == "shop/1"
    assert set(row.pop("headers")) <= {"content-length", "content-type", "host"}
    assert row == {
        "id": str(WebhookDelivery.objects.get().pk),
        "event": "",
        "status": "started",
        "received_at": row["received_at"],
        "execution_id": str(execution.pk),
        "error": "",
        "replay_of": None,
        "content_type": "application/json",
        "payload": ORDER,
    }
    assert SECRET.encode() not in answer.content


def test_a_delivery_can_be_replayed_even_if_nobody_asked_for_it(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client, filters=[{"path": "order.status", "equals": "open"}])
    generic(path_of(trigger), ORDER, "d1")
    assert _start_all() == []
    first = WebhookDelivery.objects.get()
    one = f"/api/v1/triggers/{trigger['id']}"
    answers = [client.post(f"{one}/deliveries/{first.pk}/replay") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json()["replay_of"] for answer in answers] == [str(first.pk)] * 2
    runs = _start_all()
    assert [run.nodes_input_masks for run in runs] == [{"hook": {"payload": ORDER}}] * 2
    assert {run.trigger for run in runs} == {"webhook"}
    rows = client.get(f"{one}/deliveries").json()["results"]
    assert [row["status"] for row in rows] == ["started", "started", "skipped"]
    second = rows[0]["id"]
    assert client.post(f"{one}/deliveries/{second}/replay").json()["replay_of"] == str(first.pk)


def test_a_removed_trigger_takes_its_address_along(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    trigger = make_trigger(client)
    generic(path_of(trigger), ORDER)
    assert client.delete(f"/api/v1/triggers/{trigger['id']}").status_code == 204
    assert generic(path_of(trigger), ORDER).status_code == 404
    assert (Webhook.objects.count(), WebhookDelivery.objects.count()) == (0, 0)


def test_the_list_costs_the_same_however_long_it_is(alice: User, client_of: Clients) -> None:
    client = client_of(alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/api/v1/triggers").status_code == 200
        return len(found)

    make_trigger(client)
    few = queries()
    for _ in range(3):
        generic(path_of(make_trigger(client)), ORDER)
    assert queries() == few
    graph = save(client, chain())["id"]
    assert client.get(f"/api/v1/triggers?graph={graph}").json()["results"] == []


def test_a_trigger_runs_its_agent_with_a_preset(alice: User, bob: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("hook", webhooks.GENERIC),
        node("in", "agent.short_text_input", name="shop"),
        node("out", OUTPUT, name="result"),
        links=("in.result -> out.value",),
    )
    graph_id = save(client, graph)["id"]
    asked = {"graph_id": graph_id, "name": "Corner", "inputs": {"shop": "corner"}}
    preset = client.post("/api/v1/presets", asked).json()["id"]
    body = {"graph_id": graph_id, "node_id": "hook", "secret": SECRET}
    refused = client.post("/api/v1/triggers", {**body, "preset_id": str(uuid7())})
    assert refused.json()["details"] == {"preset_id": ["This agent has no such preset."]}
    trigger = client.post("/api/v1/triggers", {**body, "preset_id": preset}).json()
    assert trigger["preset_id"] == preset
    generic(path_of(trigger), ORDER)
    (run,) = _start_all()
    assert (run.inputs, run.nodes_input_masks) == ({"shop": "corner"}, {"hook": {"payload": ORDER}})
    assert client.get(f"/api/v1/presets/{preset}").json()["last_run"]["execution_id"] == str(run.pk)
    assert client.delete(f"/api/v1/presets/{preset}").json()["code"] == "preset_in_use"
    one = f"/api/v1/triggers/{trigger['id']}"
    assert client.patch(one, {"preset_id": None}).json()["preset_id"] is None
    generic(path_of(trigger), ORDER)
    (run,) = _start_all()
    assert run.inputs == {}
