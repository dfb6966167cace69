"""`manage.py bench_webhooks`: many calls of one webhook, on the platform that runs now. JSON on stdout.

Calls come at an even pace, each on its own moment whether or not those before were answered. Measured is the
time to each answer, and to the end of the last of the agents that they start.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agents.bench.clients import saved
from agents.bench.light_sender import LightSender
from agents.engine.graph import Graph, Link, Node
from agents.engine.state import ExecutionStatus
from agents.models import Execution
from agents.models import Graph as GraphRow
from agents.services import triggers
from agents.services.triggers import TriggerRequest
from integrations.models import WebhookDelivery
from platform_project.accounts.models import User
from platform_project.accounts.services.registration import register
from platform_project.kit.ids import uuid7

PATIENCE_SECONDS = 120.0
_WARM_UP = 20


class Command(BaseCommand):
    help = "Measure how soon calls of a webhook are answered, and their agents done; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--calls", type=int, default=500, help="calls in all (default 500)")
        parser.add_argument("--seconds", type=float, default=5.0, help="in which they come (default 5)")
        parser.add_argument(
            "--answers-only", action="store_true", help="do not wait for the agents: the workers are stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = register(email=f"bench-{uuid7()}@example.com", password=secrets.token_urlsafe())
        try:
            measured = _measured(user, options["calls"], options["seconds"], options["answers_only"])
        finally:
            for graph in GraphRow.objects.for_user(user):
                triggers.remove_all_of(graph)
            GraphRow.objects.for_user(user).delete()
            user.delete()
        self.stdout.write(json.dumps(measured, indent=2))


def _measured(user: User, calls: int, seconds: float, answers_only: bool) -> dict[str, Any]:
    nodes = (Node("hook", "agent.webhook_trigger"), Node("out", "agent.output", {"name": "result"}))
    graph = saved(user, Graph(nodes, (Link("hook", "payload", "out", "value"),)))
    trigger, secret = triggers.create(graph=graph, user=user, request=TriggerRequest(node_id="hook"))
    url = f"{_server()}/webhooks/{trigger.webhook_id}"
    asyncio.run(_send(url, secret, _WARM_UP, 1.0))
    began = time.monotonic()
    took = sorted(asyncio.run(_send(url, secret, calls, seconds)))
    stored_after = time.monotonic() - began
    if not answers_only:
        _wait_for_all(graph, calls + _WARM_UP, began)
    done_after = {} if answers_only else {"last_agent_done_after_seconds": round(time.monotonic() - began, 2)}
    return {
        "calls": calls,
        "stored": WebhookDelivery.objects.filter(webhook_id=trigger.webhook_id).count() - _WARM_UP,
        "answer_ms": {name: round(1000 * took[int(part * (calls - 1))], 1) for name, part in _PARTS.items()},
        "last_answer_after_seconds": round(stored_after, 2),
        **done_after,
    }


_PARTS = {"median": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}


async def _send(url: str, secret: str, calls: int, seconds: float) -> list[float]:
    """Seconds from each call to its answer."""
    sender = LightSender(url)
    try:

        async def one(number: int) -> float:
            await asyncio.sleep(number * seconds / calls)
            headers = {"X-Webhook-Secret": secret, "X-Delivery-Id": f"{calls}-{number}"}
            body = json.dumps({"number": number, "order": "x" * 2_000}).encode()
            status, took = await sender.post(body, headers)
            if status != 202:
                raise CommandError(f"A call was answered {status}.")
            return took

        return await asyncio.gather(*(one(number) for number in range(calls)))
    finally:
        sender.close()


def _wait_for_all(graph: GraphRow, count: int, began: float) -> None:
    done = Execution.objects.filter(graph=graph, status=ExecutionStatus.COMPLETED)
    while done.count() < count:
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise CommandError(f"{done.count()} of {count} agents were done within {PATIENCE_SECONDS:.0f} s.")
        time.sleep(0.1)


def _server() -> str:
    """The web process itself, also where PUBLIC_URL is that of a proxy."""
    host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104
    return f"http://{host}:{settings.PORT}"
