"""Exa, Airtable and Slant 3D are told of an address by us, each in its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from integrations import tasks
from integrations.models import Webhook
from integrations.services import registration
from platform_project.accounts.models import User
from tests.agents.test_webhook_registration import _asked, _connect, sender
from tests.blocks.wire import Reply, Wire, recorded
from tests.factories.webhooks import SECRET, airtable, exa, make_trigger, path_of, slant3d
from tests.factories.webhooks import recorded as body_of

__all__ = ["sender"]
Clients = Callable[..., APIClient]
KEY = "key-canary-0123456789"
BASE = "app00000000000000"


def _next(wire: Wire, *replies: Reply) -> None:
    wire.seen.clear()
    wire.replies = list(replies)


def _made_by(provider: str, client: APIClient, **body: Any) -> dict[str, Any]:
    """A trigger whose secret the sender makes, unless one is given."""
    return make_trigger(client, provider=provider, **{"secret": "", **body})


def test_exa_makes_the_secret_and_its_events_are_asked_for_by_their_whole_names(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "exa", KEY)
    _next(sender, recorded("webhooks", "exa_created.json"))
    trigger = _made_by("exa", client, events=["webset.item", "webset.idle"])
    assert (trigger["registration"], trigger["secret"]) == ("done", "")
    (request,) = sender.seen
    assert (request.method, request.path) == ("POST", "/websets/v0/webhooks")
    assert request.headers["x-api-key"] == KEY
    events = ["webset.idle", "webset.item.created", "webset.item.enriched"]
    assert request.json() == {"url": trigger["url"], "events": events}

    secret = body_of("exa_created.json")["secret"]
    assert trigger["secret_last_four"] == secret[-4:]
    assert secret not in str(trigger)
    assert exa(path_of(trigger), body_of("exa_event.json"), secret=secret).status_code == 202

    one = f"/api/v1/triggers/{trigger['id']}"
    _next(sender, Reply(200))
    client.patch(one, {"events": ["monitor.run.completed"]})
    assert _asked(sender) == ["PATCH /websets/v0/webhooks/webhook_cm7yx3q0k0001"]
    assert sender.seen[0].json()["events"] == ["monitor.run.completed"]
    _next(sender, Reply(200))
    client.delete(one)
    tasks.unregister_webhook(str(Webhook.objects.get().pk))
    assert _asked(sender) == ["DELETE /websets/v0/webhooks/webhook_cm7yx3q0k0001"]
    assert not Webhook.objects.exists()


def test_a_secret_that_a_person_brings_is_of_a_webhook_that_they_made(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "exa", KEY)
    _next(sender, Reply(401, orjson.dumps({"error": "Invalid API key"})))
    trigger = _made_by("exa", client)
    assert trigger["health"]["last_error"] == "Exa answered 401: Invalid API key."
    assert len(sender.seen[0].json()["events"]) == 19
    _next(sender, Reply(500))
    answer = client.post(f"/api/v1/triggers/{trigger['id']}/rotate-secret", {"secret": SECRET}).json()
    assert (answer["registration"], answer["health"]["state"]) == ("by_hand", "waiting")
    assert sender.seen == []


def test_airtable_is_asked_for_a_table_and_again_before_it_forgets(
    sender: Wire, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "airtable", KEY)
    _next(sender, recorded("webhooks", "airtable_created.json"))
    trigger = _made_by("airtable", client, resource=f"{BASE}/tbl1")
    (request,) = sender.seen
    assert (request.method, request.path) == ("POST", f"/v0/bases/{BASE}/webhooks")
    filters = {"dataTypes": ["tableData"], "recordChangeScope": "tbl1"}
    assert request.json() == {
        "notificationUrl": trigger["url"],
        "specification": {"options": {"filters": filters}},
    }
    secret = body_of("airtable_created.json")["macSecretBase64"]
    assert airtable(path_of(trigger), body_of("airtable_ping.json"), secret=secret).status_code == 204

    monkeypatch.setattr(registration, "enqueue", lambda name, *ids: tasks.renew_webhook(*ids))
    _next(sender, recorded("webhooks", "airtable_refreshed.json"))
    tasks.renew_webhooks()
    assert _asked(sender) == [f"POST /v0/bases/{BASE}/webhooks/ach00000000000000/refresh"]
    _next(sender, Reply(404), recorded("webhooks", "airtable_created.json"))
    tasks.renew_webhooks()
    assert len(sender.seen) == 2  # it had forgotten: made anew
    _next(sender, Reply(200), recorded("webhooks", "airtable_created.json"))
    client.patch(f"/api/v1/triggers/{trigger['id']}", {"resource": BASE})
    assert [request.method for request in sender.seen] == ["DELETE", "POST"]
    assert "recordChangeScope" not in str(sender.seen[1].json())


@pytest.mark.parametrize("name", ["../x", f"{BASE}/tbl1/viw1", f"{BASE}?a=1"])
def test_a_base_that_is_none_is_not_asked_for(
    name: str, sender: Wire, alice: User, client_of: Clients
) -> None:
    _connect(alice, sender, "airtable", KEY)
    trigger = _made_by("airtable", client_of(alice), resource=name)
    assert trigger["health"]["last_error"].startswith("The base must be named as app…")
    assert sender.seen == []


def test_what_airtable_lacks_stands_in_the_health_of_the_trigger(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    _connect(alice, sender, "airtable", KEY)
    _next(sender, recorded("webhooks", "airtable_refused.json", status=403))
    health = _made_by("airtable", client_of(alice), resource=BASE)["health"]
    assert health["state"] == "failing"
    assert health["last_error"].startswith("Airtable answered 403: Invalid permissions, or the requested")
    assert "webhook:manage" in health["last_error"]


def test_slant_3d_is_given_the_secret_behind_the_address_as_it_signs_nothing(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "slant3d", KEY)
    _next(sender, recorded("webhooks", "slant3d_subscribed.json"))
    trigger = _made_by("slant3d", client, secret="a b&c-0123456789")
    (request,) = sender.seen
    assert (request.method, request.path) == ("POST", "/customer/subscribeWebhook")
    assert request.headers["api-key"] == KEY
    assert request.json() == {"endPoint": f"{trigger['url']}?secret=a%20b%26c-0123456789"}
    shipped = body_of("slant3d_shipped.json")
    assert slant3d(path_of(trigger), shipped, secret="a%20b%26c-0123456789").status_code == 202
    _next(sender, Reply(500))
    client.delete(f"/api/v1/triggers/{trigger['id']}")
    tasks.unregister_webhook(str(Webhook.objects.get().pk))
    assert (sender.seen, Webhook.objects.exists()) == ([], False)
