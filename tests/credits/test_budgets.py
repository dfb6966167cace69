"""Budgets: what counts for each, and that what would go beyond is refused before anything is held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from blocks.library.pinecone.vectors import PineconeQuery
from blocks.sdk import ModelTable
from credits.errors import InsufficientCredits, OverBudget
from credits.models import Budget, Entry, Hold
from credits.services import ledger
from credits.services.budgets import Spender, begins_at, has_room
from credits.services.charging import Charge, pay, reserve
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7
from platform_project.kit.money import MICRO

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(alice: User) -> UUID:
    found: UUID = alice.personal_workspace.pk
    ledger.grant(workspace_id=found, amount=10 * MICRO, key="first")
    return found


def charge(place: UUID, key: str, by: User | None = None) -> Charge:
    """One credit, for a firing with a flat price."""
    return Charge.of(key, place, PineconeQuery, {}, table=ModelTable([]), by=by.pk if by else None)


def free(place: UUID) -> int:
    return ledger.balance_of(place).available // MICRO


def test_what_is_reserved_is_held_and_what_is_paid_is_taken(place: UUID) -> None:
    one = charge(place, "a")
    reserve(one, Spender(place), is_own_credential=False)
    reserve(one, Spender(place), is_own_credential=False)  # as after a lost answer
    assert (ledger.balance_of(place).held, free(place)) == (MICRO, 9)
    entry = pay(one, MICRO // 4)
    assert entry is not None
    assert pay(one, MICRO // 4) == entry
    assert ledger.balance_of(place).available == 10 * MICRO - MICRO // 4
    assert (entry.provider, entry.block_id, entry.key) == ("pinecone", PineconeQuery.id, "a")


def test_what_is_free_touches_no_row(place: UUID) -> None:
    one = charge(place, "a")
    reserve(one, Spender(place), is_own_credential=True)
    assert pay(one, 0) is None
    assert not Hold.objects.exists()


def test_what_could_not_be_told_before_is_taken_after_as_far_as_it_is_there(place: UUID) -> None:
    entry = pay(charge(place, "a"), 11 * MICRO)
    assert entry is not None
    assert (entry.amount, entry.unpaid, free(place)) == (-10 * MICRO, MICRO, 0)


def test_what_is_not_there_is_refused_and_changes_nothing(bob: User) -> None:
    empty = bob.personal_workspace.pk
    with pytest.raises(InsufficientCredits):
        reserve(charge(empty, "a"), Spender(empty), is_own_credential=False)
    assert (Hold.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("used", ["captured", "held"])
def test_a_budget_of_the_day_counts_what_is_captured_and_what_is_held(place: UUID, used: str) -> None:
    budget = Budget.objects.create(workspace_id=place, scope="day", limit=2 * MICRO)
    first, second, third = (charge(place, key) for key in "abc")
    for one in (first, second):
        reserve(one, Spender(place), is_own_credential=False)
        if used == "captured":
            pay(one, MICRO)
    with pytest.raises(OverBudget) as refusal, transaction.atomic():
        reserve(third, Spender(place), is_own_credential=False)
    assert refusal.value.details == {
        "budget": str(budget.pk), "scope": "day", "limit": "2", "spent": "2", "needed": "1",
    }  # fmt: skip
    assert Hold.objects.count() == 2
    reserve(third, Spender(place), is_own_credential=True)  # a key of one's own costs nothing
    Budget.objects.update(limit=3 * MICRO)
    reserve(third, Spender(place), is_own_credential=False)


def test_each_budget_counts_its_own(place: UUID, alice: User, bob: User) -> None:
    graph, run, other = uuid7(), uuid7(), uuid7()
    runs = Hold.objects.values("execution_id")
    here = Spender(place, alice.pk, graph, family=runs.filter(execution_id=run), of_graph=runs.none())
    one = charge(place, "a", alice)
    one.dimensions |= {"execution_id": run, "graph_id": graph}
    reserve(one, here, is_own_credential=False)
    pay(one, MICRO)
    for scope, of in (("execution", {}), ("graph", {"graph_id": graph}), ("user", {"user": alice})):
        budget = Budget.objects.create(workspace_id=place, scope=scope, limit=MICRO, **of)
        assert not has_room(here, 1), scope
        budget.limit = MICRO + 1
        budget.save()
        assert has_room(here, 1), scope
        assert not has_room(here, 2), scope
        budget.delete()
    Budget.objects.create(workspace_id=place, scope="user", limit=0, user=bob)
    Budget.objects.create(workspace_id=place, scope="graph", limit=0, graph_id=other)
    assert has_room(here, MICRO)
    assert not has_room(Spender(place, bob.pk), 0)


def test_days_and_months_begin_by_utc() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert begins_at("day", late) == datetime(2026, 11, 22, tzinfo=UTC)
    assert begins_at("graph", late + timedelta(days=8)) == datetime(2026, 11, 1, tzinfo=UTC)
    assert begins_at("execution", late) is None
