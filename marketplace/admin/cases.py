"""The page of a row that moderators answer: what it is about, what can be done, and what was done before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.decorators import display

from agents.admin.shown import LookedAt, link_to
from marketplace.admin.looks import ANSWER_LABELS, age, spoken
from marketplace.models import Listing, ReasonTemplate
from marketplace.services.letters import name_of
from platform_project.accounts.models import User
from platform_project.errors import PlatformError
from platform_project.kit.admin_pages import Page

MAX_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done. permission: who may; others do not see it."""

    act: str
    label: str
    permission: str
    style: str = ""  # is-primary, is-danger
    has_note: bool = True  # it is told to somebody


@dataclass(frozen=True, slots=True)
class Case:
    """What is shown. label: how the state looks (success, warning, danger, info)."""

    title: str
    state: str
    label: str
    listing: Listing
    facts: list[tuple[str, str | SafeString]]
    texts: list[tuple[str, str]] = field(default_factory=list)  # as people wrote them
    deeds: list[Deed] = field(default_factory=list)
    note_label: str = "Note to the creator"


def about(listing: Listing) -> list[tuple[str, str | SafeString]]:
    """Facts of the listing that a case is about."""
    return [
        ("Listing", link_to(listing, f"{name_of(listing)} ({spoken(listing.state)})")),
        ("Creator", link_to(listing.creator, listing.creator.name)),
    ]


class CasePage(LookedAt, Page):
    """The base. Each step is one call of a service, which decides whether it may be."""

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("marketplace/moderation.css",)}

    @admin.display(description="age", ordering="created_at")
    def age(self, row: Any) -> str:
        return age(row.created_at)

    @display(description="state", label=ANSWER_LABELS)  # type: ignore[untyped-decorator]  # unfold has no types
    def state_label(self, row: Any) -> str:
        state: str = row.state
        return state

    def case_of(self, row: Any) -> Case:
        raise NotImplementedError

    def do(self, act: str, row: Any, by: User, note: str) -> str:
        """Do it; what to say of it. Raises PlatformError."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.act))
        return [path("<uuid:pk>/act", view, name=self._name("act")), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self._found(request, object_id)
        case = self.case_of(row)
        history = case.listing.history.select_related("by", "submission").order_by("-id")
        context = {
            **self.admin_site.each_context(request),
            "title": case.title,
            "opts": self.opts,
            "case": case,
            "deeds": [deed for deed in case.deeds if request.user.has_perm(deed.permission)],
            "reasons": ReasonTemplate.objects.all(),
            "history": history[:MAX_HISTORY],
            "back": reverse(f"admin:{self._name('changelist')}"),
            "back_label": str(self.opts.verbose_name_plural).capitalize(),
            "act_url": reverse(f"admin:{self._name('act')}", args=[row.pk]),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "marketplace/case.html", context)

    def act(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        row = self._found(request, str(pk))
        wanted = request.POST.get("act", "")
        deed = next((deed for deed in self.case_of(row).deeds if deed.act == wanted), None)
        if deed is not None and not request.user.has_perm(deed.permission):
            raise PermissionDenied
        if deed is None:
            self.message_user(request, "That cannot be done now: somebody else was first.", messages.ERROR)
            return self._back(row)
        assert isinstance(request.user, User)
        note = request.POST.get("note", "")
        try:
            said = self.do(wanted, row, request.user, note)
        except PlatformError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return self.change_view(request, str(pk), extra_context={"note": note})
        self.log_change(request, row, said)
        self.message_user(request, said, messages.SUCCESS)
        return self._back(row)

    def _back(self, row: Model) -> HttpResponse:
        return redirect(f"admin:{self._name('change')}", row.pk)

    def _found(self, request: HttpRequest, pk: str) -> Any:
        row = self.get_object(request, pk)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def _name(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"
