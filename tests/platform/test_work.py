"""`manage.py work`: a worker of its own, as another machine would run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from platform_project import health

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # a busy machine imports slowly


def command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "work", *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "platform_project.settings", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def unserved() -> Iterator[None]:
    health.forget(health.queues())
    yield
    health.forget(health.queues())


@pytest.mark.broker
@pytest.mark.django_db
def test_it_serves_its_queues_until_it_is_asked_to_stop(unserved: None, tmp_path: Path) -> None:
    database = connection.settings_dict
    place = (
        f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    servers = {"DATABASE_URL": f"postgres://{place}", "REDIS_URL": settings.REDIS_URL}
    process = command("blocks", VAR_DIR=str(tmp_path), **servers)
    try:
        until = time.monotonic() + START_SECONDS
        while "blocks" in health.unserved():
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        others = [queue for queue in health.queues() if not queue.startswith("blocks")]
        assert health.unserved() == others
        assert {"engine", "upkeep"} < set(others)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()


def test_it_refuses_where_no_platform_runs(tmp_path: Path) -> None:
    process = command("engine", VAR_DIR=str(tmp_path), DATABASE_URL="", REDIS_URL="", BROKER_URL="")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith(
        f"CommandError: Polychord does not run on {tmp_path}. Start it first, or set DATABASE_URL"
    )
    assert not (tmp_path / "postgres").exists()
