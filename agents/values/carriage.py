"""What a firing takes and gives: stored values are opened before it, large ones stored after it.

A block reads its inputs, so what they refer to is put in its place, except on pins that it only hands on
(`Block.unread_pins`). What is kept of the firing refers again: to what it was given, and to what it made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from agents.engine.limits import Limits
from agents.engine.reasons import Reason
from agents.errors import ValueGone
from agents.values.pieces import QUICK_LOOK_ITEMS, TooLong, holds_long_text, is_longer
from agents.values.reference import MARKER, may_hold_references, references
from agents.values.store import StorageFull, ValueStore
from blocks.sdk import Block, Firing
from blocks.sdk.coercion import masked
from blocks.sdk.references import is_reference
from blocks.sdk.shapes import AnyShape
from platform_project.kit.stored_files import StorageFailed

LIMITS = Limits()
LEAST_STORED_BYTES = 16 * 1024  # of a value where those below the bound are together too much for a row

_OF_A_CALL = ("graph_id", "graph_version", "inputs", "input_schema", "nodes_input_masks")

Values = Mapping[str, Any]  # pin → value


class CannotOpen(Exception):
    """A firing that cannot be made, since what its inputs refer to cannot be read. `outcome` says so."""

    def __init__(self, outcome: Firing) -> None:
        super().__init__(outcome.error)
        self.outcome = outcome


def must_open(store: ValueStore, block: type[Block], values: Values) -> bool:
    """Whether `block` would read stored values if it were fired with `values`."""
    return bool(store.genuine(references(_read_by(block, values))))


def opened(store: ValueStore, block: type[Block], values: Values) -> dict[str, Any]:
    """`values` with what the block reads in the place of what refers to it. Raises CannotOpen."""
    read = _read_by(block, values)
    found = list(references(read))
    genuine = store.genuine(found)
    size = sum(reference.bytes for reference in found if reference in genuine)
    if size > LIMITS.max_stored_bytes:
        error = f"The inputs refer to {size:,} bytes; at most {LIMITS.max_stored_bytes:,} may enter a block."
        raise CannotOpen(_failed(block, values, error, Reason.VALUE_TOO_LARGE))
    try:
        return {**values, **store.opened(read)} if genuine else dict(values)
    except ValueGone as err:
        raise CannotOpen(_failed(block, values, err.message, Reason.VALUE_GONE)) from err
    except StorageFailed as err:
        raise CannotOpen(_failed(block, values, err.message, Reason.STORAGE_FAILED)) from err


def kept(store: ValueStore, block: type[Block], given: Values, outcome: Firing) -> Firing:
    """The outcome with references for what is large. `given`: what the firing took, before `opened`.

    An outcome that cannot be stored becomes a failure that says so.
    """
    if _needs_nothing(given, outcome):
        return outcome
    try:
        with store.bounded():
            made, outputs = (
                _refer_again(store, block, given, outcome.input),
                _kept_outputs(store, outcome.outputs),
            )
        return replace(outcome, input=made, outputs=outputs)
    except TooLong:
        error = f"The outputs are too large: at most {LIMITS.max_stored_bytes:,} bytes may leave a block."
        failed = _failed(block, given, error, Reason.VALUE_TOO_LARGE)
    except StorageFull as err:
        failed = _failed(block, given, str(err), Reason.STORAGE_FULL)
    except StorageFailed as err:
        failed = _failed(block, given, err.message, Reason.STORAGE_FAILED)
    return replace(failed, usage=outcome.usage)


def called_with(store: ValueStore, values: Values) -> dict[str, Any]:
    """`values` for an agent that is run as a step: which agent it is can be read, its inputs stay stored."""
    made = {name: store.whole(value) for name, value in values.items() if name in _OF_A_CALL}
    if isinstance(inputs := made.get("inputs"), dict):
        made["inputs"] = {name: _small(store, value) for name, value in inputs.items()}
    return {**values, **made}


def _read_by(block: type[Block], values: Values) -> dict[str, Any]:
    """Those of the values that hold references and that the block reads."""
    if not may_hold_references(values):
        return {}
    unread = block.unread_pins(values)
    return {
        name: value
        for name, value in values.items()
        if (pin := block.input_pins().get(name)) is not None
        # A pin of a type needs at least that: the list itself, though not what its items refer to.
        and (name not in unread or (is_reference(value) and not isinstance(pin.shape, AnyShape)))
    }


def _needs_nothing(given: Values, outcome: Firing) -> bool:
    made = [outcome.input, outcome.outputs]
    if holds_long_text(made, QUICK_LOOK_ITEMS):
        return False  # and its JSON was not made to find out
    text = orjson.dumps(made)
    return len(text) <= LIMITS.max_inline_bytes and MARKER not in text and not may_hold_references(given)


def _refer_again(store: ValueStore, block: type[Block], given: Values, taken: Values) -> dict[str, Any]:
    """What is kept of the inputs: a pin that was given references keeps them, but for what must be hidden."""
    hidden = block.secret_pins() | block.header_pins()
    made = {}
    for name, value in taken.items():
        if name not in hidden and store.genuine(references(given.get(name))):
            made[name] = given[name]
        else:
            made[name] = _small(store, value)
    return made


def _small(store: ValueStore, value: Any) -> Any:
    if is_longer(value, LIMITS.max_inline_bytes) and not _holds_references(store, value):
        return store.keep(value).as_json()
    return value


def _kept_outputs(store: ValueStore, outputs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Large values stored; if the others are still too many for a row, the middling ones too."""
    left = LIMITS.max_stored_bytes
    for bound in (LIMITS.max_inline_bytes, LEAST_STORED_BYTES):
        made = []
        for pin, value in outputs:
            if is_longer(value, bound) and not _holds_references(store, value):
                reference = store.keep(value, left)
                left -= reference.bytes
                value = reference.as_json()
            made.append((pin, value))
        outputs = made
        if not is_longer(outputs, LIMITS.max_value_bytes):
            break
    store.note_uses(outputs)
    return outputs


def _holds_references(store: ValueStore, value: Any) -> bool:
    """What refers to others is not stored itself: nobody would look for references in a file."""
    return may_hold_references(value) and bool(store.genuine(references(value)))


def _failed(block: type[Block], given: Values, error: str, reason: Reason) -> Firing:
    pins: Iterator[str] = (name for name in given if name in block.input_pins())
    return Firing(
        input=masked({name: given[name] for name in pins}, block),
        outputs=[("error", error)],
        error=error,
        error_code=reason.value,
        retryable=reason is Reason.STORAGE_FAILED,
    )
