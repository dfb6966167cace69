"""Workers for one execution: those of the running platform, or one of our own for a while."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import Popen

import redis
from django.conf import settings
from django.core.management import call_command

from agents.cli.files import Refused
from platform_project import demo, health
from platform_project.embedded import children
from platform_project.embedded.addresses import lock_of
from platform_project.supervisor.preflight import platform_lock

START_SECONDS = 30.0
STOP_SECONDS = 3.0
THREADS = 8
NOT_RUNNING = "Polychord is not running: start it with `make run`."


@contextmanager
def working(say: Callable[[str], None]) -> Iterator[None]:
    """Within it, every queue has a worker. `say` is told of a wait. Raises Refused."""
    if _brought_own_servers():
        say("Polychord is not running: its servers and a worker are started for this run.")
        with _own_worker():
            yield
        return
    _wait_for_workers(START_SECONDS if platform_lock(settings.VAR_DIR).is_held() else 0)
    yield


def platform_runs() -> bool:
    """True if a platform runs on our folder, or workers somewhere serve the servers we are given."""
    if platform_lock(settings.VAR_DIR).is_held():
        return True
    return not settings.EMBEDDED_SERVERS and not _unserved()


def _brought_own_servers() -> bool:
    """True if this very process started Redis: then nobody else can work on it, whatever old beats say."""
    if "redis" not in settings.EMBEDDED_SERVERS:
        return False
    lock = lock_of(settings.VAR_DIR, "redis")
    return lock.is_held() and lock.holder()[0] == os.getpid()


def prepare_own_database() -> None:
    """Bring the database up to date where no platform does: on servers that this very process started."""
    if _brought_own_servers():
        call_command("prepare_database", stdout=io.StringIO())
        demo.keep_in_step()


@contextmanager
def _own_worker() -> Iterator[None]:
    prepare_own_database()
    health.forget(health.queues())
    worker = _started()
    try:
        _wait_for_workers(START_SECONDS, worker)
        yield
    finally:
        children.stop(worker, (signal.SIGQUIT, STOP_SECONDS))


def _started() -> Popen[bytes]:
    celery = [sys.executable, "-m", "celery", "-A", "platform_project", "--workdir", str(settings.BASE_DIR)]
    options = ["--pool", "threads", "--concurrency", str(THREADS), "-Q", ",".join(health.queues())]
    options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return children.spawn(
        [*celery, "worker", *options],
        log=settings.VAR_DIR / "logs" / "run_agent.log",
        when_parent_dies=signal.SIGKILL,
        environment={**os.environ, "VAR_DIR": str(settings.VAR_DIR.resolve())},
    )


def _wait_for_workers(seconds: float, worker: Popen[bytes] | None = None) -> None:
    until = time.monotonic() + seconds
    while _unserved():
        if worker is not None and worker.poll() is not None:
            raise Refused(f"The worker did not start; see {settings.VAR_DIR / 'logs' / 'run_agent.log'}.")
        if time.monotonic() > until:
            raise Refused(NOT_RUNNING)
        time.sleep(0.05)


def _unserved() -> list[str]:
    try:
        return health.unserved()
    except redis.RedisError as err:
        raise Refused(NOT_RUNNING) from err
