"""Access and refresh tokens.

A refresh token works once: using it gives a new pair and blacklists it. Every token carries a digest of
the password, so that a changed password ends all of them at once, access tokens too. The database
keeps only the id of a refresh token, never the token.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import get_md5_hash_password

from platform_project.accounts.demo_account import is_shut_out
from platform_project.accounts.errors import TokenNotValid
from platform_project.accounts.models import User

_PASSWORD_CLAIM = "hash_password"  # noqa: S105  # the name of a claim


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str


@transaction.atomic
def issue(user: User) -> TokenPair:
    """A new pair for `user`, who has just proved who they are."""
    refresh = RefreshToken()
    refresh["user_id"] = str(user.pk)
    refresh[_PASSWORD_CLAIM] = get_md5_hash_password(user.password)
    OutstandingToken.objects.create(
        user=user,
        jti=refresh["jti"],
        token="",
        created_at=refresh.current_time,
        expires_at=refresh.current_time + refresh.lifetime,
    )
    return TokenPair(access=str(refresh.access_token), refresh=str(refresh))


@transaction.atomic
def rotate(raw: str) -> TokenPair:
    """A new pair for a refresh token, which is used up by it. Raises TokenNotValid."""
    token = _refresh_token(raw)
    user = _user_of(token)
    _use_up(token)
    return issue(user)


@transaction.atomic
def revoke(raw: str) -> None:
    """End the session of a refresh token. Raises TokenNotValid if it has ended already."""
    _use_up(_refresh_token(raw))


@transaction.atomic
def revoke_all(user: User) -> None:
    """End every session of `user`."""
    live = OutstandingToken.objects.filter(user=user, blacklistedtoken=None, expires_at__gt=timezone.now())
    BlacklistedToken.objects.bulk_create(
        [BlacklistedToken(token=token) for token in live], ignore_conflicts=True
    )


def user_of_access(raw: str | bytes) -> User:
    """The active user whose access token this is; one query. Raises TokenNotValid."""
    try:
        token = AccessToken(raw)  # type: ignore[arg-type]  # the encoded form, as its own authentication passes
    except TokenError as err:
        raise _not_valid() from err
    return _user_of(token)


def _refresh_token(raw: str) -> RefreshToken:
    try:
        return RefreshToken(raw)  # type: ignore[arg-type]  # the encoded form
    except TokenError as err:
        raise _not_valid() from err


def _use_up(token: RefreshToken) -> None:
    """Blacklist `token`; of several callers with the same token one succeeds."""
    outstanding = OutstandingToken.objects.filter(jti=token["jti"]).select_for_update(no_key=True).first()
    if outstanding is None:
        raise _not_valid()
    _, is_new = BlacklistedToken.objects.get_or_create(token=outstanding)
    if not is_new:
        raise _not_valid()


def _user_of(token: Token) -> User:
    user = User.objects.filter(pk=_uuid(token.get("user_id")), is_active=True).first()
    if user is None or is_shut_out(user.email) or not _fits_password(token, user):
        raise _not_valid()
    return user


def _fits_password(token: Token, user: User) -> bool:
    return constant_time_compare(str(token.get(_PASSWORD_CLAIM)), get_md5_hash_password(user.password))


def _uuid(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as err:
        raise _not_valid() from err


def _not_valid() -> TokenNotValid:
    return TokenNotValid("The token is not valid or has expired.")
