"""What Stripe told, as it was told.

    STORED → DONE | SKIPPED | FAILED

An event is committed before Stripe is answered, once by its id, and worked on afterwards.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class EventState(models.TextChoices):
    STORED = "stored"  # nobody has worked on it yet
    DONE = "done"
    SKIPPED = "skipped"  # nothing here depends on it
    FAILED = "failed"  # `error` says why; a person has to look


class StripeEventQuerySet(models.QuerySet["StripeEvent"]):
    def waiting(self, since: timedelta) -> Self:
        """Stored events whose last message is older than `since`, and older the more there were."""
        late = Now() - models.ExpressionWrapper(
            models.Value(since) * (F("tries") + 1), output_field=models.DurationField()
        )
        return self.filter(state=EventState.STORED, handed_at__lt=late)

    def settle(self, event_id: str, state: EventState, *, error: str = "") -> bool:
        """STORED → how it ended. False if it had ended already."""
        stored = self.filter(pk=event_id, state=EventState.STORED)
        return bool(stored.update(state=state, error=error[:1_000], settled_at=Now()))


class StripeEvent(models.Model):
    """One event."""

    id = models.CharField(primary_key=True, max_length=255)  # evt_…
    type = models.CharField(max_length=100)
    told = models.JSONField()  # data.object of the event
    happened_at = models.DateTimeField()  # by Stripe's clock
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.STORED.value)
    error = models.CharField(max_length=1_000, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # messages sent anew because nobody took it up
    received_at = models.DateTimeField(db_default=Now())
    handed_at = models.DateTimeField(db_default=Now())  # when the last message of it was sent
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = StripeEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["handed_at"], name="event_to_be_worked_on", condition=Q(state="stored")),
            models.Index(fields=["received_at"], name="event_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="event_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
