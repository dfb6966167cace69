"""Signing in with e-mail address and password."""

from __future__ import annotations

from django.contrib.auth.models import update_last_login

from platform_project.accounts.demo_account import AccountBackend
from platform_project.accounts.errors import SignInFailed
from platform_project.accounts.models import User


def sign_in(*, email: str, password: str) -> User:
    """The active user with this address and password.

    Raises SignInFailed with one message for every reason; an unknown address takes as long as a wrong
    password, because the back end then hashes a dummy.
    """
    user = AccountBackend().authenticate(None, username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise SignInFailed("The e-mail address or the password is wrong.")
    update_last_login(User, user)
    return user
