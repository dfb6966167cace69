"""Large values for tests, and a look into the folder they are stored in."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, storages

from agents.models import Execution, StoredValue
from agents.runner.expand import expand
from tests.factories.agents import start

LARGE = 300_000  # characters: above the bound for values in rows


def large_text(seed: str = "x", characters: int = LARGE) -> str:
    return (seed * (characters // len(seed) + 1))[:characters]


def folder_of_values() -> Path:
    storage = storages["values"]
    assert isinstance(storage, FileSystemStorage)
    return Path(storage.location)


def files_of(workspace_id: object) -> list[Path]:
    """The stored values of a workspace, as they lie on the disk."""
    folder = folder_of_values() / str(workspace_id)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def make_old(*paths: Path, days: float = 2) -> None:
    """As if nobody had made these values for so long."""
    then = time.time() - days * 86_400
    for path in paths:
        os.utime(path, (then, then))
        StoredValue.objects.filter(sha256=path.name).update(last_used_at="2020-01-01T00:00:00Z")


def run_light(client: Any, graph: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Start a graph of light blocks and take it to its end, or to its first heavy firing, in this process."""
    started = start(client, graph, **body)
    expand(Execution.objects.get(pk=started["id"]).pk)
    ended: dict[str, Any] = client.get(f"/api/v1/executions/{started['id']}").json()
    return ended
