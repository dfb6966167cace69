"""What recovery takes for lost, and what it leaves alone. No worker runs here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, connections
from django.db.models import F
from django.db.models.functions import Now
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution
from agents.models.execution import SILENCE
from agents.models.firing import LAST_CALL, LEASE
from agents.runner.expand import expand
from agents.runner.fire import fire_claimed
from agents.runner.recovery import DELIVERED_WITHIN, OVERTAKEN_AFTER, recover
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.factories.agents import calling, chain, start
from tests.platform.outage import database_away
from tests.platform.queues import length, purge

Clients = Callable[..., APIClient]
QUEUES = ("engine", "engine_priority", "engine_later", "blocks", "blocks_priority")

pytestmark = [pytest.mark.broker, pytest.mark.slow]


@pytest.fixture(autouse=True)
def empty_queues() -> Iterator[None]:
    purge(*QUEUES)
    yield
    purge(*QUEUES)


@pytest.fixture
def row(
    transactional_db: None, alice: User, client_of: Clients, request: pytest.FixtureRequest
) -> NodeExecution:
    """One heavy firing that is queued: a request, by the method that a test asks for."""
    start(client_of(alice), calling("http://127.0.0.1:1/", getattr(request, "param", "POST")))
    expand(Execution.objects.get().pk)
    return NodeExecution.objects.get()


def _later(firing: NodeExecution, *columns: str) -> None:
    """As if these times had been a minute and a half ago."""
    NodeExecution.objects.filter(pk=firing.pk).update(
        **{name: F(name) - 1.5 * OVERTAKEN_AFTER for name in columns}
    )
    firing.refresh_from_db()


# --- Leases -----------------------------------------------------------------------------------------------
def test_a_holder_that_answers_the_last_call_keeps_its_firing(row: NodeExecution) -> None:
    """A database that was away kept everybody from renewing: that alone is no sign of death."""
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "lease")
    _later(row, "lease_until")
    assert recover() == 0
    row.refresh_from_db()
    called_at = row.last_call_at
    assert NodeExecution.objects.renew(["lease"], [row.execution_id]) == {"lease"}
    row.refresh_from_db()
    assert called_at is not None
    assert row.status == "RUNNING"
    assert row.last_call_at is None
    assert recover() == 0


def test_a_holder_that_does_not_answer_the_last_call_is_lost(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "lease")
    _later(row, "lease_until")
    assert (recover(), recover()) == (0, 0)  # the second look comes too early
    _later(row, "last_call_at")
    assert recover() == 1
    row.refresh_from_db()
    assert (row.status, row.attempts, row.lost_workers, row.error_code) == ("FAILED", 1, 1, "worker_lost")


@pytest.mark.parametrize("row", ["GET", "HEAD", "OPTIONS"], indirect=True)
def test_a_request_that_changes_nothing_is_sent_again(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "lease")
    _later(row, "lease_until")
    assert recover() == 0
    _later(row, "last_call_at")
    assert recover() == 1
    row.refresh_from_db()
    assert (row.status, row.attempts, row.lost_workers, row.error_code) == ("QUEUED", 1, 1, "")


def test_everything_is_brought_back_well_within_half_a_minute() -> None:
    ticks = 2 * 2.0  # of beat: one finds that the lease ran out, one that nobody answered
    assert (LEASE + LAST_CALL).total_seconds() + ticks < 20
    assert DELIVERED_WITHIN < SILENCE
    assert SILENCE.total_seconds() < 20


def test_who_claims_twice_with_one_lease_has_claimed_once(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "mine")
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "mine")  # the first answer was lost
    assert not NodeExecution.objects.claim(row.pk, row.execution_id, "another")
    row.refresh_from_db()
    assert (row.lease, row.attempts) == ("mine", 1)


def test_who_settles_twice_with_one_lease_has_settled_once(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "mine")
    settle = partial(NodeExecution.objects.settle, row.pk, row.execution_id)
    assert settle("mine", status="COMPLETED", outputs=[["response", 1]])
    assert settle("mine", status="COMPLETED", outputs=[["response", 1]])
    assert not settle("mine", status="FAILED", outputs=[])
    assert not settle("another", status="COMPLETED", outputs=[])
    row.refresh_from_db()
    assert (row.status, row.outputs) == ("COMPLETED", [["response", 1]])


# --- Messages ---------------------------------------------------------------------------------------------
def test_a_firing_is_sent_again_once_no_message_is_left(row: NodeExecution) -> None:
    purge("blocks")
    assert recover() == 0  # it may be on its way
    _later(row, "queued_at")
    assert (recover(), length("blocks")) == (1, 1)
    assert recover() == 0


def test_a_firing_is_not_sent_again_while_messages_wait(row: NodeExecution) -> None:
    NodeExecution.objects.update(queued_at=Now() - 2 * DELIVERED_WITHIN)
    assert (recover(), length("blocks")) == (0, 1)
    _later(row, "queued_at")  # others may have come instead of the one that was lost
    assert (recover(), length("blocks")) == (1, 2)


def test_an_execution_that_waits_for_an_outcome_is_left_alone(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "lease")
    Execution.objects.update(touched_at=Now() - 2 * DELIVERED_WITHIN)
    purge(*QUEUES)
    assert (recover(), length("engine")) == (0, 0)


def test_an_outcome_that_no_expansion_has_seen_is_looked_at(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "lease")
    assert NodeExecution.objects.settle(row.pk, row.execution_id, "lease", status="COMPLETED", outputs=[])
    purge(*QUEUES)
    assert recover() == 0  # the message may be on its way
    NodeExecution.objects.update(ended_at=Now() - 2 * DELIVERED_WITHIN)
    Execution.objects.update(touched_at=Now() - 3 * DELIVERED_WITHIN)
    assert (recover(), length("engine")) == (1, 1)
    assert recover() == 0  # its message waits


def test_an_execution_in_which_nothing_is_out_goes_on(
    transactional_db: None, alice: User, client_of: Clients
) -> None:
    """Its worker died between two slices, or before the first."""
    start(client_of(alice), chain())
    purge(*QUEUES)
    Execution.objects.update(status="RUNNING", started_at=Now())
    assert recover() == 0
    Execution.objects.update(touched_at=Now() - 2 * DELIVERED_WITHIN)
    assert (recover(), length("engine")) == (1, 1)


# --- The database -----------------------------------------------------------------------------------------
def test_what_a_block_did_is_kept_while_the_database_is_away(
    transactional_db: None, page: Outside, alice: User, client_of: Clients, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    start(client_of(alice), calling(f"{page.url}/slow?seconds=0.5&say=kept"))
    expand(Execution.objects.get().pk)
    row = NodeExecution.objects.get()

    def work() -> None:
        try:
            fire_claimed(row.pk, row.execution_id)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    while not page.asked:
        assert worker.is_alive()
        time.sleep(0.01)
    connection.close()
    with database_away(seconds=2):
        worker.join(20)
    row.refresh_from_db()
    assert (row.status, row.attempts, row.outputs) == ("COMPLETED", 1, [["response", "kept"]])
    assert page.count("say=kept") == 1
