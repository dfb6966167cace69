"""How people are shown to those who work with them, and to nobody else."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from platform_project.accounts.models import User


class PersonName(serializers.CharField):
    """A person by the name that others know them by, never by their address; null: nobody, or gone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"read_only": True, "allow_null": True, **options})

    def to_representation(self, value: Any) -> str:
        person: User = value
        return person.get_full_name()
