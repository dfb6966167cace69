"""Inputs that are saved to be run with later: whether an agent takes them, and how people see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.errors import GraphInvalid, InputsMissing
from agents.models import Graph, GraphVersion
from agents.secrecy import restored
from agents.services import closed, runs
from blocks.sdk import BlockKind, find_block
from blocks.sdk.coercion import HIDDEN
from platform_project.errors import BadInput, NotFound


def check_inputs(graph: Graph, version: int | None, inputs: dict[str, Any]) -> None:
    """Does the agent take these inputs, and are they all that it asks for?

    Raises BadInput for the version, InputsMissing or GraphInvalid.
    """
    try:
        found = runs.kept_version(graph, version)
    except NotFound as err:
        raise BadInput(str(err), version=[str(err)]) from err
    missing = [name for name in found.input_schema["required"] if name not in inputs]
    if missing:
        told = f"The agent asks for {', '.join(map(repr, missing))}."
        raise InputsMissing(told, inputs={name: ["Missing."] for name in missing})
    request = runs.RunRequest(inputs=inputs, version=version, pinned_outputs=_silent_triggers(found))
    report = closed.shown_report(found, runs.report_of(found, request))
    if not report.is_clean:
        raise GraphInvalid("The agent cannot run with these inputs; details name every problem.", report)


def _silent_triggers(version: GraphVersion) -> dict[str, list[Any]]:
    """Trigger blocks take their payload from the event: inputs alone need none."""
    found = {node.key: find_block(node.block_id) for node in version.nodes.all()}
    return {key: [] for key, block in found.items() if block and block.kind is BlockKind.TRIGGER}


def shown_inputs(inputs: Mapping[str, Any], schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """As people may see them: what the author of the agent calls secret is hidden."""
    properties = (schema or {}).get("properties", {})
    return {
        name: HIDDEN if value is not None and properties.get(name, {}).get("secret") else value
        for name, value in inputs.items()
    }


def kept_inputs(
    given: dict[str, Any], inputs: dict[str, Any], schema: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What a person sent, who was shown the inputs: what was hidden and left alone stays."""
    found: dict[str, Any] = restored(given, shown_inputs(inputs, schema), inputs)
    return found
