"""Which account is whose. They are opened when the first credits come."""

from __future__ import annotations

import random
from dataclasses import dataclass
from uuid import UUID

from credits.models import SLOTS, Account, AccountKind
from credits.models.account import OF_A_WORKSPACE


@dataclass(frozen=True, slots=True)
class Balance:
    """What a workspace has, in micro-credits."""

    balance: int
    held: int  # part of balance

    @property
    def available(self) -> int:
        return self.balance - self.held


def balance_of(workspace_id: UUID, *, kind: AccountKind = AccountKind.WORKSPACE) -> Balance:
    """What a workspace has to spend, or has earned. Without an account it has nothing; none is opened."""
    row = Account.objects.filter(workspace=workspace_id, kind=kind).values_list("balance", "held").first()
    return Balance(*row) if row else Balance(0, 0)


def account_of(workspace_id: UUID, kind: AccountKind = AccountKind.WORKSPACE) -> Account:
    """The account of a workspace, opened if need be together with those of the platform beside it."""
    assert kind in OF_A_WORKSPACE, kind
    found: Account | None = Account.objects.filter(workspace=workspace_id, kind=kind).first()
    if found is not None:
        return found
    slot = random.randrange(SLOTS)  # noqa: S311  # which one does not matter
    ours = [Account(kind=own, slot=slot) for own in AccountKind if own not in OF_A_WORKSPACE]
    opened = Account(kind=kind, workspace_id=workspace_id, slot=slot)
    Account.objects.bulk_create([*ours, opened], ignore_conflicts=True)  # others may open the same
    return Account.objects.get(workspace=workspace_id, kind=kind)


def platform_account(kind: AccountKind, *, beside: Account) -> Account:
    """The platform's account of a kind that stands on the other side of what happens with `beside`."""
    assert kind not in OF_A_WORKSPACE, kind
    return Account.objects.get(kind=kind, slot=beside.slot)


def platform_balance(kind: AccountKind) -> int:
    """What the platform's accounts of a kind hold together, in micro-credits."""
    return sum(Account.objects.filter(kind=kind).values_list("balance", flat=True))
