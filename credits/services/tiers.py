"""What each workspace may do, and the credits that it is given each month.

A month is a calendar month in UTC. Its grant has the key `tier:<workspace>:<YYYY-MM>`, so it is given once,
however often beat asks and however long it was down; who rises within a month is given the difference, for
the days that are left, by a key of the higher tier. What is left of both ends with the month.

The free tier's grant is for people: a team has what it pays for, as anybody can found many of those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from credits.models import FREE, HOLDING, AccountKind, Entry, Subscription, Tier
from credits.services import ledger, payments
from platform_project.accounts.models import Workspace
from platform_project.kit.jobs import nudge
from platform_project.kit.locks import lock
from platform_project.kit.rows import run

AT_A_TIME = 500  # workspaces of one task
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workspace may do. None is no limit of the tier's; the settings may have one."""

    tier: str
    storage_bytes: int | None
    retention_days: int | None
    allowed_models: tuple[str, ...]

    def allows_model(self, name: str) -> bool:
        """True for every model where none is named; `claude-*` names each that begins so."""
        return not self.allowed_models or any(fnmatchcase(name, row) for row in self.allowed_models)


def tier_of(workspace_id: UUID) -> Tier:
    """The tier that a workspace has now."""
    found = _held(workspace_id)
    return found.tier if found is not None else _free()


def limits_of(workspace_id: UUID) -> Limits:
    """What its tier lets a workspace do; no limits where credits are switched off."""
    if not settings.CREDITS:
        return Limits("", None, None, ())
    tier = tier_of(workspace_id)
    return Limits(tier.pk, tier.storage_bytes, tier.retention_days, tuple(tier.allowed_models))


@transaction.atomic
def apply(workspace_id: UUID, *, was: Tier) -> Tier:
    """Set on the workspace what its tier says, and grant what a higher one gives: after each change."""
    tier = tier_of(workspace_id)
    Workspace.objects.filter(pk=workspace_id).update(
        max_running=tier.max_running, has_priority=tier.has_priority
    )
    if not grant_of_month(workspace_id) and tier.monthly_grant > was.monthly_grant:
        _grant_difference(workspace_id, was, tier, timezone.now())
    return tier


@transaction.atomic
def grant_of_month(workspace_id: UUID, now: datetime | None = None) -> int:
    """Give the workspace this month's credits if it has not had them; micro-credits given now."""
    now = now or timezone.now()
    if not settings.CREDITS or not Workspace.objects.filter(pk=workspace_id).exists():
        return 0
    lock("tier", workspace_id)
    tier, since = _due(workspace_id)
    if since is None or _given(workspace_id, now) is not None:
        return 0
    amount = _of_the_rest(tier.monthly_grant, max(since, _month_start(now)), now)
    return _grant(workspace_id, tier, amount, _key(workspace_id, now), now)


def welcome(workspace_id: UUID) -> None:
    """Have a new person's first month granted at once; should the message be lost, beat grants it."""
    nudge("credits.tasks.grant_of_month", str(workspace_id))


def grant_month(now: datetime | None = None) -> int:
    """Grant this month to workspaces that have not had it, AT_A_TIME; how many those were."""
    now = now or timezone.now()
    if not settings.CREDITS:
        return 0
    rows = run(_WITHOUT_THIS_MONTH, {"month": f"{now.astimezone(UTC):%Y-%m}", "limit": AT_A_TIME}).fetchall()
    return sum(grant_of_month(workspace_id, now) > 0 for (workspace_id,) in rows)


# People on the free tier (where it grants anything), and whoever pays for another.
_WITHOUT_THIS_MONTH = """
SELECT w.id FROM accounts_workspace w
LEFT JOIN credits_subscription s
    ON s.workspace_id = w.id AND s.status IN ('active', 'trialing', 'past_due')
JOIN credits_tier t ON t.slug = coalesce(s.tier_id, 'free') AND t.monthly_grant > 0
WHERE (s.status IN ('active', 'trialing') OR (s.id IS NULL AND w.personal_of_id IS NOT NULL))
  AND NOT EXISTS (
    SELECT 1 FROM credits_entry e JOIN credits_account a ON a.id = e.account_id
    WHERE e.key = 'tier:' || w.id || ':' || %(month)s AND a.workspace_id = w.id)
LIMIT %(limit)s
"""


def _due(workspace_id: UUID) -> tuple[Tier, datetime | None]:
    """The tier, and since when it is granted; None if it is not paid, or free and a team's."""
    found = _held(workspace_id)
    if found is not None:
        return found.tier, found.began_at if found.is_paid else None
    is_person = Workspace.objects.filter(pk=workspace_id, personal_of__isnull=False).exists()
    return _free(), _LONG_AGO if is_person else None


def _held(workspace_id: UUID) -> Subscription | None:
    rows = Subscription.objects.filter(workspace=workspace_id, status__in=HOLDING)
    found: Subscription | None = rows.select_related("tier").first()
    return found


def _free() -> Tier:
    return Tier.objects.filter(pk=FREE).first() or Tier(slug=FREE, name="Free")


def _given(workspace_id: UUID, now: datetime) -> int | None:
    """Micro-credits that tiers gave this month; None if it was not granted at all."""
    begins = _key(workspace_id, now)
    entries = Entry.objects.filter(
        account__workspace=workspace_id,
        account__kind=AccountKind.WORKSPACE,
        key__in=[begins, *(f"{begins}:{slug}" for slug in Tier.objects.values_list("pk", flat=True))],
    )
    found: int | None = entries.aggregate(sum=Sum("amount"))["sum"]
    return found


def _grant_difference(workspace_id: UUID, was: Tier, tier: Tier, now: datetime) -> int:
    """What the higher tier gives more for the rest of the month, once a month and tier."""
    lock("tier", workspace_id)
    key, given = f"{_key(workspace_id, now)}:{tier.pk}", _given(workspace_id, now)
    is_booked = Entry.objects.filter(account__workspace=workspace_id, key=key).exists()
    if not settings.CREDITS or given is None or is_booked or _due(workspace_id)[1] is None:
        return 0
    more = _of_the_rest(tier.monthly_grant - was.monthly_grant, now, now)
    return _grant(workspace_id, tier, min(more, tier.monthly_grant - given), key, now)


def _grant(workspace_id: UUID, tier: Tier, amount: int, key: str, now: datetime) -> int:
    if amount <= 0:
        return 0
    ledger.grant(
        workspace_id=workspace_id,
        amount=amount,
        key=key,
        expires_at=_month_end(now),
        note=f"{tier.name}, {now:%B %Y}",
    )
    payments.collect_debts(workspace_id)
    return amount


def _key(workspace_id: UUID, now: datetime) -> str:
    return f"tier:{workspace_id}:{now.astimezone(UTC):%Y-%m}"


def _of_the_rest(amount: int, since: datetime, now: datetime) -> int:
    """The share of a month's amount from `since` to the month's end, by the second."""
    begins, ends, second = _month_start(now), _month_end(now), timedelta(seconds=1)
    return amount * ((ends - since) // second) // ((ends - begins) // second)


def _month_start(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _month_end(now: datetime) -> datetime:
    return (_month_start(now) + timedelta(days=32)).replace(day=1)
