"""Creators' words against rejections and take-downs, answered by senior moderators."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agents.admin.shown import link_to
from marketplace.admin.cases import Case, CasePage, Deed, about
from marketplace.admin.looks import ANSWER_LABELS, age
from marketplace.admin.reports import OpenFirst
from marketplace.models import Act, Appeal, AppealState
from marketplace.services import appeals
from marketplace.services.letters import name_of
from marketplace.services.moderators import DECIDE_APPEALS
from platform_project.accounts.models import User


@admin.register(Appeal)
class AppealPage(CasePage):
    list_display = ("about", "against", "by", "age", "state_label", "decided_by")
    list_select_related = ("listing__approved", "submission", "by", "decided_by")
    list_filter = (OpenFirst, "created_at")
    search_fields = ("listing__slug", "listing__approved__title", "by__email", "text")
    ordering = ("created_at", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        found: QuerySet[Appeal] = super().get_queryset(request)
        return found.defer("listing__approved__file", "submission__file")

    @admin.display(description="about")
    def about(self, appeal: Appeal) -> str:
        return appeal.submission.title if appeal.submission else name_of(appeal.listing)

    @admin.display(description="against")
    def against(self, appeal: Appeal) -> str:
        return f"rejection of version {appeal.submission.number}" if appeal.submission else "take-down"

    def case_of(self, row: Appeal) -> Case:
        return Case(
            title=f"Appeal: {name_of(row.listing)}",
            state=row.state,
            label=ANSWER_LABELS[row.state],
            listing=row.listing,
            facts=[
                *about(row.listing),
                ("Against", link_to(row.submission, self.against(row)) if row.submission else "take-down"),
                ("Waits for", age(row.created_at)),
                ("Answered by", str(row.decided_by or "–")),
            ],
            texts=[
                ("What was decided", _decided(row)),
                (f"What {row.by or 'the creator'} says", row.text),
                *([("The answer", row.answer)] if row.answer else []),
            ],
            deeds=_deeds(row),
            note_label="Answer to the creator (needed)",
        )

    def do(self, act: str, row: Appeal, by: User, note: str) -> str:
        appeals.decide(appeal=row, moderator=by, is_granted=act == "grant", answer=note)
        return f"The appeal is {'granted' if act == 'grant' else 'denied'}; its creator is told."


def _decided(row: Appeal) -> str:
    if row.submission is not None:
        return row.submission.note
    event = row.listing.history.filter(act=Act.TAKEN_DOWN).order_by("-id").first()
    return event.note if event else ""


def _deeds(row: Appeal) -> list[Deed]:
    if row.state != AppealState.OPEN:
        return []
    grant = "Grant: back into the queue" if row.submission_id else "Grant: restore the listing"
    return [
        Deed("grant", grant, DECIDE_APPEALS, "is-primary"),
        Deed("deny", "Deny", DECIDE_APPEALS, "is-danger"),
    ]
