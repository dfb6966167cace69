"""Whatever is done in whatever order, the ledger does what a few numbers on paper do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from credits.errors import HoldCaptured, HoldNotFound, InsufficientCredits, KeyReused, RefundTooLarge
from credits.models import Account, AccountKind
from credits.services import ledger
from credits.services.verification import differences
from platform_project.accounts.models import Workspace
from platform_project.errors import NotFound

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
AMOUNTS = st.integers(1, 50)
KEYS = st.sampled_from("abcdef")


@dataclass
class Paper:
    """What a workspace has, by pencil."""

    balance: int = 0
    holds: dict[str, int] = field(default_factory=dict)  # what is set aside by key
    closed: set[str] = field(default_factory=set)
    captured: set[str] = field(default_factory=set)
    hold_amounts: dict[str, int] = field(default_factory=dict)
    entries: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # key → kind, asked, moved
    refunds: dict[str, tuple[str, int]] = field(default_factory=dict)  # key → what it gave back, asked
    lots: list[list[int]] = field(default_factory=list)  # day it ends, what is left

    @property
    def free(self) -> int:
        return self.balance - sum(self.holds.values())

    def spend(self, amount: int) -> None:
        self.balance -= amount
        for lot in sorted(self.lots):
            part = min(amount, lot[1])
            self._in_place(lot)[1] -= part
            amount -= part

    def _in_place(self, lot: list[int]) -> list[int]:
        return next(own for own in self.lots if own is lot)

    def repeats(self, key: str, kind: str, asked: int) -> bool:
        """True if the key did this before. Raises KeyReused if it did something else."""
        if key not in self.entries:
            return False
        if self.entries[key][:2] != (kind, asked):
            raise KeyReused("as the ledger does")
        return True


class Books(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.place: UUID = Workspace.objects.create(name="w").pk
        self.creator = ledger.account_of(Workspace.objects.create(name="c").pk, AccountKind.EARNINGS)
        self.paper = Paper()
        self.earned = 0
        self.day = 0

    def both(self, on_paper: Callable[[], None], in_ledger: Callable[[], Any]) -> Any:
        """Do it twice; what one refuses the other refuses as well, by the same name."""
        try:
            on_paper()
        except (
            InsufficientCredits,
            KeyReused,
            HoldCaptured,
            HoldNotFound,
            RefundTooLarge,
            NotFound,
        ) as refusal:
            with pytest.raises(type(refusal)):
                in_ledger()
            return None
        return in_ledger()

    @rule(amount=AMOUNTS, key=KEYS, lasts=st.none() | st.integers(1, 5))
    def grant(self, amount: int, key: str, lasts: int | None) -> None:
        def on_paper() -> None:
            if not self.paper.repeats(key, "grant", amount):
                self.paper.balance += amount
                self.paper.entries[key] = ("grant", amount, amount)
                if lasts is not None:
                    self.paper.lots.append([self.day + lasts, amount])

        ends = DAY_0 + timedelta(days=self.day + lasts) if lasts is not None else None
        self.both(
            on_paper,
            lambda: ledger.grant(workspace_id=self.place, amount=amount, key=key, expires_at=ends),
        )

    @rule(amount=st.integers(0, 50), key=KEYS)
    def hold(self, amount: int, key: str) -> None:
        paper, name = self.paper, f"{self.place}:{key}"

        def on_paper() -> None:
            if key in paper.hold_amounts:
                if paper.hold_amounts[key] != amount:
                    raise KeyReused("as the ledger does")
                return
            if paper.free < amount:
                raise InsufficientCredits(needed=amount, available=paper.free)
            paper.hold_amounts[key] = paper.holds[key] = amount

        self.both(on_paper, lambda: ledger.hold(workspace_id=self.place, amount=amount, key=name))

    @rule(hold=KEYS, amount=st.integers(0, 60), key=KEYS)
    def capture(self, hold: str, amount: int, key: str) -> None:
        paper = self.paper

        def on_paper() -> None:
            if hold not in paper.hold_amounts:
                raise HoldNotFound("as the ledger does")
            if paper.repeats(key, "capture", -amount):
                return
            if hold in paper.captured:
                raise HoldCaptured("as the ledger does")
            paper.holds.pop(hold, None)
            taken = min(amount, paper.free)
            paper.spend(taken)
            paper.captured.add(hold)
            paper.entries[key] = ("capture", -amount, -taken)

        entry = self.both(
            on_paper, lambda: ledger.capture(hold_key=f"{self.place}:{hold}", amount=amount, key=key)
        )
        if entry is not None:
            assert (entry.amount, entry.unpaid) == (paper.entries[key][2], amount + paper.entries[key][2])

    @rule(hold=KEYS)
    def release(self, hold: str) -> None:
        def on_paper() -> None:
            if hold not in self.paper.hold_amounts:
                raise HoldNotFound("as the ledger does")
            self.paper.holds.pop(hold, None)

        self.both(on_paper, lambda: ledger.release(hold_key=f"{self.place}:{hold}"))

    @rule(amount=AMOUNTS, key=KEYS)
    def transfer(self, amount: int, key: str) -> None:
        paper = self.paper

        def on_paper() -> None:
            if paper.repeats(key, "transfer", -amount):
                return
            if paper.free < amount:
                raise InsufficientCredits(needed=amount, available=paper.free)
            paper.spend(amount)
            paper.entries[key] = ("transfer", -amount, -amount)
            self.earned += amount

        source = ledger.account_of(self.place)
        self.both(
            on_paper,
            lambda: ledger.transfer(from_account=source, to_account=self.creator, amount=amount, key=key),
        )

    @rule(amount=st.integers(-50, 50).filter(bool), key=KEYS)
    def adjust(self, amount: int, key: str) -> None:
        paper = self.paper

        def on_paper() -> None:
            if paper.repeats(key, "adjust", amount):
                return
            if paper.free + amount < 0:
                raise InsufficientCredits(needed=-amount, available=paper.free)
            paper.balance += max(amount, 0)
            paper.spend(max(-amount, 0))
            paper.entries[key] = ("adjust", amount, amount)

        self.both(
            on_paper,
            lambda: ledger.adjust(workspace_id=self.place, amount=amount, key=key, note="", by=None),
        )

    @rule(first=KEYS, amount=AMOUNTS, key=st.sampled_from("uvwxyz"))
    def refund(self, first: str, amount: int, key: str) -> None:
        paper = self.paper

        def on_paper() -> None:
            if first not in paper.entries:
                raise NotFound("as the ledger does")
            kind, _, moved = paper.entries[first]
            if key in paper.refunds:
                if paper.refunds[key] != (first, amount):
                    raise KeyReused("as the ledger does")
                return
            given_back = sum(abs(paper.entries[k][2]) for k, (of, _) in paper.refunds.items() if of == first)
            if amount > abs(moved) - given_back:
                raise RefundTooLarge("as the ledger does")
            back = min(amount, paper.free) if moved > 0 else amount
            if moved > 0:
                paper.spend(back)
            else:
                paper.balance += back
            if kind == "transfer":
                self.earned -= back
            paper.refunds[key] = (first, amount)
            paper.entries[key] = ("refund", amount, -back if moved > 0 else back)

        self.both(
            on_paper,
            lambda: ledger.refund(
                entry_key=first, amount=amount, key=key, note="", by=None, workspace_id=self.place
            ),
        )

    @rule(days=st.integers(1, 3))
    def time_goes_by(self, days: int) -> None:
        self.day += days
        due = [lot for lot in self.paper.lots if lot[0] <= self.day]
        ended = max(0, sum(lot[1] for lot in due) - sum(self.paper.holds.values()))
        self.paper.balance -= ended
        for lot in sorted(due, reverse=True):
            part = min(ended, lot[1])
            lot[1] -= part
            ended -= part
        ledger.expire_due(DAY_0 + timedelta(days=self.day))

    @invariant()
    def they_agree(self) -> None:
        found = ledger.balance_of(self.place)
        assert (found.balance, found.held) == (self.paper.balance, sum(self.paper.holds.values()))
        assert Account.objects.get(pk=self.creator.pk).balance == self.earned
        left: dict[datetime, int] = {}
        for day, rest in self.paper.lots:
            left[DAY_0 + timedelta(days=day)] = left.get(DAY_0 + timedelta(days=day), 0) + rest
        told: dict[datetime, int] = {}
        for part in ledger.expiring_of(self.place):
            told[part.expires_at] = told.get(part.expires_at, 0) + part.amount
        assert told == {end: rest for end, rest in left.items() if rest}

    def teardown(self) -> None:
        assert list(differences()) == []


@pytest.mark.django_db
def test_the_ledger_does_what_paper_does() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
