"""Codes that carry a finished social sign-in from a redirect to the API."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SignInCode(models.Model):
    """A code that is worth one pair of tokens, once, for a minute: tokens themselves stay out of URLs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"for {self.user_id} until {self.expires_at}"
