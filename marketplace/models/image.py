"""Pictures that people put up: read, made anew, and kept as what came out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from platform_project.accounts.models import OwnedModel
from platform_project.kit.ids import uuid7


class ImageUse(models.TextChoices):
    COVER = "cover"
    AVATAR = "avatar"
    DEMO = "demo"


class Image(OwnedModel):
    """One picture, as it is served; never what was sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    use = models.CharField(max_length=10, choices=ImageUse.choices)
    digest = models.CharField(max_length=64)  # SHA-256 of the file: the same picture is kept once
    content_type = models.CharField(max_length=50)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="image_of_a_workspace"),
            models.Index(fields=["digest"], name="image_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.width} x {self.height}"
