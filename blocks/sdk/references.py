"""Large values travel by reference: a small object stands for what lies in file storage.

Here is only what a block and the planner have to know of it. Whether such an object really stands for a
stored value, and which, is decided above (`agents/values`); one that stands for nothing is a value like any.

    {"$value": {"id", "sha256", "bytes", "type", "kind", "preview"}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

KEY = "$value"


def is_reference(value: Any) -> bool:
    """Whether `value` has the form of a reference. It may be somebody's own JSON all the same."""
    return type(value) is dict and len(value) == 1 and type(value.get(KEY)) is dict


def references_in(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in `value` that has the form of a reference, itself included; not what is inside of one."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if is_reference(found):
            yield found
        elif isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, list | tuple):
            waiting.extend(found)


def text_size(value: Any) -> int:
    """About how many characters `value` has as text, what it refers to included."""
    stored = (reference[KEY].get("bytes") for reference in references_in(value))
    return len(str(value)) + sum(size for size in stored if type(size) is int and size > 0)
