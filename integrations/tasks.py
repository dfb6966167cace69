"""Tasks of the integrations: ids in, one call. Queues: settings.CELERY_TASK_ROUTES."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.services import endings, registration


@shared_task(ignore_result=True)
def unregister_webhook(webhook_id: str) -> None:
    """Take a removed webhook out at its sender's. Safe to deliver twice: the second one finds none."""
    registration.unregister(UUID(webhook_id))


@shared_task(ignore_result=True)
def unregister_webhooks() -> None:
    """Try again with those that could not be taken out; beat calls it once an hour, for a week."""
    registration.unregister_left()


@shared_task(ignore_result=True)
def renew_webhook(webhook_id: str) -> None:
    """Enter a webhook at its sender's again before that forgets it. Safe to deliver twice."""
    registration.register(UUID(webhook_id))


@shared_task(ignore_result=True)
def renew_webhooks() -> None:
    """Renew all that expire; beat calls it once a day, and they last for seven."""
    registration.renew_all()


@shared_task(ignore_result=True)
def end_credential(credential_id: str) -> None:
    """Tell the provider that a credential was given back, and delete it. Safe to deliver twice."""
    endings.end(UUID(credential_id))


@shared_task(ignore_result=True)
def end_credentials() -> None:
    """End those whose message was lost, or whose provider was away."""
    endings.end_left_behind()
