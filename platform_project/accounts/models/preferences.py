"""How a person likes the web app. Nothing on the server depends on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Preferences(models.Model):
    """One person's; a row only once they changed something."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="preferences"
    )
    values = models.JSONField(default=dict)  # as `api/preferences.py` knows them, at most 16 KB
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"
