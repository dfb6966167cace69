"""What all workspaces spent, which is what the platform earned, by one dimension after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action

from credits import reports
from credits.models import AccountKind, Entry
from credits.reports import By, Cost, Spending
from platform_project.kit.money import credits_text

SPANS = (7, 30, 90, 365)  # days
_MOST = 20  # rows of a table
_TITLES = {
    By.PROVIDER: "By service",
    By.MODEL: "By model",
    By.WORKSPACE: "By workspace",
    By.USER: "By person",
    By.GRAPH: "By agent",
    By.DAY: "By day (UTC)",
}
_PAGES = {
    By.WORKSPACE: "admin:accounts_workspace_change",
    By.USER: "admin:accounts_user_change",
    By.GRAPH: "admin:agents_graph_change",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. url: of the page of what it names; empty if it has none."""

    name: str
    amount: str
    count: int
    percent: float
    url: str


class CostsPage:
    """Mix into the page of entries: a button that leads to the sums over them."""

    admin_site: Any

    @action(description="Costs and revenue", url_path="costs", permissions=["view"])  # type: ignore[untyped-decorator]  # unfold has no types
    def costs(self, request: HttpRequest) -> HttpResponse:
        days = _days(request.GET.get("days"))
        until = timezone.now()
        since = until - timedelta(days=days)
        context = {
            **self.admin_site.each_context(request),
            "title": "Costs and revenue",
            "days": days,
            "spans": SPANS,
            "back": reverse("admin:credits_entry_changelist"),
            **_sums(since, until),
        }
        return TemplateResponse(request, "credits/costs.html", context)


def _sums(since: datetime, until: datetime) -> dict[str, Any]:
    of_workspaces = Entry.objects.filter(account__kind=AccountKind.WORKSPACE)
    spending = reports.spending_of_all(since=since, until=until)
    moved = of_workspaces.filter(created_at__gte=since, created_at__lt=until).values("kind")
    by_kind = moved.annotate(amount=Sum("amount"), count=Count("pk")).order_by("kind")
    return {
        "total": credits_text(spending.total),
        "kinds": [(row["kind"], credits_text(int(row["amount"])), row["count"]) for row in by_kind],
        "tables": [(title, _rows(by, spending)) for by, title in _TITLES.items()],
    }


def _rows(by: By, spending: Spending) -> list[Row]:
    """The dearest; of days the last."""
    costs = spending.by(by, most=_MOST)
    return [_row(by, cost, spending.total) for cost in (costs[-_MOST:] if by is By.DAY else costs)]


def _row(by: By, cost: Cost, total: int) -> Row:
    page = _PAGES.get(by)
    return Row(
        name=cost.called or cost.key or "without one",
        amount=credits_text(cost.amount),
        count=cost.count,
        percent=round(100 * max(0, cost.amount) / total, 1) if total > 0 else 0.0,
        url=reverse(page, args=[cost.key]) if page and cost.key else "",
    )


def _days(text: str | None) -> int:
    return next((days for days in SPANS if str(days) == text), SPANS[1])
