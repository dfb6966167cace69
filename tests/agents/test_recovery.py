"""What a lost worker or a lost message leaves behind is brought back, and nothing runs twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F
from django.db.models.functions import Now
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution
from agents.runner.recovery import DELIVERED_WITHIN, recover
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker, let_leases_run_out
from tests.factories.agents import OUTPUT, calling, chain, firings, graph_json, node, start, wait, wait_for

pytestmark = pytest.mark.slow  # workers are started and killed

Clients = Callable[..., APIClient]
Workers = Callable[[], Worker]


def test_a_firing_whose_worker_was_killed_is_run_by_another(
    own_worker: Workers, page: Outside, alice: User, client_of: Clients
) -> None:
    client, first = client_of(alice), own_worker()
    graph = graph_json(
        node("read", "web.extract_text", url=f"{page.url}/page?seconds=1"),
        node("out", OUTPUT, name="result"),
        links=("read.text -> out.value",),
    )
    execution_id = start(client, graph)["id"]
    wait_for(client, execution_id, "RUNNING")
    first.kill()
    assert recover() == 0  # the lease still holds
    let_leases_run_out()
    assert recover() >= 1
    own_worker()
    ended = wait(client, execution_id)
    assert (ended["status"], ended["outputs"]) == (
        "COMPLETED",
        {"result": ["Polychord turns graphs into chords."]},
    )
    assert firings(client, execution_id)[0]["attempts"] == 2
    assert NodeExecution.objects.get(node_key="read").lost_workers == 1


def test_a_firing_that_must_not_repeat_fails_when_its_worker_was_killed(
    own_worker: Workers, page: Outside, alice: User, client_of: Clients
) -> None:
    client, first = client_of(alice), own_worker()
    graph = graph_json(node("post", "discord.post_message", channel_id="1", message="hi"))
    execution_id = start(client, graph)["id"]
    rows = wait_for(client, execution_id, "COMPLETED")
    first.kill()
    # As if the worker had died after the call and before its commit.
    NodeExecution.objects.update(
        status="RUNNING", ended_at=None, is_delivered=False, lease="gone", lease_until=F("started_at")
    )
    Execution.objects.update(status="RUNNING", ended_at=None)
    let_leases_run_out()
    assert recover() == 1
    row = NodeExecution.objects.get()
    assert (row.status, row.error_code, row.attempts) == ("FAILED", "worker_lost", 1)
    assert (len(rows), page.count("/messages")) == (1, 1)


def test_an_execution_whose_message_was_lost_is_expanded(
    own_worker: Workers, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_worker()
    client = client_of(alice)
    with monkeypatch.context() as patched:
        patched.setattr("agents.runner.admission.queue_expansion", lambda *_: None)  # the broker was wiped
        execution_id = start(client, chain())["id"]
    Execution.objects.update(touched_at=Now())
    assert recover() == 0
    Execution.objects.update(touched_at=Now() - 2 * DELIVERED_WITHIN)
    assert recover() == 1
    assert wait(client, execution_id)["status"] == "COMPLETED"


def test_expanding_at_any_time_and_twice_changes_nothing(
    own_worker: Workers, page: Outside, alice: User, client_of: Clients
) -> None:
    from agents.runner.expand import expand

    own_worker()
    client = client_of(alice)
    execution_id = start(client, calling(f"{page.url}/slow?seconds=0.5&say=once"))["id"]
    wait_for(client, execution_id, "RUNNING")
    for _ in range(3):
        expand(Execution.objects.get().pk)
    ended = wait(client, execution_id)
    expand(Execution.objects.get().pk)
    assert ended["outputs"] == {"result": ["once"]}
    assert (len(firings(client, execution_id)), page.count("/slow")) == (2, 1)
