"""What moderators do and are told: decisions, reasons, reports of users, appeals of creators."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.models.listing import Listing
from marketplace.models.rating import Rating
from marketplace.models.submission import MAX_NOTE_CHARACTERS, Submission
from platform_project.kit.ids import uuid7

MAX_REPORT_CHARACTERS = 2_000


class Act(models.TextChoices):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    CLAIMED = "claimed"
    RELEASED = "released"  # of a claim
    TESTED = "tested"
    FIRST_APPROVAL = "first_approval"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    TAKEN_DOWN = "taken_down"
    RESTORED = "restored"
    APPEALED = "appealed"
    APPEAL_GRANTED = "appeal_granted"
    APPEAL_DENIED = "appeal_denied"


class ModerationEvent(models.Model):
    """One line of a listing's history; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="history")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.CASCADE, related_name="history")
    act = models.CharField(max_length=20, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(max_length=MAX_NOTE_CHARACTERS, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["listing", "created_at", "id"], name="moderation_event_by_listing")]

    def __str__(self) -> str:
        return f"{self.act} {self.listing_id}"


class ReasonTemplate(models.Model):
    """Words for a rejection or a take-down, to begin with."""

    title = models.CharField(max_length=80, unique=True)
    text = models.TextField(max_length=MAX_NOTE_CHARACTERS)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title


class ReportKind(models.TextChoices):
    HARMFUL = "harmful"
    MISLEADING = "misleading"
    BROKEN = "broken"
    STOLEN = "stolen"
    SPAM = "spam"
    OTHER = "other"


class ReportState(models.TextChoices):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class AbuseReport(models.Model):
    """What a user says is wrong with a listing, or with what somebody wrote about one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="reports")
    rating = models.ForeignKey(
        Rating, null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    kind = models.CharField(max_length=12, choices=ReportKind.choices)
    text = models.TextField(max_length=MAX_REPORT_CHARACTERS, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.OPEN.value)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"], name="report_open", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "rating", "by"],
                name="report_is_one_per_person_while_open",
                condition=Q(state="open"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.listing_id}"


class AppealState(models.TextChoices):
    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"


class Appeal(models.Model):
    """A creator's word against a rejection, or against a take-down (`submission` null)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="appeals")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="appeals"
    )
    text = models.TextField(max_length=MAX_REPORT_CHARACTERS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN.value)
    answer = models.TextField(max_length=MAX_NOTE_CHARACTERS, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"], name="appeal_open", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "submission"],
                name="appeal_is_one_while_open",
                condition=Q(state="open"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.listing_id}"
