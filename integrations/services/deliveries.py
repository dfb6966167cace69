"""Calls of webhooks: proven, stored once, handed on by the name of a task, sent anew by hand, and forgotten.

A call is committed before it is answered. Whoever works on it settles it; what nobody took up is found again
by `hand_on_again`, so a lost message loses nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import redis
import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from integrations.catalogue.proofs import Shown, is_proven
from integrations.catalogue.schemes import Scheme, scheme_of
from integrations.errors import WebhookPaused, WebhookRefused
from integrations.models import DeliveryStatus, Webhook, WebhookDelivery
from integrations.models.webhook import MAX_EVENT_CHARACTERS, MAX_KEY_CHARACTERS, CalledWebhook
from integrations.services.payloads import payload_of
from integrations.services.webhooks import opened
from platform_project.errors import NotFound
from platform_project.kit.jobs import is_anything_queued, nudge
from platform_project.kit.throttling import rate_limit

MAX_HEADERS = 60
MAX_HEADER_CHARACTERS = 1_000
MAX_KEPT = 10_000  # deliveries of one webhook
MAX_TRIES = 20
AT_A_TIME = 500
TAKEN_UP_WITHIN = timedelta(seconds=3)  # from an empty queue to a worker that takes it up
OVERTAKEN_AFTER = timedelta(seconds=60)  # a message that waits so long may be lost, though others still come
_SECRET_WORDS = ("auth", "cookie", "key", "secret", "signature", "token", "forwarded")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """A request to an address, as it came."""

    headers: Mapping[str, str]  # names in lower case
    query: Mapping[str, str]
    body: bytes
    address: str  # whose; counted when it is refused

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")[:200]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a call. challenge: what its sender wants to hear, which tries the address only."""

    delivery_id: UUID | None = None
    is_repeated: bool = False
    challenge: str | None = None


def take(webhook_id: UUID, call: Call) -> Taken:
    """Store a call, once however often it is sent, and have it worked on.

    Raises NotFound, WebhookRefused, WebhookPaused, TooManyTries or BadInput; then nothing is stored.
    """
    webhook = Webhook.objects.called(webhook_id)
    if webhook is None:
        raise NotFound("There is no webhook at this address.")
    scheme = scheme_of(webhook.provider)
    _prove(webhook, scheme, call)
    payload = payload_of(call.body, call.content_type)
    if (challenge := scheme.challenge(payload)) is not None:
        return Taken(challenge=challenge)
    if not webhook.is_enabled:
        raise WebhookPaused("This webhook is paused; nothing was stored.")
    _count("webhook", webhook.id)
    return _store(_row(webhook, scheme, call, payload))


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
    _hand_on(row.pk)
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
            _hand_on(delivery_id)
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


def _prove(webhook: CalledWebhook, scheme: Scheme, call: Call) -> None:
    shown = Shown(call.headers, call.query, call.body, time.time())
    if is_proven(scheme.proofs, opened(webhook.secret), shown):
        return
    _count("webhook_refused", webhook.id, call.address)
    reason = (
        f"A call lacked {scheme.name}'s signature by this secret, or was signed too long ago."
        if webhook.secret
        else "A call came before this trigger was given the sender's secret."
    )
    Webhook.objects.refuse(webhook.id, reason)
    raise WebhookRefused("The signature or secret is missing, wrong or too old.")


def _count(limit: str, *who: object) -> None:
    """Raise TooManyTries past the limit. Without Redis nobody counts: what comes is stored all the same."""
    try:
        rate_limit(limit).take(*who)
    except (redis.ConnectionError, redis.TimeoutError) as err:
        log.warning("calls of a webhook are not counted", reason=type(err).__name__)


def _row(webhook: CalledWebhook, scheme: Scheme, call: Call, payload: Any) -> WebhookDelivery:
    return WebhookDelivery(
        workspace_id=webhook.workspace_id,
        webhook_id=webhook.id,
        key=_short(scheme.delivery(call.headers, payload), MAX_KEY_CHARACTERS) or None,
        event=_short(scheme.event(call.headers, payload), MAX_EVENT_CHARACTERS),
        headers=_harmless(call.headers),
        body=call.body,
        content_type=call.content_type,
    )


def _store(row: WebhookDelivery) -> Taken:
    try:
        is_new = WebhookDelivery.objects.store(row)
    except IntegrityError:
        raise NotFound("There is no webhook at this address.") from None  # it was removed just now
    if is_new:
        _hand_on(row.pk)
        return Taken(delivery_id=row.pk)
    known = WebhookDelivery.objects.filter(webhook_id=row.webhook_id, key=row.key)
    return Taken(delivery_id=known.values_list("pk", flat=True).first(), is_repeated=True)


def _hand_on(delivery_id: UUID) -> None:
    nudge("agents.tasks.start_from_webhook", str(delivery_id))


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    """The first headers of those that hold no secret."""
    kept = {
        name: _short(value, MAX_HEADER_CHARACTERS)
        for name, value in sorted(headers.items())
        if not any(word in name for word in _SECRET_WORDS)
    }
    return dict(list(kept.items())[:MAX_HEADERS])


def _short(text: str, limit: int) -> str:
    return text.replace("\0", "")[:limit].encode(errors="replace").decode()
