"""Calls from outside, through the task queue to the end of the agents that they start."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.engine.state import ENDED_EXECUTION
from agents.models import Execution
from integrations.models import WebhookDelivery
from integrations.services import deliveries
from platform_project.accounts.models import User
from platform_project.celery import app
from tests.agents.worker import Worker
from tests.factories.agents import wait
from tests.factories.webhooks import generic, github, listening, make_trigger, path_of

Clients = Callable[..., APIClient]
MANY = 500
RUN_WITHIN_SECONDS = 120.0  # on a busy machine; some 10 s on a quiet one
OPENED = {
    "action": "opened",
    "number": 7,
    "pull_request": {"html_url": "https://github.com/ada/engine/pull/7"},
}


def _wait_until(is_so: Callable[[], Any]) -> Any:
    until = time.monotonic() + 20
    while not (found := is_so()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def test_a_pull_request_runs_its_agent_to_the_end(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = listening(
        "github.pull_request_trigger", "pull_request_url", repo="ada/engine", events={"opened": True}
    )
    trigger = make_trigger(client, graph)
    answers = [github(path_of(trigger), "pull_request", OPENED) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202] * 3
    delivery = _wait_until(lambda: WebhookDelivery.objects.filter(status="started").first())
    ended = wait(client, str(delivery.started_id))
    assert ended["outputs"] == {"result": ["https://github.com/ada/engine/pull/7"]}
    assert (ended["trigger"], Execution.objects.count()) == ("webhook", 1)


@pytest.mark.timeout(240)
def test_500_calls_while_all_workers_are_stopped_all_run_when_they_return(
    own_worker: Callable[[], Worker], alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    statuses = [generic(path, {"n": number}, f"d{number}").status_code for number in range(MANY)]
    assert statuses == [202] * MANY
    with app.connection_for_write() as broker:  # half of the messages are lost besides
        queue = app.amqp.queues["engine"](broker.default_channel)
        for _ in range(MANY // 2):
            queue.get(no_ack=True)
    own_worker()
    until = time.monotonic() + RUN_WITHIN_SECONDS
    while _ended() < MANY and time.monotonic() < until:
        deliveries.hand_on_again()  # as beat does
        time.sleep(0.5)
    assert WebhookDelivery.objects.filter(status="started").count() == MANY
    assert {run.status for run in Execution.objects.all()} == {"COMPLETED"}
    sent = sorted(run.outputs["result"][0]["n"] for run in Execution.objects.all())
    assert sent == list(range(MANY))


def _ended() -> int:
    return Execution.objects.filter(status__in=[str(status) for status in ENDED_EXECUTION]).count()
