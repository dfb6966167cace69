"""Sending what people are told, and sweeping. Ids in, one call."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from platform_project.notifications.services import mails, push, telling

# What is away is asked again: after 1, 2, 4, … 512 seconds, with jitter.
_sending = shared_task(
    acks_late=True,
    autoretry_for=(OSError,),
    retry_backoff=True,
    retry_backoff_max=600,
    max_retries=10,
    soft_time_limit=60,
    ignore_result=True,
)


@_sending
def send_mail(notification_id: str) -> None:
    """Mail a notification at once. A second delivery claims nothing."""
    mails.send_one(UUID(notification_id))


@shared_task(acks_late=True, soft_time_limit=60, ignore_result=True)
def send_push(notification_id: str) -> None:
    """Show a notification in the browsers of its user; a second delivery in the place of the first."""
    push.send(UUID(notification_id))


@shared_task(acks_late=True, ignore_result=True)
def send_digests() -> None:
    """Mail the digests whose time has come; beat calls it every ten minutes."""
    mails.send_digests()


@shared_task(acks_late=True, ignore_result=True)
def sweep() -> None:
    """Forget what was told long ago; beat calls it every hour."""
    telling.sweep()
