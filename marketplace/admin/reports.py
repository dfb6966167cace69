"""What users report, by listing; upheld or dismissed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Q, QuerySet, Window
from django.http import HttpRequest

from marketplace.admin.bulk import each, user_of
from marketplace.admin.cases import Case, CasePage, Deed, about
from marketplace.admin.looks import ANSWER_LABELS, age
from marketplace.models import AbuseReport, Listing, ReportState
from marketplace.services import report_decisions, take_downs
from marketplace.services.letters import name_of
from marketplace.services.moderators import CHANGE_LISTINGS, HANDLE_REPORTS
from platform_project.accounts.models import User


class OpenFirst(admin.SimpleListFilter):
    """What waits, unless more is asked for."""

    title = "state"
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("answered", "answered"), ("all", "all")]

    def choices(self, changelist: Any) -> Any:
        waiting = {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "waiting",
        }
        return [waiting, *list(super().choices(changelist))[1:]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        is_open = Q(state=ReportState.OPEN)
        return queryset.exclude(is_open) if self.value() == "answered" else queryset.filter(is_open)


@admin.register(AbuseReport)
class AbuseReportPage(CasePage):
    """Those of one listing stand together, the listings with most of them first."""

    list_display = ("about", "of_listing", "kind", "what", "by", "age", "state_label")
    list_select_related = ("listing__approved", "rating", "by")
    list_filter = (OpenFirst, "kind", "created_at")
    search_fields = ("listing__slug", "listing__approved__title", "by__email", "text", "listing__id")
    actions = ("uphold_selected", "dismiss_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AbuseReport]:
        alike = Window(Count("pk"), partition_by=[F("listing_id"), F("state")])
        found: QuerySet[AbuseReport] = AbuseReport.objects.annotate(of_listing_count=alike)
        return found.defer("listing__approved__file", "listing__approved__demo_output")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-of_listing_count", "listing_id", "created_at")

    @admin.display(description="about")
    def about(self, report: AbuseReport) -> str:
        return name_of(report.listing)

    @admin.display(description="alike", ordering="of_listing_count")
    def of_listing(self, report: Any) -> str:
        return f"{report.of_listing_count} of this listing"

    @admin.display(description="what")
    def what(self, report: AbuseReport) -> str:
        return "a rating" if report.rating_id else "the listing"

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(HANDLE_REPORTS))

    @admin.action(description="Uphold: a rating is hidden", permissions=["handle"])
    def uphold_selected(self, request: HttpRequest, chosen: QuerySet[AbuseReport]) -> None:
        by = user_of(request)
        each(self, request, chosen, "upheld", lambda row: report_decisions.uphold(report=row, moderator=by))

    @admin.action(description="Dismiss", permissions=["handle"])
    def dismiss_selected(self, request: HttpRequest, chosen: QuerySet[AbuseReport]) -> None:
        by = user_of(request)
        each(
            self, request, chosen, "dismissed", lambda row: report_decisions.dismiss(report=row, moderator=by)
        )

    def case_of(self, row: AbuseReport) -> Case:
        others = AbuseReport.objects.filter(listing=row.listing, state=ReportState.OPEN).exclude(pk=row.pk)
        texts = [(f"{row.get_kind_display()}, says {row.by or 'somebody'}", row.text)]
        if row.rating is not None:
            texts.append((f"The rating by {row.rating.user}, {row.rating.stars} stars", row.rating.text))
        texts += [
            (f"Also reported as {other.get_kind_display().lower()} by {other.by or 'somebody'}", other.text)
            for other in others.select_related("by").order_by("created_at")[:20]
        ]
        return Case(
            title=f"Report: {name_of(row.listing)}",
            state=row.state,
            label=ANSWER_LABELS[row.state],
            listing=row.listing,
            facts=[
                *about(row.listing),
                ("About", "a rating" if row.rating_id else "the listing"),
                ("Reported", f"{age(row.created_at)} ago"),
                ("Answered by", str(row.handled_by or "–")),
            ],
            texts=texts,
            deeds=_deeds(row),
            note_label="Note to the creator, if the listing is taken down" if row.rating_id is None else "",
        )

    def do(self, act: str, row: AbuseReport, by: User, note: str) -> str:
        if act == "take_down":
            take_downs.take_down(listing=row.listing, moderator=by, note=note)
            return "The listing is taken down, and all reports of it are upheld."
        if act == "uphold":
            report_decisions.uphold(report=row, moderator=by)
            return "Upheld." if row.rating_id is None else "Upheld: the rating is hidden."
        report_decisions.dismiss(report=row, moderator=by)
        return "Dismissed."


def _deeds(row: AbuseReport) -> list[Deed]:
    if row.state != ReportState.OPEN:
        return []
    listing: Listing = row.listing
    deeds = [
        Deed("uphold", "Uphold" if row.rating_id is None else "Uphold: hide the rating", HANDLE_REPORTS),
        Deed("dismiss", "Dismiss", HANDLE_REPORTS),
    ]
    if row.rating_id is None and listing.state in ("public", "unpublished"):
        deeds.insert(0, Deed("take_down", "Take the listing down", CHANGE_LISTINGS, "is-danger"))
    return deeds
