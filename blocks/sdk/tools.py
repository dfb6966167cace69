"""Tools: nodes that a block may choose to call, and how it says which, with what.

A block with `calls_tools` finds in `ctx.tools` the nodes that its pin `tools` is linked to. It calls one by
yielding a value for each of its parameters on the pin that belongs to it (`ToolParameter.output_pin`), which
ends the matter; or by raising `ToolsNeeded`, and is fired again with what came of it in `ctx.resumed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOOLS_PIN = "tools"
TOOL_PREFIX = "tools_^_"


def tool_pin(node_id: str, pin: str) -> str:
    """The output that one input pin of one tool is linked to."""
    return f"{TOOL_PREFIX}{node_id}_~_{pin}"


def is_tool_pin(name: str) -> bool:
    """Whether a link from an output called so leads to a tool, also as older files write it."""
    return name == TOOLS_PIN or name.startswith(TOOL_PREFIX)


@dataclass(frozen=True, slots=True)
class ToolParameter:
    """One input pin of a tool that the caller fills."""

    pin: str  # of the tool, with its path if it has one
    output_pin: str  # of the caller
    schema: Mapping[str, Any]
    is_required: bool
    default: Any = None  # what the node has for the pin, where the caller gives nothing


@dataclass(frozen=True, slots=True)
class ToolNode:
    """A node that may be called. Names are such as models take: letters, digits and underscores."""

    node_id: str
    name: str
    description: str
    parameters: Mapping[str, ToolParameter]  # by name

    def json_schema(self) -> dict[str, Any]:
        """Of all parameters together, as an object."""
        return {
            "type": "object",
            "properties": {name: dict(one.schema) for name, one in self.parameters.items()},
            "required": [name for name, one in self.parameters.items() if one.is_required],
        }

    def values(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Input pin of the tool → value, for every parameter: a linked pin waits for one."""
        return {one.pin: arguments.get(name, one.default) for name, one in self.parameters.items()}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A wish to have a tool called."""

    id: str  # the caller's own, under which the result comes back
    node_id: str
    values: Mapping[str, Any]  # input pin of the tool → value


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a call."""

    outputs: tuple[tuple[str, Any], ...]  # pin and value, in order, without `error`
    error: str | None


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a block is fired with after the tools that it needed have run."""

    memo: Any
    results: Mapping[str, ToolResult] = field(default_factory=dict)  # by the call's id


class ToolsNeeded(Exception):
    """The block goes on when these tools have run. It holds no worker meanwhile, and yields nothing before.

    memo: JSON, what it has to remember until then.
    """

    def __init__(self, calls: tuple[ToolCall, ...], memo: Any) -> None:
        super().__init__(f"{len(calls)} tools are needed.")
        self.calls = calls
        self.memo = memo
