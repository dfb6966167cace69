"""A real Celery worker process for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F

from agents.models import NodeExecution
from agents.models.firing import LEASE
from agents.runner.recovery import recover
from platform_project import health
from platform_project.celery import app
from platform_project.kit import broker
from tests.agents.nursery import Forked, Nursery
from tests.agents.wire import Outside

ROOT = Path(__file__).resolve().parents[2]
QUEUES = ["engine", "engine_priority", "engine_later", "blocks", "blocks_priority", "upkeep"]
IDLE_SECONDS = 30
START_SECONDS = 60  # a busy machine imports slowly

_numbers = count(1)
_nurseries: list[Nursery] = []  # of this process, from its first worker on


class Worker:
    """A Celery worker process for all queues, on the test database."""

    def __init__(self, server: Outside, threads: int = 8, environment: dict[str, str] | None = None) -> None:
        self.name = f"test-{next(_numbers)}@here"
        self.log = Path(settings.VAR_DIR) / "logs" / "test-worker.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        health.forget(QUEUES)
        arguments = [
            "-A", "platform_project", "worker", "--hostname", self.name,
            "--pool", "threads", "--concurrency", str(threads), "-Q", ",".join(QUEUES),
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ]  # fmt: skip
        self.process = _started(arguments, environment_of(server) | (environment or {}), self.log)

    def wait_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while health.unserved():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"The worker did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def wait_idle(self) -> None:
        """Until nothing is queued and nothing runs: its locks would hinder the emptying of tables."""
        until, idle = time.monotonic() + IDLE_SECONDS, 0
        while self.process.poll() is None and idle < 3:  # a message is nowhere for a moment between two lists
            assert time.monotonic() < until, "the worker does not come to rest"
            idle = 0 if self._has_work() else idle + 1
            time.sleep(0.02)

    def kill(self) -> None:
        """As a crash does: nothing is finished, nothing is said."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # cold: what a test left running is not waited for
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _has_work(self) -> bool:
        """Something is queued, or was handed out and is not finished: tasks are acknowledged at their end."""
        if broker.waiting(QUEUES):
            return True
        # Brokers do not tell what a worker holds, so the worker is asked; by a connection that no test ended.
        with app.connection_for_write() as session:
            asked = app.control.inspect(destination=[self.name], limit=1, timeout=5, connection=session)
            return _holds(asked.active()) or _holds(asked.reserved())


def _started(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Forked | subprocess.Popen[bytes]:
    """One of the nursery's, or, in another environment than the first worker's, one that starts by itself."""
    environment.pop("PYTEST_CURRENT_TEST", None)
    if not _nurseries:
        _nurseries.append(Nursery(environment))
    if _nurseries[0].environment == environment:
        return _nurseries[0].worker(arguments, log)
    command = [sys.executable, "-m", "celery", *arguments]
    with log.open("ab") as out:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)


class SharedWorker:
    """A worker that starts when a test first needs it, and again after it was ended."""

    def __init__(self, server: Outside, environment: dict[str, str] | None = None) -> None:
        self._server, self.environment = server, environment
        self._worker: Worker | None = None

    def running(self) -> Worker:
        if self._worker is None:
            self._worker = Worker(self._server, environment=self.environment)
            self._worker.wait_ready()
        assert self._worker.process.poll() is None, "the worker died"
        return self._worker

    def end(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker = None


def let_leases_run_out() -> None:
    """What dead workers held is nobody's any more, as if they had been gone for long."""
    past = LEASE * 3
    NodeExecution.objects.update(lease_until=F("lease_until") - past)
    assert recover() == 0  # a last call
    NodeExecution.objects.update(last_call_at=F("last_call_at") - past)


def _holds(answer: Mapping[str, object] | None) -> bool:
    """True also for a worker that did not answer."""
    return answer is None or any(answer.values())


def environment_of(server: Outside) -> dict[str, str]:
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(settings.VAR_DIR),
        "DATABASE_URL": url + str(database["NAME"]),
        "REDIS_URL": settings.REDIS_URL,
        "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1",
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": f"{server.url}/v1",
        "DISCORD_BOT_TOKEN": "bot-test",
        "DISCORD_BASE_URL": f"{server.url}/api/v10",
    }
