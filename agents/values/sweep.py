"""What nobody uses goes: rows with their files, files without a row, and what was never finished.

A value goes when no execution mentions it and no firing has made it for a day. A file without a row, which a
crash between the writing and the commit leaves, is given a row first, and so goes a day later like any other:
there is one way out, and it holds the row's lock. Executions let go of their values when they are deleted,
and when retention strips their firings (agents/history).
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable
from uuid import UUID

import structlog
from django.db import transaction

from agents.errors import ValueGone
from agents.models.value import KEPT_UNUSED_FOR, StoredValue
from agents.values import files
from platform_project.accounts.models import Workspace
from platform_project.kit.stored_files import StorageFailed

AT_A_TIME = 100
MAX_SECONDS = 60.0  # of one sweep; the next goes on, in another order

_HASH = re.compile(r"/([0-9a-f]{64})$")

log = structlog.get_logger(__name__)


def sweep() -> int:
    """Delete what is not used, as much as there is time for; how many values that were."""
    until = time.monotonic() + MAX_SECONDS
    deleted = 0
    try:
        files.drop_left_over()
        while time.monotonic() < until and (count := _delete_some()):
            deleted += count
        _adopt_strays(until)
    except StorageFailed as err:
        log.warning("stored values were not swept", reason=err.message)
    return deleted


@transaction.atomic
def _delete_some() -> int:
    """Files before rows, under the rows' locks: a firing that makes such a value waits, and finds neither."""
    unused = StoredValue.objects.unused().select_for_update(skip_locked=True, of=("self",))
    rows = list(unused[:AT_A_TIME])
    for row in rows:
        files.delete(row.name)
    StoredValue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _adopt_strays(until: float) -> None:
    folders = files.folders()
    random.shuffle(folders)  # whatever there is no time for today has its turn some other day
    for folder in folders:
        is_known = _is_uuid(folder) and Workspace.objects.filter(pk=folder).exists()
        for part in files.folders(folder):
            if time.monotonic() > until:
                return
            found = files.names(f"{folder}/{part}")
            if is_known:
                _adopt(UUID(folder), found)
            else:
                _drop(found)  # of a workspace that was deleted, rows and all


def _adopt(workspace_id: UUID, names: list[str]) -> None:
    """Rows for files that have none and are too old to be just being made."""
    by_hash = {match[1]: name for name in names if (match := _HASH.search(name))}
    known = StoredValue.objects.filter(workspace_id=workspace_id, sha256__in=by_hash)
    strays = by_hash.keys() - set(known.values_list("sha256", flat=True))
    StoredValue.objects.bulk_create(
        [
            StoredValue(workspace_id=workspace_id, sha256=sha256, size_bytes=files.size_of(by_hash[sha256]))
            for sha256 in sorted(strays)
            if _is_old(by_hash[sha256])
        ],
        ignore_conflicts=True,
    )


def _drop(names: Iterable[str]) -> None:
    for name in names:
        if _is_old(name):
            files.delete(name)


def _is_old(name: str) -> bool:
    try:
        return files.age_seconds(name) > KEPT_UNUSED_FOR.total_seconds()
    except ValueGone:
        return False  # somebody else was quicker


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
