"""From a planned time to outputs, over the queue and a real worker."""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone

from agents import tasks
from agents.models import Schedule
from platform_project.accounts.models import User
from tests.agents.test_presets import greeter
from tests.agents.test_schedules import URL, make
from tests.agents.worker import Worker
from tests.factories.accounts import client_for
from tests.factories.agents import save, wait


def test_what_is_due_runs_to_its_end_once_however_often_one_looks(worker: Worker, alice: User) -> None:
    client = client_for(alice)
    made = make(client, save(client, greeter())["id"], every_seconds=3600)
    first = timezone.now() - timedelta(seconds=1)
    Schedule.objects.filter(pk=made["id"]).update(counted_from=first - timedelta(hours=1), next_at=first)
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
