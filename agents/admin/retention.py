"""Rules of what is kept of executions that ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from agents.models import RetentionPolicy
from platform_project.kit.admin_pages import Page


class RetentionForm(forms.ModelForm):  # type: ignore[type-arg]  # it is not generic when it runs
    class Meta:
        model = RetentionPolicy
        fields = ["workspace", "graph", "keep", "days"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        graph, workspace = given.get("graph"), given.get("workspace")
        if graph and workspace and graph.workspace_id != workspace.pk:
            raise forms.ValidationError({"graph": "The graph belongs to another workspace."})
        return given


@admin.register(RetentionPolicy)
class RetentionPolicyPage(Page):
    form = RetentionForm
    list_display = ("workspace", "graph", "keep", "days")
    list_select_related = ("workspace", "graph")
    list_filter = ("keep",)
    search_fields = ("workspace__name", "graph__name", "workspace__personal_of__email")
    raw_id_fields = ("workspace", "graph")
    ordering = ("workspace__name", "id")
