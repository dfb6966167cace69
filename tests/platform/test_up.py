"""The whole platform as its own processes: start, memory, death of children, stop, second start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.platform.up import ROOT, Platform, free_port, platform_on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with platform_on(tmp_path / "var", tmp_path / "up.log") as started:
        yield started


@pytest.fixture
def first_start(made_folder: Path, tmp_path: Path) -> Iterator[Platform]:
    """Servers with no table in them yet."""
    folder, log = tmp_path / "var", tmp_path / "up.log"
    subprocess.run(["cp", "-a", str(made_folder), str(folder)], check=True)
    with platform_on(folder, log) as started:
        yield started


def test_it_comes_up_reports_its_memory_revives_children_and_leaves_nothing(first_start: Platform) -> None:
    platform = first_start
    platform.wait_ready(60)
    assert re.search(
        r"^set-up +\| Database: \d+ migrations applied\.$", platform.log.read_text(), re.MULTILINE
    )
    names = {process.name() for process in platform.family()}
    assert {
        "pc-up",
        "pc-web",
        "pc-engine",
        "pc-engine-2",
        "pc-blocks",
        "pc-beat",
        "postgres",
        "redis-server",
    } <= names

    report = platform.second("--report")
    assert report.returncode == 0
    total_mb = float(report.stdout.splitlines()[-1].split()[-2])
    assert 50 < total_mb < 400

    again = platform.second(PORT=str(free_port()))
    assert again.returncode == 1
    assert f"process {platform.process.pid} serves {platform.base}." in again.stderr
    taken = platform.second(VAR_DIR=str(Path(platform.environment["VAR_DIR"]).parent / "other"))
    assert taken.returncode == 1
    assert taken.stderr.startswith(f"Port {platform.environment['PORT']} of 127.0.0.1 is taken by process ")
    assert platform.health()["status"] == "ok"

    next(process for process in platform.family() if process.name() == "pc-web").kill()
    next(process for process in platform.family() if process.name() == "redis-server").kill()
    time.sleep(1)
    platform.wait_ready(30)
    log = platform.log.read_text()
    # At once if it had run for a minute, as on a busy machine (test_supervisor_tree.py).
    for name in ("web", "redis"):
        assert re.search(
            rf"^up +\| {name} was killed by SIGKILL; starting it again in 0(\.5)? s$", log, re.MULTILINE
        )

    family = platform.family()
    began = time.monotonic()
    os.killpg(platform.process.pid, signal.SIGTERM)
    assert platform.process.wait(15) == 0
    assert time.monotonic() - began < 10
    assert [process for process in family if process.is_running() and process.status() != "zombie"] == []
    last_words = platform.log.read_text().rpartition("up       | stopping\n")[2]
    assert last_words.endswith("up       | stopped\n")
    assert "Traceback" not in last_words


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(platform: Platform) -> None:
    platform.wait_ready(60)
    family = platform.family()
    platform.process.kill()
    platform.process.wait()
    _, alive = psutil.wait_procs(family[1:], timeout=10)
    assert alive == []
    prepared = subprocess.run(
        [sys.executable, "manage.py", "seed"],
        cwd=ROOT,
        env=platform.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (prepared.returncode, prepared.stdout) == (
        0,
        "Database is up to date.\nDemo user demo@example.com ready.\n",
    )
