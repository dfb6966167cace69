"""Stored calls of webhooks: handed on by the name of a task, sent anew by hand, and forgotten.

Whoever works on one settles it; what nobody took up is found again by `hand_on_again`, so a lost message
loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from integrations.models import DeliveryStatus, WebhookDelivery
from platform_project.kit.jobs import is_anything_queued, nudge

MAX_KEPT = 10_000  # deliveries of one webhook
MAX_TRIES = 20
AT_A_TIME = 500
TAKEN_UP_WITHIN = timedelta(seconds=3)  # from an empty queue to a worker that takes it up
OVERTAKEN_AFTER = timedelta(seconds=60)  # a message that waits so long may be lost, though others still come


def hand_on(delivery_ids: Sequence[UUID]) -> list[None]:
    """Have what is stored worked on: one message for all of them. Gives nothing for each."""
    nudge("agents.tasks.start_from_webhook", *map(str, delivery_ids))
    return [None] * len(delivery_ids)


@transaction.atomic
def replay(delivery: WebhookDelivery) -> WebhookDelivery:
    """Have what was sent then worked on again, as a delivery of its own."""
    row: WebhookDelivery = WebhookDelivery.objects.create(
        workspace_id=delivery.workspace_id,
        webhook_id=delivery.webhook_id,
        event=delivery.event,
        headers=delivery.headers,
        body=bytes(delivery.body),
        content_type=delivery.content_type,
        replay_of_id=delivery.replay_of_id or delivery.pk,
    )
    hand_on([row.pk])
    row.refresh_from_db(fields=["received_at", "handed_at"])
    return row


def hand_on_again() -> int:
    """Send messages anew for what was stored and not taken up; how many."""
    late = WebhookDelivery.objects.waiting(since=TAKEN_UP_WITHIN)
    if not late.exists():
        return 0
    if is_anything_queued("agents.tasks.start_from_webhook"):
        late = WebhookDelivery.objects.waiting(since=OVERTAKEN_AFTER)
    found = dict(late.order_by("handed_at").values_list("pk", "tries")[:AT_A_TIME])
    WebhookDelivery.objects.filter(pk__in=found).update(handed_at=Now(), tries=F("tries") + 1)
    for delivery_id, tries in found.items():
        if tries < MAX_TRIES:
            hand_on([delivery_id])  # alone: one that cannot be started keeps no other
        else:
            text = f"Nobody could start it in {MAX_TRIES} tries; the workers' logs say why."
            WebhookDelivery.objects.settle(delivery_id, DeliveryStatus.FAILED, error=text)
    return len(found)


def prune() -> int:
    """Delete deliveries past WEBHOOK_DAYS, and of each webhook all but the newest; how many."""
    with connection.cursor() as cursor:
        values = {"days": settings.WEBHOOK_DAYS, "most": MAX_KEPT, "limit": AT_A_TIME}
        cursor.execute(_PRUNE_OLD, values)
        count = cursor.rowcount
        cursor.execute(_PRUNE_BEYOND, values)
        return int(count + cursor.rowcount)


_PRUNE_OLD = """
DELETE FROM integrations_webhookdelivery WHERE id IN (
    SELECT id FROM integrations_webhookdelivery
    WHERE received_at < now() - make_interval(days => %(days)s) AND status <> 'stored'
    ORDER BY received_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""
_PRUNE_BEYOND = """
DELETE FROM integrations_webhookdelivery WHERE id IN (
    SELECT old.id FROM integrations_webhook webhook CROSS JOIN LATERAL (
        SELECT id FROM integrations_webhookdelivery
        WHERE webhook_id = webhook.id AND status <> 'stored'
        ORDER BY received_at DESC, id DESC OFFSET %(most)s LIMIT %(limit)s) old
    LIMIT %(limit)s)
"""
