"""An API that a workspace imported from its OpenAPI document."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from platform_project.accounts.models import OwnedModel
from platform_project.kit.ids import uuid7

KEY_PREFIX = "private:"  # of what blocks and credentials call such a provider; no slug has a colon
MAX_SLUG_CHARS = 40


class PrivateProvider(OwnedModel):
    """One API of one workspace, with its operations as they were imported last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=MAX_SLUG_CHARS)  # before the slugs of its blocks
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=300, blank=True)
    website = models.CharField(max_length=500, blank=True)
    base_url = models.CharField(max_length=500)  # without a trailing slash
    auth = models.JSONField(default=dict)  # openapi.security.Right
    source_url = models.CharField(max_length=2_000, blank=True)  # empty: a file was given
    chosen = models.JSONField(default=dict)  # {"tags", "operations"} that the last import was limited to
    own_base_url = models.CharField(max_length=500, blank=True)  # given by a person, whatever documents say
    client_id = models.CharField(max_length=500, blank=True)  # of the workspace's own application there
    client_secret = models.TextField(editable=False, blank=True)  # kit/crypto: of {"client_secret"}
    digest = models.CharField(max_length=64)  # of the document
    operations = models.JSONField(default=list)  # {"id", "is_gone", "definition": openapi.definitions}
    left_out = models.JSONField(default=list)  # {"operation", "reason"}
    block_ids = ArrayField(models.UUIDField(), default=list)  # of the operations that are there
    revision = models.PositiveIntegerField(default=1)  # grows with each import
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "slug"], name="private_provider_slug_is_the_workspaces_own"
            ),
            models.CheckConstraint(condition=~Q(base_url=""), name="private_provider_says_where_it_is"),
        ]
        indexes = [GinIndex(fields=["block_ids"], name="private_provider_of_a_block")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What blocks and credentials call it: the same in no other workspace, nor after it was removed."""
        return key_of(self.pk)


def key_of(provider_id: UUID) -> str:
    return f"{KEY_PREFIX}{provider_id}"
