"""Sealing anew, with the newest key, what older keys sealed.

In batches by id, each row on its own: it may be stopped, started again and run beside the platform. A row
that somebody changes meanwhile is left alone, for it was sealed with the newest key then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from platform_project.kit import crypto

BATCH = 200


@dataclass(slots=True)
class Counts:
    """What became of the values of one column."""

    sealed_anew: int = 0
    newest_already: int = 0
    unreadable: int = 0  # none of the keys opens them

    @property
    def seen(self) -> int:
        return self.sealed_anew + self.newest_already + self.unreadable


def rotate(column: str, told: Callable[[Counts], None] = lambda counts: None) -> Counts:
    """Seal a column's values anew, oldest id first. column: as in `integrations.Credential.secret`."""
    model_name, _, field = column.rpartition(".")
    rows = apps.get_model(model_name)._default_manager
    counts, last = Counts(), None
    while True:
        left = rows.exclude(**{field: ""}).order_by("pk")
        batch = list((left if last is None else left.filter(pk__gt=last)).values_list("pk", field)[:BATCH])
        for pk, token in batch:
            _seal_anew(rows, field, pk, token, counts)
        told(counts)
        if len(batch) < BATCH:
            return counts
        last = batch[-1][0]


def sealed_columns() -> list[str]:
    """Every column that holds sealed values."""
    return list(settings.SEALED_COLUMNS)


def _seal_anew(rows: Any, field: str, pk: Any, token: str, counts: Counts) -> None:
    if crypto.is_sealed_with_newest(token):
        counts.newest_already += 1
        return
    try:
        fresh = crypto.seal(crypto.unseal(token))
    except crypto.CannotUnseal:
        counts.unreadable += 1
        return
    # Only where it still is what was read: a token that was refreshed meanwhile must stay.
    counts.sealed_anew += rows.filter(pk=pk, **{field: token}).update(**{field: fresh})
