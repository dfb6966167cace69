"""What credits were spent on: sums over the entries of accounts, by one of their dimensions.

What was spent is what was captured and paid to others, less what came back as a refund.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate

from credits.models import Account, AccountKind, Entry, EntryKind
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
_SPENDER = Coalesce("refund_of__created_by_id", "created_by_id")
_DIMENSIONS = {
    By.GRAPH: Cast("graph_id", CharField()),
    By.MODEL: F("model"),
    By.PROVIDER: F("provider"),
    By.BLOCK: F("block_id"),
    By.DAY: Cast(TruncDate("created_at", tzinfo=UTC), CharField()),
    By.USER: Cast(_SPENDER, CharField()),
    By.WORKSPACE: Cast("account__workspace_id", CharField()),
}


def _name_of(person: str) -> Coalesce:
    """As `User.get_full_name()` says it."""
    before_at = Func(F(f"{person}__email"), Value("@"), Value(1), function="split_part")
    return Coalesce(NullIf(f"{person}__name", Value("")), before_at)


_NAMES = {
    By.USER: Coalesce(_name_of("refund_of__created_by"), _name_of("created_by")),
    By.WORKSPACE: F("account__workspace__name"),
}


def entries_for(user: User, workspace: Workspace) -> QuerySet[Entry]:
    """What came into and went out of what a workspace may spend, if `user` is a member of it."""
    mine = Account.objects.for_user(user, workspace=workspace).filter(kind=AccountKind.WORKSPACE)
    # Asked first: by the account's id the index gives the newest without sorting all that it has.
    return Entry.objects.filter(account=mine.values_list("pk", flat=True).first())


def spent(entries: QuerySet[Entry], *, since: datetime, until: datetime) -> QuerySet[Entry]:
    """Those of the entries by which credits were spent, or came back, in the span."""
    return entries.filter(_SPENDING, created_at__gte=since, created_at__lt=until)


def total_of(spending: QuerySet[Entry]) -> int:
    """What was spent in all, in micro-credits."""
    return -int(spending.aggregate(total=Coalesce(Sum("amount"), 0))["total"])


def costs_by(by: By, spending: QuerySet[Entry], *, most: int = MAX_ROWS) -> list[Cost]:
    """The dearest groups first; days in their order."""
    name = _NAMES.get(by, Value(""))
    grouped: Any = (
        spending.annotate(
            group=Coalesce(_DIMENSIONS[by], Value("")),
            called=Coalesce(name, Value(""), output_field=CharField()),
        )
        .values("group", "called")
        .annotate(spent=-Sum("amount"), count=Count("pk"))
    )
    order = ["group"] if by is By.DAY else ["-spent", "group"]
    bounded = grouped.order_by(*order)[: None if by is By.DAY else most]
    return [Cost(row["group"], row["called"], int(row["spent"]), row["count"]) for row in bounded]
