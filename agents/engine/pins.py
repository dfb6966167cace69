"""Pin names that carry a path: `pin_$_0` list index, `pin_#_key` dictionary key, `pin_@_attr` attribute.

On the source side a path picks a part of the value; on the sink side it builds the value of the base pin
from parts. Attributes are keys too: what travels is JSON, where an object has only keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from blocks.sdk.coercion import coerce_value
from blocks.sdk.json_values import NotJson
from blocks.sdk.shapes import AnyShape, DictShape, ListShape, Uncoercible

Path = tuple[tuple[str, str], ...]

_STEP = re.compile(r"_([$#@])_")
MISSING = object()


Whole = Callable[[Any], Any]


def as_it_is(value: Any) -> Any:
    """For plans whose values all stand for themselves."""
    return value


class PartsDoNotFit(ValueError):
    """Parts were to be laid over a value that cannot become a list or an object."""


_LIST = ListShape(AnyShape())
_OBJECT = DictShape(AnyShape())


@lru_cache(maxsize=10_000)
def split_pin(name: str) -> tuple[str, Path]:
    """`"out_#_a_$_0"` → `("out", (("#", "a"), ("$", "0")))`."""
    parts = _STEP.split(name)
    return parts[0], tuple(zip(parts[1::2], parts[2::2], strict=True))


def read_path(value: Any, path: Path) -> Any:
    """The part of `value` that `path` names, or MISSING. A part that is None counts as missing."""
    for kind, key in path:
        if kind == "$":
            value = _item(value, key)
        else:
            value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
        if value is MISSING or value is None:
            return MISSING
    return value


def merge_pins(values: dict[str, Any], layer: Mapping[str, Any], whole: Whole = as_it_is) -> None:
    """Lay `layer` (pin name, with or without a path → value) over `values` (base pin → value), in place.

    Whole values replace; parts are set into what is there, so parts win over a value on the base pin.
    whole: gives the value that something stands for into which a part is to be set. Raises PartsDoNotFit.
    """
    parts: list[tuple[str, Path, Any]] = []
    for name, value in layer.items():
        base, path = split_pin(name)
        if path:
            parts.append((base, path, value))
        else:
            values[base] = value
    for base, path, value in parts:
        try:
            values[base] = _with_part(values.get(base), path, value, whole)
        except (Uncoercible, NotJson) as err:
            raise PartsDoNotFit(f"Input '{base}' cannot be put together from its parts: {err}") from err


def _item(value: Any, key: str) -> Any:
    try:
        index = int(key)
    except ValueError:
        return MISSING
    if isinstance(value, list) and -len(value) <= index < len(value):
        return value[index]
    return MISSING


def _with_part(container: Any, path: Path, value: Any, whole: Whole) -> Any:
    """A copy of `container` with `value` at `path`; lists are padded with None, containers made as needed.

    What stands where a container is needed is converted to one, as it would be on a pin of that type.
    """
    if not path:
        return value
    (kind, key), rest = path[0], path[1:]
    container = whole(container)
    if kind == "$":
        items = [] if container is None else list(coerce_value(container, _LIST))
        index = int(key)
        items.extend([None] * (index + 1 - len(items)))
        items[index] = _with_part(items[index], rest, value, whole)
        return items
    entries = {} if container is None else dict(coerce_value(container, _OBJECT))
    entries[key] = _with_part(entries.get(key), rest, value, whole)
    return entries
