"""Sums of days that are over: the same answers as the entries give, from fewer rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits import reports
from credits.models import DaySum, Entry, SummedDay
from credits.reports import By
from credits.services import day_sums, ledger
from credits.services.verification import differences
from platform_project.accounts.models import User
from tests.credits.spending import give, own, spend

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
BEGAN = datetime(2026, 3, 1, 18, tzinfo=UTC)
AGENTS = (UUID(int=1), UUID(int=2))


@pytest.fixture
def spent(alice: User, bob: User) -> None:
    """Four days of two people who spend, and one refund of a day before."""
    for day in range(5):
        with time_machine.travel(BEGAN + timedelta(days=day) if day < 4 else NOW - timedelta(hours=1)):
            give(own(alice), 100)
            give(own(bob), 100)
            spend(own(alice), 1 + day, graph_id=AGENTS[day % 2], model="m", provider="p", by=alice)
            last = spend(own(alice), 0.5, block_id="b", provider="q")
            spend(own(bob), 7, model="m", by=bob)
    with time_machine.travel(BEGAN + timedelta(days=3, hours=1)):
        first = Entry.objects.filter(created_by=alice, amount__lt=0).earliest("created_at")
        ledger.refund(entry_key=first.key, amount=250_000, key="back", note="", by=bob)
    assert last.amount < 0


def answers(user: User, since: datetime, until: datetime) -> dict[str, Any]:
    mine = reports.spending_for(user, own(user), since=since, until=until)
    of_all = reports.spending_of_all(since=since, until=until)
    return {
        "totals": (mine.total, of_all.total),
        **{by: (mine.by(by), of_all.by(by)) for by in By},
    }


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param(NOW - timedelta(days=30), NOW, id="all of it"),
        pytest.param(BEGAN + timedelta(hours=1), NOW, id="from within a day"),
        pytest.param(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC), id="whole days"),
        pytest.param(BEGAN - timedelta(hours=1), BEGAN + timedelta(hours=1), id="within one day"),
        pytest.param(NOW - timedelta(hours=2), NOW, id="today"),
        pytest.param(NOW - timedelta(days=30), NOW - timedelta(days=29), id="before there was anything"),
    ],
)
def test_a_report_says_the_same_by_sums_and_by_entries(
    since: datetime, until: datetime, alice: User, spent: None
) -> None:
    before = answers(alice, since, until)
    assert day_sums.sum_days(NOW) == 4
    assert answers(alice, since, until) == before


def test_the_refund_counts_for_who_had_spent_it_also_in_sums(alice: User, spent: None) -> None:
    day_sums.sum_days(NOW)
    report = reports.spending_for(alice, own(alice), since=NOW - timedelta(days=30), until=NOW)
    amounts = {cost.called: cost.amount for cost in report.by(By.USER)}
    assert amounts == {alice.get_full_name(): 14_750_000, "": 2_500_000}


def test_a_day_is_summed_once_and_only_when_nothing_more_can_come(alice: User, spent: None) -> None:
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    assert day_sums.sum_days(midnight + timedelta(minutes=59)) == 3
    assert day_sums.sum_days(midnight + timedelta(minutes=61)) == 1
    rows = DaySum.objects.count()
    assert (day_sums.sum_days(NOW), DaySum.objects.count()) == (0, rows)


def test_days_without_entries_are_passed_over(alice: User, spent: None) -> None:
    assert day_sums.sum_days(NOW) == 4
    later = NOW + timedelta(days=100)
    assert [day_sums.sum_days(later), day_sums.sum_days(later), day_sums.sum_days(later)] == [60, 40, 0]


def test_where_nothing_was_booked_there_is_nothing_to_sum(db: None) -> None:
    assert day_sums.sum_days(NOW) == 0
    assert not SummedDay.objects.exists()


def test_a_year_is_answered_without_reading_its_entries(
    alice: User, spent: None, client_of: Callable[..., Any], settings: Any
) -> None:
    settings.CREDITS = True
    day_sums.sum_days(NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        path = "/api/v1/credits/costs?by=graph&from=2025-03-05T00:00:00Z&to=2026-03-05T00:00:00Z"
        answer = client_of(alice).get(path)
    assert answer.json()["total"] == "11.75"
    assert [query["sql"] for query in asked if "credits_entry" in query["sql"]] == []


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param("UPDATE credits_daysum SET amount = amount + 1 WHERE key = 'm'", id="changed"),
        pytest.param("DELETE FROM credits_daysum WHERE dimension = 'all'", id="lost"),
    ],
)
def test_a_sum_that_is_wrong_is_told_and_made_again(slip: str, alice: User, spent: None) -> None:
    day_sums.sum_days(NOW)
    assert list(differences()) == []
    with connection.cursor() as cursor:
        cursor.execute(slip)
    found = list(differences())
    assert found
    assert all(line.startswith("sum of 2026-03-0") for line in found)
    DaySum.objects.all().delete()
    SummedDay.objects.all().delete()
    day_sums.sum_days(NOW)
    assert list(differences()) == []


def test_what_cannot_be_named_is_still_counted(alice: User) -> None:
    with time_machine.travel(BEGAN):
        give(own(alice), 10)
        spend(own(alice), 3, by=uuid4())
    day_sums.sum_days(NOW)
    report = reports.spending_for(alice, own(alice), since=BEGAN - timedelta(days=2), until=NOW)
    assert [(cost.called, cost.amount) for cost in report.by(By.USER)] == [("", 3_000_000)]
