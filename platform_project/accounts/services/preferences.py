"""Reading and changing how a person likes the web app."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import transaction

from platform_project.accounts.models import Preferences, User
from platform_project.errors import BadInput

MAX_BYTES = 16 * 1024  # of all values as JSON


def preferences_of(user: User) -> dict[str, Any]:
    """What they changed; the rest is as it is for everybody."""
    found = Preferences.objects.filter(user=user).values_list("values", flat=True).first()
    return found or {}


@transaction.atomic
def change_preferences(*, user: User, changed: dict[str, Any]) -> dict[str, Any]:
    """Set these and leave the others; None takes one back. Raises BadInput beyond MAX_BYTES."""
    Preferences.objects.get_or_create(user=user)
    row = Preferences.objects.select_for_update().get(user=user)
    kept = {name: value for name, value in {**row.values, **changed}.items() if value is not None}
    size = len(orjson.dumps(kept))
    if size > MAX_BYTES:
        told = f"All preferences together must be at most {MAX_BYTES:,} bytes; these are {size:,}."
        raise BadInput(told, **{name: [told] for name in changed})
    row.values = kept
    row.save()
    return kept
