"""MCPTool against a server that speaks MCP over streamable HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from agents.engine.graph import Graph, Link, Node
from agents.engine.plan import make_plan
from agents.engine.tools import tools_of
from agents.engine.validation import check_run, check_structure
from blocks.library.mcp import _client
from blocks.library.mcp.tool import MCPTool
from blocks.sdk import Context, fire
from tests.blocks.wire import Reply, Request, Wire

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "Which city"}, "days": {"type": "integer"}},
    "required": ["city"],
}


class Server:
    """An MCP server with the tool `weather`."""

    def __init__(self, result: Mapping[str, Any], *, streams: bool = False) -> None:
        self.result, self.streams = result, streams
        self.methods: list[str] = []
        self.arguments: Any = None
        self.headers: list[Mapping[str, str]] = []

    def __call__(self, request: Request) -> Reply:
        self.headers.append(request.headers)
        if request.method == "DELETE":
            self.methods.append("DELETE")
            return Reply(204, b"")
        message = request.json()
        self.methods.append(message["method"])
        if "id" not in message:
            return Reply(202, b"")
        if message["method"] == "initialize":
            given = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {}}
            return self._answer(message["id"], given, {"Mcp-Session-Id": "s-1"})
        self.arguments = message["params"]
        return self._answer(message["id"], self.result, {})

    def _answer(self, message_id: int, result: Mapping[str, Any], headers: dict[str, str]) -> Reply:
        body = json.dumps({"jsonrpc": "2.0", "id": message_id, "result": result})
        if not self.streams:
            return Reply(200, body.encode(), {"Content-Type": "application/json", **headers})
        note = json.dumps({"jsonrpc": "2.0", "method": "notifications/progress", "params": {}})
        stream = f": hello\n\nevent: message\ndata: {note}\n\nevent: message\nid: 7\ndata: {body}\n\n"
        return Reply(200, stream.encode(), {"Content-Type": "text/event-stream; charset=utf-8", **headers})


def given(wire: Wire, **more: Any) -> dict[str, Any]:
    return {
        "server_url": f"{wire.base_url}/mcp",
        "selected_tool": "weather",
        "tool_input_schema": SCHEMA,
        **more,
    }


def texts(*said: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": text} for text in said]}


@pytest.mark.parametrize("streams", [False, True], ids=["JSON", "a stream"])
async def test_a_tool_is_called_with_its_arguments(streams: bool, wire: Wire, ctx: Context) -> None:
    wire.answer = server = Server(texts("18 degrees"), streams=streams)
    firing = await fire(
        MCPTool, given(wire, city="Bonn", tool_arguments={"days": 2}, access_token="token-1"), ctx
    )
    assert (firing.error, firing.outputs) == (None, [("result", "18 degrees")])
    assert server.methods == ["initialize", "notifications/initialized", "tools/call", "DELETE"]
    assert server.arguments == {"name": "weather", "arguments": {"days": 2, "city": "Bonn"}}
    assert {headers["authorization"] for headers in server.headers} == {"Bearer token-1"}
    last = server.headers[-1]
    assert (last["mcp-session-id"], last["mcp-protocol-version"]) == ("s-1", "2025-06-18")
    assert "token-1" not in str(firing)


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (texts('{"degrees": 18}'), {"degrees": 18}),
        ({"structuredContent": {"degrees": 18}, **texts("18")}, {"degrees": 18}),
        (texts("a", "b"), texts("a", "b")["content"]),
        ({}, None),
    ],
)
async def test_what_a_tool_gives_is_handed_on(
    result: dict[str, Any], value: Any, wire: Wire, ctx: Context
) -> None:
    wire.answer = Server(result)
    assert (await fire(MCPTool, given(wire), ctx)).outputs == [("result", value)]


async def test_a_tool_that_fails_fails_the_step(wire: Wire, ctx: Context) -> None:
    wire.answer = Server({"isError": True, **texts("no such city")})
    firing = await fire(MCPTool, given(wire), ctx)
    assert firing.error == "The tool 'weather' failed: \"no such city\""
    assert firing.error_code == "provider_refused"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(Reply(401), "auth_failed", id="401"),
        pytest.param(Reply(403), "provider_refused", id="403"),
        pytest.param(Reply(429, headers={"Retry-After": "7"}), "rate_limited", id="429"),
        pytest.param(Reply(500), "provider_down", id="500"),
        pytest.param(Reply(delay_seconds=0.4), "timed_out", id="silence"),
        pytest.param(Reply(200, b"<html>"), "provider_down", id="no JSON"),
        pytest.param(Reply(200, b'{"id": 1, "error": {"message": "no"}}'), "provider_refused", id="an error"),
        pytest.param(
            Reply(200, b"data: {}\n\n", {"Content-Type": "text/event-stream"}),
            "provider_down",
            id="an empty stream",
        ),
    ],
)
async def test_failures_are_typed(
    reply: Reply, code: str, wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reply.delay_seconds:
        monkeypatch.setattr(_client, "CALL_SECONDS", 0.1)
    wire.replies = [reply]
    firing = await fire(MCPTool, given(wire), ctx)
    assert firing.error_code == code
    assert firing.retry_after_seconds == (7.0 if code == "rate_limited" else None)


async def test_it_needs_the_name_of_a_tool(wire: Wire, ctx: Context) -> None:
    firing = await fire(MCPTool, given(wire, selected_tool=""), ctx)
    assert (firing.error_code, wire.seen) == ("invalid_input", [])


def test_the_arguments_are_pins_and_an_orchestrator_sees_the_tool_by_its_name() -> None:
    defaults = {
        "server_url": "https://mcp.example.com", "selected_tool": "get-weather", "tool_input_schema": SCHEMA,
        "tool_description": "Tells the weather.",
    }  # fmt: skip
    nodes = (Node("boss", "ai.orchestrator", {"prompt": "Go"}), Node("mcp", "mcp.tool", defaults))
    wrong = Graph(nodes, (Link("boss", "tools", "mcp", "country"),))
    assert check_structure(wrong).nodes == {"mcp": {"country": "MCP Tool has no input pin 'country'."}}
    graph = Graph(nodes, (Link("boss", "tools", "mcp", "city"),))
    assert check_structure(graph).is_clean
    plan = make_plan(graph)
    assert check_run(plan, {}, {}).is_clean
    (tool,) = tools_of(plan, plan.nodes[0])
    assert (tool.name, tool.description) == ("get_weather", "Tells the weather.")
    assert tool.json_schema() == {
        "type": "object",
        "properties": {"city": {"type": "string", "description": "Which city"}},
        "required": ["city"],
    }


def test_a_required_argument_must_be_set_or_linked() -> None:
    defaults = {"server_url": "https://mcp.example.com", "selected_tool": "w", "tool_input_schema": SCHEMA}
    alone = make_plan(Graph((Node("mcp", "mcp.tool", defaults),), ()))
    assert list(check_run(alone, {}, {}).nodes["mcp"]) == ["city"]
    filled = {**defaults, "tool_arguments": {"city": "Bonn"}}
    assert check_run(make_plan(Graph((Node("mcp", "mcp.tool", filled),), ())), {}, {}).is_clean
