"""Mails: one notification at once, or those of a day or a week together.

A notification goes into one mail: its row is claimed before the mail is sent, by one conditional UPDATE, and
given back if no mail server takes it, unless it says that the address takes no mail at all. A process that
dies between the two loses the mail; none is sent twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from platform_project.accounts.models import User
from platform_project.notifications.kinds import Mail
from platform_project.notifications.models import Notification

DIGEST_HOUR = 8  # where the person is
MOST_IN_A_DIGEST = 100  # the others are counted
SETTINGS_PAGE = "/settings/notifications"  # of the web app
_USERS_AT_A_TIME = 500  # of one time zone
_FOR_GOOD = 500  # from this answer on, a mail server means it

log = structlog.get_logger(__name__)


def send_one(notification_id: UUID) -> bool:
    """Mail a notification that is to be mailed at once; False if that was done. Raises OSError."""
    waiting = Notification.objects.to_be_mailed(Mail.IMMEDIATE).filter(pk=notification_id)
    row = waiting.select_related("user").first()
    return row is not None and _send(row.user, [row.pk], row.title, "one")


def send_digests(now: datetime | None = None) -> int:
    """Send each digest whose time has come; how many those were."""
    now = now or timezone.now()
    return sum(_digests(mail, now) for mail in (Mail.DAILY, Mail.WEEKLY))


def _digests(mail: Mail, now: datetime) -> int:
    sent = 0
    for user, ids in _due(mail, now):
        try:
            sent += _send(user, ids, _subject(mail, len(ids)), "digest")
        except (SMTPResponseException, SMTPRecipientsRefused) as err:  # about this one mail
            log.warning("a digest was not sent; it is tried again", reason=type(err).__name__)
        except OSError as err:
            log.warning("digests are not sent: no mail server takes them", reason=type(err).__name__)
            break
    return sent


def _due(mail: Mail, now: datetime) -> Iterator[tuple[User, list[UUID]]]:
    """Whose digest is due, with what goes into it."""
    waiting = Notification.objects.to_be_mailed(mail)
    for zone in list(waiting.order_by("user__timezone").values_list("user__timezone", flat=True).distinct()):
        due = waiting.filter(user__timezone=zone, created_at__lt=_last_time(mail, zone, now))
        user_ids = list(due.order_by("user").values_list("user", flat=True).distinct()[:_USERS_AT_A_TIME])
        for user in User.objects.filter(pk__in=user_ids):
            yield user, list(due.filter(user=user).order_by("created_at").values_list("pk", flat=True))


def _last_time(mail: Mail, zone: str, now: datetime) -> datetime:
    """The last time, not after `now`, at which a digest was due."""
    local = now.astimezone(ZoneInfo(zone if zone in available_timezones() else "UTC"))
    due = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if mail is Mail.WEEKLY:
        due -= timedelta(days=due.weekday())
    while due > local:
        due -= timedelta(days=7 if mail is Mail.WEEKLY else 1)
    return due.astimezone(UTC)


def _subject(mail: Mail, count: int) -> str:
    what = "1 notification" if count == 1 else f"{count:,} notifications"
    return f"{what} of the {'day' if mail is Mail.DAILY else 'week'}"


def _send(user: User, ids: Sequence[UUID], subject: str, template: str) -> bool:
    """Claim and send. Raises OSError, with nothing claimed, if no mail server takes it."""
    stamp = timezone.now()
    ours = Notification.objects.filter(pk__in=ids, mailed_at=None)
    if not ours.update(mailed_at=stamp):
        return False
    claimed = Notification.objects.filter(pk__in=ids, mailed_at=stamp)
    if not user.is_active:
        return False
    try:
        _mail(user, list(claimed.order_by("created_at")), subject, template)
    except SMTPRecipientsRefused as err:
        if all(code >= _FOR_GOOD for code, _ in err.recipients.values()):
            log.info("an address takes no mail", user_id=str(user.pk))
            return False
        claimed.update(mailed_at=None)
        raise
    except OSError:
        claimed.update(mailed_at=None)
        raise
    return True


def _mail(user: User, rows: list[Notification], subject: str, template: str) -> None:
    context: dict[str, Any] = {
        "user": user,
        "rows": rows[:MOST_IN_A_DIGEST],
        "more": max(0, len(rows) - MOST_IN_A_DIGEST),
        "site": settings.PUBLIC_URL,
        "settings_page": settings.PUBLIC_URL + SETTINGS_PAGE,
    }
    text = render_to_string(f"notifications/mail/{template}.txt", context)
    mail = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", None, [user.email])
    mail.attach_alternative(render_to_string("notifications/mail/mail.html", context), "text/html")
    mail.extra_headers = {"Auto-Submitted": "auto-generated"}
    mail.send()
