"""How a reference looks to people: the beginning of the value, its size, and where the whole is.

    {"$value": "<sha256>", "preview", "bytes", "type", "url"}

`preview` is null where it could show a secret, `url` where the execution has let go of the value.

The id, which makes a reference genuine, is not among it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse

from agents.models import Execution, StoredValue, ValueUse
from agents.values.reference import Reference, may_hold_references, references, replaced
from blocks.sdk.references import KEY


class ShownReference(dict[str, Any]):
    """What is left to show of a reference; nothing in it needs hiding any more."""


class References:
    """The references of one execution, as it is shown. There is a link to what the execution uses."""

    def __init__(self, execution: Execution, show_preview: Callable[[Reference], str | None]) -> None:
        self._execution, self._show_preview = execution, show_preview
        self._known: dict[str, tuple[str, bool]] = {}  # id → sha256, whether the execution uses it

    def shown(self, value: Any) -> Any:
        """`value` with a preview and a link for each reference; itself if it holds none."""
        if not may_hold_references(value):
            return value
        for find in (self._used, self._others):
            unknown = {found.id for found in references(value)} - self._known.keys()
            if unknown:
                self._known |= find(unknown)
        return replaced(value, self._shown_one)

    def _shown_one(self, reference: Reference) -> ShownReference | None:
        sha256, is_used = self._known.get(reference.id, ("", False))
        if sha256 != reference.sha256:
            return None
        return ShownReference(
            {
                KEY: reference.sha256,
                "preview": self._show_preview(reference),
                "bytes": reference.bytes,
                "type": reference.type,
                "url": value_url(self._execution.pk, reference.sha256) if is_used else None,
            }
        )

    def _used(self, _: set[str]) -> dict[str, tuple[str, bool]]:
        """All at once: one query serves a page of firings."""
        uses = ValueUse.objects.filter(execution=self._execution)
        return {str(pk): (sha256, True) for pk, sha256 in uses.values_list("value_id", "value__sha256")}

    def _others(self, ids: set[str]) -> dict[str, tuple[str, bool]]:
        """Stored, but let go of by this execution."""
        rows = StoredValue.objects.filter(workspace_id=self._execution.workspace_id, pk__in=ids)
        return {str(pk): (sha256, False) for pk, sha256 in rows.values_list("pk", "sha256")}


def value_url(execution_id: UUID, sha256: str) -> str:
    """Path of the whole value, for who may see the execution."""
    return reverse("execution-value", kwargs={"pk": str(execution_id), "sha256": sha256})
