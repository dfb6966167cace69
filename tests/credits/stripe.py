"""Stripe for tests: a server that speaks what localstripe lacks, and events signed as Stripe signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from rest_framework.test import APIClient

from tests.blocks.wire import Reply, Request, Wire, serving

SECRET = "whsec_of_the_tests"
_numbers = count(1)


class Stripe:
    """Customers, checkout pages, the portal, subscriptions, payments and invoices."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.payments: dict[str, dict[str, Any]] = {}
        self.subscriptions: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.invoices: list[dict[str, Any]] = []
        self.is_away = False
        self.loses_answers = False  # it does as it is told, and nobody hears of it
        self._done: dict[str, dict[str, Any]] = {}  # what was made by an idempotency key
        wire.answer = self._answer

    def asked(self, path: str) -> list[dict[str, str]]:
        """The forms that came to a path."""
        return [
            dict(parse_qsl(seen.body.decode())) for seen in self.wire.seen if urlsplit(seen.path).path == path
        ]

    def payment(self, metadata: dict[str, str], cents: int, **more: Any) -> dict[str, Any]:
        """A payment intent that Stripe knows."""
        row = {
            "id": f"pi_{next(_numbers)}",
            "object": "payment_intent",
            "amount": cents,
            "status": "succeeded",
            "metadata": metadata,
            "payment_method": "pm_kept",
            **more,
        }
        self.payments[row["id"]] = row
        return row

    def subscription(self, customer: str, price: str, **more: Any) -> dict[str, Any]:
        item = {"id": "si_1", "price": {"id": price}, "current_period_end": int(time.time()) + 30 * 86_400}
        row = {
            "id": f"sub_{next(_numbers)}",
            "object": "subscription",
            "customer": customer,
            "status": "active",
            "items": {"object": "list", "data": [item]},
            **more,
        }
        self.subscriptions[row["id"]] = row
        return row

    def _answer(self, request: Request) -> Reply:
        if self.is_away:
            return _json({"error": {"type": "api_error", "message": "away"}}, 503)
        parts = urlsplit(request.path).path.strip("/").split("/")[1:]
        form = dict(parse_qsl(request.body.decode()))
        if request.method == "POST" and parts == ["payment_intents"]:
            return self._charged(request.headers["idempotency-key"], form)
        return self._route(request.method, parts, form)

    def _charged(self, key: str, form: dict[str, str]) -> Reply:
        if key not in self._done:
            metadata = {"top_up": form["metadata[top_up]"]}
            self._done[key] = self.payment(metadata, int(form["amount"]))
        return _json({"error": {"type": "api_error"}}, 500) if self.loses_answers else _json(self._done[key])

    def _route(self, method: str, parts: list[str], form: dict[str, str]) -> Reply:
        match method, parts:
            case "POST", ["customers"]:
                return _json({"id": f"cus_{next(_numbers)}", "object": "customer"})
            case "POST", ["checkout", "sessions"]:
                made = {"id": f"cs_{next(_numbers)}", "object": "checkout.session", "status": "open"}
                self.sessions[made["id"]] = made
                return _json({**made, "url": f"https://pay.example/{made['id']}"})
            case "POST", ["billing_portal", "sessions"]:
                return _json({"object": "billing_portal.session", "url": "https://pay.example/portal"})
            case "GET", ["invoices"]:
                return _json({"object": "list", "data": self.invoices, "has_more": False})
            case "POST", ["subscriptions", known]:
                return _json(self._changed(self.subscriptions[known], form))
            case "DELETE", ["subscriptions", known]:
                return _json(self.subscriptions.pop(known))
            case "GET", [kind, *_, known]:
                rows = {"payment_intents": self.payments, "subscriptions": self.subscriptions}
                found = rows.get(kind, self.sessions).get(known)
                return _json(found) if found else _json({"error": {"type": "invalid_request_error"}}, 404)
        raise AssertionError((method, parts))

    @staticmethod
    def _changed(row: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
        if price := form.get("items[0][price]"):
            row["items"]["data"][0]["price"] = {"id": price}
        row["cancel_at_period_end"] = form.get("cancel_at_period_end") == "true"
        return row


def _json(value: dict[str, Any], status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


@contextmanager
def stripe_here(settings: Any) -> Iterator[Stripe]:
    with serving(Wire()) as wire:
        settings.STRIPE_BASE_URL = wire.base_url
        yield Stripe(wire)


# --- Events -----------------------------------------------------------------------------------------------
def event(kind: str, told: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An event of Stripe's."""
    return {
        "id": f"evt_{next(_numbers)}",
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "data": {"object": told},
        **more,
    }


def signature(body: bytes, at: int | None = None, secret: str = SECRET) -> str:
    at = at or int(time.time())
    mac = hmac.new(secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def send(body: bytes, header: str) -> Any:
    """The answer to a call of our door."""
    given: Any = body  # the stubs want text
    return APIClient().generic(
        "POST", "/api/v1/webhooks/stripe", given, "application/json", HTTP_STRIPE_SIGNATURE=header
    )


Tell = Callable[..., None]
