"""Leases while firings wait, and while somebody else holds their rows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution
from agents.runner import fire as firing
from agents.runner.expand import expand
from platform_project.accounts.models import User
from platform_project.kit import loop
from tests.factories.agents import calling, start

Clients = Callable[..., APIClient]


@pytest.fixture
def row(transactional_db: None, alice: User, client_of: Clients) -> NodeExecution:
    """One heavy firing that is queued."""
    start(client_of(alice), calling("http://127.0.0.1:1/"))
    expand(Execution.objects.get().pk)
    return NodeExecution.objects.get()


def test_a_firing_that_waits_holds_no_database_connection(
    row: NodeExecution, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    submit = loop.submit

    def watched(work: Any) -> Any:
        held.append(connection.connection is not None)
        return submit(work)

    monkeypatch.setattr(loop, "submit", watched)
    firing.fire_claimed(row.pk, row.execution_id)
    _wait_for_keeper()
    assert held[0] is False
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("FAILED", 1)


def _wait_for_keeper() -> None:
    """The thread that renews ends with its last lease, and gives its connection back."""
    for thread in threading.enumerate():
        if thread.name == "leases":
            thread.join(5)


def test_renewing_neither_waits_for_a_locked_row_nor_takes_it_for_lost(row: NodeExecution) -> None:
    assert NodeExecution.objects.claim(row.pk, row.execution_id, "lease")
    locked, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            assert NodeExecution.objects.select_for_update().filter(pk=row.pk).exists()
            locked.set()
            free.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(5)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 2000")
            assert NodeExecution.objects.renew(["lease", "gone"], {row.execution_id}) == {"lease"}
    finally:
        free.set()
        holder.join()
    NodeExecution.objects.stop(row.execution_id)
    assert NodeExecution.objects.renew(["lease"], {row.execution_id}) == set()
