"""Listings: taken down and restored here, put on the first page, and their whole history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from agents.admin.shown import link_to, list_link
from marketplace.admin.bulk import each, user_of
from marketplace.admin.cases import Case, CasePage, Deed
from marketplace.admin.looks import LISTING_LABELS, spoken
from marketplace.models import AbuseReport, Listing, ListingState, ReportState, Submission
from marketplace.services import take_downs
from marketplace.services.letters import name_of
from marketplace.services.moderators import CHANGE_LISTINGS
from platform_project.accounts.models import User

_OPEN_REPORTS = Count("reports", filter=Q(reports__state=ReportState.OPEN))
_SHOWN = (ListingState.PUBLIC, ListingState.UNPUBLISHED)


@admin.register(Listing)
class ListingPage(CasePage):
    list_display = (
        "name", "creator", "state_label", "open_reports", "is_featured", "score", "install_count",
        "run_count", "published_at",
    )  # fmt: skip
    list_select_related = ("creator", "approved")
    list_filter = ("state", "is_featured", "published_at")
    search_fields = ("slug", "approved__title", "creator__name", "creator__slug", "id")
    ordering = ("-published_at", "-id")
    actions = ("feature", "unfeature")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        found: QuerySet[Listing] = super().get_queryset(request)
        return found.annotate(report_count=_OPEN_REPORTS).defer("approved__file", "approved__demo_output")

    @admin.display(description="agent", ordering="approved__title")
    def name(self, listing: Listing) -> str:
        return listing.approved.title if listing.approved else listing.slug

    @admin.display(description="open reports", ordering="report_count")
    def open_reports(self, listing: Any) -> int:
        return int(listing.report_count)

    @display(description="state", ordering="state", label=LISTING_LABELS)  # type: ignore[untyped-decorator]  # unfold has no types
    def state_label(self, listing: Listing) -> tuple[str, str]:
        return listing.state, spoken(listing.state)

    def has_senior_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(CHANGE_LISTINGS))

    @admin.action(description="Put on the first page", permissions=["senior"])
    def feature(self, request: HttpRequest, chosen: QuerySet[Listing]) -> None:
        self._feature(request, chosen, "put on the first page", is_featured=True)

    @admin.action(description="Take off the first page", permissions=["senior"])
    def unfeature(self, request: HttpRequest, chosen: QuerySet[Listing]) -> None:
        self._feature(request, chosen, "taken off the first page", is_featured=False)

    def case_of(self, row: Listing) -> Case:
        mean = row.mean_rating
        reports = AbuseReport.objects.filter(listing=row, state=ReportState.OPEN).count()
        return Case(
            title=name_of(row),
            state=spoken(row.state),
            label=LISTING_LABELS[row.state],
            listing=row,
            facts=[
                ("Creator", link_to(row.creator, row.creator.name)),
                ("Address", f"/marketplace/{row.creator.slug}/{row.slug}"),
                ("Version", link_to(row.approved, f"{row.approved.number}") if row.approved else "–"),
                ("Submissions", list_link(Submission, "All of them", listing__id__exact=row.pk, state="all")),
                ("Open reports", list_link(AbuseReport, f"{reports}", listing__id__exact=row.pk)),
                (
                    "Ratings",
                    f"{row.rating_count}, {mean:.1f} stars" if mean else "none",
                ),
                ("Added, run", f"by {row.install_count:,} people, {row.run_count:,} times"),
                ("On the first page", "yes" if row.is_featured else "no"),
                ("Published", f"{row.published_at:%Y-%m-%d %H:%M}" if row.published_at else "never"),
            ],
            texts=[("Description", row.approved.description)] if row.approved else [],
            deeds=_deeds(row),
        )

    def do(self, act: str, row: Listing, by: User, note: str) -> str:
        if act == "take_down":
            take_downs.take_down(listing=row, moderator=by, note=note)
            return f"{name_of(row)} is taken down; its creator is told why."
        if act == "restore":
            take_downs.restore(listing=row, moderator=by, note=note)
            return f"{name_of(row)} may be published again by its creator."
        take_downs.feature(listing=row, moderator=by, is_featured=act == "feature")
        return f"{name_of(row)} stands {'on' if act == 'feature' else 'no longer on'} the first page."

    def _feature(
        self, request: HttpRequest, chosen: QuerySet[Listing], what: str, *, is_featured: bool
    ) -> None:
        def do(row: Listing) -> None:
            take_downs.feature(listing=row, moderator=user_of(request), is_featured=is_featured)

        each(self, request, chosen, what, do)


def _deeds(row: Listing) -> list[Deed]:
    if row.state == ListingState.TAKEN_DOWN:
        return [Deed("restore", "Restore", CHANGE_LISTINGS, "is-primary")]
    if row.state not in _SHOWN:
        return []
    first = Deed("unfeature", "Take off the first page", CHANGE_LISTINGS)
    if not row.is_featured:
        first = Deed("feature", "Put on the first page", CHANGE_LISTINGS)
    down = Deed("take_down", "Take down", CHANGE_LISTINGS, "is-danger")
    return [down, first] if row.is_featured or row.state == ListingState.PUBLIC else [down]
