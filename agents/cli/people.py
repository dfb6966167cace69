"""Whose agents a command is about."""

from __future__ import annotations

from agents.cli.files import Refused
from blocks.finding import blocks_here
from blocks.sdk import Block, FindBlock, find_block
from integrations.services.private_lookup import may_be_private
from platform_project.accounts import demo_account
from platform_project.accounts.models import User, Workspace


def user_called(email: str | None) -> User:
    """The active user of that address, the demo user if None. Raises Refused."""
    user = User.objects.filter(email=(email or demo_account.EMAIL).strip().lower(), is_active=True).first()
    if user is not None:
        return user
    if email is None:
        raise Refused("There is no demo user here: say whose agent it is with --user EMAIL.")
    raise Refused(f"No active user has the address {email[:254]}.")


def blocks_of(email: str | None) -> FindBlock:
    """The blocks of the user's personal workspace. The user is looked for where the library has no answer."""

    def find(ref: str) -> type[Block] | None:
        found = find_block(ref)
        if found is not None or not may_be_private(ref):
            return found
        workspace = Workspace.objects.get(personal_of=user_called(email))
        return blocks_here(workspace.pk)(ref)

    return find
