"""What credits were spent on: sums by one dimension, over entries or over the sums that are kept of them.

What was spent is what was captured and paid to others, less what came back as a refund. Whole days that are
summed (`credits.services.day_sums`) come from their sums, what lies before and after from the entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from credits.models import Account, AccountKind, DaySum, Dimension, Entry, EntryKind
from credits.services.day_sums import midnight, summed_until
from platform_project.accounts.models import User, Workspace

# A refund of something given, such as of a top-up, takes credits away without spending them.
_SPENDING = (
    Q(kind=EntryKind.CAPTURE)
    | Q(kind=EntryKind.TRANSFER, amount__lt=0)
    | Q(kind=EntryKind.REFUND, amount__gt=0)
)
MAX_ROWS = 100  # of one report, the dearest; days are bounded by the span


class By(StrEnum):
    """What a report groups by."""

    GRAPH = "graph"
    MODEL = "model"
    PROVIDER = "provider"
    BLOCK = "block"
    DAY = "day"
    USER = "user"
    WORKSPACE = "workspace"  # for who looks at all of them


@dataclass(frozen=True, slots=True)
class Cost:
    """One group. amount: micro-credits; count: entries."""

    key: str
    called: str
    amount: int
    count: int


# What comes back counts for who had spent it, not for who gave it back.
_GAVE = Entry.objects.filter(pk=OuterRef("refund_of")).values("created_by_id")
# A join would read all entries for the few that came back.
_SPENDER = Case(
    When(refund_of=None, then=F("created_by_id")),
    default=Coalesce(Subquery(_GAVE), "created_by_id", output_field=UUIDField()),
    output_field=UUIDField(),
)
_OF_ENTRIES = {
    By.GRAPH: Cast("graph_id", CharField()),
    By.MODEL: F("model"),
    By.PROVIDER: F("provider"),
    By.BLOCK: F("block_id"),
    By.DAY: Cast(TruncDate("created_at", tzinfo=UTC), CharField()),
    By.USER: Cast(_SPENDER, CharField()),
    By.WORKSPACE: Cast("account__workspace_id", CharField()),
}
_OF_SUMS = {
    By.DAY: Cast("day", CharField()),
    By.WORKSPACE: Cast("account__workspace_id", CharField()),
}


class Spending:
    """What was spent from some accounts in a span. Made by `spending_for` and `spending_of_all`."""

    def __init__(self, accounts: Q, *, since: datetime, until: datetime) -> None:
        """accounts: which, as a condition on what has an `account`."""
        self._accounts, self._since, self._until = accounts, since, until
        self._begins, self._ends = _whole_days(since, until)

    @cached_property
    def total(self) -> int:
        """What was spent in all, in micro-credits."""
        return sum(amount for _, amount, _ in self._groups(By.DAY))

    def by(self, by: By, *, most: int = MAX_ROWS) -> list[Cost]:
        """The dearest groups first; days in their order."""
        amounts: defaultdict[str, int] = defaultdict(int)
        counts: defaultdict[str, int] = defaultdict(int)
        for key, amount, count in self._groups(by):
            amounts[key] += amount
            counts[key] += count
        if by is By.DAY:
            shown = sorted(amounts)
        else:
            shown = sorted(amounts, key=lambda key: (-amounts[key], key))[:most]
        called = _names(by, shown)
        return [Cost(key, called.get(key, ""), amounts[key], counts[key]) for key in shown]

    def _groups(self, by: By) -> Iterator[tuple[str, int, int]]:
        """(key, amount, count), each key at most once of each part of the span."""
        if self._begins < self._ends:
            yield from self._kept(by)
            parts = [(self._since, midnight(self._begins)), (midnight(self._ends), self._until)]
        else:
            parts = [(self._since, self._until)]
        for since, until in parts:
            if since < until:
                yield from self._read(by, since, until)

    def _kept(self, by: By) -> QuerySet[Any, Any]:
        dimension = Dimension.ALL if by in (By.DAY, By.WORKSPACE) else Dimension(by)
        rows = DaySum.objects.filter(
            self._accounts, dimension=dimension, day__gte=self._begins, day__lt=self._ends
        )
        grouped = rows.values_list(Coalesce(_OF_SUMS.get(by, F("key")), Value("")))
        return grouped.annotate(spent=Sum("amount"), entries=Sum("count")).order_by()

    def _read(self, by: By, since: datetime, until: datetime) -> QuerySet[Any, Any]:
        rows = Entry.objects.filter(_SPENDING, self._accounts, created_at__gte=since, created_at__lt=until)
        grouped = rows.values_list(Coalesce(_OF_ENTRIES[by], Value("")))
        return grouped.annotate(spent=-Sum("amount"), entries=Count("pk")).order_by()


def entries_for(user: User, workspace: Workspace) -> QuerySet[Entry]:
    """What came into and went out of what a workspace may spend, if `user` is a member of it."""
    return Entry.objects.filter(account=_account_for(user, workspace))


def spending_for(user: User, workspace: Workspace, *, since: datetime, until: datetime) -> Spending:
    """What a workspace spent, if `user` is a member of it."""
    return Spending(Q(account=_account_for(user, workspace)), since=since, until=until)


def spending_of_all(*, since: datetime, until: datetime) -> Spending:
    """What all workspaces spent."""
    return Spending(Q(account__kind=AccountKind.WORKSPACE), since=since, until=until)


def _account_for(user: User, workspace: Workspace) -> UUID | None:
    # Asked first: by the account's id the index gives the newest without sorting all that it has.
    mine = Account.objects.for_user(user, workspace=workspace).filter(kind=AccountKind.WORKSPACE)
    found: UUID | None = mine.values_list("pk", flat=True).first()
    return found


def _whole_days(since: datetime, until: datetime) -> tuple[date, date]:
    """The days of a span that are summed, from the first until before the second, which may be the same."""
    begins, last = since.astimezone(UTC), until.astimezone(UTC).date()
    first = begins.date() if begins == midnight(begins.date()) else begins.date() + timedelta(days=1)
    return first, max(first, min(last, summed_until() or first))


def _names(by: By, keys: Iterable[str]) -> dict[str, str]:
    """What people call them, where the key does not say it."""
    ids = [key for key in keys if key]
    if by is By.USER:
        people = User.objects.filter(pk__in=ids).only("name", "email")
        return {str(person.pk): person.get_full_name() for person in people}
    if by is By.WORKSPACE:
        return {str(pk): name for pk, name in Workspace.objects.filter(pk__in=ids).values_list("pk", "name")}
    return {}
