"""Rows of a database as JSON."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from blocks.sdk import TooLarge
from blocks.sdk.sql import Answered

MAX_ANSWER_BYTES = 20 * 1024**2
_SAID_CHARACTERS = 500


def answered(columns: list[str], rows: Sequence[Sequence[Any]], *, is_truncated: bool) -> Answered:
    names = _distinct(columns)
    made, size = [], 0
    for row in rows:
        values = [_plain(value) for value in row]
        size += sum(len(value) for value in values if isinstance(value, str))
        if size > MAX_ANSWER_BYTES:
            raise TooLarge(f"The rows have more than {MAX_ANSWER_BYTES:,} characters: ask for less.")
        made.append(dict(zip(names, values, strict=True)))
    return Answered(names, made, is_truncated, None)


def _distinct(columns: list[str]) -> list[str]:
    """Two columns of one name would be one key: the second is called `name_2`."""
    seen: dict[str, int] = {}
    names = []
    for column in columns:
        seen[column] = seen.get(column, 0) + 1
        names.append(column if seen[column] == 1 else f"{column}_{seen[column]}")
    return names


def _plain(value: Any) -> Any:
    """A value of a column as JSON can carry it; numbers that a float would shorten become text."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)


def said(err: Exception) -> str:
    """What a driver's error says, in a line."""
    return str(err.args[-1] if err.args else err).strip().splitlines()[0][:_SAID_CHARACTERS]
