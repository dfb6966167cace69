"""Access and refresh tokens.

A refresh token works once: using it gives a new pair and blacklists it. A client whose answer was lost, as by
a page that was left at the wrong moment, may ask again under the name of its first attempt: it gets the same
follower, whose id is made from both, as long as that one was not used. Every token carries a digest of the
password, so that a changed password ends all of them at once, access tokens too. The database keeps only the
id of a refresh token, never the token.
"""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
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

SECOND_TRY = timedelta(minutes=1)  # since the first, in which a refresh under the same attempt works again
_PASSWORD_CLAIM = "hash_password"  # noqa: S105  # the name of a claim


class _Refresh(RefreshToken):
    def check_blacklist(self) -> None:
        """Left to `_try_to_use_up`: a used token is no end of the matter."""


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str


@transaction.atomic
def issue(user: User) -> TokenPair:
    """A new pair for `user`, who has just proved who they are."""
    return _issue(user, uuid.uuid4().hex)


@transaction.atomic
def rotate(raw: str, attempt: str = "") -> TokenPair:
    """A new pair for a refresh token, which is used up by it. Raises TokenNotValid.

    attempt: a name that the client makes up and keeps until it has the answer.
    """
    token = _refresh_token(raw)
    user = _user_of(token)
    follower = _follower_of(token, attempt) if attempt else uuid.uuid4().hex
    if _try_to_use_up(token):
        return _issue(user, follower)
    if attempt and _is_unused(follower):
        return _pair(_refresh_for(user, follower))
    raise _not_valid()


@transaction.atomic
def revoke(raw: str) -> None:
    """End the session of a refresh token. Raises TokenNotValid if it has ended already."""
    if not _try_to_use_up(_refresh_token(raw)):
        raise _not_valid()


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
        return _Refresh(raw)  # type: ignore[arg-type]  # the encoded form
    except TokenError as err:
        raise _not_valid() from err


def _issue(user: User, jti: str) -> TokenPair:
    refresh = _refresh_for(user, jti)
    OutstandingToken.objects.create(
        user=user,
        jti=jti,
        token="",
        created_at=refresh.current_time,
        expires_at=refresh.current_time + refresh.lifetime,
    )
    return _pair(refresh)


def _refresh_for(user: User, jti: str) -> RefreshToken:
    refresh = RefreshToken()
    refresh["jti"] = jti
    refresh["user_id"] = str(user.pk)
    refresh[_PASSWORD_CLAIM] = get_md5_hash_password(user.password)
    return refresh


def _pair(refresh: RefreshToken) -> TokenPair:
    return TokenPair(access=str(refresh.access_token), refresh=str(refresh))


def _follower_of(token: Token, attempt: str) -> str:
    """The id of the token that follows `token` by this attempt; nobody else can tell it."""
    text = f"follower {token['jti']} {attempt}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), "sha256").hexdigest()[:32]


def _is_unused(jti: str) -> bool:
    young = OutstandingToken.objects.filter(jti=jti, created_at__gt=timezone.now() - SECOND_TRY)
    return young.filter(blacklistedtoken=None).exists()


def _try_to_use_up(token: Token) -> bool:
    """Blacklist `token`; of several callers with the same token one gets True. Raises TokenNotValid."""
    outstanding = OutstandingToken.objects.filter(jti=token["jti"]).select_for_update(no_key=True).first()
    if outstanding is None:
        raise _not_valid()
    _, is_new = BlacklistedToken.objects.get_or_create(token=outstanding)
    return is_new


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
