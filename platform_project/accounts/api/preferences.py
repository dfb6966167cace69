"""How a person likes the web app: known names, bounded values."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from platform_project.kit.known_fields import KnownFields

MAX_NAMED = 50  # entries of a list
MAX_NAME_CHARACTERS = 100
MAX_SHORTCUTS = 150

DEFAULTS: dict[str, Any] = {
    "theme": "system",
    "shortcuts": {},
    "tours_seen": [],
    "recent_blocks": [],
    "favourite_blocks": [],
    "canvas": {},
}


def _names(help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=MAX_NAME_CHARACTERS),
        max_length=MAX_NAMED,
        required=False,
        allow_null=True,
        help_text=help_text,
    )


class CanvasJson(KnownFields):
    has_grid = serializers.BooleanField(required=False)
    has_minimap = serializers.BooleanField(required=False)
    snaps_to_grid = serializers.BooleanField(required=False)
    is_animated = serializers.BooleanField(required=False)
    pointer = serializers.ChoiceField(choices=["select", "pan"], required=False)


class PreferencesJson(KnownFields):
    """What is left out stays; null takes it back to what it is for everybody."""

    theme = serializers.ChoiceField(choices=["light", "dark", "system"], required=False, allow_null=True)
    shortcuts = serializers.DictField(
        child=serializers.CharField(max_length=50, allow_blank=True),
        required=False,
        allow_null=True,
        help_text="Action → keys, where they differ from the usual ones.",
    )
    tours_seen = _names("Names of tours that need not be shown again.")
    recent_blocks = _names("Slugs, the last used first.")
    favourite_blocks = _names("Slugs.")
    canvas = CanvasJson(required=False, allow_null=True)

    def validate_shortcuts(self, value: dict[str, str] | None) -> dict[str, str] | None:
        if value and (len(value) > MAX_SHORTCUTS or any(len(name) > MAX_NAME_CHARACTERS for name in value)):
            raise serializers.ValidationError(
                f"At most {MAX_SHORTCUTS} actions of at most {MAX_NAME_CHARACTERS} characters."
            )
        return value


class PreferencesRead(serializers.Serializer[Any]):
    """All of them, with what holds for everybody where nothing was changed."""

    theme = serializers.ChoiceField(choices=["light", "dark", "system"])
    shortcuts = serializers.DictField(child=serializers.CharField())
    tours_seen = serializers.ListField(child=serializers.CharField())
    recent_blocks = serializers.ListField(child=serializers.CharField())
    favourite_blocks = serializers.ListField(child=serializers.CharField())
    canvas = CanvasJson()
