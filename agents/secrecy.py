"""Keeps values that a person marked as secret out of everything that is shown.

An input block may be flagged `secret`. Its value has to travel through the graph to where it is used, so it
is hidden where things are read: in an answer or an event every text and number is replaced in which the
secret shows (`secret_texts`), and under its own name the value is hidden whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from agents.engine.pins import split_pin
from agents.engine.plan import BlockGone, PlannedNode
from agents.models import Execution, NodeExecution
from agents.runner.plans import plan_for, plan_of
from agents.secret_texts import numbers_of, texts_of, without
from agents.values.reference import Reference
from agents.values.shown import References, ShownReference
from blocks.finding import find_any_block
from blocks.sdk import Block, BlockKind
from blocks.sdk.coercion import HIDDEN, masked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mask:
    """The secrets of one execution."""

    texts: tuple[str, ...] = ()  # longest first
    numbers: frozenset[int | float] = frozenset()
    named: Mapping[str, list[Any]] = field(default_factory=dict)  # name of the input → values it may have
    references: References | None = None  # to stored values, which are shown by preview and link

    @classmethod
    def of(cls, execution: Execution) -> Mask:
        """The mask of an execution; read once and kept on the object."""
        kept: Mask | None = getattr(execution, "_mask", None)
        if kept is None:
            named = _secrets_by_name(execution)
            values = [value for given in named.values() for value in given]
            texts = texts_of(values)
            references = References(execution, lambda found: _shown_preview(found, named, texts))
            kept = cls(texts, numbers_of(values), named, references)
            execution._mask = kept  # type: ignore[attr-defined]
        return kept

    def hide(self, value: T) -> T:
        """`value` as people may see it: secrets replaced, at any depth, and references as what they show.

        `value` itself if there is nothing to hide.
        """
        shown: T = value if self.references is None else self.references.shown(value)
        hidden: T = self._hidden(shown) if self.named else shown
        return hidden

    def _hidden(self, value: Any) -> Any:
        if isinstance(value, str):
            return without(value, self.texts)
        if isinstance(value, ShownReference):
            return value
        if isinstance(value, dict):
            return {self._hidden(key): self._hidden_entry(key, item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._hidden(item) for item in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return HIDDEN if value in self.numbers else value
        return value

    def _hidden_entry(self, key: Any, value: Any) -> Any:
        """Under its own name a secret is hidden however short it is."""
        if any(type(secret) is type(value) and secret == value for secret in self.named.get(key, ())):
            return HIDDEN
        return self._hidden(value)


def prepare_masks(executions: Iterable[Execution]) -> None:
    """Read what the masks of a list need, whose rows come without their values, in one query for all."""
    needing = {
        execution.pk: execution
        for execution in executions
        if execution.error and _secret_names(execution) and execution.get_deferred_fields()
    }
    rows = Execution.objects.filter(pk__in=needing) if needing else Execution.objects.none()
    for execution_id, inputs, masks in rows.values_list("pk", "inputs", "nodes_input_masks"):
        needing[execution_id].inputs, needing[execution_id].nodes_input_masks = inputs, masks


def restored(given: Any, shown: Any, original: Any) -> Any:
    """`given`, which a person made of what was `shown`, with what was hidden and left alone put back."""
    if is_same(given, shown):
        return original
    if isinstance(given, dict) and isinstance(shown, dict) and isinstance(original, dict):
        return {
            key: restored(value, shown[key], original[key]) if key in shown and key in original else value
            for key, value in given.items()
        }
    are_lists = all(isinstance(value, list) for value in (given, shown, original))
    if are_lists and len(given) == len(shown) == len(original):
        return [restored(*three) for three in zip(given, shown, original, strict=True)]
    return given


def is_same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; to Python, true would equal 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _shown_preview(
    reference: Reference, named: Mapping[str, list[Any]], secrets: tuple[str, ...]
) -> str | None:
    """The beginning of a stored value; of lists and objects only where there are no secrets to find in it."""
    if not named:
        return reference.preview
    return without(reference.preview, secrets) if reference.kind == "text" else None


def shown_input(row: NodeExecution) -> dict[str, Any]:
    """A firing's input; pins that the block declares secret are hidden even before it ran."""
    block = find_any_block(str(row.block_id))
    return shown_pins(row.input, block) if block else dict(row.input)


def shown_masks(execution: Execution) -> dict[str, dict[str, Any]]:
    """The values laid over single nodes, without secrets."""
    if not execution.nodes_input_masks:
        return {}
    disabled = plan_of(execution.version_id).left_out.nodes
    nodes = {node.id: node for node in _planned(execution)}
    shown = {}
    for node_id, mask in execution.nodes_input_masks.items():
        node = nodes.get(node_id)
        flagged = bool(node and node.input_default.get("secret"))
        if node:
            shown[node_id] = shown_pins(mask, node.block, is_secret=flagged)
        else:
            shown[node_id] = dict.fromkeys(mask, HIDDEN) if node_id in disabled else mask
    return dict(Mask.of(execution).hide(shown))


def shown_pins(values: Mapping[str, Any], block: type[Block], *, is_secret: bool = False) -> dict[str, Any]:
    """Values of pins or parts of them, without what the block declares secret and headers that carry keys.

    is_secret: the block is an input whose value is secret, also if `values` do not say so.
    """
    shown = {name: _shown_pin(name, value, block) for name, value in values.items()}
    if block.kind is BlockKind.INPUT and (is_secret or values.get("secret")):
        hidden = (n for n, value in values.items() if split_pin(n)[0] == "value" and value is not None)
        shown |= dict.fromkeys(hidden, HIDDEN)
    return shown


def _shown_pin(name: str, value: Any, block: type[Block]) -> Any:
    base, path = split_pin(name)
    if not path:
        return masked({base: value}, block)[base]
    key = path[0][1]
    whole = masked({base: {key: value}}, block)[base]
    return whole[key] if isinstance(whole, dict) else whole


def _secrets_by_name(execution: Execution) -> dict[str, list[Any]]:
    """Each secret input with the values that it has or may have had: given, default or laid over.

    With those of the execution that runs it or that it is a re-run of, and what people supplied.
    """
    named = _own_secrets(execution)
    for name, values in execution.known_secrets.items():
        named.setdefault(name, []).extend(values)
    return named


def _own_secrets(execution: Execution) -> dict[str, list[Any]]:
    named = {name: [execution.inputs.get(name)] for name in _secret_names(execution)}
    if not named:
        return {}
    for node in _planned(execution):
        name = node.input_default.get("name")
        if node.block.kind is BlockKind.INPUT and isinstance(name, str) and name in named:
            laid_over = execution.nodes_input_masks.get(node.id, {})
            for pin, value in (*node.input_default.items(), *laid_over.items()):
                if split_pin(pin)[0] == "value":
                    named[name].append(value)
    return {name: [value for value in values if value is not None] for name, values in named.items()}


def _secret_names(execution: Execution) -> list[str]:
    properties = execution.version.input_schema["properties"]
    named = [name for name, schema in properties.items() if schema.get("secret")]
    return named + _secret_alone(execution) if execution.only_node else named


def _secret_alone(execution: Execution) -> list[str]:
    """The secret input that runs alone; a disabled one is none of the agent's inputs."""
    try:
        alone = plan_for(execution).nodes
    except BlockGone:
        return []
    names = (n.input_default.get("name") for n in alone if n.block.kind is BlockKind.INPUT and _is_secret(n))
    return [name for name in names if isinstance(name, str)]


def _is_secret(node: PlannedNode) -> bool:
    return bool(node.input_default.get("secret"))


def _planned(execution: Execution) -> tuple[PlannedNode, ...]:
    """The nodes of its version that are enabled, and the one that runs alone, which may not be."""
    enabled = plan_of(execution.version_id).nodes
    return enabled if not execution.only_node else (*enabled, *plan_for(execution).nodes)
