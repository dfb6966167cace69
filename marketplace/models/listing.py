"""An agent in the marketplace, and the kinds of agents there are.

DRAFT → PUBLIC ↔ UNPUBLISHED (its creator's doing)
PUBLIC | UNPUBLISHED → TAKEN_DOWN (a moderator's) → UNPUBLISHED
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models import Graph
from marketplace.models.creator import MAX_SLUG_CHARACTERS, Creator
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7


class Category(models.Model):
    """A shelf of the marketplace; the operator's to change."""

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)  # in lists

    class Meta:
        ordering = ("position", "slug")
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class ListingState(models.TextChoices):
    DRAFT = "draft"  # nothing of it was approved yet
    PUBLIC = "public"
    UNPUBLISHED = "unpublished"  # by its creator
    TAKEN_DOWN = "taken_down"  # by a moderator


class ListingQuerySet(OwnedQuerySet):
    def public(self) -> Self:
        """What anybody may see, with what is shown of it."""
        found = self.filter(state=ListingState.PUBLIC).select_related("creator", "approved")
        return found.defer("approved__file")  # it may be large


class Listing(OwnedModel):
    """One agent that its creator offers. What is shown of it is the submission `approved`.

    The counts are kept by `ListingDay` too; here they are sums, for ranking.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="listings")
    slug = models.SlugField(max_length=MAX_SLUG_CHARACTERS)
    graph = models.ForeignKey(Graph, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=ListingState.choices, default=ListingState.DRAFT.value)
    approved = models.ForeignKey(  # the newest that was approved
        "marketplace.Submission", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    is_featured = models.BooleanField(default=False)
    rating_count = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)  # of stars
    score = models.FloatField(default=0)  # 1-5, drawn to the mean of all while ratings are few; 0: none
    view_count = models.PositiveBigIntegerField(default=0)
    install_count = models.PositiveBigIntegerField(default=0)  # people, by `Installer`
    run_count = models.PositiveBigIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = ListingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="listing_of_a_workspace"),
            models.Index(fields=["-published_at", "-id"], name="listing_newest", condition=Q(state="public")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["creator", "slug"], name="listing_slug_is_its_creators_own"),
            models.UniqueConstraint(fields=["graph"], name="listing_is_one_per_graph"),
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="listing_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved__isnull=False),
                name="listing_shows_what_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def mean_rating(self) -> float | None:
        """Of its stars; None where nobody rated it."""
        return self.rating_sum / self.rating_count if self.rating_count else None


class Installer(models.Model):
    """Somebody who has added a listing's agent, to whichever workspace: they are counted once."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "user"], name="installer_is_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.user_id}"


class ListingDay(models.Model):
    """What happened to a listing on one day (UTC)."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)
    installs = models.PositiveIntegerField(default=0)  # people who added it first then
    runs = models.PositiveIntegerField(default=0)  # that ended well
    earned = models.BigIntegerField(default=0)  # micro-credits, the creator's share

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "day"], name="listing_day_is_one_row")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.day}"
