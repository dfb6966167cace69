"""Tasks: each has a queue, each name that is queued is a task, and there is one door to the queue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from django.conf import settings

from platform_project.celery import app
from tests.architecture.source import APPS, Module, modules

DOOR = "platform_project/kit/jobs.py"
QUEUERS = frozenset({"delay", "apply_async", "send_task"})
TASK_NAME = re.compile(rf"(?:{'|'.join(APPS)})(?:\.\w+)*\.tasks\.\w+")


def tasks() -> set[str]:
    app.loader.import_default_modules()
    app.finalize()
    ours = {name for name in app.tasks if name.split(".")[0] in APPS}
    assert len(ours) > 5
    return ours


def test_every_task_has_a_queue_and_every_route_a_task() -> None:
    patterns = list(settings.CELERY_TASK_ROUTES)
    assert [task for task in tasks() if not any(fnmatch(task, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(task, pattern) for task in tasks())] == []


def test_every_name_that_is_queued_is_a_task() -> None:
    named = [(module.place, name) for module in modules() for name in _task_names(module)]
    assert len(named) > 5
    assert [(place, name) for place, name in named if name not in tasks()] == []
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert [name for name in scheduled if name not in tasks()] == []


def test_a_task_is_queued_by_its_written_name() -> None:
    calls = [(module.place, call) for module in modules() for call in _calls(module, "enqueue", "nudge")]
    assert len(calls) > 4
    assert [f"{place}:{call.lineno}" for place, call in calls if not _is_text(call.args[0])] == []


def test_nobody_queues_but_through_the_door() -> None:
    found = [
        (module.place, node.lineno)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUEUERS
    ]
    assert len(found) >= 2, "the guard no longer sees the door itself"
    assert {place for place, _ in found} == {DOOR}


def _calls(module: Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def _task_names(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TASK_NAME.fullmatch(node.value):
            yield node.value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
