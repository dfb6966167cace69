"""What a JSON value may not be: nested too deep, or holding text that PostgreSQL cannot keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def is_deeper_than(value: Any, limit: int) -> bool:
    """Whether `value` is nested deeper than `limit` lists and objects. Does not recurse itself."""
    level = [value]
    for _ in range(limit):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return any(isinstance(value, list | dict) for value in level)


def place_of_nul(value: Any) -> str | None:
    """The dotted place of the first text with a NUL character in `value` ("" at the top), or None."""
    todo: list[tuple[str, Any]] = [("", value)]
    while todo:
        place, current = todo.pop()
        if isinstance(current, str) and "\0" in current:
            return place
        if isinstance(current, dict) and any("\0" in key for key in current):
            return place
        todo.extend(_places(place, current))
    return None


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        return iter(value.values())
    return iter(value) if isinstance(value, list) else iter(())


def _places(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        items: Iterator[tuple[Any, Any]] = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    else:
        return iter(())
    return ((f"{place}.{key}" if place else str(key), child) for key, child in items)
