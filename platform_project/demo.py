"""The demo world: a superuser with a known password, so it exists only where nobody else can reach it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from platform_project.accounts.demo_account import EMAIL, is_allowed
from platform_project.accounts.models import User
from platform_project.accounts.services.registration import register

PASSWORD = "polychord-demo"  # noqa: S105  known to everyone, see is_allowed
NAME = "Demo"


def keep_in_step() -> str:
    """Make the demo user or shut it out, as the settings ask; says what was done. Safe to repeat."""
    return seed() if is_allowed() else shut_out()


@transaction.atomic
def seed() -> str:
    """The demo user with a workspace and what DEMO_SEEDERS give. Raises nothing if it is there."""
    user = User.objects.filter(email=EMAIL).first()
    made = user is None
    if user is None:
        user = register(email=EMAIL, password=PASSWORD, name=NAME)
    is_whole = user.is_active and user.is_staff and user.is_superuser and user.check_password(PASSWORD)
    if not is_whole:
        user.is_active = user.is_staff = user.is_superuser = True
        user.set_password(PASSWORD)
        user.save()
    for name in settings.DEMO_SEEDERS:
        import_string(name)(user)
    return f"Demo user {EMAIL} {'made' if made else 'ready'}."


def shut_out() -> str:
    """Nobody signs in as the demo user any more; what it owns stays."""
    found = User.objects.filter(email=EMAIL, is_active=True).first()
    if found is None:
        return "No demo user, as DEBUG is off or the server can be reached from outside."
    found.is_active = found.is_staff = found.is_superuser = False
    found.set_unusable_password()
    found.save()
    return f"Demo user {EMAIL} shut out: DEBUG is off or the server can be reached from outside."
