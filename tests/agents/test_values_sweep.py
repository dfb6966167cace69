"""What nobody uses is deleted, file and row; what is used or just being made stays."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from agents import tasks
from agents.history import prune
from agents.models import Execution, NodeExecution, StoredValue, ValueUse
from agents.runner import record
from agents.runner.expand import expand
from agents.services import retention
from agents.values import files
from agents.values.store import ValueStore
from agents.values.sweep import sweep
from platform_project.accounts.models import User, Workspace
from tests.agents.values import files_of, large_text, make_old, run_light
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save, start

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.usefixtures("values_folder")


def workspace_id(user: User) -> UUID:
    return UUID(str(Workspace.objects.get(personal_of=user).pk))


def storing(text: str) -> dict[str, object]:
    return graph_json(
        node("a", STORE, input=text), node("out", OUTPUT, name="y"), links=("a.output -> out.value",)
    )


def test_a_value_goes_a_day_after_its_last_execution(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    run_light(client, storing(large_text()))
    graph_id = Execution.objects.get().graph_id
    make_old(*files_of(workspace_id(alice)))
    assert (sweep(), len(files_of(workspace_id(alice)))) == (0, 1)
    assert client.delete(f"/api/v1/graphs/{graph_id}").status_code == 204
    assert (ValueUse.objects.count(), StoredValue.objects.count()) == (0, 1)
    tasks.sweep_values()
    assert (StoredValue.objects.count(), files_of(workspace_id(alice))) == (0, [])


def test_a_value_that_was_just_made_stays_though_nothing_uses_it_yet(alice: User) -> None:
    ValueStore(workspace_id(alice)).keep(large_text())
    assert (sweep(), StoredValue.objects.count(), len(files_of(workspace_id(alice)))) == (0, 1, 1)


def test_a_crash_between_file_and_commit_leaves_a_file_that_goes_two_sweeps_later(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(client_of(alice), storing(large_text()))

    def crash(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(record, "commit", crash)
        with pytest.raises(SystemExit):
            expand(Execution.objects.get().pk)
    (file,) = files_of(workspace_id(alice))
    assert (StoredValue.objects.count(), NodeExecution.objects.count()) == (0, 0)
    assert (sweep(), file.exists(), StoredValue.objects.count()) == (0, True, 0)
    make_old(file)
    assert (sweep(), file.exists()) == (0, True)
    make_old(file)
    assert (sweep(), file.exists(), StoredValue.objects.count()) == (1, False, 0)


def test_a_value_that_is_made_again_is_not_swept_and_one_whose_file_is_gone_is_written_anew(
    alice: User,
) -> None:
    store = ValueStore(workspace_id(alice))
    store.keep(large_text())
    (file,) = files_of(workspace_id(alice))
    make_old(file)
    again = store.keep(large_text())
    assert (sweep(), file.exists(), again.value_id) == (0, True, StoredValue.objects.get().pk)
    make_old(file)
    file.unlink()
    assert store.opened(store.keep(large_text()).as_json()) == large_text()


def test_files_of_a_deleted_workspace_and_unfinished_ones_go(alice: User, values_folder: Path) -> None:
    incoming = Path(settings.MEDIA_ROOT) / "incoming"
    ValueStore(workspace_id(alice)).keep(large_text())
    (mine,) = files_of(workspace_id(alice))
    left = values_folder / str(uuid4()) / mine.parent.name / mine.name
    odd = values_folder / "no workspace" / "aa" / "x"
    begun, new = incoming / "begun", incoming / "new"
    for path in (left, odd, begun, new):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for path in (left, odd, begun):
        os.utime(path, (time.time() - 200_000,) * 2)
    sweep()
    assert [path.exists() for path in (mine, left, odd, begun, new)] == [True, False, False, False, True]
    new.unlink()


def test_values_are_let_go_when_retention_strips_what_mentions_them(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "_drop_months", lambda _: 0)
    client = client_of(alice)
    run_light(client, storing(large_text()))
    graph = Execution.objects.get().graph
    retention.change_rule_of_graph(graph, keep="metadata")
    Execution.objects.update(ended_at=timezone.now() - timedelta(days=1))
    assert prune.prune().stripped == 1
    assert (Execution.objects.count(), ValueUse.objects.count(), StoredValue.objects.count()) == (1, 0, 1)
    make_old(*files_of(workspace_id(alice)))
    assert (sweep(), files_of(workspace_id(alice))) == (1, [])


def test_a_sweep_neither_waits_for_a_value_that_is_held_nor_takes_it(
    transactional_db: None, alice: User
) -> None:
    store = ValueStore(workspace_id(alice))
    held, free = store.keep(large_text("a")), store.keep(large_text("b"))
    make_old(*files_of(workspace_id(alice)))
    swept: list[int] = []

    def run() -> None:
        swept.append(sweep())
        connections.close_all()

    with transaction.atomic():
        StoredValue.objects.select_for_update().get(pk=held.value_id)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(20)
    assert (swept, StoredValue.objects.get().pk) == ([1], held.value_id)
    assert [path.name for path in files_of(workspace_id(alice))] == [held.sha256]
    assert free.sha256 != held.sha256


def test_threads_that_make_the_same_values_at_once_store_each_once(
    transactional_db: None, alice: User
) -> None:
    place, texts = workspace_id(alice), [large_text("a"), large_text("b"), large_text("c")]
    found: list[set[str]] = []

    def make(backwards: bool) -> None:
        store = ValueStore(place)
        found.append({store.keep(text).id for text in (texts[::-1] if backwards else texts)})
        connections.close_all()

    threads = [threading.Thread(target=make, args=[number % 2 == 1]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (StoredValue.objects.count(), len(files_of(place)), len(set(map(frozenset, found)))) == (3, 3, 1)
    assert list((Path(settings.MEDIA_ROOT) / "incoming").iterdir()) == []


def test_the_rows_of_a_value_go_with_their_workspace(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    save(client, storing(large_text()))
    ValueStore(workspace_id(alice)).keep(large_text())
    alice.delete()
    assert not StoredValue.objects.exists()
    assert files.folders() != []
