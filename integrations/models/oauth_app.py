"""Applications that the operator registered at providers, through which users give their consent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OAuthApp(models.Model):
    """Our application at one provider. It goes before one of the environment (OAUTH_APPS)."""

    provider = models.CharField(max_length=100, unique=True)  # slug of the catalogue
    client_id = models.CharField(max_length=300)
    secret = models.TextField(editable=False)  # kit/crypto: a token of {"client_secret"}
    is_enabled = models.BooleanField(default=True, help_text="Off: as if there were no such row.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "OAuth application"
        ordering = ("provider",)
        constraints = [
            models.CheckConstraint(condition=~Q(client_id=""), name="oauth_app_has_a_client_id"),
            models.CheckConstraint(condition=~Q(secret=""), name="oauth_app_has_a_secret"),
        ]

    def __str__(self) -> str:
        return self.provider
