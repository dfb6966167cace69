"""`run_agent` as a process of its own: Ctrl-C, and a machine on which nothing runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from agents.models import Execution
from platform_project.accounts.models import User
from tests.agents.command_line import HELLO, written
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import calling

ROOT = HELLO.parents[1]
COMMAND = [sys.executable, str(ROOT / "manage.py"), "run_agent"]


def _environment() -> dict[str, str]:
    """That of a process beside the test's own servers, on the test database."""
    database = connection.settings_dict
    place = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    return {
        **os.environ,
        "VAR_DIR": str(settings.VAR_DIR),
        "DATABASE_URL": f"postgres://{place}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
    }


@pytest.mark.slow
def test_ctrl_c_stops_the_execution(worker: Worker, alice: User, page: Outside, tmp_path: Path) -> None:
    path = written(tmp_path, calling(f"{page.url}/slow?seconds=30"))
    process = subprocess.Popen(
        [*COMMAND, path, "--user", alice.email],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 30
        while not page.asked:
            assert time.monotonic() < until
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")
    execution = Execution.objects.get()
    assert execution.status == "TERMINATED"
    assert [row.status for row in execution.node_executions.all()] == ["TERMINATED"]


@pytest.mark.slow
def test_where_nothing_runs_it_brings_servers_and_a_worker_and_ends_them(tmp_path: Path) -> None:
    without = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in without}
    environment |= {"VAR_DIR": str(tmp_path), "DEBUG": "true", "HOST": "127.0.0.1"}
    done = subprocess.run(
        [*COMMAND, str(HELLO), "--input", "name=Ada"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, {"greeting": ["Hello, Ada!"]}, "")
    left = [
        path for path in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in path.read_bytes()
    ]
    assert left == []
