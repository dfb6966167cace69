"""What a listed agent's run costs its buyer besides its usage, and what its creator gets of that.

    begin     the price is set aside before the run begins
    complete  the run did its work: the price is paid, and the creator's share is among their earnings
    cancel    it did not: nothing is paid

Listings and runs are known here by their ids alone.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from credits.models import AccountKind, Entry, Hold, HoldState
from credits.services import ledger
from platform_project.errors import BadInput

_SALE = "sale:"
AT_A_TIME = 500
HELD_FOR = timedelta(days=30)  # a run may wait that long for a person's answer


def begin(*, buyer: UUID, execution_id: UUID, price: int) -> Hold:
    """Set the price of a run aside. price: micro-credits, > 0. Raises InsufficientCredits."""
    return ledger.hold(
        workspace_id=buyer,
        amount=price,
        key=_key(execution_id),
        execution_id=execution_id,
        expires_at=timezone.now() + HELD_FOR,
    )


@transaction.atomic
def complete(
    *, creator: UUID | None, execution_id: UUID, graph_id: UUID | None = None, by: UUID | None = None
) -> Entry:
    """Take the price that `begin` set aside and give the creator their share; once, however often called.

    creator: their workspace; None if it is gone, and the share stays with the platform. graph_id, by: the
    agent that a person started, and that person, for whose budgets it counts.
    """
    held = Hold.objects.filter(key=_key(execution_id)).first()
    if held is None:
        raise BadInput("Nothing was set aside for this run.", execution_id=str(execution_id))
    taken = ledger.capture(
        hold_key=held.key,
        amount=held.amount,
        key=_key(execution_id),
        execution_id=execution_id,
        graph_id=graph_id,
        by=by,
    )
    share = share_of(taken)
    if creator is not None and share > 0:
        earnings = ledger.account_of(creator, AccountKind.EARNINGS)
        ledger.transfer(
            from_account=taken.counter_account,
            to_account=earnings,
            amount=share,
            key=f"{_key(execution_id)}:share",
            execution_id=execution_id,  # of the buyer: a number to ask about, and no more
        )
    return taken


def share_of(taken: Entry) -> int:
    """Micro-credits of what was taken that are the creator's."""
    share: int = -taken.amount * settings.CREATOR_SHARE_PERCENT // 100
    return share


def cancel(*, execution_id: UUID) -> None:
    """Give back what `begin` set aside; nothing if nothing was."""
    if Hold.objects.filter(key=_key(execution_id)).exists():
        ledger.release(hold_key=_key(execution_id))


def open_sales(*, older_than: timedelta) -> list[UUID]:
    """Executions for which a price is set aside for that long; the oldest first."""
    since = timezone.now() - older_than
    found = Hold.objects.filter(state=HoldState.OPEN, key__startswith=_SALE, created_at__lt=since)
    keys = found.order_by("created_at").values_list("key", flat=True)[:AT_A_TIME]
    return [UUID(key.removeprefix(_SALE)) for key in keys]


def _key(execution_id: UUID) -> str:
    return f"{_SALE}{execution_id}"
