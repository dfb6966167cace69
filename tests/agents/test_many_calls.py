"""Hundreds of steps that wait on the outside, in one worker process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from agents.management.commands import bench_io
from agents.models import Graph
from platform_project.accounts.models import User
from platform_project.supervisor.report import pss_bytes
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import REQUEST, graph_json, link, node, start, wait

CALLS = 120
Clients = Callable[..., APIClient]


class PatientServer(bench_io.SlowServer):
    """Answers nobody before CALLS calls are under way together."""

    def __init__(self) -> None:
        super().__init__(seconds=0)
        self.is_full = asyncio.Event()

    async def wait(self) -> None:
        if self.open == CALLS:
            self.is_full.set()
        await self.is_full.wait()


@pytest.fixture
def patient_url() -> Iterator[str]:
    server = PatientServer()
    yield server.start()
    server.stop()


@pytest.fixture
def wide_worker(the_outside: Outside, transactional_db: None) -> Iterator[Worker]:
    worker = Worker(the_outside, threads=CALLS + 8)
    try:
        worker.wait_ready()
        yield worker
        worker.wait_idle()
    finally:
        worker.stop()


@pytest.mark.slow
@pytest.mark.broker
def test_one_worker_makes_many_calls_at_once(
    wide_worker: Worker, patient_url: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    calls = [node(f"{i}", REQUEST, url=patient_url, method="GET") for i in range(CALLS)]
    graph = graph_json(*calls, node("all", "data.create_list"))
    graph["links"] = [link(f"{i}.response -> all.values_$_{i}") for i in range(CALLS)]
    ended = wait(client, start(client, graph)["id"], seconds=60)
    assert (ended["status"], ended["node_count"]) == ("COMPLETED", CALLS + 1)
    size = pss_bytes(wide_worker.process.pid)
    assert size is not None
    assert size < 300 * 2**20


def test_the_bench_measures_calls_and_memory_and_leaves_nothing_behind(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_io, "_worker_pid", lambda: worker.process.pid)
    out = StringIO()
    call_command("bench_io", "--calls", "4", "--seconds", "0.2", stdout=out)
    measured = json.loads(out.getvalue())
    assert measured["calls"] == 4
    first, last = measured["first_call_after_seconds"], measured["last_call_after_seconds"]
    assert 0 < first <= last < measured["seconds"]
    assert 10 < measured["worker_mb"]["before"] <= measured["worker_mb"]["peak"]
    assert (Graph.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_bench_refuses_where_nothing_runs() -> None:
    with pytest.raises(CommandError, match=r"^Polychord does not run on "):
        call_command("bench_io")
    assert not User.objects.exists()
