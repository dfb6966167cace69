"""Keys with which programs act for a user in one workspace."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from platform_project.accounts.models.owned import OwnedModel, OwnedQuerySet
from platform_project.accounts.models.workspace import RANK, Role
from platform_project.kit.ids import uuid7


class Scope(models.TextChoices):
    """What a key may do at most: as much as the role of the same line."""

    READ = "read"
    RUN = "run"
    BUILD = "build"
    ADMIN = "admin"


ROLE_OF_SCOPE = {
    Scope.READ: Role.VIEWER,
    Scope.RUN: Role.RUNNER,
    Scope.BUILD: Role.BUILDER,
    Scope.ADMIN: Role.ADMIN,
}


class ApiKeyQuerySet(OwnedQuerySet):
    def live(self) -> Self:
        """Keys that open the door now: not revoked and not expired."""
        return self.filter(revoked_at=None).exclude(expires_at__lte=Now())


class ApiKey(OwnedModel):
    """One key. Only its SHA-256 is kept: a key has 230 random bits, so nothing slower is needed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)  # the first characters, by which people tell keys apart
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope.choices), size=4)
    expires_at = models.DateTimeField(null=True, blank=True)  # null: never
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)  # exact to the minute
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ApiKeyQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        verbose_name = "API key"
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="api_key_newest_of_user")]
        constraints = [
            models.CheckConstraint(condition=models.Q(scopes__len__gte=1), name="api_key_has_a_scope"),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values), name="api_key_scopes_are_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def most(self) -> Role:
        """The highest role that the key's scopes reach."""
        return max((ROLE_OF_SCOPE[Scope(scope)] for scope in self.scopes), key=RANK.__getitem__)
