"""Paying creators. What is asked for leaves the earnings at once, so that nothing is asked for twice.

request → approve → mark_paid          the operator pays by hand, from the CSV of those approved
request | approve → reject             the credits are earnings again
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now

from credits.errors import PayoutDecided
from credits.models import AccountKind, Payout, PayoutState
from credits.models.payout import MAX_DESTINATION_CHARACTERS, MAX_NOTE_CHARACTERS
from credits.services import ledger
from platform_project.accounts.models import User, Workspace
from platform_project.errors import BadInput
from platform_project.kit.csv_text import harmless
from platform_project.kit.money import MICRO, credits_text

MIN_CREDITS, MAX_CREDITS = 1_000, 10_000_000  # of one payout: 10 to 100,000 dollars
COLUMNS = ("id", "workspace", "destination", "credits", "usd", "state", "created_at", "decided_at", "paid_at")


def earned(workspace_id: UUID) -> int:
    """Micro-credits that a creator may ask to be paid now."""
    return ledger.balance_of(workspace_id, kind=AccountKind.EARNINGS).available


@transaction.atomic
def request(*, workspace: Workspace, by: User, credits: int, destination: str) -> Payout:
    """Ask for earnings, in whole credits. Raises BadInput or InsufficientCredits."""
    if not MIN_CREDITS <= credits <= MAX_CREDITS:
        told = f"Must be {MIN_CREDITS:,} to {MAX_CREDITS:,} whole credits."
        raise BadInput(f"credits: {told}", credits=[told])
    if not 1 <= len(destination.strip()) <= MAX_DESTINATION_CHARACTERS:
        told = f"Say in 1 to {MAX_DESTINATION_CHARACTERS} characters where to pay to."
        raise BadInput(f"destination: {told}", destination=[told])
    row: Payout = Payout.objects.create(
        workspace=workspace, amount=credits * MICRO, destination=destination.strip(), requested_by=by
    )
    earnings = ledger.account_of(workspace.pk, AccountKind.EARNINGS)
    ledger.transfer(
        from_account=earnings,
        to_account=ledger.platform_account(AccountKind.CLEARING, beside=earnings),
        amount=row.amount,
        key=f"payout:{row.pk}",
        kind="payout",
        by=by,
    )
    row.refresh_from_db()
    return row


def approve(*, payout: Payout, by: User) -> Payout:
    """The operator will pay it. Raises PayoutDecided."""
    return _move(payout, by, "", PayoutState.APPROVED, PayoutState.REQUESTED)


def mark_paid(*, payout: Payout, by: User) -> Payout:
    """The operator has paid it. Raises PayoutDecided."""
    return _move(payout, by, "", PayoutState.PAID, PayoutState.APPROVED)


@transaction.atomic
def reject(*, payout: Payout, by: User, note: str) -> Payout:
    """It will not be paid; the credits are earnings again. note: why, for them. Raises PayoutDecided."""
    row = _move(payout, by, note, PayoutState.REJECTED, PayoutState.REQUESTED, PayoutState.APPROVED)
    if row.workspace_id is not None:
        earnings = ledger.account_of(row.workspace_id, AccountKind.EARNINGS)
        ledger.transfer(
            from_account=ledger.platform_account(AccountKind.CLEARING, beside=earnings),
            to_account=earnings,
            amount=row.amount,
            key=f"payout:{row.pk}:back",
            kind="payout",
            note=row.note,
            by=by,
        )
    return row


def as_csv(rows: Iterable[Payout]) -> str:
    """Payouts for who pays them. A credit is a cent."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in rows:
        credits = credits_text(row.amount)
        usd = f"{row.amount // MICRO // 100}.{row.amount // MICRO % 100:02d}"
        times = [
            moment.isoformat() if moment else "" for moment in (row.created_at, row.decided_at, row.paid_at)
        ]
        table.writerow(
            [row.pk, row.workspace_id or "", harmless(row.destination), credits, usd, row.state, *times]
        )
    return out.getvalue()


def waiting() -> int:
    """Micro-credits that were asked for and neither paid nor given back."""
    open_states = (PayoutState.REQUESTED, PayoutState.APPROVED)
    return Payout.objects.filter(state__in=open_states).aggregate(sum=Sum("amount"))["sum"] or 0


def _move(payout: Payout, by: User, note: str, to: PayoutState, *of: PayoutState) -> Payout:
    if len(note) > MAX_NOTE_CHARACTERS:
        told = f"At most {MAX_NOTE_CHARACTERS} characters."
        raise BadInput(f"note: {told}", note=[told])
    when = {"paid_at": Now()} if to is PayoutState.PAID else {"decided_at": Now(), "decided_by": by}
    said = {"note": note} if note else {}
    if not Payout.objects.filter(pk=payout.pk, state__in=of).update(state=to, **when, **said):
        raise PayoutDecided("This payout was decided on already.", state=payout.state)
    payout.refresh_from_db()
    return payout
