"""The object that stands for a stored value, and finding such objects in a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from blocks.sdk.references import KEY, is_reference, references_in

MARKER = f'"{KEY}":'.encode()  # in the JSON of everything that holds a reference


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference says. Its form proves nothing: see `ValueStore.genuine`."""

    id: str  # of the row; what makes it genuine
    sha256: str
    bytes: int
    type: str  # media type of the file
    kind: str  # "text", "list", "object": what a reader will find
    preview: str  # its beginning

    def as_json(self) -> dict[str, Any]:
        return {KEY: asdict(self)}

    @property
    def value_id(self) -> UUID:
        return UUID(self.id)


_FIELDS = {"id": str, "sha256": str, "bytes": int, "type": str, "kind": str, "preview": str}


def parse(value: Any) -> Reference | None:
    """`value` as a reference; None if it has not the form of one."""
    if not is_reference(value):
        return None
    said = value[KEY]
    if said.keys() != _FIELDS.keys() or any(type(said[name]) is not kind for name, kind in _FIELDS.items()):
        return None
    try:
        UUID(said["id"])
    except ValueError:
        return None
    return Reference(**said)


def references(value: Any) -> Iterator[Reference]:
    """Every reference in `value`, genuine or not."""
    return (found for one in references_in(value) if (found := parse(one)) is not None)


def may_hold_references(value: Any) -> bool:
    """False if there is certainly none in `value`; far quicker than looking for them."""
    if value is None or isinstance(value, str | int | float):
        return False
    try:
        return MARKER in orjson.dumps(value)
    except TypeError:  # not all that is shown is plain JSON; then it is looked through
        return True


def replaced(value: Any, by: Callable[[Reference], Any]) -> Any:
    """A copy of `value` in which each reference is what `by` gives for it; None leaves it as it is."""
    reference = parse(value)
    if reference is not None:
        made = by(reference)
        return value if made is None else made
    if isinstance(value, dict):
        return {key: replaced(item, by) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(item, by) for item in value]
    return value
