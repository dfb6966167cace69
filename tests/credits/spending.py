"""Credits that come and go, in few words."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from credits.models import Entry
from credits.services import ledger, payouts, sales
from platform_project.accounts.models import User, Workspace
from platform_project.kit.ids import uuid7
from platform_project.kit.money import MICRO

_keys = count(1)


def own(user: User) -> Workspace:
    return Workspace.objects.get(personal_of=user)


def give(
    workspace: Workspace, credits: float, *, expires_at: datetime | None = None, note: str = ""
) -> Entry:
    """Grant some."""
    return ledger.grant(
        workspace_id=workspace.pk,
        amount=int(credits * MICRO),
        key=f"test:grant:{next(_keys)}",
        expires_at=expires_at,
        note=note,
    )


def spend(workspace: Workspace, credits: float, **dimensions: Any) -> Entry:
    """Hold and capture some, for what the dimensions say."""
    key, amount = f"test:spend:{next(_keys)}", int(credits * MICRO)
    ledger.hold(workspace_id=workspace.pk, amount=amount, key=key)
    return ledger.capture(hold_key=key, amount=amount, key=f"{key}:capture", **dimensions)


def hold(workspace: Workspace, credits: float, execution_id: UUID | None = None) -> None:
    ledger.hold(
        workspace_id=workspace.pk,
        amount=int(credits * MICRO),
        key=f"test:hold:{next(_keys)}",
        execution_id=execution_id,
    )


def earn(creator: User, buyer: User, credits: int) -> UUID:
    """The buyer pays so much for a run of the creator's agent, told twice that it did its work; the run."""
    run, place = uuid7(), own(creator).pk
    before = payouts.earned(place)
    give(own(buyer), credits)
    sales.begin(buyer=own(buyer).pk, execution_id=run, price=credits * MICRO)
    assert payouts.earned(place) == before
    for _ in range(2):
        sales.complete(creator=place, execution_id=run)
    return run
