"""Triggers, and calls of them as their senders make them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from asgiref.sync import sync_to_async
from rest_framework.test import APIClient

from integrations.services import deliveries, incoming
from integrations.webhooks.ingress import WebhookIngress
from tests.asgi import Answer, ask, left_to_django
from tests.blocks.wire import RECORDINGS
from tests.factories.agents import OUTPUT, graph_json, node, save

GENERIC = "agent.webhook_trigger"
SECRET = "it-is-a-secret-0123456789"
SECRET_BASE64 = "aXQtaXMtYS1zZWNyZXQtMDEyMzQ1Njc4OQ=="


def listening(block: str = GENERIC, pin: str = "payload", **defaults: Any) -> dict[str, Any]:
    """A graph with a trigger block `hook`, whose pin is given as `result`."""
    nodes = node("hook", block, **defaults), node("out", OUTPUT, name="result")
    return graph_json(*nodes, links=(f"hook.{pin} -> out.value",))


def make_trigger(client: APIClient, graph: dict[str, Any] | None = None, **body: Any) -> dict[str, Any]:
    """A trigger of the node `hook` of a graph, as the API shows a new one, with its secret."""
    graph_id = save(client, graph or listening())["id"]
    body = {"graph_id": graph_id, "node_id": "hook", "secret": SECRET, **body}
    given = {name: value for name, value in body.items() if name != "secret" or value}
    answer = client.post("/api/v1/triggers", given)
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def path_of(trigger: dict[str, Any]) -> str:
    return "/webhooks/" + str(trigger["url"]).rsplit("/", 1)[1]


def call(path: str, body: bytes | str | dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    """A call from outside: without a session or token, with the body to the letter."""
    data = json.dumps(body) if isinstance(body, dict) else body
    named = {"Content-Type": "application/json", **(headers or {})}
    return send("POST", path, data if isinstance(data, bytes) else data.encode(), named)


def send(method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    """What the door answers."""
    take, hand_on = sync_to_async(incoming.take_all), sync_to_async(deliveries.hand_on)

    async def door(scope: Any, receive: Any, keep: Any) -> None:
        await WebhookIngress(left_to_django, take, hand_on)(scope, receive, keep)

    return ask(door, method, path, body, headers)


def generic(path: str, body: Any, delivery: str = "", secret: str = SECRET) -> Any:
    named = {"X-Delivery-Id": delivery} if delivery else {}
    return call(path, body, {"X-Webhook-Secret": secret, **named})


def github(
    path: str, event: str, body: dict[str, Any], delivery: str = "guid-1", secret: str = SECRET
) -> Any:
    text = json.dumps(body)
    signed = {"X-GitHub-Event": event, "X-GitHub-Delivery": delivery}
    return call(path, text, {"X-Hub-Signature-256": f"sha256={_hmac(secret, text)}", **signed})


def slack(path: str, body: dict[str, Any], secret: str = SECRET, age_seconds: int = 0) -> Any:
    text, stamp = json.dumps(body), str(int(time.time()) - age_seconds)
    signature = f"v0={_hmac(secret, f'v0:{stamp}:{text}')}"
    return call(path, text, {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature})


def stripe(path: str, body: dict[str, Any], secret: str = SECRET, age_seconds: int = 0) -> Any:
    text, stamp = json.dumps(body), str(int(time.time()) - age_seconds)
    signature = f"t={stamp},v1={'0' * 64},v1={_hmac(secret, f'{stamp}.{text}')},v0=abc"
    return call(path, text, {"Stripe-Signature": signature})


def telegram(path: str, body: dict[str, Any], secret: str = SECRET) -> Any:
    return call(path, body, {"X-Telegram-Bot-Api-Secret-Token": secret})


def exa(path: str, body: dict[str, Any], secret: str = SECRET, age_seconds: int = 0) -> Any:
    text, stamp = json.dumps(body), str(int(time.time()) - age_seconds)
    return call(path, text, {"Exa-Signature": f"t={stamp},v1={_hmac(secret, f'{stamp}.{text}')}"})


def airtable(path: str, body: dict[str, Any], secret: str = SECRET_BASE64) -> Any:
    text = json.dumps(body)
    mac = hmac.new(base64.b64decode(secret), text.encode(), hashlib.sha256).hexdigest()
    return call(path, text, {"X-Airtable-Content-MAC": f"hmac-sha256={mac}"})


def slant3d(path: str, body: dict[str, Any], secret: str = SECRET) -> Any:
    return call(f"{path}?secret={secret}", body)


def recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDINGS / "webhooks" / name).read_bytes())
    return found


def _hmac(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
