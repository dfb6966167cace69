"""The one door to credits: every change of a balance is made here.

Amounts are whole micro-credits. Each verb takes a key of the caller's: the same key does its work once, in
one account, and gives what it made the first time; with other values it is refused. A refusal changes
nothing. Each runs in a transaction of its own, or as part of the caller's.

    grant      promotions or clearing → workspace
    hold       sets aside what work may cost                  release  gives it back
    capture    workspace → revenue, of what was held
    transfer   any account → any other
    refund     an earlier movement, back
    adjust     promotions ↔ workspace, by hand
    expire_due workspace → promotions, what has come to its end
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from credits.errors import KeyReused, RefundTooLarge
from credits.locks import lock_accounts
from credits.models import Account, AccountKind, Entry, EntryKind, Lot
from credits.services import arrivals, lots
from credits.services.accounts import Balance, account_of, balance_of, platform_account, platform_balance
from credits.services.expiry import expire_due, prune_holds, release_abandoned
from credits.services.holds import capture, hold, open_holds, release
from credits.services.lots import Expiring, expiring_of
from credits.services.movements import Movement, dimensions, earlier, move, refuse_wrong
from platform_project.accounts.models import User
from platform_project.errors import BadInput, NotFound
from platform_project.kit.money import credits_text

__all__ = [
    "Balance",
    "Expiring",
    "account_of",
    "adjust",
    "balance_of",
    "capture",
    "expire_due",
    "expiring_of",
    "grant",
    "hold",
    "open_holds",
    "platform_account",
    "platform_balance",
    "prune_holds",
    "refund",
    "release",
    "release_abandoned",
    "transfer",
]


@transaction.atomic
def grant(
    *,
    workspace_id: UUID,
    amount: int,
    key: str,
    kind: Literal["grant", "topup"] = "grant",
    source: Literal["promotions", "clearing"] = "promotions",
    expires_at: datetime | None = None,
    note: str = "",
    by: User | UUID | None = None,
) -> Entry:
    """Give credits to a workspace; with `expires_at`, those that are left then end. Raises KeyReused."""
    refuse_wrong(key=key, amount=amount, note=note)
    account = account_of(workspace_id)
    other = platform_account(AccountKind(source), beside=account)
    locked = lock_accounts(account, other)
    account, other = locked[account.pk], locked[other.pk]
    if done := earlier(account, key=key, kind=EntryKind(kind), amount=amount):
        return done
    given = Movement(kind=EntryKind(kind), key=key, amount=amount, note=note, by=by)
    entry = move(source=other, target=account, asked=account, given=given)
    if expires_at is not None:
        lots.settle(account)
        Lot.objects.create(
            account=account, entry=entry, amount=amount, remaining=amount, expires_at=expires_at
        )
        Account.objects.filter(pk=account.pk).update(expiring=F("expiring") + amount)
    arrivals.tell(workspace_id)
    return entry


@transaction.atomic
def transfer(
    *,
    from_account: Account,
    to_account: Account,
    amount: int,
    key: str,
    kind: Literal["transfer", "payout"] = "transfer",
    note: str = "",
    by: User | UUID | None = None,
    **of: Any,
) -> Entry:
    """Move credits from one account to another; gives the entry of the first, which the key belongs to.

    of: dimensions of the entry. Raises InsufficientCredits, KeyReused.
    """
    refuse_wrong(key=key, amount=amount, note=note)
    if from_account.pk == to_account.pk:
        raise BadInput("Credits move between two accounts.", to_account="the same as from_account")
    locked = lock_accounts(from_account, to_account)
    source, target = locked[from_account.pk], locked[to_account.pk]
    if done := earlier(source, key=key, kind=EntryKind(kind), amount=-amount):
        return done
    given = Movement(
        kind=EntryKind(kind),
        key=key,
        amount=amount,
        note=note,
        by=by,
        more=dimensions(of),
    )
    return move(source=source, target=target, asked=source, given=given)


@transaction.atomic
def refund(
    *,
    entry_key: str,
    amount: int | None = None,
    key: str,
    note: str,
    by: User | UUID | None,
    workspace_id: UUID | None = None,
) -> Entry:
    """Undo an earlier movement, all that is left of it or `amount`; gives the entry of the same account.

    What was taken comes back, and has no end then; what was given is taken as far as it is there and free
    (`unpaid` counts the rest). workspace_id: whose movement, where several have one of this key. Raises
    NotFound, RefundTooLarge, KeyReused; InsufficientCredits if who got it has spent it.
    """
    first = _entry(entry_key, workspace_id)
    locked = lock_accounts(first.account, first.counter_account)
    account, other = locked[first.account_id], locked[first.counter_account_id]
    sign = -1 if first.amount > 0 else 1
    done = Entry.objects.filter(account=account, key=key).first()
    if done is not None:
        asked = done.amount - done.unpaid
        if done.refund_of_id != first.pk or amount not in (None, sign * asked):
            raise KeyReused("This key made another movement.", key=key)
        return done
    left = abs(first.amount) - _given_back(first)
    wanted = left if amount is None else amount
    refuse_wrong(key=key, amount=wanted, least=0, note=note)
    if wanted > left or not left:
        raise RefundTooLarge("More would be given back than is left of it.", left=credits_text(left))
    moved = min(wanted, account.available) if sign < 0 and account.is_guarded else wanted
    given = Movement(
        kind=EntryKind.REFUND,
        key=key,
        amount=moved,
        unpaid=wanted - moved,
        note=note,
        by=by,
        more={"refund_of": first, **{name: getattr(first, name) for name in _OF_THE_FIRST}},
    )
    source, target = (account, other) if sign < 0 else (other, account)
    if target is account and account.kind == AccountKind.WORKSPACE and account.workspace_id is not None:
        arrivals.tell(account.workspace_id)
    return move(source=source, target=target, asked=account, given=given)


@transaction.atomic
def adjust(*, workspace_id: UUID, amount: int, key: str, note: str, by: User | UUID | None) -> Entry:
    """Put right by hand what a workspace has. amount: signed. Raises InsufficientCredits, KeyReused."""
    refuse_wrong(key=key, amount=abs(amount), note=note)
    account = account_of(workspace_id)
    other = platform_account(AccountKind.PROMOTIONS, beside=account)
    locked = lock_accounts(account, other)
    account, other = locked[account.pk], locked[other.pk]
    if done := earlier(account, key=key, kind=EntryKind.ADJUST, amount=amount):
        return done
    given = Movement(
        kind=EntryKind.ADJUST, key=key, amount=abs(amount), note=note, by=by
    )  # fmt: skip
    source, target = (other, account) if amount > 0 else (account, other)
    if amount > 0:
        arrivals.tell(workspace_id)
    return move(source=source, target=target, asked=account, given=given)


_OF_THE_FIRST = ("execution_id", "node_id", "graph_id", "block_id", "provider", "model")


def _entry(key: str, workspace_id: UUID | None) -> Entry:
    found = Entry.objects.select_related("account", "counter_account").filter(key=key)
    if workspace_id is not None:
        found = found.filter(account__workspace=workspace_id)
    entries = list(found[:2])
    if not entries:
        raise NotFound("No movement has this key.", entry_key=key)
    if len(entries) > 1:
        raise BadInput("Several workspaces have a movement of this key.", workspace_id="name one")
    return entries[0]


def _given_back(entry: Entry) -> int:
    """What earlier refunds moved back; what they could not take does not count."""
    moved: int | None = entry.refunds.aggregate(sum=Sum("amount"))["sum"]
    return abs(moved or 0)
