"""Tasks of the integrations: ids in, one call. Queues: settings.CELERY_TASK_ROUTES."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.services import registration


@shared_task(ignore_result=True)
def unregister_webhook(webhook_id: str) -> None:
    """Take a removed webhook out at its sender's. Safe to deliver twice: the second one finds none."""
    registration.unregister(UUID(webhook_id))


@shared_task(ignore_result=True)
def unregister_webhooks() -> None:
    """Try again with those that could not be taken out; beat calls it once an hour, for a week."""
    registration.unregister_left()
