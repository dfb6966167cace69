"""Credits set aside for work in progress, taken when it is done or given back when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credits.errors import HoldCaptured, HoldNotFound, InsufficientCredits, KeyReused
from credits.locks import lock_accounts
from credits.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from credits.services import ledger_procedures
from credits.services.accounts import account_of, platform_account
from credits.services.movements import Movement, dimensions, earlier, id_of, move, refuse_wrong, same
from platform_project.accounts.models import User

HELD_FOR = timedelta(days=1)  # until a hold that nobody works with is given back


def hold(
    *,
    workspace_id: UUID,
    amount: int,
    key: str,
    execution_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> Hold:
    """Set `amount` micro-credits aside, so that no other work spends them.

    The same key holds once, and gives that hold again, also when it was closed since; if it was captured by
    its own key and is pruned, KeyReused. expires_at: a day from now if left out. Raises InsufficientCredits,
    KeyReused.
    """
    refuse_wrong(key=key, amount=amount, least=0)
    now = timezone.now()
    outcome, account, free, made = ledger_procedures.hold(
        workspace=workspace_id,
        amount=amount,
        key=key,
        execution=execution_id,
        now=now,
        expires=expires_at or now + HELD_FOR,
    )
    if made is not None:
        return made
    if outcome == "known":
        return _same_hold(key, account, amount)
    if outcome == "no account" and amount == 0:
        account_of(workspace_id)
        return hold(
            workspace_id=workspace_id, amount=0, key=key, execution_id=execution_id, expires_at=expires_at
        )
    raise InsufficientCredits(needed=amount, available=free)


def _same_hold(key: str, account_id: UUID | None, amount: int) -> Hold:
    found = Hold.objects.filter(key=key).first()
    if found is None:
        raise KeyReused("The work of this key was paid already.", key=key)
    if (found.account_id, found.amount) != (account_id, amount):
        raise KeyReused("This key holds something else.", key=key)
    return found


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
    of = dimensions(of)
    outcome, account, entry = ledger_procedures.capture(
        hold_key=hold_key,
        amount=amount,
        key=key,
        to=to_account.pk if to_account else None,
        now=timezone.now(),
        note=note,
        by=id_of(by),
        of=of,
    )
    if entry is not None:
        return entry
    if outcome == "known":
        return same(Entry.objects.get(account=account, key=key), kind=EntryKind.CAPTURE, amount=-amount)
    if outcome == "no hold":
        if hold_key == key and (done := _of_pruned(key)):
            return same(done, kind=EntryKind.CAPTURE, amount=-amount)
        raise HoldNotFound("Nothing is held by this key.", key=hold_key)
    given = Movement(kind=EntryKind.CAPTURE, key=key, amount=amount, note=note, by=by, more=of)
    return _capture_late(hold_key, given, to_account)


def _of_pruned(key: str) -> Entry | None:
    """What captured a hold that is gone, where it has the same key."""
    return Entry.objects.filter(key=key, kind=EntryKind.CAPTURE).first()


@transaction.atomic
def _capture_late(hold_key: str, given: Movement, to_account: Account | None) -> Entry:
    """Take what work cost after its hold was given back, as far as it is free."""
    found = Hold.objects.select_related("account").get(key=hold_key)
    target = to_account or platform_account(AccountKind.REVENUE, beside=found.account)
    locked = lock_accounts(found.account, target)
    account, target = locked[found.account_id], locked[target.pk]
    if done := earlier(account, key=given.key, kind=EntryKind.CAPTURE, amount=-given.amount):
        return done
    if Entry.objects.filter(account=account, hold=found, kind=EntryKind.CAPTURE).exists():
        raise HoldCaptured("What was held was taken already.", hold=hold_key)
    taken = min(given.amount, account.available)
    late = replace(given, amount=taken, unpaid=given.amount - taken, more={**given.more, "hold": found})
    return move(source=account, target=target, asked=account, given=late)


def release(*, hold_key: str) -> None:
    """Give back what is held. A hold that is closed stays as it is. Raises HoldNotFound."""
    if not ledger_procedures.release(key=hold_key, now=timezone.now()):
        raise HoldNotFound("Nothing is held by this key.", key=hold_key)


def open_holds(execution_id: UUID) -> QuerySet[Hold]:
    """What is set aside for an execution."""
    return Hold.objects.filter(execution_id=execution_id, state=HoldState.OPEN)
