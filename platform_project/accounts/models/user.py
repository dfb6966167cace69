"""A person who signs in with an e-mail address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower

from platform_project.kit.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address, each with a personal workspace: nobody is without one."""

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        self.open_workspace(user)
        return user

    def open_workspace(self, user: User) -> None:
        """Give a new user their personal workspace, whose owner they are."""
        # Imported late: the workspace's model refers to the user's.
        from platform_project.accounts.models.workspace import Membership, Role, Workspace

        workspace = Workspace.objects.create(name=user.get_full_name()[:100], personal_of=user)
        Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """One person. `email` is the sign-in name, kept in lower case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = None  # type: ignore[assignment]  # people sign in by e-mail
    first_name = None  # type: ignore[assignment]  # one `name`, as people write it
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=100, blank=True)
    email_verified_at = models.DateTimeField(
        null=True, blank=True
    )  # when the mailbox was proved to be theirs
    timezone = models.CharField(max_length=64, default="UTC")  # IANA name; blocks that show local time use it

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """What others know them by: their address is not for everybody who works with them."""
        return self.name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        return self.get_full_name()
