"""The part of an address that names a creator or a listing, made from how it is called."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.utils.text import slugify

from marketplace.models.creator import MAX_SLUG_CHARACTERS

_ROOM_FOR_A_NUMBER = 8  # "-1234567"


def free_slug(text: str, *, otherwise: str, is_taken: Callable[[str], bool]) -> str:
    """`"Weekly digest!"` → `"weekly-digest"`, or with the first number that is free at its end.

    otherwise: for a text without a letter that an address may hold. The caller keeps others from taking it.
    """
    wanted = slugify(text)[: MAX_SLUG_CHARACTERS - _ROOM_FOR_A_NUMBER].strip("-_") or otherwise
    if not is_taken(wanted):
        return wanted
    return next(slug for number in count(2) if not is_taken(slug := f"{wanted}-{number}"))
