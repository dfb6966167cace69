"""What people were told, how they want to be told, and the browsers that show it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from platform_project.kit.ids import uuid7
from platform_project.notifications.kinds import Kind, Mail

KEPT_FOR = timedelta(days=90)
MAX_TITLE_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 2_000
MAX_LINK_CHARACTERS = 500
MAX_KEY_CHARACTERS = 200
MAX_ENDPOINT_CHARACTERS = 1_000


class NotificationQuerySet(models.QuerySet["Notification"]):
    def listed(self) -> Self:
        """Those that the web app lists."""
        return self.filter(is_in_app=True)

    def unread(self) -> Self:
        return self.listed().filter(read_at=None)

    def to_be_mailed(self, *when: Mail) -> Self:
        return self.filter(mail__in=when, mailed_at=None)

    def outlived(self) -> Self:
        return self.filter(created_at__lt=Now() - KEPT_FOR)


class Notification(models.Model):
    """One thing that a person is told. What has the same cause within an hour is counted, not added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    subject_key = models.CharField(max_length=MAX_KEY_CHARACTERS)  # its cause, as in `graph:<id>`
    title = models.CharField(max_length=MAX_TITLE_CHARACTERS)
    text = models.TextField(max_length=MAX_TEXT_CHARACTERS, blank=True)
    link = models.CharField(max_length=MAX_LINK_CHARACTERS, blank=True)  # a path of the web app
    count = models.PositiveIntegerField(default=1)  # how often it happened
    is_in_app = models.BooleanField(default=True)  # listed in the web app; others are only mailed or pushed
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.OFF.value)
    mailed_at = models.DateTimeField(null=True, blank=True)  # when a mail with it was claimed
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)  # when it happened last
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-created_at", "-id"],
                name="notification_by_user",
                condition=Q(is_in_app=True),
            ),
            models.Index(
                fields=["user", "updated_at"],
                name="notification_that_is_unread",
                condition=Q(is_in_app=True, read_at=None),
            ),
            models.Index(fields=["user", "subject_key", "-created_at"], name="notification_by_cause"),
            models.Index(
                fields=["mail", "user"],
                name="notification_to_be_mailed",
                condition=Q(mailed_at=None) & ~Q(mail="off"),
            ),
            models.Index(fields=["created_at"], name="notification_by_time"),  # for the sweep
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notification_kind_is_known"),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="notification_mail_is_known"),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationSettings(models.Model):
    """How one person wants to be told; a row only once they changed something."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    wishes = models.JSONField(default=dict)  # kind → {app, mail, push}, of those that were changed
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "notification settings"

    def __str__(self) -> str:
        return f"notification settings of {self.user_id}"


class PushSubscription(models.Model):
    """A browser that shows notifications of one person (RFC 8030)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(
        max_length=MAX_ENDPOINT_CHARACTERS, unique=True
    )  # a secret: who has it may push
    p256dh = models.CharField(max_length=100)  # the browser's public key, base64url
    auth = models.CharField(max_length=50)  # what it shares with us, base64url
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"browser of {self.user_id}"


class Mark(models.Model):
    """How far a look at what happened has come. Its row lock says who looks."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.at}"
