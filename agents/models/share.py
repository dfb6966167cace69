"""Links by which anybody may read what an execution gave."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from agents.models.execution import Execution
from platform_project.accounts.models import OwnedModel
from platform_project.kit.ids import uuid7


class Share(OwnedModel):
    """The link of one execution. Its token is shown once; only the digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    execution = models.OneToOneField(Execution, on_delete=models.CASCADE, related_name="share")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"link to {self.execution_id}"
