"""Large values: what is in file storage, and which executions hold on to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from agents.models.execution import Execution
from platform_project.accounts.models import OwnedModel, OwnedQuerySet

KEPT_UNUSED_FOR = timedelta(days=1)  # longer than any firing: what one is just making has no use yet
JSON_TYPE = "application/json"


class StoredValueQuerySet(OwnedQuerySet):
    def unused(self) -> Self:
        """Values that no execution uses and that nobody has made for a day."""
        uses = ValueUse.objects.filter(value=OuterRef("pk"))
        return self.filter(~Exists(uses), last_used_at__lt=Now() - KEPT_UNUSED_FOR)


class StoredValue(OwnedModel):
    """One file. Equal values of a workspace are stored once; the id cannot be guessed and is never shown."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sha256 = models.CharField(max_length=64)  # of the file's bytes
    size_bytes = models.BigIntegerField()
    content_type = models.CharField(max_length=100, default=JSON_TYPE)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(db_default=Now(), db_index=True)  # last time that a firing made it

    objects: ClassVar[Any] = StoredValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "sha256"], name="equal_values_of_a_workspace_are_stored_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size_bytes:,} bytes)"

    @property
    def name(self) -> str:
        """Its place in the storage."""
        return file_name(self.workspace_id, self.sha256)


class ValueUse(models.Model):
    """An execution whose firings took or gave a value. The value stays for as long as the execution."""

    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="value_uses")
    value = models.ForeignKey(StoredValue, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["execution", "value"], name="execution_uses_a_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.value_id} in {self.execution_id}"


def file_name(workspace_id: object, sha256: str) -> str:
    """`<workspace>/<first two digits>/<sha256>`"""
    return f"{workspace_id}/{sha256[:2]}/{sha256}"
