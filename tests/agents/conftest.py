"""A real Celery worker on the test database, and a local server for what blocks call."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.runner import expand as expansion
from agents.runner import queueing
from platform_project.accounts.models import User
from tests.agents.values import folder_of_values
from tests.agents.wire import Outside, outside
from tests.agents.worker import SharedWorker, Worker

Sent = list[tuple[Any, ...]]


@pytest.fixture
def client(alice: User, client_of: Callable[..., APIClient]) -> APIClient:
    """Alice's."""
    return client_of(alice)


@pytest.fixture(scope="session")
def the_outside() -> Iterator[Outside]:
    with outside() as server:
        yield server


@pytest.fixture
def page(the_outside: Outside) -> Outside:
    """The local server, with nothing asked of it yet."""
    the_outside.asked.clear()
    the_outside.bodies.clear()
    the_outside.refusals.clear()
    the_outside.says = None
    the_outside.word_seconds = 0.02
    return the_outside


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What would have gone to the queues."""
    found: Sent = []
    monkeypatch.setattr("agents.runner.admission.queue_expansion", lambda _: None)
    monkeypatch.setattr(expansion, "nudge", lambda *job, place: found.append(job))
    monkeypatch.setattr(queueing, "nudge", lambda *job, place: found.append(job))
    monkeypatch.setattr(queueing, "enqueue_chord", lambda header, body, place: found.append((header, body)))
    return found


@pytest.fixture
def no_leases_are_left() -> Iterator[None]:
    """The thread that renews ends with its last lease, and gives its connection back."""
    yield
    for thread in threading.enumerate():
        if thread.name == "leases":
            thread.join(5)


@pytest.fixture
def values_folder() -> Iterator[Path]:
    """Where large values are stored; emptied after the test."""
    folder = folder_of_values()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def module_worker(the_outside: Outside, django_db_setup: None) -> Iterator[SharedWorker]:
    shared = SharedWorker(the_outside)
    try:
        yield shared
    finally:
        shared.end()


@pytest.fixture
def worker(module_worker: SharedWorker, transactional_db: None) -> Iterator[Worker]:
    """A worker shared by the tests of a module that only need one to be there. Rows are really committed."""
    running = module_worker.running()
    yield running
    running.wait_idle()


@pytest.fixture
def own_worker(
    the_outside: Outside, module_worker: SharedWorker, transactional_db: None
) -> Iterator[Callable[[], Worker]]:
    """Starts workers that the test may kill; call it as often as needed. No other one runs."""
    module_worker.end()
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(the_outside, environment=module_worker.environment))
        started[-1].wait_ready()
        return started[-1]

    try:
        yield start
        for worker in started:
            worker.wait_idle()
    finally:
        for worker in started:
            worker.stop()
