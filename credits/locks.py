"""The order in which rows of this app are locked: accounts, and with them all that belongs to them.

Who holds an account's lock is alone with its numbers, holds, lots and entries. Of several accounts those of
workspaces come first, then earnings, then the platform's own; of one kind by id.
"""

from __future__ import annotations

from uuid import UUID

from credits.models import Account, AccountKind

_ORDER = {AccountKind.WORKSPACE: 0, AccountKind.EARNINGS: 1}


def lock_accounts(*accounts: Account) -> dict[UUID, Account]:
    """These accounts as they are now; nobody else changes them until the transaction ends."""
    ordered = sorted(accounts, key=lambda account: (_ORDER.get(AccountKind(account.kind), 2), account.pk))
    return {account.pk: lock_account(account.pk) for account in ordered}


def lock_account(account_id: UUID) -> Account:
    found: Account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    return found
