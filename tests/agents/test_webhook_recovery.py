"""What was stored is not lost: messages, workers and time may go, and what is past its days goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from rest_framework.test import APIClient

from agents.models import Execution
from agents.services import trigger_starts
from integrations.models import WebhookDelivery
from integrations.services import deliveries
from platform_project.accounts.models import User
from tests.factories.webhooks import generic, make_trigger, path_of

Clients = Callable[..., APIClient]
LONG_AGO = timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the deliveries of which a message was sent."""
    found: list[str] = []
    monkeypatch.setattr(deliveries, "nudge", lambda name, *delivery_ids: found.extend(delivery_ids))
    monkeypatch.setattr(deliveries, "is_anything_queued", lambda name: False)
    return found


def _let_time_pass(**fields: Any) -> None:
    WebhookDelivery.objects.update(handed_at=Now() - LONG_AGO, **fields)


def test_a_message_of_what_nobody_took_up_is_sent_anew(
    sent: list[str], alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    for number in range(3):
        generic(path, {"n": number})
    assert deliveries.hand_on_again() == 0  # the messages are on their way
    taken, failed, lost = WebhookDelivery.objects.order_by("received_at")
    trigger_starts.start(taken.pk)
    WebhookDelivery.objects.filter(pk=failed.pk).update(status="failed")
    _let_time_pass()
    sent.clear()
    assert deliveries.hand_on_again() == 1
    assert sent == [str(lost.pk)]
    assert deliveries.hand_on_again() == 0
    assert trigger_starts.start(lost.pk) is not None


def test_messages_that_still_wait_are_not_doubled(
    sent: list[str], monkeypatch: pytest.MonkeyPatch, alice: User, client_of: Clients
) -> None:
    generic(path_of(make_trigger(client_of(alice))), {})
    WebhookDelivery.objects.update(handed_at=Now() - timedelta(seconds=30))
    monkeypatch.setattr(deliveries, "is_anything_queued", lambda name: True)
    assert deliveries.hand_on_again() == 0
    _let_time_pass()
    assert deliveries.hand_on_again() == 1  # overtaken, or lost


def test_what_can_never_be_started_is_given_up(sent: list[str], alice: User, client_of: Clients) -> None:
    generic(path_of(make_trigger(client_of(alice))), {})
    sent.clear()
    _let_time_pass(tries=deliveries.MAX_TRIES)
    assert deliveries.hand_on_again() == 1
    delivery = WebhookDelivery.objects.get()
    assert (sent, delivery.status) == ([], "failed")
    assert delivery.error == "Nobody could start it in 20 tries; the workers' logs say why."


def test_old_deliveries_go_but_for_those_that_wait(
    sent: list[str], monkeypatch: pytest.MonkeyPatch, alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    for number in range(6):
        generic(path, {"n": number}, f"d{number}")
    found = WebhookDelivery.objects.order_by("received_at")
    WebhookDelivery.objects.exclude(key="d0").update(status="skipped")
    WebhookDelivery.objects.filter(key__in=["d0", "d1"]).update(received_at=Now() - timedelta(days=31))
    assert deliveries.prune() == 1
    assert [row.key for row in found.all()] == ["d0", "d2", "d3", "d4", "d5"]
    monkeypatch.setattr(deliveries, "MAX_KEPT", 2)
    assert deliveries.prune() == 2
    assert [row.key for row in found.all()] == ["d0", "d4", "d5"]


def test_two_workers_with_the_same_message_start_one_execution(
    transactional_db: None, sent: list[str], alice: User, client_of: Clients
) -> None:
    answer = generic(path_of(make_trigger(client_of(alice))), {})
    delivery_id = answer.json()["delivery_id"]
    started: list[Execution | None] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        started.append(trigger_starts.start(delivery_id))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(run is not None for run in started) == 1
    assert Execution.objects.count() == 1


def test_calls_that_come_together_are_stored_once(
    transactional_db: None, sent: list[str], alice: User, client_of: Clients
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    answers: list[Any] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        answers.append(generic(path, {}, "same"))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [202] * 4
    assert sorted(answer.json()["is_repeated"] for answer in answers) == [False, True, True, True]
    assert (WebhookDelivery.objects.count(), len(sent)) == (1, 1)
