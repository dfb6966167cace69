"""Keeps values that a person marked as secret out of everything that is shown.

An input block may be flagged `secret`. Its value has to travel through the graph to where it is used, so it
is hidden where things are read: every text in an answer or an event has the secret replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from agents.engine.pins import split_pin
from agents.models import Execution, NodeExecution
from agents.runner.plans import plan_of
from blocks.sdk import find_block
from blocks.sdk.coercion import HIDDEN, masked

T = TypeVar("T")

MIN_CHARACTERS = 4  # shorter texts stand everywhere; hiding them would garble answers and hide nothing


@dataclass(frozen=True, slots=True)
class Mask:
    """The secret texts of one execution."""

    secrets: tuple[str, ...]

    @classmethod
    def of(cls, execution: Execution) -> Mask:
        """The mask of an execution; read once and kept on the object."""
        kept: Mask | None = getattr(execution, "_mask", None)
        if kept is None:
            kept = cls(_secret_texts(execution))
            execution._mask = kept  # type: ignore[attr-defined]
        return kept

    def hide(self, value: T) -> T:
        """`value` with every secret replaced, at any depth; `value` itself if there is nothing to hide."""
        hidden: T = self._hidden(value) if self.secrets else value
        return hidden

    def _hidden(self, value: Any) -> Any:
        if isinstance(value, str):
            for secret in self.secrets:
                value = value.replace(secret, HIDDEN)
            return value
        if isinstance(value, dict):
            return {self._hidden(key): self._hidden(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._hidden(item) for item in value]
        return value


def shown_input(row: NodeExecution) -> dict[str, Any]:
    """A firing's input; pins that the block declares secret are hidden even before it ran."""
    block = find_block(str(row.block_id))
    return masked(row.input, block) if block else dict(row.input)


def shown_masks(execution: Execution) -> dict[str, dict[str, Any]]:
    """The values laid over single nodes; those on pins that a block declares secret are hidden."""
    if not execution.nodes_input_masks:
        return {}
    secret = {node.id: node.block.secret_pins() for node in plan_of(execution.version_id).nodes}
    shown = {
        node_id: {
            name: HIDDEN if split_pin(name)[0] in secret.get(node_id, ()) else value
            for name, value in mask.items()
        }
        for node_id, mask in execution.nodes_input_masks.items()
    }
    return dict(Mask.of(execution).hide(shown))


def _secret_texts(execution: Execution) -> tuple[str, ...]:
    """Longest first, so that a secret within a longer one does not break it."""
    names = [n for n, schema in execution.version.input_schema["properties"].items() if schema.get("secret")]
    if not names:
        return ()
    values = [execution.inputs.get(name) for name in names]
    for node in plan_of(execution.version_id).nodes:
        if node.input_default.get("name") in names:
            laid_over = execution.nodes_input_masks.get(node.id, {})
            values += [node.input_default.get("value"), laid_over.get("value")]
    return tuple(sorted({text for value in values for text in _texts(value)}, key=len, reverse=True))


def _texts(value: Any) -> list[str]:
    """The texts in a value that are long enough to hide."""
    if isinstance(value, str):
        return [value] if len(value) >= MIN_CHARACTERS else []
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
