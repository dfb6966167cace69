"""A tool of an MCP server as a step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from blocks.library.mcp._client import McpSession
from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
    ProviderRefused,
)

_MAX_SAID_CHARACTERS = 2_000


class MCPTool(Block):
    """Call a tool of an MCP server.

    Its arguments are pins of the step, by the tool's own schema; an orchestrator may choose it by the tool's
    name. An account that is connected for the server goes along; servers that want none work without.
    """

    id = "a0a4b1c2-d3e4-4f56-a7b8-c9d0e1f2a3b4"
    slug = "mcp.tool"
    name = "MCP Tool"
    category = Category.DEVELOPER_TOOLS
    is_sensitive = True
    at_most_once = True
    providers = ("mcp",)
    providers_are_optional = True
    timeout_seconds = 120.0

    class Input(BlockInput):
        server_url: str = Pin(
            description="Where the server listens", example="https://mcp.example.com/mcp", max_length=2_000
        )
        selected_tool: str = Pin("", description="The tool's name at the server", max_length=200)
        tool_input_schema: dict[str, Any] = Pin(
            {}, description="JSON Schema of its arguments, as the server gives it", advanced=True
        )
        tool_description: str = Pin("", description="What it does, as the server says", advanced=True)
        tool_arguments: dict[str, Any] = Pin({}, description="Arguments that nothing is linked into")
        access_token: str = Pin(
            "",
            description="A bearer token for the server, instead of a connected account",
            secret=True,
            advanced=True,
            max_length=8_000,
        )

    class Output(BlockOutput):
        result: Any = Pin(
            description="What the tool gives: structured if it is, else text or a list of parts"
        )

    @classmethod
    def dynamic_inputs(cls, defaults: Mapping[str, Any]) -> Mapping[str, Any]:
        schema = defaults.get("tool_input_schema")
        properties = schema.get("properties") if isinstance(schema, dict) else None
        own = cls.Input.model_fields
        return {n: s for n, s in properties.items() if n not in own} if isinstance(properties, dict) else {}

    @classmethod
    def dynamic_required(cls, defaults: Mapping[str, Any]) -> frozenset[str]:
        schema, given = defaults.get("tool_input_schema"), defaults.get("tool_arguments")
        named = schema.get("required") if isinstance(schema, dict) else None
        set_already = given.keys() if isinstance(given, dict) else frozenset[str]()
        names = (name for name in named if isinstance(name, str)) if isinstance(named, list) else ()
        return frozenset(name for name in names if name not in set_already)

    @classmethod
    def gathered(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        names = cls.dynamic_inputs(values).keys() & values.keys()
        given = values.get("tool_arguments")
        if not names or not isinstance(given, dict | None):
            return values
        laid_over = {name: values[name] for name in names if values[name] is not None}
        return {**values, "tool_arguments": {**(given or {}), **laid_over}}

    @classmethod
    def tool_name(cls, defaults: Mapping[str, Any]) -> str:
        return _text(defaults.get("selected_tool"))

    @classmethod
    def tool_description(cls, defaults: Mapping[str, Any]) -> str:
        return _text(defaults.get("tool_description"))

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if not input.selected_tool:
            raise InvalidInput("`selected_tool` names no tool.", pin="selected_tool")
        async with McpSession(input.server_url, ctx, await _token(input, ctx)) as session:
            result = await session.call(input.selected_tool, input.tool_arguments)
        if result.get("isError"):
            said = json.dumps(_value(result), ensure_ascii=False)[:_MAX_SAID_CHARACTERS]
            raise ProviderRefused(f"The tool '{input.selected_tool}' failed: {said}")
        yield "result", _value(result)


async def _token(input: MCPTool.Input, ctx: Context) -> str:
    """What proves who we are; empty: nothing."""
    if input.access_token:
        ctx.secrets.append(input.access_token)
        return input.access_token
    found = await ctx.credential_at("mcp", input.server_url)
    return found.api_key if found else ""


def _value(result: Mapping[str, Any]) -> Any:
    """Structured content if there is any; a single text, read if it is JSON; else the parts as they are."""
    if result.get("structuredContent") is not None:
        return result["structuredContent"]
    parts = result.get("content")
    if not isinstance(parts, list):
        return None
    if len(parts) == 1 and isinstance(parts[0], dict) and parts[0].get("type") == "text":
        text = _text(parts[0].get("text"))
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return parts


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
