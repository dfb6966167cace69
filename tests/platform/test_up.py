"""The whole platform as its own processes: start, memory, death of children, stop, second start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Platform:
    process: subprocess.Popen[bytes]
    log: Path
    environment: dict[str, str]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def family(self) -> list[psutil.Process]:
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"{self.base}/health/ready", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as err:
            return dict(json.load(err))
        except (urllib.error.URLError, OSError):
            return {"status": "no answer"}

    def wait_ready(self, seconds: float) -> float:
        began = time.monotonic()
        while self.health()["status"] != "ok":
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - began < seconds, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - began

    def second(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def platform(made_folder: Path, tmp_path: Path) -> Iterator[Platform]:
    folder, log = tmp_path / "var", tmp_path / "up.log"
    subprocess.run(["cp", "-a", str(made_folder), str(folder)], check=True)
    environment = {**os.environ, "VAR_DIR": str(folder), "PORT": str(free_port()), "DEBUG": "true"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "platform_project.settings"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    yield Platform(process, log, {**environment, "DJANGO_SETTINGS_MODULE": "platform_project.settings"})
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_it_comes_up_reports_its_memory_revives_children_and_leaves_nothing(platform: Platform) -> None:
    platform.wait_ready(60)
    names = {process.name() for process in platform.family()}
    assert {"pc-up", "pc-web", "pc-engine", "pc-blocks", "pc-beat", "postgres", "redis-server"} <= names

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
    assert "up       | web was killed by SIGKILL; starting it again in 0.5 s" in log
    assert "up       | redis was killed by SIGKILL; starting it again in 0.5 s" in log

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
