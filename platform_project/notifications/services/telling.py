"""Telling people. To be called in the transaction in which it happened."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from platform_project.accounts.models import User
from platform_project.kit.jobs import enqueue
from platform_project.kit.locks import lock
from platform_project.notifications.kinds import Kind, Mail
from platform_project.notifications.models import (
    MAX_LINK_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    Notification,
)
from platform_project.notifications.services.wishes import wish_of

TOGETHER = timedelta(hours=1)  # what has the same cause within it is one


@transaction.atomic
def notify(
    user: User, kind: Kind, *, subject_key: str, title: str, text: str = "", link: str = "", count: int = 1
) -> Notification | None:
    """Tell a person in the ways that they want; None if they want none.

    subject_key: the cause. What has the same within an hour is counted on the first, and mailed and pushed
    with it alone. text: no secrets. link: a path of the web app. count: how often it happened by now.
    """
    wish = wish_of(user, kind)
    if wish.is_silence or not user.is_active:
        return None
    lock("notification", user.pk, subject_key)
    shown = {
        "title": title[:MAX_TITLE_CHARACTERS],
        "text": text[:MAX_TEXT_CHARACTERS],
        "link": link if len(link) <= MAX_LINK_CHARACTERS else "",
    }
    recent = Notification.objects.filter(
        user=user, subject_key=subject_key, kind=kind, created_at__gt=timezone.now() - TOGETHER
    ).order_by("-created_at")
    last = recent.first()
    if last is not None and last.read_at is None:
        return _again(last, count, shown)
    is_first = last is None
    row: Notification = Notification.objects.create(
        user=user,
        kind=kind,
        subject_key=subject_key,
        is_in_app=wish.app,
        count=count,
        mail=wish.mail if is_first or wish.mail is not Mail.IMMEDIATE else Mail.OFF,
        **shown,
    )
    if row.mail == Mail.IMMEDIATE:
        enqueue("platform_project.notifications.tasks.send_mail", str(row.pk))
    if wish.push and is_first:
        enqueue("platform_project.notifications.tasks.send_push", str(row.pk))
    return row


def read(user: User, ids: list[str] | None) -> int:
    """These of the user's, or all, are read; how many were not."""
    found = Notification.objects.unread().filter(user=user)
    if ids is not None:
        found = found.filter(pk__in=ids)
    return int(found.update(read_at=timezone.now()))


def sweep() -> int:
    """Forget what was told long ago; how many those were."""
    at_a_time = 5_000
    ids = list(
        Notification.objects.outlived().order_by("created_at").values_list("pk", flat=True)[:at_a_time]
    )
    count: int = Notification.objects.filter(pk__in=ids).delete()[0]
    return count


def _again(row: Notification, count: int, shown: dict[str, str]) -> Notification:
    again = {"count": F("count") + count, "updated_at": timezone.now(), **shown}
    Notification.objects.filter(pk=row.pk).update(**again)
    row.refresh_from_db()
    return row
