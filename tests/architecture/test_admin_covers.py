"""Every model is in the admin, on a page of its own or on its parent's."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin

from platform_project.kit.admin_pages import Page
from tests.architecture.source import APPS

NOT_SHOWN = {
    "accounts.IdempotentAnswer": "answers of others, kept for a day for the program that repeats itself",
    "accounts.Preferences": "how a person likes the web app: theirs, and of no use to others",
    "accounts.SignInCode": "a secret that lives for a minute",
    "notifications.Mark": "how far a look has come: the platform's own note",
    "notifications.NotificationSettings": "how a person wants to be told: theirs",
    "notifications.PushSubscription": "the address of a person's browser, by which anybody could push to it",
    "agents.ValueUse": "which executions a stored value stays for; counted on the value's page",
    "blocks.KeptValue": "what agents remember for their users: theirs, and nobody else's to read",
    "blocks.Recollection": "the same",
    "agents.ExecutionLabels": "people's own words to find an execution by; its page shows them",
    "agents.UnpaidFiring": "the runner's own notes; what they come to is shown as firings and as a status",
    "agents.Favourite": "what one person marked: theirs",
    "marketplace.Installer": "who added what: theirs; how many they are stands with the listing",
    "marketplace.SearchEntry": "made of what has pages of its own, and made anew from it",
    "marketplace.SearchMeaning": "the same",
    "marketplace.SearchWord": "the same",
    "credits.DaySum": "made of entries, and shown as sums on their page",
    "credits.SummedDay": "how far those have come: the platform's own note",
    "agents.ExecutionState": "the planner's own notes; what they come to is shown as firings",
}


def test_every_model_is_in_the_admin_or_stands_on_the_list() -> None:
    pages = admin.site._registry
    inlines = {inline.model for page in pages.values() for inline in _inlines(page)}
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
    assert len(ours) > 10
    hidden = {model._meta.label for model in ours if model not in pages and model not in inlines}
    assert hidden == NOT_SHOWN.keys()


def test_lists_of_our_models_come_in_small_pieces() -> None:
    pages = [page for model, page in admin.site._registry.items() if model.__module__.split(".")[0] in APPS]
    assert len(pages) > 10
    assert [type(page).__name__ for page in pages if not isinstance(page, Page)] == []
    assert all(max(page.list_per_page, page.list_max_show_all) <= 50 for page in pages)


def _inlines(page: Any) -> list[Any]:
    return list(page.inlines)
