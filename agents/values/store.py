"""The stored values of one workspace: kept, opened, and counted as used.

    keep   within `bounded` only what the tier has room for; and
           known and fresh → nothing is written
           known, but unused for long → marked as fresh, so that the sweep leaves it; its file is looked for
           else → the file first, then the row
    use    with the rows that mention it, in their transaction

A crash in between leaves a file without a row, or a row that nobody uses. `sweep.py` removes both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from agents.engine.limits import Limits
from agents.engine.pins import MISSING, Path, read_path
from agents.errors import ValueGone
from agents.models import Execution
from agents.models.value import JSON_TYPE, KEPT_UNUSED_FOR, StoredValue, file_name
from agents.values import files
from agents.values.pieces import digest, is_longer, json_pieces, kind_of, preview_of
from agents.values.reference import Reference, may_hold_references, parse, references, replaced
from credits.services.tiers import limits_of

LIMITS = Limits()
FRESH_FOR = KEPT_UNUSED_FOR / 2  # what is fresh, the sweep leaves alone for as long again

_USE = """
INSERT INTO agents_valueuse (execution_id, value_id)
SELECT %s, id FROM agents_storedvalue WHERE id = ANY(%s) AND workspace_id = %s ORDER BY id
ON CONFLICT DO NOTHING
"""
_FIND_OR_ADD = """
INSERT INTO agents_storedvalue (id, workspace_id, sha256, size_bytes, content_type, created_at, last_used_at)
VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), now())
ON CONFLICT (workspace_id, sha256) DO UPDATE SET last_used_at = now()
RETURNING id
"""


class StorageFull(Exception):
    """A value is new, and the tier of its workspace has no room for it."""


class ValueStore:
    """Stored values of a workspace, as one slice, firing or answer meets them; not to be kept for longer."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id
        self._genuine: set[Reference] = set()
        self._used: set[UUID] = set()
        self._last: tuple[Reference, Any] | None = None
        self._is_bounded = False

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """What is new meanwhile has to fit into the storage of the workspace's tier."""
        self._is_bounded = True
        try:
            yield
        finally:
            self._is_bounded = False

    def keep(self, value: Any, most_bytes: int = LIMITS.max_stored_bytes) -> Reference:
        """Store `value` and give what stands for it. Raises TooLong, StorageFull or StorageFailed."""
        sha256, size = digest(value, most_bytes)
        known = self._known(sha256)
        if known is None:
            if self._is_bounded:
                self._refuse_if_full(size)
            files.write(file_name(self.workspace_id, sha256), json_pieces(value))
            known = self._add(sha256, size)
        made = Reference(str(known), sha256, size, JSON_TYPE, kind_of(value), preview_of(value))
        self._genuine.add(made)
        self._used.add(known)
        return made

    def genuine(self, found: Iterable[Reference]) -> set[Reference]:
        """Those of the references that stand for a stored value of this workspace. They count as used."""
        asked = set(found)
        if unknown := asked - self._genuine:
            rows = StoredValue.objects.filter(
                workspace_id=self.workspace_id, pk__in={reference.value_id for reference in unknown}
            )
            stored = {
                (str(pk), sha256, size, content_type)
                for pk, sha256, size, content_type in rows.values_list(
                    "pk", "sha256", "size_bytes", "content_type"
                )
            }
            self._genuine |= {r for r in unknown if (r.id, r.sha256, r.bytes, r.type) in stored}
        known = asked & self._genuine
        self._used |= {reference.value_id for reference in known}
        return known

    def note_uses(self, value: Any) -> None:
        """Count what `value` mentions as used."""
        if may_hold_references(value):
            self.genuine(references(value))

    @property
    def has_uses(self) -> bool:
        """Whether there is something for `record_uses`."""
        return bool(self._used)

    def record_uses(self, execution_id: UUID) -> None:
        """Write down what was met so far; belongs in the transaction of the rows that mention it."""
        if self._used:
            with connection.cursor() as cursor:
                cursor.execute(_USE, [execution_id, sorted(self._used), self.workspace_id])

    def open(self, reference: Reference) -> Any:
        """The value that a genuine reference stands for. Raises ValueGone or StorageFailed."""
        return _read(file_name(self.workspace_id, reference.sha256), reference.bytes)

    def opened(self, value: Any) -> Any:
        """`value` with everything that it refers to in its place. Raises ValueGone or StorageFailed."""
        if not may_hold_references(value):
            return value
        values = {reference: self.open(reference) for reference in self.genuine(references(value))}
        return replaced(value, values.get)

    def part(self, value: Any, path: Path) -> Any:
        """As `pins.read_path`, also into what is stored; a large part is stored on its own.

        Raises ValueGone or StorageFailed.
        """
        was_opened = False
        for step in path:
            whole = self.whole(value)
            was_opened = was_opened or whole is not value
            value = read_path(whole, (step,))
            if value is MISSING:
                return MISSING
        if was_opened and is_longer(value, LIMITS.max_inline_bytes):
            return self.keep(value).as_json()
        return value

    def whole(self, value: Any) -> Any:
        """What `value` stands for if it is a reference, else itself. Raises ValueGone or StorageFailed."""
        reference = parse(value)
        if reference is None or not self.genuine([reference]):
            return value
        if self._last is None or self._last[0] != reference:  # several links may read parts of one value
            self._last = (reference, self.open(reference))
        return self._last[1]

    def _known(self, sha256: str) -> UUID | None:
        """The id of a value that is stored, and stays stored for as long as a firing may take."""
        rows = StoredValue.objects.filter(workspace_id=self.workspace_id, sha256=sha256)
        row = rows.values_list("pk", "last_used_at").first()
        if row is None:
            return None
        pk: UUID = row[0]
        if row[1] > timezone.now() - FRESH_FOR:
            return pk
        # Marked first: from here on the sweep leaves it. If the sweep was quicker there is no row any more.
        if rows.update(last_used_at=timezone.now()) and files.exists(file_name(self.workspace_id, sha256)):
            return pk
        return None

    def _refuse_if_full(self, size: int) -> None:
        most = limits_of(self.workspace_id).storage_bytes
        if most is None:
            return
        mine = StoredValue.objects.filter(workspace_id=self.workspace_id)
        used = mine.aggregate(sum=Sum("size_bytes"))["sum"] or 0
        if used + size > most:
            raise StorageFull(
                f"The workspace's storage is full: {used:,} of {most:,} bytes are used, and {size:,} more "
                "were made. Delete runs, keep them for a shorter time, or choose a larger plan."
            )

    def _add(self, sha256: str, size: int) -> UUID:
        with connection.cursor() as cursor:
            cursor.execute(_FIND_OR_ADD, [self.workspace_id, sha256, size, JSON_TYPE])
            row = cursor.fetchone()
        assert row is not None
        found: UUID = row[0]
        return found


def record_mentions(execution: Execution) -> None:
    """Count what a new execution is given as used by it, in the transaction that saves it."""
    store = ValueStore(execution.workspace_id)
    store.note_uses([execution.inputs, execution.nodes_input_masks, execution.pinned_outputs])
    store.record_uses(execution.pk)


def loaded(row: StoredValue) -> Any:
    """The value of a row. Raises ValueGone or StorageFailed."""
    return _read(row.name, row.size_bytes)


def _read(name: str, size_bytes: int) -> Any:
    content = files.read(name, size_bytes)
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as err:
        raise ValueGone("The file of a stored value is damaged.") from err
