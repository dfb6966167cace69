"""What people who ran an agent say of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.models.listing import Listing
from marketplace.models.submission import Submission
from platform_project.kit.ids import uuid7

MAX_TEXT_CHARACTERS = 4_000


class Rating(models.Model):
    """One user's of one approved version. Public, with the name of who wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="ratings")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField()  # 1-5
    text = models.TextField(max_length=MAX_TEXT_CHARACTERS, blank=True)
    answer = models.TextField(max_length=MAX_TEXT_CHARACTERS, blank=True)  # the creator's
    answered_at = models.DateTimeField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False)  # by a moderator; it no longer counts
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["listing", "-created_at", "-id"], name="rating_of_a_listing")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "user"], name="rating_is_one_per_user_and_version"),
            models.CheckConstraint(
                condition=Q(stars__gte=1) & Q(stars__lte=5), name="rating_has_1_to_5_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} stars for {self.listing_id}"
