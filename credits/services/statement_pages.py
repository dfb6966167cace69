"""A month of credits on paper. The PDF library comes with this module, which is imported when needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fpdf import FPDF

from credits.models import Entry
from platform_project.kit.money import credits_text

if TYPE_CHECKING:
    from credits.services.statements import Statement

_FONT = "Helvetica"  # one that every reader has; it knows Latin-1
_WIDTHS = (38, 24, 30, 34, 64)  # millimetres


def pdf(shown: Statement, rows: list[Entry], *, name: str) -> bytes:
    """The statement's sums, and the entries that were given."""
    paper = FPDF(format="A4")
    paper.set_creation_date(shown.ends)
    paper.set_title(f"Credits {shown.begins:%Y-%m}")
    paper.set_auto_page_break(auto=True, margin=15)
    paper.add_page()
    _head(paper, shown, name)
    _sums(paper, shown)
    _entries(paper, rows, sum(count for count, _ in shown.totals.values()))
    return bytes(paper.output())


def _head(paper: FPDF, shown: Statement, name: str) -> None:
    paper.set_font(_FONT, "B", 16)
    paper.cell(0, 10, "Statement of credits", new_x="LMARGIN", new_y="NEXT")
    paper.set_font(_FONT, "", 10)
    last = shown.ends - timedelta(days=1)
    for line in (
        name,
        f"Workspace {shown.workspace_id}",
        f"{shown.begins:%Y-%m-%d} to {last:%Y-%m-%d} (UTC)",
    ):
        paper.cell(0, 6, _latin(line), new_x="LMARGIN", new_y="NEXT")
    paper.ln(4)


def _sums(paper: FPDF, shown: Statement) -> None:
    from credits.services.statements import kind_text

    lines = [("At the beginning", shown.opening)]
    lines += [
        (f"{kind_text(kind)} ({count:,})", total) for kind, (count, total) in sorted(shown.totals.items())
    ]
    lines += [("At the end", shown.closing)]
    for words, amount in lines:
        paper.cell(80, 6, words)
        paper.cell(40, 6, credits_text(amount), align="R", new_x="LMARGIN", new_y="NEXT")
    paper.ln(4)


def _entries(paper: FPDF, rows: list[Entry], count: int) -> None:
    from credits.services.statements import kind_text

    paper.set_font(_FONT, "B", 8)
    _row(paper, ("Time (UTC)", "What", "Credits", "Balance", "For"))
    paper.set_font(_FONT, "", 8)
    for row in rows:
        about = row.note or " ".join(part for part in (row.provider, row.model) if part) or row.block_id
        amounts = (credits_text(row.amount), credits_text(row.balance_after))
        _row(paper, (f"{row.created_at:%Y-%m-%d %H:%M:%S}", kind_text(row.kind), *amounts, about[:48]))
    if count > len(rows):
        paper.cell(
            0, 6, f"{count - len(rows):,} older lines stand in the CSV.", new_x="LMARGIN", new_y="NEXT"
        )


def _row(paper: FPDF, values: tuple[str, ...]) -> None:
    for width, value, side in zip(_WIDTHS, values, "LLRRL", strict=True):
        paper.cell(width, 5, _latin(value), align=side)
    paper.ln(5)


def _latin(text: str) -> str:
    return text.encode("latin-1", errors="replace").decode("latin-1")
