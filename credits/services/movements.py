"""One movement of credits from an account to another: two conditional UPDATEs and two entries, or nothing.

Called with both accounts locked (`credits.locks`), so what was looked at still holds when it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from credits.errors import BadAmount, InsufficientCredits, KeyReused
from credits.models import Account, Entry, EntryKind
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.ids import uuid7
from platform_project.kit.money import MICRO

MAX_AMOUNT = 1_000_000_000 * MICRO  # of one movement: ten million dollars
MAX_KEY_CHARS = 200
DIMENSIONS = {
    "execution_id": None,
    "node_id": 200,
    "graph_id": None,
    "block_id": 100,
    "provider": 100,
    "model": 200,
}
MAX_NOTE_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What is to be written."""

    kind: EntryKind
    key: str
    amount: int  # micro-credits, ≥ 0
    note: str = ""
    by: User | UUID | None = None
    unpaid: int = 0
    more: dict[str, Any] = field(default_factory=dict)  # other columns of the asked side's entry


def earlier(account: Account, *, key: str, kind: EntryKind, amount: int) -> Entry | None:
    """What the key made in this account before. amount: signed. Raises KeyReused if it was something else."""
    found = Entry.objects.filter(account=account, key=key).first()
    return None if found is None else same(found, kind=kind, amount=amount)


def same(found: Entry, *, kind: EntryKind, amount: int) -> Entry:
    """An entry of the key that came again. Raises KeyReused if it is of another movement."""
    if (found.kind, found.amount - found.unpaid) != (kind, amount):
        raise KeyReused("This key made another movement.", key=found.key)
    return found


def move(*, source: Account, target: Account, asked: Account, given: Movement) -> Entry:
    """Take from `source`, give to `target`, both locked; the entry of `asked`, which is one of them.

    Raises InsufficientCredits if a guarded source has too little that is free.
    """
    now = timezone.now()
    free = Account.objects.filter(pk=source.pk)
    if source.is_guarded:
        free = free.filter(balance__gte=F("held") + given.amount)
    expiring = Greatest(F("expiring") - given.amount, Value(0))
    if not free.update(balance=F("balance") - given.amount, expiring=expiring):
        raise InsufficientCredits(needed=given.amount, available=source.available)
    Account.objects.filter(pk=target.pk).update(balance=F("balance") + given.amount)
    movement = uuid7()
    sides = {
        source.pk: _side(source, target, -given.amount, movement, given, now),
        target.pk: _side(target, source, given.amount, movement, given, now),
    }
    own = sides[asked.pk]
    own.key, own.note, own.unpaid = given.key, given.note, given.unpaid
    own.created_by_id = id_of(given.by)
    for name, value in given.more.items():
        setattr(own, name, value)
    Entry.objects.bulk_create(sides.values())
    return own


def _side(
    account: Account, other: Account, amount: int, movement: UUID, given: Movement, now: datetime
) -> Entry:
    return Entry(
        movement=movement,
        account=account,
        counter_account=other,
        kind=given.kind,
        amount=amount,
        balance_after=account.balance + amount,
        key=f"of:{movement}",
        created_at=now,
    )


# --- What callers give ------------------------------------------------------------------------------------
def refuse_wrong(*, key: str, amount: int, least: int = 1, note: str = "") -> None:
    """Raise BadInput for a key, amount or note beyond its bounds."""
    if not 1 <= len(key) <= MAX_KEY_CHARS:
        told = f"A key has 1 to {MAX_KEY_CHARS} characters."
        raise BadInput(told, key=[told])
    if not least <= amount <= MAX_AMOUNT:
        told = f"An amount is {least} to {MAX_AMOUNT} micro-credits."
        raise BadAmount(told, amount=[told])
    if len(note) > MAX_NOTE_CHARS:
        told = f"A note has at most {MAX_NOTE_CHARS} characters."
        raise BadInput(told, note=[told])


def id_of(by: User | UUID | None) -> UUID | None:
    return by.pk if isinstance(by, User) else by


def dimensions(given: dict[str, Any]) -> dict[str, Any]:
    """Columns of an entry by which reports group, texts cut to their bound. Raises TypeError for others."""
    if unknown := given.keys() - DIMENSIONS.keys():
        raise TypeError(f"no dimensions of an entry: {sorted(unknown)}")
    return {
        name: value[:limit] if (limit := DIMENSIONS[name]) is not None and value else value
        for name, value in given.items()
        if value is not None
    }
