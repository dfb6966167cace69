"""One version of an agent, offered for a listing.

DRAFT → PENDING → APPROVED | REJECTED
        PENDING → DRAFT (taken back by its creator as WITHDRAWN, which ends it)

What was decided never changes again, which the database enforces.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.models.listing import Listing
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField

MAX_TITLE_CHARACTERS = 80
MAX_SUBTITLE_CHARACTERS = 160
MAX_DESCRIPTION_CHARACTERS = 10_000  # Markdown
MAX_CHANGELOG_CHARACTERS = 4_000
MAX_NOTE_CHARACTERS = 4_000
MAX_CATEGORIES = 3
MAX_TAGS = 10
MAX_TAG_CHARACTERS = 30
MAX_IMAGES = 8
MAX_PRICE = 100_000 * 1_000_000  # micro-credits, of one run


class SubmissionState(models.TextChoices):
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


UNDER_WAY = (SubmissionState.DRAFT, SubmissionState.PENDING)  # of which a listing has one at a time


class Submission(models.Model):
    """What a creator says of an agent, and the agent itself as a file without secrets.

    It is reached through its listing, whose workspace owns it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()  # counts from 1 in its listing; what buyers see as the version
    state = models.CharField(
        max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT.value
    )
    title = models.CharField(max_length=MAX_TITLE_CHARACTERS)
    subtitle = models.CharField(max_length=MAX_SUBTITLE_CHARACTERS, blank=True)
    description = models.TextField(max_length=MAX_DESCRIPTION_CHARACTERS, blank=True)
    instructions = models.TextField(max_length=MAX_DESCRIPTION_CHARACTERS, blank=True)
    changelog = models.TextField(max_length=MAX_CHANGELOG_CHARACTERS, blank=True)
    categories = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # slugs
    tags = ArrayField(models.CharField(max_length=MAX_TAG_CHARACTERS), default=list, blank=True)
    price = models.BigIntegerField(default=0)  # micro-credits a run
    is_closed = models.BooleanField(default=True)  # buyers run it and do not see its graph
    images = ArrayField(models.UUIDField(), default=list, blank=True)  # covers, the first one on cards
    demo_output = ExactJSONField(
        default=dict, blank=True
    )  # output name → [values], of a run of the creator's
    # What follows is computed when it is submitted, from the version `graph_version` of the listing's graph.
    graph_version = models.PositiveIntegerField()
    file = ExactJSONField(default=dict, blank=True)  # agents.exchange.exports.export_agent
    providers = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    data_access = models.JSONField(default=dict, blank=True)  # marketplace.services.facts.Facts.data_access
    checks = models.JSONField(default=list, blank=True)  # [{"id", "level": ok|warning|problem, "text"}]
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Moderation.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    first_approval_by = models.ForeignKey(  # where four eyes are asked for
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(max_length=MAX_NOTE_CHARACTERS, blank=True)  # of who decided, for the creator
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        permissions = [
            ("oversee_submission", "Can take over claims and be the second of two who approve"),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"], name="submission_queue", condition=Q(state="pending")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "number"], name="submission_number_is_its_listings_own"
            ),
            models.UniqueConstraint(
                fields=["listing"],
                name="submission_is_one_under_way_per_listing",
                condition=Q(state__in=["draft", "pending"]),
            ),
            models.CheckConstraint(
                condition=Q(state__in=SubmissionState.values), name="submission_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(price__lte=MAX_PRICE), name="submission_price_is_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
