"""What owns everything: a personal workspace for each user, shared ones for teams."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from platform_project.accounts.models.user import User
from platform_project.kit.ids import uuid7


class Role(models.TextChoices):
    """What a member may do; each role may do what the ones below it may."""

    OWNER = "owner"
    ADMIN = "admin"  # members and settings
    BUILDER = "builder"  # makes and changes agents
    RUNNER = "runner"  # starts and stops them
    VIEWER = "viewer"  # looks


RANK = {Role.VIEWER: 0, Role.RUNNER: 1, Role.BUILDER: 2, Role.ADMIN: 3, Role.OWNER: 4}


def roles_from(least: Role) -> list[Role]:
    """Every role that may do what `least` may."""
    return [role for role, rank in RANK.items() if rank >= RANK[least]]


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    def for_user(self, user: User, least: Role = Role.VIEWER) -> Self:
        """The workspaces in which `user` has at least the role `least`."""
        return self.filter(memberships__user=user, memberships__role__in=roles_from(least))


class Workspace(models.Model):
    """An owner of rows. A personal one has exactly one member, for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    personal_of = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="personal_workspace",
    )  # null for a team's
    max_running = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Executions of one member that may run here at a time; MAX_RUNNING_PER_USER if empty.",
    )
    has_priority = models.BooleanField(
        default=False, help_text="Executions started here go before those of other workspaces."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkspaceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_personal(self) -> bool:
        return self.personal_of_id is not None


class Membership(models.Model):
    """One user's role in one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user"], name="membership_is_one_per_user_and_workspace"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} in {self.workspace_id}"
