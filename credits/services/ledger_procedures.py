"""What every priced firing does, each one statement: hold, capture, release (ADR 29).

They are procedures of the database (`credits/migrations/0008_ledger_procedures.py`). Each locks the account
first, so what it then looks at stays so, and says what came of it in the places of the NULLs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from credits.models import Entry, EntryKind, Hold
from platform_project.kit.ids import uuid7
from platform_project.kit.rows import Maker, run

_HOLD = "CALL ledger_hold(%s, %s, %s, %s, %s, %s, %s, %s, NULL, NULL, NULL)"
_CAPTURE = """CALL ledger_capture(%(hold_key)s, %(amount)s, %(key)s, %(id)s, %(other_id)s,
    %(movement)s, %(to)s, %(now)s, %(execution_id)s, %(node_id)s, %(graph_id)s, %(block_id)s,
    %(provider)s, %(model)s, %(note)s, %(by)s,
    NULL, NULL, NULL, NULL, NULL, NULL)"""
_RELEASE = "CALL ledger_release(%s, %s, %s, NULL)"
_NOTHING: dict[str, Any] = {
    "execution_id": None,
    "node_id": "",
    "graph_id": None,
    "block_id": "",
    "provider": "",
    "model": "",
}

_hold_row = Maker(Hold)
_entry_row = Maker(Entry)


def hold(
    *, workspace: UUID, amount: int, key: str, execution: UUID | None, now: datetime, expires: datetime
) -> tuple[str, UUID | None, int, Hold | None]:
    """What came of it, the account, what was free before, and the hold if it was made.

    `held`, `known` (the key holds already), `too little` or `no account`.
    """
    pk = uuid7()
    is_alone = not connection.in_atomic_block
    values = [workspace, amount, key, pk, execution, now, expires, is_alone]
    outcome, account, free = _first(_HOLD, values)
    if outcome != "held":
        return outcome, account, free or 0, None
    made = _hold_row(
        {},
        id=pk,
        account_id=account,
        key=key,
        amount=amount,
        remaining=amount,
        execution_id=execution,
        created_at=now,
        expires_at=expires,
    )
    return outcome, account, free, made


def capture(
    *,
    hold_key: str,
    amount: int,
    key: str,
    to: UUID | None,
    now: datetime,
    note: str,
    by: UUID | None,
    of: Any,
) -> tuple[str, UUID | None, Entry | None]:
    """What came of it, the account, and the entry if it was made.

    `captured`, `known` (the account has an entry of the key), `closed` or `no hold`.
    """
    its = {"id": uuid7(), "movement": uuid7()}
    told = _NOTHING | of
    values = {"hold_key": hold_key, "amount": amount, "key": key, "other_id": uuid7(), "to": to, "now": now}
    outcome, account, other, held, taken, balance = _first(
        _CAPTURE, {**values, **its, **told, "note": note, "by": by}
    )
    if outcome != "captured":
        return outcome, account, None
    made = _entry_row(
        {},
        **its,
        **told,
        account_id=account,
        counter_account_id=other,
        kind=EntryKind.CAPTURE.value,
        amount=-taken,
        balance_after=balance,
        unpaid=amount - taken,
        key=key,
        hold_id=held,
        note=note,
        created_by_id=by,
        created_at=now,
    )
    return outcome, account, made


def release(*, key: str, now: datetime) -> bool:
    """False if nothing was ever held by this key."""
    is_known: bool = _first(_RELEASE, [key, now, not connection.in_atomic_block])[0]
    return is_known


def _first(statement: Any, values: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = run(statement, values).fetchone() or ()
    return found
