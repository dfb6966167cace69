"""Sign-in through GitHub and Google: the last steps of social-auth's pipeline.

Only an address that the provider has verified opens an account here. The pipeline ends with a redirect
that carries a code worth one pair of tokens, once, for a minute.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpResponseRedirect
from django.utils import timezone

from platform_project.accounts.errors import EmailNotVerified, LinkNotValid, SignInFailed
from platform_project.accounts.models import SignInCode, User
from platform_project.accounts.services import api_keys, tokens
from platform_project.accounts.services.registration import NAME_MAX_CHARS, normal_email, register

CODE_VALID_FOR = timedelta(minutes=1)


def verify_email(*, response: dict[str, Any], **_others: Any) -> dict[str, str]:
    """Pipeline step: the caller's address, if the provider says that it is theirs.

    GitHub lists addresses with a flag each; Google has one, with a flag. Raises EmailNotVerified.
    """
    listed = response.get("emails")
    if isinstance(listed, list):
        own = [row for row in listed if isinstance(row, dict) and row.get("primary") and row.get("verified")]
        email = own[0].get("email") if own else None
    else:
        email = response.get("email") if response.get("email_verified") is True else None
    if not email:
        raise EmailNotVerified("Your account there has no verified e-mail address.")
    return {"verified_email": normal_email(str(email))}


def find_or_register(
    *, verified_email: str, details: dict[str, Any], user: User | None = None, **_others: Any
) -> dict[str, Any]:
    """Pipeline step: the linked user, else the one with the verified address, else a new one."""
    if user is None:
        user = User.objects.filter(email=verified_email).first()
        if user is not None:
            _claim(user)
    if user is None:
        name = " ".join(str(details.get("fullname") or "").split())[:NAME_MAX_CHARS]
        user = register(email=verified_email, password=None, name=name)
        User.objects.filter(pk=user.pk).update(email_verified_at=Now())
        return {"user": user, "is_new": True}
    if not user.is_active:
        raise SignInFailed("This account is closed.")
    return {"user": user, "is_new": False}


def hand_over(*, user: User, **_others: Any) -> HttpResponseRedirect:
    """Pipeline step, the last: back to the web app with a code; no browser session is made."""
    code = secrets.token_urlsafe(32)
    SignInCode.objects.create(user=user, code_hash=_digest(code), expires_at=timezone.now() + CODE_VALID_FOR)
    return HttpResponseRedirect(f"{settings.PUBLIC_URL}/sign-in/social?{urlencode({'code': code})}")


@transaction.atomic
def exchange(*, code: str) -> tuple[User, tokens.TokenPair]:
    """The user and tokens that `code` is worth. Raises LinkNotValid."""
    found = SignInCode.objects.filter(code_hash=_digest(code), expires_at__gt=Now(), user__is_active=True)
    row = found.select_related("user").first()
    # The DELETE decides: of two requests with the same code, one gets tokens.
    if row is None or not found.delete()[0]:
        raise LinkNotValid("The code is unknown, was used, or has expired.")
    return row.user, tokens.issue(row.user)


@transaction.atomic
def _claim(user: User) -> None:
    """Give an account to the proven holder of its address.

    If nobody has proved that before, somebody else may have signed up with the address and be waiting:
    their password, sessions and keys end here.
    """
    if user.email_verified_at is not None:
        return
    user.set_unusable_password()
    user.email_verified_at = timezone.now()
    user.save(update_fields=["password", "email_verified_at"])
    tokens.revoke_all(user)
    api_keys.revoke_all(user)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
