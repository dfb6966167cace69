"""How people want to be told of what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from platform_project.accounts.models import User
from platform_project.notifications.kinds import USUAL, Kind, Mail, Wish
from platform_project.notifications.models import NotificationSettings


def wishes_of(user: User) -> dict[Kind, Wish]:
    """For each kind; the usual where they chose nothing."""
    row = NotificationSettings.objects.filter(user=user).first()
    return _all(row.wishes if row else {})


def wish_of(user: User, kind: Kind) -> Wish:
    return wishes_of(user)[kind]


def who_wants(kind: Kind) -> set[UUID]:
    """Those who chose to be told of a kind of which others are not."""
    assert USUAL[kind].is_silence, "everybody is told of this kind"
    rows = NotificationSettings.objects.filter(wishes__has_key=kind.value)
    return {row.user_id for row in rows if not _all(row.wishes)[kind].is_silence}


@transaction.atomic
def change_wishes(*, user: User, changed: dict[str, dict[str, Any]]) -> dict[Kind, Wish]:
    """Set these parts of these kinds, and leave the others."""
    NotificationSettings.objects.get_or_create(user=user)
    row = NotificationSettings.objects.select_for_update().get(user=user)
    before = _all(row.wishes)
    for name, parts in changed.items():
        row.wishes[name] = asdict(before[Kind(name)]) | parts
    row.save()
    return _all(row.wishes)


def _all(wishes: dict[str, Any]) -> dict[Kind, Wish]:
    return {kind: _read(wishes[kind.value]) if kind.value in wishes else USUAL[kind] for kind in Kind}


def _read(parts: dict[str, Any]) -> Wish:
    return Wish(app=parts["app"], mail=Mail(parts["mail"]), push=parts["push"])
