"""Invitations into team workspaces, by mail."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now

from platform_project.accounts.models.owned import OwnedModel, OwnedQuerySet
from platform_project.accounts.models.workspace import Role
from platform_project.kit.ids import uuid7


class InvitationQuerySet(OwnedQuerySet):
    def unanswered(self) -> Self:
        """Neither accepted nor revoked; perhaps expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> Self:
        """Those that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=Now())


class Invitation(OwnedModel):
    """An offer of a role to whoever reads the mail at one address. Can be taken up once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_is_one_per_workspace_and_address",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"
