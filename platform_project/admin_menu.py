"""What stands where in the admin: its sidebar and its first page show these groups, in this order.

What needs somebody comes first, what the platform keeps for itself last. Each model of the admin
stands in one group; people see those that they may look at.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

GROUPS: dict[str, tuple[str, ...]] = {
    "Moderation": (
        "marketplace.Submission",
        "marketplace.AbuseReport",
        "marketplace.Appeal",
        "marketplace.ReasonTemplate",
        "marketplace.ModerationEvent",
    ),
    "Marketplace": (
        "marketplace.Listing",
        "marketplace.Creator",
        "marketplace.Rating",
        "marketplace.Category",
        "marketplace.Image",
        "marketplace.ListingDay",
    ),
    "People": (
        "accounts.User",
        "accounts.Workspace",
        "accounts.Invitation",
        "accounts.ApiKey",
        "notifications.Notification",
    ),
    "Credits": (
        "credits.Account",
        "credits.Entry",
        "credits.Hold",
        "credits.Lot",
        "credits.Budget",
        "credits.PriceRow",
    ),
    "Payments": (
        "credits.Payout",
        "credits.Tier",
        "credits.Subscription",
        "credits.TopUp",
        "credits.Payment",
        "credits.BillingProfile",
        "credits.StripeEvent",
    ),
    "Agents": (
        "agents.Graph",
        "agents.GraphVersion",
        "agents.Folder",
        "agents.Origin",
        "agents.Sketch",
        "agents.Autosave",
    ),
    "Runs": (
        "agents.Execution",
        "agents.NodeExecution",
        "agents.Review",
        "agents.Share",
        "agents.StoredValue",
        "agents.RetentionPolicy",
    ),
    "Automation": (
        "agents.Preset",
        "agents.Schedule",
        "agents.ScheduledStart",
        "agents.Trigger",
        "integrations.Webhook",
        "integrations.WebhookDelivery",
    ),
    "Integrations": (
        "integrations.AIModel",
        "integrations.Credential",
        "integrations.OAuthApp",
        "integrations.ConsentServer",
        "integrations.PrivateProvider",
    ),
    "Work of the platform itself": (
        "django_celery_beat.PeriodicTask",
        "django_celery_beat.IntervalSchedule",
        "django_celery_beat.CrontabSchedule",
        "django_celery_beat.ClockedSchedule",
        "django_celery_beat.SolarSchedule",
    ),
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups as the admin's pages take them: `title`, and `items` with a title and a link each."""
    shown = {title: [one for one in labels if _may(request, one)] for title, labels in GROUPS.items()}
    return [
        {"title": title, "collapsible": True, "items": [_item(one) for one in labels]}
        for title, labels in shown.items()
        if labels
    ]


def _may(request: HttpRequest, label: str) -> bool:
    page = admin.site._registry[apps.get_model(label)]
    return page.has_view_or_change_permission(request)


def _item(label: str) -> dict[str, Any]:
    meta = apps.get_model(label)._meta
    name = str(meta.verbose_name_plural)
    link = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return {"title": name[:1].upper() + name[1:], "link": link}
