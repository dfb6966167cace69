"""How rows of the marketplace look in lists: ages, states, people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince

LISTING_LABELS = {"draft": "info", "public": "success", "unpublished": "warning", "taken_down": "danger"}
SUBMISSION_LABELS = {
    "draft": "info",
    "pending": "warning",
    "approved": "success",
    "rejected": "danger",
    "withdrawn": "info",
}
CHECK_LABELS = {"ok": "success", "warning": "warning", "problem": "danger"}
ANSWER_LABELS = {
    "open": "warning",
    "upheld": "danger",
    "dismissed": "info",
    "granted": "success",
    "denied": "danger",
}


def age(moment: datetime | None) -> str:
    """How long ago, in its largest unit."""
    if moment is None:
        return "–"
    now = timezone.now()
    return "a moment" if now - moment < timedelta(minutes=1) else timesince(moment, now, depth=1)


def spoken(state: str) -> str:
    """A state as people say it."""
    return state.replace("_", " ")
