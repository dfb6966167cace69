"""Whose agents a command is about."""

from __future__ import annotations

from agents.cli.files import Refused
from platform_project.accounts import demo_account
from platform_project.accounts.models import User


def user_called(email: str | None) -> User:
    """The active user of that address, the demo user if None. Raises Refused."""
    user = User.objects.filter(email=(email or demo_account.EMAIL).strip().lower(), is_active=True).first()
    if user is not None:
        return user
    if email is None:
        raise Refused("There is no demo user here: say whose agent it is with --user EMAIL.")
    raise Refused(f"No active user has the address {email[:254]}.")
