"""The supervisor's loop over small programs, each test in its own process: it forks and takes signals."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from platform_project.supervisor.forked import delay_seconds, ending

pytestmark = pytest.mark.slow

START = """
import os, signal, sys, time
from platform_project.embedded.errors import StartRefused
from platform_project.supervisor import forked
from platform_project.supervisor import tree as module
from platform_project.supervisor.forked import Program
from platform_project.supervisor.lines import Lines
from platform_project.supervisor.tree import Stopped, Tree

module.POLITE_SECONDS = 1.0

def steady():
    print("pid", os.getpid())
    time.sleep(60)

def falling():
    print("fell")
    raise SystemExit(3)

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("deaf")
    time.sleep(60)

def crashing():
    raise RuntimeError("the reason")

class Falling:  # an embedded server: it lives as long as the first of `lives`, then as the next
    name = "redis"

    def __init__(self, lives):
        self.lives = lives
        self.start()

    def start(self):
        self.ends_at = time.monotonic() + self.lives.pop(0)

    def wait_ready(self):
        pass

    def ended(self):
        return None if time.monotonic() < self.ends_at else 1

    def stop(self):
        pass

class Refusing(Falling):  # one whose first revival fails with nothing left to watch
    refuses = True

    def wait_ready(self):
        if self.refuses:
            self.refuses, self.ends_at = False, float("inf")
            raise StartRefused("no password fits")

def serve(server):
    forked._STEADY_SECONDS = 0.5
    tree.servers = [server]
    tree.run([])

tree = Tree(Lines(prefixed=True, coloured=False))
tree.catch_signals()
try:
    RUN
except Stopped:
    pass
finally:
    tree.stop()
    print("up stopped", flush=True)
"""


@contextmanager
def started(run: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", START.replace("RUN", run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_until(process: subprocess.Popen[str], text: str) -> list[str]:
    """What it writes, up to the first line with `text`."""
    assert process.stdout is not None
    seen: list[str] = []
    for line in process.stdout:
        seen.append(line.rstrip("\n"))
        if text in line:
            return seen
    raise AssertionError(f"{text!r} never came: {seen}")


def test_a_child_that_dies_is_said_and_started_again_after_a_growing_wait() -> None:
    with started('tree.run([Program("web", falling)])') as process:
        seen = lines_until(process, "again in 1 s")
    assert seen == [
        "web      | fell",
        "up       | web ended with code 3; starting it again in 0.5 s",
        "web      | fell",
        "up       | web ended with code 3; starting it again in 1 s",
    ]


def test_a_killed_child_comes_back_as_another_process() -> None:
    with started('tree.run([Program("engine", steady)])') as process:
        first = int(lines_until(process, "pid")[-1].split()[-1])
        psutil.Process(first).kill()
        assert lines_until(process, "again in")[-1].endswith(
            "engine was killed by SIGKILL; starting it again in 0.5 s"
        )
        assert int(lines_until(process, "pid")[-1].split()[-1]) != first


def test_sigterm_ends_all_children_and_the_loop() -> None:
    with started('tree.run([Program("web", steady), Program("beat", steady)])') as process:
        lines_until(process, "pid")
        lines_until(process, "pid")
        children = psutil.Process(process.pid).children()
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)  # the terminal and make may both pass it on
        assert lines_until(process, "up stopped") == ["up stopped"]
        process.send_signal(signal.SIGTERM)  # or one of them comes late
        assert process.wait(5) == 0
    assert len(children) == 2
    assert [child for child in children if child.is_running()] == []


def test_a_child_that_does_not_listen_is_killed_after_the_polite_time() -> None:
    with started('tree.run([Program("blocks", stubborn)])') as process:
        lines_until(process, "deaf")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        seen = lines_until(process, "up stopped")
        assert process.wait(5) == 0
    assert seen[0].startswith("up       | blocks did not end in 1 s; killing it")
    assert 0.9 < time.monotonic() - began < 4


def test_children_die_with_a_killed_supervisor() -> None:
    with started('tree.run([Program("web", steady)])') as process:
        child = psutil.Process(int(lines_until(process, "pid")[-1].split()[-1]))
        process.kill()
        _, alive = psutil.wait_procs([child], timeout=5)
        assert alive == []


@pytest.mark.parametrize(
    ("program", "code"),
    [pytest.param("falling", 3, id="exit code"), pytest.param("crashing", 1, id="exception")],
)
def test_a_program_that_runs_once_gives_its_exit_code_and_is_not_started_again(
    program: str, code: int
) -> None:
    with started(f'print("code", tree.run_once(Program("set-up", {program}, runs_once=True)))') as process:
        seen = lines_until(process, "code")
    assert seen[-1] == f"code {code}"
    assert not any("again" in line for line in seen)


def test_the_traceback_of_a_crash_stands_in_the_log() -> None:
    with started('tree.run([Program("web", crashing)])') as process:
        seen = lines_until(process, "again in")
    assert seen[-2] == "web      | RuntimeError: the reason"


@pytest.mark.parametrize(
    ("falls", "lived", "delay"),
    [(0, 1.0, 0.5), (1, 1.0, 1.0), (4, 1.0, 8.0), (50, 1.0, 30.0), (1024, 1.0, 30.0), (50, 61.0, 0.0)],
)
def test_the_wait_doubles_to_half_a_minute_and_is_nothing_after_a_steady_life(
    falls: int, lived: float, delay: float
) -> None:
    assert delay_seconds(falls, lived) == delay


def test_a_server_that_fell_again_after_a_steady_life_starts_without_delay() -> None:
    with started("serve(Falling(lives=[0.0, 1.2, 0.0, 9.0]))") as process:
        seen = lines_until(process, "again in 0 s")
        seen += lines_until(process, "again in")
    assert [line for line in seen if "again in" in line] == [
        "up       | redis ended with code 1; starting it again in 0.5 s",
        "up       | redis ended with code 1; starting it again in 0 s",
        "up       | redis ended with code 1; starting it again in 0.5 s",
    ]


def test_a_server_whose_revival_failed_gets_its_next_try() -> None:
    with started("serve(Refusing(lives=[0.0, 9.0, 9.0]))") as process:
        seen = lines_until(process, "runs again")
    assert seen == [
        "up       | redis ended with code 1; starting it again in 0.5 s",
        "up       | no password fits",
        "up       | redis did not start; starting it again in 1 s",
        "up       | redis runs again",
    ]


def test_an_ending_is_told_in_words() -> None:
    assert ending(0) == "ended with code 0"
    assert ending(-9) == "was killed by SIGKILL"
