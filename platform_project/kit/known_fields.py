"""Objects of which every name is known."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class KnownFields(serializers.Serializer[Any]):
    """Refuses names that it does not know: a misspelt setting would else be without effect."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [str(name) for name in data if name not in self.fields]):
            known = ", ".join(self.fields)
            raise serializers.ValidationError({name[:100]: [f"Unknown. Known: {known}."] for name in unknown})
        return super().to_internal_value(data)
