"""From a planned time to outputs, over the queue and a real worker."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from agents import tasks
from agents.models import Schedule, ScheduledStart
from platform_project.accounts.models import User
from tests.agents.test_presets import greeter
from tests.agents.test_schedules import URL, make
from tests.agents.wire import Outside
from tests.agents.worker import ROOT, Worker, environment_of
from tests.factories.accounts import client_for
from tests.factories.agents import save, wait


def test_what_is_due_runs_to_its_end_once_however_often_one_looks(worker: Worker, alice: User) -> None:
    client = client_for(alice)
    made = make(client, save(client, greeter())["id"], every_seconds=3600)
    _make_due()
    for _ in range(3):
        tasks.look_for_due()
    until = time.monotonic() + 20
    while not (last := client.get(f"{URL}/{made['id']}").json()["last"]):
        assert time.monotonic() < until
        time.sleep(0.05)
    execution = wait(client, last["execution_id"])
    assert (execution["status"], execution["outputs"]) == ("COMPLETED", {"result": ["Ada"]})
    worker.wait_idle()
    assert len(client.get(f"{URL}/{made['id']}/starts").json()["results"]) == 1
    assert len(client.get("/api/v1/executions?trigger=schedule").json()["results"]) == 1


def test_two_beats_start_each_planned_time_once(worker: Worker, the_outside: Outside, alice: User) -> None:
    client = client_for(alice)
    graph_id = save(client, greeter())["id"]
    for name in ("a", "b", "c"):
        make(client, graph_id, name=name, every_seconds=3600)
    planned = []
    with ExitStack() as stack:
        beats = [stack.enter_context(_beat(the_outside)) for _ in range(2)]
        for round_ in (1, 2):
            planned.append(_make_due())
            until = time.monotonic() + 40
            while ScheduledStart.objects.count() < 3 * round_:
                assert time.monotonic() < until
                assert all(beat.poll() is None for beat in beats)
                time.sleep(0.1)
    worker.wait_idle()
    starts = ScheduledStart.objects.values_list("planned_at", "outcome").order_by("planned_at")
    assert list(starts) == [(moment, "started") for moment in planned for _ in range(3)]
    runs = client.get("/api/v1/executions?trigger=schedule").json()["results"]
    assert len(runs) == 6


def _make_due() -> datetime:
    """All schedules are due; the time that they planned."""
    first = timezone.now() - timedelta(seconds=1)
    Schedule.objects.update(counted_from=first - timedelta(hours=1), next_at=first)
    return first


@contextmanager
def _beat(server: Outside) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "platform_project", "beat", "--max-interval", "1"]
    log = settings.VAR_DIR / "logs" / "test-beat.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*command, "--pidfile", ""], cwd=ROOT, env=environment_of(server), stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)
