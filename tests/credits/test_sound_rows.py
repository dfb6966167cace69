"""No account, hold or entry that cannot be is ever written, whoever writes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from credits.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from credits.models.account import OF_A_WORKSPACE
from platform_project.accounts.models import User, Workspace
from platform_project.kit.ids import uuid7

pytestmark = pytest.mark.django_db
OF_THE_PLATFORM = sorted(set(AccountKind) - set(OF_A_WORKSPACE))


@pytest.fixture
def workspace(alice: User) -> Workspace:
    found: Workspace = alice.personal_workspace
    return found


def _account(kind: str, **fields: Any) -> Account:
    made: Account = Account.objects.create(kind=kind, **{"slot": 3, **fields})
    return made


def _hold(account: Account, **fields: Any) -> Hold:
    now = timezone.now()
    given = {"key": "h", "amount": 5, "remaining": 5, "created_at": now, "expires_at": now, **fields}
    return Hold.objects.create(account=account, **given)


def _entry(account: Account, **fields: Any) -> Entry:
    given = {"amount": 5, "balance_after": 5, "key": str(uuid7()), "created_at": timezone.now(), **fields}
    return Entry.objects.create(movement=uuid7(), account=account, counter_account=account, **given)


@pytest.mark.parametrize("kind", OF_A_WORKSPACE)
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"balance": 4}, id="below what is held"),
        pytest.param({"held": -1}, id="held below zero"),
        pytest.param({"expiring": 11}, id="more that ends than there is"),
        pytest.param({"expiring": -1}, id="less than nothing that ends"),
        pytest.param({"balance": -1, "held": 0, "expiring": 0}, id="below zero"),
        pytest.param({"kind": "unknown"}, id="of no known kind"),
        pytest.param({"slot": -1}, id="of no slot"),
    ],
)
def test_an_account_of_a_workspace_refuses(workspace: Workspace, kind: str, changed: dict[str, Any]) -> None:
    account = _account(kind, workspace=workspace, balance=10, held=5, expiring=10)
    with pytest.raises(IntegrityError, match="account_is_sound"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(**changed)
    account.refresh_from_db()
    assert (account.kind, account.balance, account.held, account.expiring) == (kind, 10, 5, 10)


@pytest.mark.parametrize("kind", OF_THE_PLATFORM)
@pytest.mark.parametrize("field", ["held", "expiring", "workspace"])
def test_an_account_of_the_platform_goes_below_zero_but_has_no(
    workspace: Workspace, kind: str, field: str
) -> None:
    account = _account(kind, balance=-10)
    with pytest.raises(IntegrityError, match="account_is_sound"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(**{field: workspace if field == "workspace" else 1})
    account.refresh_from_db()
    assert (account.balance, account.held, account.expiring, account.workspace) == (-10, 0, 0, None)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"state": "closed"}, id="closed with something set aside"),
        pytest.param({"remaining": -1}, id="less than nothing set aside"),
        pytest.param({"amount": -1}, id="less than nothing"),
        pytest.param({"state": "other"}, id="neither open nor closed"),
    ],
)
def test_a_hold_refuses(workspace: Workspace, changed: dict[str, Any]) -> None:
    hold = _hold(_account("workspace", workspace=workspace))
    with pytest.raises(IntegrityError, match="hold_is_sound"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(**changed)
    hold.refresh_from_db()
    assert (hold.state, hold.amount, hold.remaining) == (HoldState.OPEN, 5, 5)


@pytest.mark.parametrize("wrong", [{"kind": "unknown"}, {"kind": "grant", "unpaid": -1}])
def test_an_entry_refuses(wrong: dict[str, Any]) -> None:
    account = _account("revenue")
    with pytest.raises(IntegrityError, match="entry_is_sound"), transaction.atomic():
        _entry(account, **wrong)
    assert not Entry.objects.exists()


def test_every_kind_that_the_models_know_is_written(workspace: Workspace) -> None:
    accounts = [_account(kind, workspace=workspace) for kind in OF_A_WORKSPACE]
    accounts += [_account(kind) for kind in OF_THE_PLATFORM]
    for kind in EntryKind:
        _entry(accounts[0], kind=kind)
    _hold(accounts[0], state=HoldState.CLOSED, remaining=0)
    assert Account.objects.count() == len(AccountKind)
    assert Entry.objects.count() == len(EntryKind)


def test_no_check_of_the_ledger_is_written_out() -> None:
    """PostgreSQL would read and plan it for each statement that writes to the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid IN "
            "('credits_account'::regclass, 'credits_hold'::regclass, 'credits_entry'::regclass)"
        )
        found = sorted(name for (name,) in cursor.fetchall())
    assert found == ["account_is_sound", "entry_is_sound", "hold_is_sound"]
