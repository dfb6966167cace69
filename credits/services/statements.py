"""What came and went within a calendar month (UTC), as CSV and as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Sum

from credits.models import AccountKind, Entry, EntryKind
from platform_project.errors import BadInput
from platform_project.kit.csv_text import csv_line, harmless
from platform_project.kit.money import credits_text

COLUMNS = (
    "time", "kind", "credits", "balance", "execution", "agent", "block", "provider", "model", "note", "entry",
)  # fmt: skip
MOST_LINES = 1_000_000
MOST_LINES_ON_PAPER = 2_000  # the newest; the CSV has them all
_KINDS = {
    EntryKind.GRANT: "Granted",
    EntryKind.TOPUP: "Bought",
    EntryKind.CAPTURE: "Used",
    EntryKind.TRANSFER: "Moved",
    EntryKind.REFUND: "Given back",
    EntryKind.ADJUST: "Put right",
    EntryKind.EXPIRY: "Ended",
    EntryKind.PAYOUT: "Paid out",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One month of one workspace, in micro-credits."""

    workspace_id: UUID
    begins: datetime
    ends: datetime
    opening: int
    closing: int
    totals: dict[str, tuple[int, int]]  # kind → (how many entries, their sum)


def statement(workspace_id: UUID, month: str) -> Statement:
    """The sums of a month, as in `2026-11`. Raises BadInput."""
    begins, ends = _month(month)
    rows = _of(workspace_id)
    before = rows.filter(created_at__lt=begins).aggregate(sum=Sum("amount"))["sum"] or 0
    within = rows.filter(created_at__gte=begins, created_at__lt=ends)
    grouped = within.order_by().values_list("kind").annotate(count=Count("pk"), sum=Sum("amount"))
    totals = {kind: (count, total) for kind, count, total in grouped}
    moved = sum(total for _, total in totals.values())
    return Statement(workspace_id, begins, ends, before, before + moved, totals)


def csv_lines(workspace_id: UUID, month: str) -> Iterator[str]:
    """The month's entries, oldest first, a line at a time. Raises BadInput."""
    begins, ends = _month(month)
    rows = _of(workspace_id).filter(created_at__gte=begins, created_at__lt=ends)
    return _lines(rows.order_by("created_at", "pk")[:MOST_LINES].iterator(chunk_size=1_000))


def as_pdf(workspace_id: UUID, month: str, *, name: str) -> bytes:
    """The month on paper. name: whose it is. Raises BadInput."""
    from credits.services.statement_pages import pdf  # it brings the PDF library

    shown = statement(workspace_id, month)
    within = _of(workspace_id).filter(created_at__gte=shown.begins, created_at__lt=shown.ends)
    rows = list(within.order_by("-created_at", "-pk")[:MOST_LINES_ON_PAPER])
    return pdf(shown, rows, name=name)


def kind_text(kind: str) -> str:
    return _KINDS[EntryKind(kind)]


def _lines(rows: Iterator[Entry]) -> Iterator[str]:
    yield csv_line(COLUMNS)
    for row in rows:
        yield csv_line(
            (
                row.created_at.isoformat(),
                row.kind,
                credits_text(row.amount),
                credits_text(row.balance_after),
                str(row.execution_id or ""),
                str(row.graph_id or ""),
                row.block_id,
                row.provider,
                row.model,
                harmless(row.note),
                str(row.pk),
            )
        )


def _of(workspace_id: UUID):  # type: ignore[no-untyped-def]
    return Entry.objects.filter(account__workspace=workspace_id, account__kind=AccountKind.WORKSPACE)


def _month(text: str) -> tuple[datetime, datetime]:
    try:
        begins = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(
            "month: Must be written like 2026-11.", month=["Must be written like 2026-11."]
        ) from None
    return begins, (begins + timedelta(days=32)).replace(day=1)
