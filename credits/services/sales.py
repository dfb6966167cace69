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

from credits.models import AccountKind, Entry, Hold
from credits.services import ledger
from platform_project.errors import BadInput

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
def complete(*, creator: UUID, execution_id: UUID, graph_id: UUID | None = None) -> Entry:
    """Take the price that `begin` set aside and give the creator their share; once, however often called."""
    held = Hold.objects.filter(key=_key(execution_id)).first()
    if held is None:
        raise BadInput("Nothing was set aside for this run.", execution_id=str(execution_id))
    taken = ledger.capture(
        hold_key=held.key,
        amount=held.amount,
        key=_key(execution_id),
        execution_id=execution_id,
        graph_id=graph_id,
    )
    share = -taken.amount * settings.CREATOR_SHARE_PERCENT // 100
    if share > 0:
        earnings = ledger.account_of(creator, AccountKind.EARNINGS)
        ledger.transfer(
            from_account=taken.counter_account,
            to_account=earnings,
            amount=share,
            key=f"{_key(execution_id)}:share",
            execution_id=execution_id,
            graph_id=graph_id,
        )
    return taken


def cancel(*, execution_id: UUID) -> None:
    """Give back what `begin` set aside; nothing if nothing was."""
    if Hold.objects.filter(key=_key(execution_id)).exists():
        ledger.release(hold_key=_key(execution_id))


def _key(execution_id: UUID) -> str:
    return f"sale:{execution_id}"
