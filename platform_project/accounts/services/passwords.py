"""Passwords: changed by who knows the old one, or reset through the mailbox.

A reset token is made by Django from the user's state (`PasswordResetTokenGenerator`): it needs no row,
works for PASSWORD_RESET_TIMEOUT seconds, and dies with the password that it replaces. It is made in
the task that sends the mail, so it never passes the task queue.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone

from platform_project.accounts.errors import LinkNotValid, WrongPassword
from platform_project.accounts.models import User
from platform_project.accounts.services import api_keys, tokens
from platform_project.accounts.services.registration import refuse_weak
from platform_project.kit.ids import uuid7
from platform_project.kit.jobs import enqueue


@transaction.atomic
def change_password(*, user: User, old: str, new: str) -> tokens.TokenPair:
    """Set a new password; every session ends and the caller gets a new one.

    Raises WrongPassword, WeakPassword.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.check_password(old):
        raise WrongPassword("The present password is wrong.", old_password=["wrong"])
    refuse_weak(new, locked)
    _set(locked, new)
    return tokens.issue(locked)


def request_reset(*, email: str) -> None:
    """Send a link to `email` if somebody signs in with it.

    A task is queued either way, for nobody's id if need be: neither the answer nor its time tells
    whether the address is known.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    enqueue("platform_project.accounts.tasks.send_password_reset", str(user.pk if user else uuid7()))


@transaction.atomic
def reset_password(*, token: str, new: str) -> User:
    """Set a new password with the token of a mail; every session and API key ends.

    Whoever held the account before the mailbox's owner may have left keys behind.
    Raises LinkNotValid, WeakPassword.
    """
    user_id, _, proof = token.partition(".")
    number = _uuid(user_id)
    user = None
    if number is not None:
        user = User.objects.select_for_update(no_key=True).filter(pk=number, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, proof):
        raise LinkNotValid("The link is not valid, was used, or has expired.")
    refuse_weak(new, user)
    user.email_verified_at = user.email_verified_at or timezone.now()
    _set(user, new)
    api_keys.revoke_all(user)
    return user


def reset_token(user: User) -> str:
    """The token with which `user` may set a new password."""
    return f"{user.pk.hex}.{default_token_generator.make_token(user)}"


def _set(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password", "email_verified_at"])
    tokens.revoke_all(user)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
