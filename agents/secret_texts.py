"""The texts and numbers by which a secret may show up, and taking them out of a text.

A secret is seldom shown as it was given: it stands in JSON text with its quotes escaped, a number is written
as text and the other way round, and a message quotes only the beginning of a long value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

from blocks.sdk.coercion import HIDDEN

MIN_CHARACTERS = 4  # shorter texts stand everywhere; hiding them would garble answers and hide nothing
MAX_QUOTED_CHARACTERS = (
    2_000  # of a secret that a cut message shows; blocks.sdk.firing cuts there at the latest
)
_CUT = "…"  # how a text ends that was cut
_JSON_LEVELS = 2  # JSON text within JSON text
_HTML_SAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&'"})  # what a template's tojson adds


def texts_of(values: Iterable[Any]) -> tuple[str, ...]:
    """Every text by which one of the values may show up, longest first: a secret may hold a shorter one."""
    found = {form for value in values for text in _texts(value) for form in _forms(text)}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def numbers_of(values: Iterable[Any]) -> frozenset[int | float]:
    """The numbers among the values, also those given as text."""
    found = {number for value in values for leaf in _leaves(value) for number in _numbers(leaf)}
    return frozenset(found)


def without(text: str, secrets: Iterable[str]) -> str:
    """`text` with each secret replaced, also where it is cut off before an ellipsis."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    if _CUT in text:
        for secret in sorted(secrets, key=lambda secret: _CUT not in secret):  # an ellipsis may be its own
            text = _without_beginnings(text, secret)
    return text


def _without_beginnings(text: str, secret: str) -> str:
    start = text.find(secret[:MIN_CHARACTERS])
    while start >= 0:
        end = _end_of_beginning(text, start, secret)
        if end:
            text = f"{text[:start]}{HIDDEN}{text[end:]}"
            start += len(HIDDEN) - 1
        start = text.find(secret[:MIN_CHARACTERS], start + 1)
    return text


def _end_of_beginning(text: str, start: int, secret: str) -> int:
    """Where the beginning of the secret that stands at `start` is cut off; 0 if none is."""
    last = start + min(len(secret), MAX_QUOTED_CHARACTERS) + 1
    end, cut = 0, text.find(_CUT, start + MIN_CHARACTERS, last)
    while cut >= 0 and secret.startswith(text[start:cut]):
        end, cut = cut, text.find(_CUT, cut + 1, last)
    return end


def _forms(text: str) -> set[str]:
    """The text, and what stands between the quotes when JSON, Python or a template writes it."""
    forms = {text}
    for _ in range(_JSON_LEVELS):
        forms |= {
            _inside(json.dumps(form, ensure_ascii=is_ascii)) for form in forms for is_ascii in (True, False)
        }
    return forms | {_inside(repr(text)), _inside(json.dumps(text)).translate(_HTML_SAFE)}


def _inside(quoted: str) -> str:
    return quoted[1:-1]


def _texts(value: Any) -> list[str]:
    """The texts in a value that are long enough to hide; numbers as they are written."""
    found = []
    for leaf in _leaves(value):
        found.append(str(leaf))
        found += [text for number in _numbers(leaf) for text in _written(number)]
    return [text for text in found if len(text) >= MIN_CHARACTERS]


def _written(number: int | float) -> list[str]:
    is_whole_float = isinstance(number, float) and number.is_integer()
    return [str(number), str(int(number))] if is_whole_float else [str(number)]


def _numbers(leaf: str | int | float) -> set[int | float]:
    """The leaf as a number: as it is, and as the nearest float."""
    if len(str(leaf)) < MIN_CHARACTERS:
        return set()
    found: set[int | float] = set() if isinstance(leaf, str) else {leaf}
    for kind in (int, float):
        try:
            found.add(kind(leaf))
        except (ValueError, OverflowError):  # writes no such number, or none of that size
            continue
    return {number for number in found if isinstance(number, int) or math.isfinite(number)}


def _leaves(value: Any) -> Iterator[str | int | float]:
    """The texts and numbers in a value, at any depth."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value
