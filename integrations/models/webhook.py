"""Addresses that outside services call, and what they sent there.

    Webhook ── WebhookDelivery (one a call)      STORED → STARTED | SKIPPED | FAILED

A delivery is committed before its sender is answered. Who works on it is told by the name of a task; nothing
here knows what it starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import orjson
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.rows import run, together

MAX_KEY_CHARACTERS = 200
MAX_EVENT_CHARACTERS = 200


class Registration(models.TextChoices):
    """What the sender knows of the address."""

    BY_HAND = "by_hand"  # a person enters it there
    DONE = "done"  # we did
    FAILED = "failed"  # we could not: `registration_error` says why


class WebhookQuerySet(OwnedQuerySet):
    def called(self, webhook_ids: Iterable[UUID]) -> dict[UUID, CalledWebhook]:
        """The webhooks at these addresses, of those that take calls at all."""
        return {row[0]: CalledWebhook(*row) for row in run(_CALLED, [list(webhook_ids)])}

    def refuse(self, webhook_id: UUID, reason: str) -> None:
        """Count a request that did not prove where it comes from; nothing else of it is kept."""
        self.filter(pk=webhook_id).update(
            refused_count=F("refused_count") + 1, last_refused_at=Now(), last_refused_reason=reason[:300]
        )

    def removed(self) -> Self:
        """Those whose trigger is gone and that the sender may still know of."""
        return self.filter(removed_at__isnull=False)


class Webhook(OwnedModel):
    """One address. Its id stands in the address; the secret proves who calls."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.CharField(max_length=60)  # slug; its scheme: catalogue/schemes.py
    secret = models.TextField(blank=True)  # sealed (kit/crypto.py); empty until people bring the sender's
    secret_last_four = models.CharField(max_length=4, blank=True)
    is_enabled = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    refused_count = models.PositiveIntegerField(default=0)  # since the secret was set
    last_refused_at = models.DateTimeField(null=True, blank=True)
    last_refused_reason = models.CharField(max_length=300, blank=True)
    # At the sender's.
    resource = models.CharField(max_length=300, blank=True)  # what it is about there: `owner/repository`
    events = models.JSONField(default=list)  # asked for there, in the sender's words; empty: all
    registration = models.CharField(
        max_length=10, choices=Registration.choices, default=Registration.BY_HAND.value
    )
    registration_error = models.CharField(max_length=500, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)  # what the sender calls it
    credential_id = models.UUIDField(null=True, blank=True)  # by which right it was entered there
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # since when only the sender may know of it

    objects: ClassVar[Any] = WebhookQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["removed_at"], name="webhook_to_be_unregistered", condition=~Q(removed_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__in=Registration.values), name="webhook_registration_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.id}"


class DeliveryStatus(models.TextChoices):
    STORED = "stored"  # nobody has worked on it yet
    STARTED = "started"
    SKIPPED = "skipped"  # nobody asked for such an event
    FAILED = "failed"  # `error` says why nothing was started


# By hand, as these two are all that a call asks of the database (ADR 6): one statement each.
_CALLED = """SELECT id, workspace_id, provider, secret, is_enabled FROM integrations_webhook
WHERE id = ANY(%s) AND removed_at IS NULL"""
# What is being deleted is passed over: who waits for it would keep all other callers waiting.
_STORE = """INSERT INTO integrations_webhookdelivery
    (id, workspace_id, webhook_id, key, event, headers, body, content_type, status, error, tries)
SELECT %(id)s, webhook.workspace_id, webhook.id, %(key)s, %(event)s, %(headers)s::jsonb, %(body)s,
    %(content_type)s, 'stored', '', 0
FROM integrations_webhook webhook JOIN accounts_workspace workspace ON workspace.id = webhook.workspace_id
WHERE webhook.id = %(webhook_id)s AND webhook.removed_at IS NULL FOR KEY SHARE SKIP LOCKED
ON CONFLICT ON CONSTRAINT delivery_is_stored_once DO NOTHING"""


@dataclass(frozen=True, slots=True)
class CalledWebhook:
    """What a call has to know of its webhook."""

    id: UUID
    workspace_id: UUID
    provider: str
    secret: str = dataclass_field(repr=False)  # sealed
    is_enabled: bool


class DeliveryQuerySet(OwnedQuerySet):
    def store(self, rows: Sequence[WebhookDelivery]) -> list[bool]:
        """Insert each, in one round trip; False for one that is there already, or whose webhook is gone."""
        with together() if len(rows) > 1 else nullcontext():
            stored = [run(_STORE, _values(row)) for row in rows]
        return [cursor.rowcount == 1 for cursor in stored]

    def waiting(self, since: timedelta) -> Self:
        """Stored deliveries of which a message was sent longer ago than `since`."""
        return self.filter(status=DeliveryStatus.STORED, handed_at__lt=Now() - since)

    def settle(self, delivery_id: UUID, status: DeliveryStatus, **fields: Any) -> bool:
        """STORED → how it ended. False if it had ended already."""
        stored = self.filter(pk=delivery_id, status=DeliveryStatus.STORED)
        return bool(stored.update(status=status, settled_at=Now(), **fields))


def _values(row: WebhookDelivery) -> dict[str, Any]:
    fields = ("id", "webhook_id", "key", "event", "body", "content_type")
    return {
        **{name: getattr(row, name) for name in fields},
        "headers": orjson.dumps(row.headers).decode(),
    }


class WebhookDelivery(OwnedModel):
    """One call of an address, as it came."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    key = models.CharField(max_length=MAX_KEY_CHARACTERS, null=True)  # the sender's own id of it, if any
    event = models.CharField(max_length=MAX_EVENT_CHARACTERS, blank=True)
    headers = models.JSONField(default=dict)  # those that hold no secret; names in lower case
    body = models.BinaryField()  # as it was sent
    content_type = models.CharField(max_length=200, blank=True)
    replay_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    status = models.CharField(
        max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.STORED.value
    )
    error = models.CharField(max_length=1_000, blank=True)  # why nothing was started
    started_id = models.UUIDField(null=True, blank=True)  # what it started
    tries = models.PositiveSmallIntegerField(default=0)  # messages sent anew because nobody took it up
    received_at = models.DateTimeField(db_default=Now())
    handed_at = models.DateTimeField(db_default=Now())  # when the last message of it was sent
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(fields=["webhook", "-received_at", "-id"], name="delivery_of_a_webhook"),
            models.Index(fields=["handed_at"], name="delivery_to_be_started", condition=Q(status="stored")),
            models.Index(fields=["received_at"], name="delivery_by_age"),
            models.Index(fields=["replay_of"], name="delivery_replayed", condition=~Q(replay_of=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="delivery_is_stored_once"),
            models.UniqueConstraint(fields=["started_id"], name="delivery_started_its_own"),
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="delivery_status_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(status="started") & Q(started_id__isnull=False))
                | (~Q(status="started") & Q(started_id__isnull=True)),
                name="delivery_says_what_it_started",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'delivery'} {self.id}"
