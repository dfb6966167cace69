"""The queue of submissions, and the page on which one is compared, tried and decided."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.forms import ActionForm

from agents.admin.shown import LookedAt
from marketplace.admin.bulk import each, user_of
from marketplace.admin.looks import CHECK_LABELS, SUBMISSION_LABELS, age
from marketplace.admin.review import review_of, stand_of
from marketplace.admin.trials import fields_of, inputs_from, shown_trial, shown_trials
from marketplace.models import ReasonTemplate, Submission, SubmissionState
from marketplace.services import moderation, trials
from marketplace.services.moderators import MODERATE
from platform_project.errors import PlatformError
from platform_project.kit.admin_pages import Page
from platform_project.kit.money import credits_text

_LARGE = ("file", "description", "instructions", "changelog", "demo_output", "data_access")


class InState(admin.SimpleListFilter):
    """What waits, unless another state is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        others = [state for state in SubmissionState if state != SubmissionState.PENDING]
        return [("all", "all"), *((state.value, str(state.label).lower()) for state in others)]

    def choices(self, changelist: Any) -> Any:
        waiting = {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "waiting",
        }
        return [waiting, *list(super().choices(changelist))[1:]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        wanted = self.value()
        if wanted == "all":
            return queryset
        return queryset.filter(state=wanted or SubmissionState.PENDING)


class ReasonForm(ActionForm):
    """What a rejection of several at once says."""

    reason = forms.ModelChoiceField(
        queryset=ReasonTemplate.objects.all(), required=False, empty_label="Reason of a rejection"
    )


@admin.register(Submission)
class SubmissionPage(LookedAt, Page):
    list_display = ("offer", "creator", "age", "price_label", "checks_label", "state_label", "claim")
    list_display_links = ("offer",)
    list_select_related = ("listing__creator", "claimed_by")
    list_filter = (InState, "submitted_at")
    search_fields = ("title", "listing__slug", "listing__creator__name", "id")
    ordering = ("submitted_at", "id")
    actions = ("claim_selected", "approve_selected", "reject_selected")
    action_form = ReasonForm
    change_form_show_cancel_button = False

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("marketplace/moderation.css",)}

    # --- The list -----------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        found: QuerySet[Submission] = super().get_queryset(request)
        return found.exclude(state=SubmissionState.DRAFT).defer(*_LARGE)

    @admin.display(description="agent", ordering="title")
    def offer(self, submission: Submission) -> str:
        return f"{submission.title} · version {submission.number}"

    @admin.display(description="creator", ordering="listing__creator__name")
    def creator(self, submission: Submission) -> str:
        return submission.listing.creator.name

    @admin.display(description="age", ordering="submitted_at")
    def age(self, submission: Submission) -> str:
        return age(submission.submitted_at)

    @admin.display(description="price", ordering="price")
    def price_label(self, submission: Submission) -> str:
        return credits_text(submission.price) if submission.price else "free"

    @display(description="checks", label=CHECK_LABELS)  # type: ignore[untyped-decorator]  # unfold has no types
    def checks_label(self, submission: Submission) -> tuple[str, str]:
        levels = [check.get("level") for check in submission.checks]
        for level in ("problem", "warning"):
            if count := levels.count(level):
                return level, f"{count} {level}{'s' if count > 1 else ''}"
        return "ok", "ok"

    @display(description="state", ordering="state", label=SUBMISSION_LABELS)  # type: ignore[untyped-decorator]  # the same
    def state_label(self, submission: Submission) -> tuple[str, str]:
        second = submission.state == SubmissionState.PENDING and submission.first_approval_by_id
        return submission.state, "approved once" if second else submission.state

    @admin.display(description="claimed by", ordering="claimed_by")
    def claim(self, submission: Submission) -> str | SafeString:
        """Who has it, or a button. It sends the form of the list, which has the token in it."""
        if submission.state != SubmissionState.PENDING:
            return "–"
        if submission.claimed_by is not None:
            return submission.claimed_by.get_full_name()
        url = reverse("admin:marketplace_submission_act", args=[submission.pk])
        return format_html(
            '<button type="submit" class="quiet-button" formaction="{}" formmethod="post" name="act" '
            'value="claim" aria-label="Claim {}">Claim</button>',
            url,
            submission.title,
        )

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MODERATE))

    @admin.action(description="Claim", permissions=["moderate"])
    def claim_selected(self, request: HttpRequest, chosen: QuerySet[Submission]) -> None:
        by = user_of(request)
        each(self, request, chosen, "claimed", lambda row: moderation.claim(submission=row, moderator=by))

    @admin.action(description="Approve those without a problem (claimed by you)", permissions=["moderate"])
    def approve_selected(self, request: HttpRequest, chosen: QuerySet[Submission]) -> None:
        rows = list(chosen)
        clean = [row for row in rows if not _has_problem(row)]
        by = user_of(request)
        each(self, request, clean, "approved", lambda row: moderation.approve(submission=row, moderator=by))
        for row in rows:
            if row not in clean:
                told = f"{row}: a check found a problem, so it is looked at by itself."
                self.message_user(request, told, messages.WARNING)

    @admin.action(description="Reject with the reason (claimed by you)", permissions=["moderate"])
    def reject_selected(self, request: HttpRequest, chosen: QuerySet[Submission]) -> None:
        reason = _reason(request.POST.get("reason", ""))
        if reason is None:
            self.message_user(request, "Choose a reason beside the action.", messages.ERROR)
            return

        by, note = user_of(request), reason.text

        def reject(row: Submission) -> Submission:
            return moderation.reject(submission=row, moderator=by, note=note)

        each(self, request, chosen, "rejected", reject)

    # --- The page of one ----------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view
        own = [
            path("<uuid:pk>/act", wrapped(require_POST(self.act)), name="marketplace_submission_act"),
            path(
                "<uuid:pk>/trials/<uuid:execution_id>",
                wrapped(self.trial),
                name="marketplace_submission_trial",
            ),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        submission = self._found(request, object_id)
        user = user_of(request)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{submission.title}, version {submission.number}",
            "opts": self.opts,
            "submission": submission,
            "state_label": SUBMISSION_LABELS[submission.state],
            "age": age(submission.submitted_at),
            "review": review_of(submission),
            "stand": stand_of(submission, user),
            "reasons": ReasonTemplate.objects.all(),
            "history": submission.listing.history.select_related("by", "submission").order_by("-id")[:50],
            "fields": fields_of(submission),
            "trials": shown_trials(submission),
            "queue": reverse("admin:marketplace_submission_changelist"),
            "act_url": reverse("admin:marketplace_submission_act", args=[submission.pk]),
            "may_moderate": user.has_perm(MODERATE),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "marketplace/review.html", context)

    def act(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """One step: claim, release, approve, reject or try. Back to the page, with what came of it."""
        submission = self._found(request, str(pk))
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        steps = {
            "claim": self._claim,
            "release": self._release,
            "approve": self._approve,
            "reject": self._reject,
            "try": self._try,
        }
        step = steps.get(request.POST.get("act", ""))
        if step is None:
            raise Http404
        try:
            said = step(request, submission)
        except PlatformError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            # What was written for its creator is not lost with a refusal.
            return self.change_view(request, str(pk), extra_context={"note": request.POST.get("note", "")})
        self.log_change(request, submission, said)
        self.message_user(request, said, messages.SUCCESS)
        is_over = request.POST["act"] in ("approve", "reject")
        if is_over:
            return redirect("admin:marketplace_submission_changelist")
        return redirect("admin:marketplace_submission_change", pk)

    def trial(self, request: HttpRequest, pk: UUID, execution_id: UUID) -> HttpResponse:
        """One trial run as it is now, for the page that shows it."""
        submission = self._found(request, str(pk))
        found = next((run for run in trials.trials_of(submission) if run.pk == execution_id), None)
        if found is None:
            raise Http404
        context = {"trial": shown_trial(found), "submission": submission}
        return TemplateResponse(request, "marketplace/trial.html", context)

    def _claim(self, request: HttpRequest, submission: Submission) -> str:
        moderation.claim(submission=submission, moderator=user_of(request))
        return "It is yours for half an hour."

    def _release(self, request: HttpRequest, submission: Submission) -> str:
        moderation.release(submission=submission, moderator=user_of(request))
        return "Given back to the queue."

    def _approve(self, request: HttpRequest, submission: Submission) -> str:
        note = request.POST.get("note", "")
        found = moderation.approve(submission=submission, moderator=user_of(request), note=note)
        if found.state == SubmissionState.APPROVED:
            return f"{submission} is approved."
        return f"{submission} is approved once; a senior moderator has to approve it, too."

    def _reject(self, request: HttpRequest, submission: Submission) -> str:
        note = request.POST.get("note", "")
        moderation.reject(submission=submission, moderator=user_of(request), note=note)
        return f"{submission} is rejected; its creator is told why."

    def _try(self, request: HttpRequest, submission: Submission) -> str:
        inputs = inputs_from(submission, request.POST)
        is_dry = "is_dry" in request.POST
        trials.start_trial(submission=submission, moderator=user_of(request), inputs=inputs, is_dry=is_dry)
        return "The trial run has begun."

    def _found(self, request: HttpRequest, pk: str) -> Submission:
        people = ("claimed_by", "decided_by", "first_approval_by", "submitted_by", "listing__creator")
        found = Submission.objects.select_related(*people, "listing__workspace").filter(pk=_uuid(pk)).first()
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        assert isinstance(found, Submission)
        return found


def _has_problem(submission: Submission) -> bool:
    return any(check.get("level") == "problem" for check in submission.checks)


def _reason(pk: str) -> ReasonTemplate | None:
    return ReasonTemplate.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
