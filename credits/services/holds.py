"""Credits set aside for work in progress, taken when it is done or given back when it is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from credits.errors import HoldCaptured, HoldNotFound, InsufficientCredits, KeyReused
from credits.locks import lock_account, lock_accounts
from credits.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from credits.services.accounts import account_of, platform_account
from credits.services.movements import Movement, dimensions, earlier, move, refuse_wrong
from platform_project.accounts.models import User

HELD_FOR = timedelta(days=1)  # until a hold that nobody works with is given back


@transaction.atomic
def hold(
    *,
    workspace_id: UUID,
    amount: int,
    key: str,
    execution_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> Hold:
    """Set `amount` micro-credits aside, so that no other work spends them.

    The same key holds once, and gives that hold again, also when it was closed since. expires_at: a day
    from now if left out. Raises InsufficientCredits, KeyReused.
    """
    refuse_wrong(key=key, amount=amount, least=0)
    account = lock_account(account_of(workspace_id).pk)
    found = Hold.objects.filter(key=key).first()
    if found is not None:
        if (found.account_id, found.amount) != (account.pk, amount):
            raise KeyReused("This key holds something else.", key=key)
        return found
    free = Account.objects.filter(pk=account.pk, balance__gte=F("held") + amount)
    if not free.update(held=F("held") + amount):
        raise InsufficientCredits(needed=amount, available=account.available)
    now = timezone.now()
    return Hold.objects.create(
        account=account,
        key=key,
        amount=amount,
        remaining=amount,
        execution_id=execution_id,
        created_at=now,
        expires_at=expires_at or now + HELD_FOR,
    )


@transaction.atomic
def capture(
    *,
    hold_key: str,
    amount: int,
    key: str,
    note: str = "",
    by: User | UUID | None = None,
    to_account: Account | None = None,
    **of: Any,
) -> Entry:
    """Take what work cost, and give back what else was held for it. The hold is closed.

    amount: micro-credits, may be above what is held: the rest is taken from what is free, and what is not
    there is not taken; the entry's `unpaid` counts it. A hold that was given back before is no obstacle.
    of: dimensions of the entry (`movements.DIMENSIONS`). to_account: the platform's revenue if left out.
    Raises HoldNotFound, KeyReused, HoldCaptured (by another key).
    """
    refuse_wrong(key=key, amount=amount, least=0, note=note)
    found = _hold(hold_key)
    target = to_account or platform_account(AccountKind.REVENUE, beside=found.account)
    locked = lock_accounts(found.account, target)
    account, target = locked[found.account_id], locked[target.pk]
    if done := earlier(account, key=key, kind=EntryKind.CAPTURE, amount=-amount):
        return done
    if Entry.objects.filter(account=account, hold=found, kind=EntryKind.CAPTURE).exists():
        raise HoldCaptured("What was held was taken already.", hold=hold_key)
    _close(account, found)
    account.refresh_from_db()
    taken = min(amount, account.available)
    given = Movement(
        kind=EntryKind.CAPTURE,
        key=key,
        amount=taken,
        unpaid=amount - taken,
        note=note,
        by=by,
        more={"hold": found, **dimensions(of)},
    )
    return move(source=account, target=target, asked=account, given=given)


@transaction.atomic
def release(*, hold_key: str) -> None:
    """Give back what is held. A hold that is closed stays as it is. Raises HoldNotFound."""
    found = _hold(hold_key)
    _close(lock_account(found.account_id), found)


def open_holds(execution_id: UUID) -> QuerySet[Hold]:
    """What is set aside for an execution."""
    return Hold.objects.filter(execution_id=execution_id, state=HoldState.OPEN)


def _hold(key: str) -> Hold:
    found = Hold.objects.select_related("account").filter(key=key).first()
    if found is None:
        raise HoldNotFound("Nothing is held by this key.", key=key)
    return found


def _close(account: Account, found: Hold) -> None:
    """Set nothing aside any more for a hold of this locked account, if something still is."""
    closed = Hold.objects.filter(pk=found.pk, state=HoldState.OPEN)
    if closed.update(state=HoldState.CLOSED, remaining=0, closed_at=timezone.now()):
        Account.objects.filter(pk=account.pk).update(held=F("held") - found.amount)
