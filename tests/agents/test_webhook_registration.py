"""Addresses are entered at GitHub and Telegram by us, brought up to date, and taken out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from integrations import tasks
from integrations.models import Credential, Webhook
from integrations.services import registration, webhooks
from platform_project.accounts.models import User
from tests.blocks.wire import Reply, Request, Wire, serving
from tests.factories.agents import save
from tests.factories.webhooks import SECRET, listening, make_trigger
from tests.integrations.credentials import connect

Clients = Callable[..., APIClient]
TOKEN = "ghp_canary0123456789"
BOT = "123:canary-0123456789"


@pytest.fixture
def sender(settings: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """GitHub and Telegram, on this machine. What is queued waits for the test to do it."""
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(webhooks, "enqueue", lambda *job: None)
    with serving(Wire()) as wire:
        yield wire


def _connect(user: User, wire: Wire, provider: str, key: str) -> Credential:
    credential = connect(user, provider=provider, secret={"api_key": key})
    Credential.objects.filter(pk=credential.pk).update(base_url=wire.base_url)
    return credential


def _pull_requests() -> dict[str, Any]:
    chosen = {"opened": True, "closed": True, "edited": False}
    return listening("github.pull_request_trigger", "number", repo="ada/engine", events=chosen)


def _replies(wire: Wire, *statuses: int, **body: Any) -> None:
    wire.seen.clear()
    wire.replies = [Reply(status, orjson.dumps(body)) for status in statuses]


def _asked(wire: Wire) -> list[str]:
    return [f"{request.method} {request.path}" for request in wire.seen]


def test_github_is_told_of_a_new_trigger_of_a_changed_one_and_of_its_end(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "github", TOKEN)
    _replies(sender, 201, id=42)
    trigger = make_trigger(client, _pull_requests())
    assert trigger["registration"] == "done"
    assert (trigger["health"]["state"], trigger["health"]["next_step"]) == (
        "waiting",
        "Wait for the first event.",
    )
    (request,) = sender.seen
    assert (request.method, request.path) == ("POST", "/repos/ada/engine/hooks")
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    config = {"url": trigger["url"], "content_type": "json", "insecure_ssl": "0", "secret": SECRET}
    told = {"name": "web", "active": True, "events": ["pull_request"], "config": config}
    assert request.json() == told

    one = f"/api/v1/triggers/{trigger['id']}"
    _replies(sender, 200)
    secret = client.post(f"{one}/rotate-secret", {}).json()["secret"]
    assert _asked(sender) == ["PATCH /repos/ada/engine/hooks/42"]
    assert sender.seen[0].json()["config"]["secret"] == secret
    _replies(sender, 200)
    client.patch(one, {"events": ["push", "star.created", "star.deleted"]})
    assert sender.seen[0].json()["events"] == ["push", "star"]
    _replies(sender, 200)
    client.patch(one, {"is_enabled": False})
    assert _asked(sender) == []  # we refuse calls ourselves

    _replies(sender, 204)
    assert client.delete(one).status_code == 204
    tasks.unregister_webhook(str(Webhook.objects.get().pk))
    assert _asked(sender) == ["DELETE /repos/ada/engine/hooks/42"]
    assert not Webhook.objects.exists()


def test_a_refusal_of_github_stands_in_the_health_of_a_trigger_that_stands(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "github", TOKEN)
    _replies(sender, 404, message="Not Found")
    trigger = make_trigger(client, _pull_requests())
    assert trigger["health"]["state"] == "failing"
    assert trigger["health"]["last_error"] == (
        "GitHub answered 404: Not Found. The token needs the right to the repository's webhooks (scope "
        "admin:repo_hook)."
    )
    by_hand = trigger["health"]["next_step"]
    assert by_hand.startswith("In the repository at GitHub open Settings")
    assert trigger["url"] in by_hand
    assert TOKEN not in str(trigger)
    _replies(sender, 201, id=43)
    answer = client.post(f"/api/v1/triggers/{trigger['id']}/register").json()
    assert (answer["registration"], answer["health"]["last_error"]) == ("done", "")


def test_a_hook_that_somebody_took_out_at_github_is_entered_anew(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "github", TOKEN)
    _replies(sender, 201, id=42)
    trigger = make_trigger(client, _pull_requests())
    sender.answer = lambda asked: Reply(404) if asked.method == "PATCH" else Reply(201, b'{"id": 44}')
    client.post(f"/api/v1/triggers/{trigger['id']}/register")
    assert Webhook.objects.get().remote_id == "44"


def test_without_a_credential_it_is_entered_by_hand(sender: Wire, alice: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice), _pull_requests())
    assert (trigger["registration"], trigger["health"]["state"]) == ("by_hand", "waiting")
    assert trigger["health"]["next_step"].startswith("In the repository at GitHub open Settings")
    assert sender.seen == []


def test_the_credential_of_somebody_else_is_not_used(
    sender: Wire, alice: User, bob: User, client_of: Clients
) -> None:
    his = _connect(bob, sender, "github", TOKEN)
    trigger = make_trigger(client_of(alice), _pull_requests(), credential_id=str(his.pk))
    assert trigger["registration"] == "by_hand"
    assert sender.seen == []


@pytest.mark.parametrize("name", ["ada", "ada/engine/hooks", "../x", "ada/..", "ada/a b"])
def test_a_repository_that_is_none_is_not_asked_for(
    name: str, sender: Wire, alice: User, client_of: Clients
) -> None:
    _connect(alice, sender, "github", TOKEN)
    trigger = make_trigger(client_of(alice), _pull_requests(), resource=name)
    assert trigger["health"]["last_error"] == "The repository must be named as owner/name."
    assert sender.seen == []


def test_telegram_is_told_the_secret_and_keeps_a_webhook_that_is_not_ours(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "telegram", BOT)
    _replies(sender, 200, ok=True)
    graph = listening("telegram.message_trigger", "text", events={"text": True})
    trigger = make_trigger(client, graph)
    assert _asked(sender) == [f"POST /bot{BOT}/setWebhook"]
    told = {"url": trigger["url"], "secret_token": SECRET, "allowed_updates": ["message", "edited_message"]}
    assert sender.seen[0].json() == told
    client.delete(f"/api/v1/triggers/{trigger['id']}")
    _replies(sender, 200, ok=True, result={"url": "https://elsewhere.example/"})
    tasks.unregister_webhook(str(Webhook.objects.get().pk))
    assert _asked(sender) == [f"POST /bot{BOT}/getWebhookInfo"]
    assert not Webhook.objects.exists()


def test_telegram_forgets_ours(sender: Wire, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    _connect(alice, sender, "telegram", BOT)
    _replies(sender, 200, ok=True)
    graph_id = save(client, listening())["id"]
    asked = {"graph_id": graph_id, "node_id": "hook", "provider": "telegram"}
    trigger = client.post("/api/v1/triggers", asked).json()
    client.delete(f"/api/v1/graphs/{graph_id}?confirmed=true")  # its triggers go with it
    _replies(sender, 200, ok=True, result={"url": trigger["url"]})
    tasks.unregister_webhook(str(Webhook.objects.get().pk))
    assert [path.rsplit("/", 1)[1] for path in _asked(sender)] == ["getWebhookInfo", "deleteWebhook"]


def test_what_cannot_be_taken_out_now_is_tried_for_a_week(
    sender: Wire, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    _connect(alice, sender, "github", TOKEN)
    _replies(sender, 201, id=42)
    trigger = make_trigger(client, _pull_requests())
    client.delete(f"/api/v1/triggers/{trigger['id']}")
    refused: Callable[[Request], Reply] = lambda asked: Reply(403, b'{"message": "no"}')  # noqa: E731
    sender.answer = refused
    tasks.unregister_webhooks()
    assert Webhook.objects.removed().exists()
    Webhook.objects.update(removed_at=timezone.now() - registration.TRIED_FOR * 2)
    tasks.unregister_webhooks()
    assert not Webhook.objects.exists()
