"""Answers kept for callers that repeat a request with the same `Idempotency-Key`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from platform_project.accounts.models.owned import OwnedModel


class IdempotentAnswer(OwnedModel):
    """The first answer to one keyed request. Kept for 24 hours, then swept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    endpoint = models.CharField(max_length=200)  # method and path, for people who look
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status_code = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)  # JSON, as it was sent
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "workspace", "key"],
                name="idempotency_key_is_used_once_per_user_and_workspace",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.key}"
