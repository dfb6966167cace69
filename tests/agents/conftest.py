"""A real Celery worker on the test database, and a local server for what blocks call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from platform_project import health
from tests.agents.wire import Outside, outside

ROOT = Path(__file__).resolve().parents[2]
QUEUES = ["engine", "blocks", "upkeep"]
START_SECONDS = 60  # a busy machine imports slowly


@pytest.fixture(scope="session")
def the_outside() -> Iterator[Outside]:
    with outside() as server:
        yield server


@pytest.fixture
def page(the_outside: Outside) -> Outside:
    """The local server, with nothing asked of it yet."""
    the_outside.asked.clear()
    the_outside.bodies.clear()
    the_outside.word_seconds = 0.02
    return the_outside


@contextmanager
def running_worker(server: Outside) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process for all queues, on the test database; gone when the block ends."""
    health.forget(QUEUES)
    log = Path(settings.VAR_DIR) / "logs" / "test-worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "celery", "-A", "platform_project", "worker", "--pool", "threads",
        "--concurrency", "8", "-Q", ",".join(QUEUES), "--without-gossip",
        "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(server), stdout=out, stderr=out)
    try:
        _wait_for_heartbeat(process, log)
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)  # cold: what a test left running is not waited for
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def session_worker(the_outside: Outside, django_db_setup: None) -> Iterator[subprocess.Popen[bytes]]:
    with running_worker(the_outside) as process:
        yield process


@pytest.fixture
def worker(session_worker: subprocess.Popen[bytes], transactional_db: None) -> subprocess.Popen[bytes]:
    """A worker shared by the tests that only need one to be there. Rows are really committed."""
    assert session_worker.poll() is None, "the worker died"
    return session_worker


@pytest.fixture
def own_worker(
    the_outside: Outside, transactional_db: None
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers that the test may kill; call it as often as needed."""
    with ExitStack() as started:
        yield lambda: started.enter_context(running_worker(the_outside))


def _environment(server: Outside) -> dict[str, str]:
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


def _wait_for_heartbeat(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while health.unserved():
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"The worker did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)
