"""Credits that the operator gives, takes or gives back by hand: each with a reason, and once.

The ledger keeps the reason and who gave it in the entry; the admin's own log keeps the deed.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from credits.models import Entry
from credits.services import ledger
from platform_project.accounts.models import User, Workspace
from platform_project.errors import PlatformError
from platform_project.kit.ids import uuid7
from platform_project.kit.money import micro_of

GRANT, ADJUST, REFUND = "grant", "adjust", "refund"
_DEEDS = [
    (GRANT, "Grant: give credits, for a time or for good"),
    (ADJUST, "Adjust: put a balance right, up or (with a minus) down"),
    (REFUND, "Refund: give back what an entry took, or a part of it"),
]


class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]  # it is not generic when it runs
    """One movement by hand. The same form that is sent twice moves once: its key is made with the page."""

    deed = forms.ChoiceField(choices=_DEEDS, widget=UnfoldAdminSelectWidget)
    workspace = forms.CharField(
        max_length=254,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Id of a workspace, or a person's address for their own. A refund goes where it came from.",
    )
    entry = forms.UUIDField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Id of the entry that a refund gives back.",
    )
    amount = forms.DecimalField(
        max_digits=15,
        decimal_places=6,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="In credits. A refund without an amount gives back all of it.",
    )
    expires_at = forms.SplitDateTimeField(
        required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="Of a grant; empty: it does not end."
    )
    reason = forms.CharField(
        min_length=5,
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Stands in the entry, where the workspace reads it.",
    )
    key = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        amount = given["amount"]
        if given["deed"] == REFUND:
            given["entry"] = _entry(given["entry"])
        else:
            given["workspace"] = _workspace(given["workspace"])
            if not amount:
                raise forms.ValidationError({"amount": "How many credits?"})
        if amount is not None and amount <= 0 and given["deed"] != ADJUST:
            raise forms.ValidationError({"amount": "Must be above 0; only an adjustment takes credits away."})
        return given

    def move(self, by: User) -> Entry:
        """Do what was asked for. Raises PlatformError, such as InsufficientCredits."""
        given = self.cleaned_data
        amount = None if given["amount"] is None else micro_of(f"{given['amount']:f}")
        said = {"key": f"admin:{given['key']}", "note": given["reason"], "by": by}
        if given["deed"] == REFUND:
            return ledger.refund(entry_key=given["entry"].key, amount=amount, **said)
        assert amount is not None
        of = {"workspace_id": given["workspace"].pk, "amount": amount, **said}
        if given["deed"] == GRANT:
            return ledger.grant(expires_at=given["expires_at"], **of)
        return ledger.adjust(**of)


class Corrections:
    """Mix into the page of entries, first: its "add" is a correction. What stands there never changes."""

    message_user: Any
    add_fields = ("deed", "workspace", "entry", "amount", "expires_at", "reason", "key")

    def get_fields(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        return self.add_fields if obj is None else super().get_fields(request, obj)  # type: ignore[misc]  # of the page

    def get_form(self, request: HttpRequest, obj: Entry | None = None, **kwargs: Any) -> Any:
        wanted = {**kwargs, "form": CorrectionForm} if obj is None else kwargs
        return super().get_form(request, obj, **wanted)  # type: ignore[misc]  # the same

    def get_readonly_fields(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        return () if obj is None else super().get_readonly_fields(request, obj)  # type: ignore[misc]  # the same

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.has_perm("credits.add_entry"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """As the link of an entry's page fills it in."""
        return {name: request.GET[name] for name in ("deed", "workspace", "entry") if name in request.GET}

    def save_model(self, request: HttpRequest, obj: Entry, form: CorrectionForm, change: Any) -> None:
        assert isinstance(request.user, User)
        obj.pk = form.move(request.user).pk
        obj.refresh_from_db()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            shown: HttpResponse = super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]  # the same
        except PlatformError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return redirect(request.get_full_path())
        return shown


def _workspace(text: str) -> Workspace:
    try:
        found = Workspace.objects.filter(pk=UUID(text)).first()
    except ValueError:
        found = Workspace.objects.filter(personal_of__email=text.strip().lower()).first()
    if found is None:
        raise forms.ValidationError({"workspace": "No workspace has this id, and nobody this address."})
    return found


def _entry(pk: UUID | None) -> Entry:
    found = None if pk is None else Entry.objects.filter(pk=pk).first()
    if found is None:
        raise forms.ValidationError({"entry": "There is no such entry."})
    return found
