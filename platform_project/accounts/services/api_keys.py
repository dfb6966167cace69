"""API keys: made and shown once, found by their digest, revoked."""

from __future__ import annotations

import hashlib
import secrets
import string
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from platform_project.accounts.demo_account import is_shut_out
from platform_project.accounts.errors import LimitReached
from platform_project.accounts.models import ApiKey, Scope, User, Workspace
from platform_project.errors import BadInput, NotFound

PREFIX = "pc_"
RANDOM_CHARS = 40  # of 62: 238 bits
SHOWN_CHARS = len(PREFIX) + 6
MAX_KEYS_PER_USER = 100
_USE_IS_NOTED_EVERY = timedelta(minutes=1)
_ALPHABET = string.ascii_letters + string.digits


@transaction.atomic
def create_key(
    *,
    user: User,
    workspace: Workspace,
    name: str,
    scopes: list[Scope],
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its plain text, which nobody can see again.

    Raises BadInput if it would have expired already, LimitReached at MAX_KEYS_PER_USER live keys.
    """
    if expires_at is not None and expires_at <= timezone.now():
        raise BadInput("expires_at must lie in the future.", expires_at=["must lie in the future"])
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two requests count one after the other
    if ApiKey.objects.live().filter(user=user).count() >= MAX_KEYS_PER_USER:
        raise LimitReached(f"You have {MAX_KEYS_PER_USER} API keys already.", limit=MAX_KEYS_PER_USER)
    plain = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(RANDOM_CHARS))
    key: ApiKey = ApiKey.objects.create(
        user=user,
        workspace=workspace,
        name=name,
        prefix=plain[:SHOWN_CHARS],
        key_hash=_digest(plain),
        scopes=sorted(set(scopes), key=list(Scope).index),
        expires_at=expires_at,
    )
    return key, plain


def live_key(plain: str) -> ApiKey | None:
    """The live key with this plain text, with its active user; one query. Notes the use once a minute."""
    if not plain.startswith(PREFIX) or len(plain) != len(PREFIX) + RANDOM_CHARS:
        return None
    found = ApiKey.objects.live().filter(key_hash=_digest(plain), user__is_active=True)
    key: ApiKey | None = found.select_related("user").first()
    if key is None or is_shut_out(key.user.email):
        return None
    _note_use(key)
    return key


def revoke_key(*, user: User, key_id: uuid.UUID) -> None:
    """Close a key of `user` for good. Raises NotFound."""
    if not ApiKey.objects.filter(pk=key_id, user=user, revoked_at=None).update(revoked_at=Now()):
        raise NotFound("There is no such API key.")


def revoke_all(user: User) -> None:
    """Close every key of `user` for good."""
    ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=Now())


def _note_use(key: ApiKey) -> None:
    before = timezone.now() - _USE_IS_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at < before:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=before)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=Now())


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
