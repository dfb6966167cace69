"""Who offers agents: the public face of a workspace."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from marketplace.models.image import Image
from platform_project.accounts.models import OwnedModel
from platform_project.kit.ids import uuid7

MAX_NAME_CHARACTERS = 80
MAX_BIO_CHARACTERS = 2_000
MAX_LINKS = 6
MAX_LINK_CHARACTERS = 300
MAX_SLUG_CHARACTERS = 60


class Creator(OwnedModel):
    """One for each workspace that offers something. `slug` names it in addresses and never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=MAX_SLUG_CHARACTERS, unique=True)
    name = models.CharField(max_length=MAX_NAME_CHARACTERS)
    bio = models.TextField(max_length=MAX_BIO_CHARACTERS, blank=True)  # Markdown
    links = models.JSONField(default=list, blank=True)  # [{"title", "url"}], https only
    avatar = models.ForeignKey(Image, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_verified = models.BooleanField(default=False, help_text="Shown as a mark beside the name.")
    is_featured = models.BooleanField(default=False, help_text="Shown on the first page of the marketplace.")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="creator_is_one_per_workspace")]

    def __str__(self) -> str:
        return self.name
