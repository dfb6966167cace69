"""Credits that have an end: which grant they are of. Spent first, soonest end before others.

Spending lowers `Account.expiring` alone. How much of each lot that was is written when a lot is added or
ends, and reckoned when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from credits.models import Account, AccountKind, Lot


@dataclass(frozen=True, slots=True)
class Expiring:
    """Credits of a workspace that end together."""

    amount: int  # micro-credits
    expires_at: datetime


def expiring_of(workspace_id: UUID) -> list[Expiring]:
    """What a workspace should spend before its end, earliest first."""
    account = Account.objects.filter(workspace=workspace_id, kind=AccountKind.WORKSPACE).first()
    if account is None or not account.expiring:
        return []
    found = [Expiring(lot.remaining, lot.expires_at) for lot in _in_step(account, _open_lots(account))]
    return [part for part in found if part.amount]


def settle(account: Account) -> list[Lot]:
    """Write what was spent of each lot of a locked account; those with something left, in order."""
    before = _open_lots(account)
    remaining = {lot.pk: lot.remaining for lot in before}
    lots = _in_step(account, before)
    Lot.objects.bulk_update([lot for lot in lots if lot.remaining != remaining[lot.pk]], ["remaining"])
    return [lot for lot in lots if lot.remaining]


def _open_lots(account: Account) -> list[Lot]:
    return list(Lot.objects.filter(account=account, remaining__gt=0).order_by("expires_at", "id"))


def _in_step(account: Account, lots: list[Lot]) -> list[Lot]:
    """The lots with what was spent taken from the first ones."""
    spent = sum(lot.remaining for lot in lots) - account.expiring
    for lot in lots:
        part = min(spent, lot.remaining)
        lot.remaining -= part
        spent -= part
    return lots
