"""What comes to its end: granted credits, and holds that nobody works with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from credits.locks import lock_accounts
from credits.models import Account, AccountKind, Entry, EntryKind, Lot
from credits.services import lots
from credits.services.accounts import platform_account
from credits.services.movements import Movement, move
from platform_project.kit.ids import uuid7

AT_A_TIME = 500  # accounts in one sweep


def expire_due(now: datetime) -> int:
    """Take back what granted credits have come to their end; the number of accounts that it was taken from.

    What is held stays, as work in progress spends it first; it is taken back once the work is over.
    """
    due = Lot.objects.filter(expires_at__lte=now, remaining__gt=0)
    accounts = due.order_by("account").values_list("account", flat=True).distinct()[:AT_A_TIME]
    return sum(_expire(account_id, now) is not None for account_id in accounts)


@transaction.atomic
def _expire(account_id: UUID, now: datetime) -> Entry | None:
    account = Account.objects.get(pk=account_id)
    other = platform_account(AccountKind.PROMOTIONS, beside=account)
    locked = lock_accounts(account, other)
    account, other = locked[account.pk], locked[other.pk]
    due = [lot for lot in lots.settle(account) if lot.expires_at <= now]
    ended = max(0, sum(lot.remaining for lot in due) - account.held)
    if not ended:
        return None
    _end(due, ended)
    given = Movement(kind=EntryKind.EXPIRY, key=f"expiry:{uuid7()}", amount=ended)
    return move(source=account, target=other, asked=account, given=given)


def _end(due: list[Lot], ended: int) -> None:
    """Take from the last of the due lots first: work in progress spends the first ones."""
    for lot in reversed(due):
        part = min(ended, lot.remaining)
        ended -= part
        Lot.objects.filter(pk=lot.pk).update(remaining=F("remaining") - part)
