"""A value as JSON, a piece at a time: hashing and writing a long text needs no second copy of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson

PIECE_CHARACTERS = 1024 * 1024
LONG_CHARACTERS = 256 * 1024  # a container with such a text in it is taken apart rather than written at once
PREVIEW_CHARACTERS = 200
QUICK_LOOK_ITEMS = 200  # looked at for a long text, where making its JSON at once would do no harm
_MOST_BYTES_A_CHARACTER = 6  # \\u0001 and its like


class TooLong(ValueError):
    """There is more than was asked for."""


def json_pieces(value: Any) -> Iterator[bytes]:
    """The same bytes as `orjson.dumps(value)`, together."""
    if isinstance(value, str) and len(value) > PIECE_CHARACTERS:
        yield b'"'
        for start in range(0, len(value), PIECE_CHARACTERS):
            yield orjson.dumps(value[start : start + PIECE_CHARACTERS])[1:-1]
        yield b'"'
    elif isinstance(value, dict) and holds_long_text(value):
        for place, (key, item) in enumerate(value.items()):
            yield b"{" if place == 0 else b","
            yield orjson.dumps(key) + b":"
            yield from json_pieces(item)
        yield b"}"
    elif isinstance(value, list | tuple) and holds_long_text(value):
        for place, item in enumerate(value):
            yield b"[" if place == 0 else b","
            yield from json_pieces(item)
        yield b"]"
    else:
        yield orjson.dumps(value)


def holds_long_text(value: Any, most_items: float = float("inf")) -> bool:
    """Whether a text in `value` is so long that its JSON should not be made at once.

    most_items: how many values are looked at; what is not found among them counts as not there.
    """
    waiting, seen = [value], 0
    while waiting and seen < most_items:
        found = waiting.pop()
        seen += 1
        if isinstance(found, str):
            if len(found) > LONG_CHARACTERS:
                return True
        elif isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, list | tuple):
            waiting.extend(found)
    return False


def is_longer(value: Any, size_bytes: int) -> bool:
    """Whether the JSON of `value` has more bytes than that."""
    if value is None or isinstance(value, bool | int | float):
        return False
    if isinstance(value, str) and len(value) * _MOST_BYTES_A_CHARACTER + 2 <= size_bytes:
        return False
    if isinstance(value, str) and len(value) > size_bytes:
        return True
    if not holds_long_text(value, QUICK_LOOK_ITEMS):
        return len(orjson.dumps(value)) > size_bytes
    size = 0
    for piece in json_pieces(value):
        size += len(piece)
        if size > size_bytes:
            return True
    return False


def digest(value: Any, most_bytes: int) -> tuple[str, int]:
    """SHA-256 of the JSON of `value`, and its size. Raises TooLong."""
    sha256, size = hashlib.sha256(), 0
    for piece in json_pieces(value):
        size += len(piece)
        if size > most_bytes:
            raise TooLong
        sha256.update(piece)
    return sha256.hexdigest(), size


def kind_of(value: Any) -> str:
    return "text" if isinstance(value, str) else "list" if isinstance(value, list | tuple) else "object"


def preview_of(value: Any) -> str:
    """The beginning of a text, or of the JSON of anything else."""
    if isinstance(value, str):
        text = value[: PREVIEW_CHARACTERS + 1]
    else:
        text = ""
        for part in _written(value):
            text += part
            if len(text) > PREVIEW_CHARACTERS:
                break
    return text if len(text) <= PREVIEW_CHARACTERS else f"{text[: PREVIEW_CHARACTERS - 1]}…"


def _written(value: Any) -> Iterator[str]:
    """The JSON of `value` in small parts, each made when it is asked for; texts are cut."""
    if isinstance(value, dict):
        for place, (key, item) in enumerate(value.items()):
            yield f"{'{' if place == 0 else ','}{_scalar(key)}:"
            yield from _written(item)
        yield "}" if value else "{}"
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield "[" if place == 0 else ","
            yield from _written(item)
        yield "]" if value else "[]"
    else:
        yield _scalar(value)


def _scalar(value: Any) -> str:
    return orjson.dumps(value[: PREVIEW_CHARACTERS + 1] if isinstance(value, str) else value).decode()
