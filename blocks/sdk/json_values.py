"""What may travel on a link: JSON, and only JSON that PostgreSQL, orjson and a browser all take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from blocks.sdk.errors import TooLarge

MAX_DEPTH = 100  # containers within containers
MAX_ITEMS = (
    300_000  # in the containers that a firing takes, and in one output: looking at more takes too long
)
_SCALARS = frozenset((str, int, float, bool, type(None)))
_INT_LIMIT = 2**63  # what orjson writes and a 64-bit column holds


class NotJson(ValueError):
    """A value that JSON cannot carry; the message says why."""


def json_safe(value: Any, depth: int = 0) -> Any:
    """A copy of `value` as plain JSON data.

    Models and dates become what their JSON is; NUL and lone surrogates become U+FFFD. Raises NotJson
    for NaN, infinities, whole numbers beyond 64 bits, bytes, unknown objects and too deep nesting.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() and "\x00" not in value else _clean_text(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        if is_64_bit(value):
            return value
        raise NotJson("it holds a whole number beyond 64 bits")
    if kind is float:
        return _finite(value)
    if depth >= MAX_DEPTH:
        raise NotJson(f"it is nested deeper than {MAX_DEPTH} levels")
    if kind is list or kind is tuple:
        return [json_safe(item, depth + 1) for item in value]
    if kind is dict:
        return {_key(key): json_safe(item, depth + 1) for key, item in value.items()}
    return _unusual(value, depth)


def is_larger(value: Any, items: int) -> bool:
    """Whether `value` holds more than so many items, at any depth. Looks at hardly more than that many."""
    waiting, seen = [value], 0
    while waiting:
        container = waiting.pop()
        if type(container) in _SCALARS:
            continue
        inner = _items_of(container)
        seen += len(inner)
        if seen > items:
            return True
        waiting.extend(inner)
    return False


def _items_of(container: Any) -> Any:
    """What it holds; nothing if it is no container. The usual types come first: this is called often."""
    kind = type(container)
    if kind is dict:
        return container.values()
    if kind is list or kind is tuple or isinstance(container, list | tuple | set | frozenset):
        return container
    return container.values() if isinstance(container, Mapping) else ()


def check_items(text: str) -> None:
    """Look at JSON text before it is parsed. Raises TooLarge if it may hold more than MAX_ITEMS."""
    if text.count(",") + text.count("[") + text.count("{") > MAX_ITEMS:
        raise TooLarge(f"The JSON text holds more than {MAX_ITEMS:,} items.")


def _clean_text(text: str) -> str:
    text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def is_64_bit(number: int) -> bool:
    """Whether it fits a signed or an unsigned 64-bit integer."""
    return -_INT_LIMIT <= number < 2 * _INT_LIMIT


def _finite(number: float) -> float:
    if math.isfinite(number):
        return number
    raise NotJson("it holds a number that is not finite (a division by zero or an overflow)")


def _key(key: Any) -> str:
    if isinstance(key, str):
        return _clean_text(str(key))
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if isinstance(key, int | float | UUID | date):
        return str(key)
    raise NotJson(f"it has a key of type {type(key).__name__}")


def _unusual(value: Any, depth: int) -> Any:
    """The rarer types: subclasses of the plain ones, models, dates, sets."""
    plain = _as_plain(value)
    if plain is not value:
        return json_safe(plain, depth + 1)
    raise NotJson(f"it holds a {type(value).__name__}, which JSON cannot carry")


def _as_plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | PurePath):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    for plain_type in (str, int, float):
        if isinstance(value, plain_type):
            return plain_type(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple | list):
        return list(value)
    return value
