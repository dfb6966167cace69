"""What the orchestrator asks, checks and gives; its nodes are looked after by the engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from blocks.library.ai import _chat
from blocks.library.ai.orchestrator import Orchestrator
from blocks.sdk import Context, fire
from blocks.sdk.tools import Resumed, ToolCall, ToolNode, ToolParameter, ToolResult, tool_pin
from tests.blocks.streams import anthropic_says, openai_says
from tests.blocks.wire import Reply, Wire

GPT, CLAUDE = "gpt-4o-mini", "claude-haiku-4-5"


def parameter(
    node_id: str, pin: str, kind: str, *, is_required: bool = True, default: Any = None
) -> ToolParameter:
    return ToolParameter(pin, tool_pin(node_id, pin), {"type": kind}, is_required, default)


WEATHER = ToolNode(
    "w",
    "weather",
    "Tells the weather.",
    {
        "city": parameter("w", "city", "string"),
        "days": parameter("w", "days", "integer", is_required=False, default=3),
    },
)
MAIL = ToolNode("m", "mail", "Sends a mail.", {"values_to": parameter("m", "values_#_to", "string")})


@pytest.fixture
def tooled(ctx: Context) -> Context:
    ctx.tools = (WEATHER, MAIL)
    return ctx


def sent(wire: Wire, place: int = -1) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = wire.seen[place].json()["messages"]
    return messages


@pytest.mark.parametrize(("model", "says"), [(GPT, openai_says), (CLAUDE, anthropic_says)])
async def test_it_decides_once_and_sends_each_parameter_on_its_own_pin(
    model: str, says: Callable[..., Reply], wire: Wire, tooled: Context
) -> None:
    wire.replies = [says("Let me look.", calls=(("c1", "weather", {"city": "Bonn"}),))]
    firing = await fire(
        Orchestrator,
        {"prompt": "Weather in {{ c }}?", "model": model, "prompt_values": {"c": "Bonn"}},
        tooled,
    )
    assert firing.error is None
    assert firing.outputs[:2] == [("tools_^_w_~_city", "Bonn"), ("tools_^_w_~_days", 3)]
    (pin, conversation) = firing.outputs[2]
    assert pin == "conversations"
    assert conversation[1] == {"role": "user", "content": "Weather in Bonn?"}
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Bonn"}'}}
    assert conversation[2] == {"role": "assistant", "content": "Let me look.", "tool_calls": [call]}
    assert firing.usage.tokens_in == 20


async def test_openai_is_told_of_the_tools_in_its_own_words(wire: Wire, tooled: Context) -> None:
    wire.replies = [openai_says("Done.")]
    await fire(Orchestrator, {"prompt": "Go", "model": GPT}, tooled)
    asked = wire.seen[0].json()
    assert asked["parallel_tool_calls"] is False
    assert asked["tools"][0] == {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Tells the weather.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
                "required": ["city"],
            },
        },
    }
    assert list(asked["tools"][1]["function"]["parameters"]["properties"]) == ["values_to"]


async def test_anthropic_is_told_of_the_tools_in_its_own_words(wire: Wire, tooled: Context) -> None:
    wire.replies = [anthropic_says("Done.")]
    await fire(Orchestrator, {"prompt": "Go", "model": CLAUDE, "multiple_tool_calls": True}, tooled)
    asked = wire.seen[0].json()
    assert asked["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": False}
    assert [tool["name"] for tool in asked["tools"]] == ["weather", "mail"]
    assert asked["tools"][0]["input_schema"]["required"] == ["city"]


async def test_without_a_call_it_is_finished(wire: Wire, tooled: Context) -> None:
    wire.replies = [openai_says("It is sunny.")]
    firing = await fire(Orchestrator, {"prompt": "Weather?", "model": GPT, "sys_prompt": ""}, tooled)
    assert firing.outputs == [
        ("finished", "It is sunny."),
        (
            "conversations",
            [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": "It is sunny."}],
        ),
    ]


@pytest.mark.parametrize(("many", "pins"), [(False, 2), (True, 3)])
async def test_several_calls_are_taken_only_where_the_author_wants_them(
    many: bool, pins: int, wire: Wire, tooled: Context
) -> None:
    calls = (("c1", "weather", {"city": "Bonn"}), ("c2", "mail", {"values_to": "a@b.c"}))
    wire.replies = [openai_says(calls=calls)]
    given = {"prompt": "Go", "model": GPT, "multiple_tool_calls": many}
    firing = await fire(Orchestrator, given, tooled)
    assert len(firing.outputs) - 1 == pins
    assert (("tools_^_m_~_values_#_to", "a@b.c") in firing.outputs) == many
    assert len(firing.outputs[-1][1][-1]["tool_calls"]) == (2 if many else 1)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (("c1", "fly", {}), "there is no function 'fly'; there are: weather, mail"),
        (("c1", "weather", {}), "weather: city is missing"),
        (("c1", "weather", {"city": 7}), "weather: city must be of type string"),
        (("c1", "weather", {"city": "Bonn", "wind": 1}), "weather: wind is no argument of it"),
        (("c1", "weather", "{not json"), "the arguments of weather are no JSON object"),
    ],
)
async def test_a_call_that_cannot_be_made_is_shown_to_the_model(
    call: tuple[str, str, Any], problem: str, wire: Wire, tooled: Context
) -> None:
    wire.replies = [openai_says(calls=(call,)), openai_says(calls=(("c2", "weather", {"city": "Bonn"}),))]
    firing = await fire(Orchestrator, {"prompt": "Go", "model": GPT}, tooled)
    assert firing.outputs[0] == ("tools_^_w_~_city", "Bonn")
    assert sent(wire)[-1] == {"role": "tool", "tool_call_id": "c1", "content": f"Error: {problem}"}
    wire.replies = [openai_says(calls=(call,))]
    failed = await fire(Orchestrator, {"prompt": "Go", "model": GPT, "retry": 2}, tooled)
    assert failed.error == f"The model made no call that can be made in 2 tries: {problem}"


@pytest.mark.parametrize(("model", "says"), [(GPT, openai_says), (CLAUDE, anthropic_says)])
async def test_with_rounds_it_waits_for_its_tools_and_goes_on_with_what_they_gave(
    model: str, says: Callable[..., Reply], wire: Wire, tooled: Context
) -> None:
    wire.replies = [says(calls=(("c1", "weather", {"city": "Bonn"}),)), says("18 degrees.")]
    given = {"prompt": "Weather?", "model": model, "agent_mode_max_iterations": 3}
    waits = await fire(Orchestrator, given, tooled)
    assert (waits.error, waits.outputs) == (None, [])
    assert waits.calls == (ToolCall("c1", "w", {"city": "Bonn", "days": 3}),)
    assert waits.memo["rounds"] == 1
    results = {"c1": ToolResult((("degrees", 18), ("note", "a"), ("note", "b")), None)}
    tooled.resumed = Resumed(json.loads(json.dumps(waits.memo)), results)
    done = await fire(Orchestrator, given, tooled)
    assert done.outputs[0] == ("finished", "18 degrees.")
    told = done.outputs[1][1][-2]
    assert told == {"role": "tool", "tool_call_id": "c1", "content": '{"degrees": 18, "note": ["a", "b"]}'}
    if model == CLAUDE:
        result = {"type": "tool_result", "tool_use_id": "c1", "content": told["content"]}
        assert sent(wire)[-1] == {"role": "user", "content": [result]}


async def test_a_tools_error_is_told_and_does_not_end_it(wire: Wire, tooled: Context) -> None:
    wire.replies = [openai_says(calls=(("c1", "weather", {"city": "Bonn"}),)), openai_says("No idea.")]
    given = {"prompt": "Weather?", "model": GPT, "agent_mode_max_iterations": -1}
    waits = await fire(Orchestrator, given, tooled)
    tooled.resumed = Resumed(waits.memo, {"c1": ToolResult((), "It rains in.")})
    done = await fire(Orchestrator, given, tooled)
    assert done.outputs[0] == ("finished", "No idea.")
    assert sent(wire)[-1]["content"] == '{"error": "It rains in."}'


async def test_after_the_last_round_it_calls_nothing_more(wire: Wire, tooled: Context) -> None:
    wire.replies = [openai_says(calls=(("c1", "weather", {"city": "Bonn"}),))]
    given = {"prompt": "Weather?", "model": GPT, "agent_mode_max_iterations": 1}
    waits = await fire(Orchestrator, given, tooled)
    tooled.resumed = Resumed(waits.memo, {"c1": ToolResult((("degrees", 18),), None)})
    done = await fire(Orchestrator, given, tooled)
    assert done.calls == ()
    assert done.outputs[0] == ("finished", "Stopped after 1 rounds of calls.")
    assert done.outputs[1][1][-1]["role"] == "tool"


async def test_a_conversation_goes_on_with_what_its_last_tool_gave(wire: Wire, tooled: Context) -> None:
    wire.replies = [openai_says(calls=(("c1", "weather", {"city": "Bonn"}),)), openai_says("18 degrees.")]
    first = await fire(Orchestrator, {"prompt": "Weather?", "model": GPT}, tooled)
    history = first.outputs[-1][1]
    given = {"prompt": "Weather?", "model": GPT, "conversation_history": history}
    second = await fire(Orchestrator, given | {"last_tool_output": {"degrees": 18}}, tooled)
    assert second.outputs[0] == ("finished", "18 degrees.")
    told = {"role": "tool", "tool_call_id": "c1", "content": '{"degrees": 18}'}
    assert sent(wire) == [*history, told]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(Reply(401), "auth_failed", id="401"),
        pytest.param(Reply(403), "provider_refused", id="403"),
        pytest.param(Reply(429, headers={"Retry-After": "70"}), "rate_limited", id="429"),
        pytest.param(Reply(500), "provider_down", id="500"),
        pytest.param(Reply(delay_seconds=0.4), "timed_out", id="silence"),
    ],
)
async def test_a_providers_failure_is_typed(
    reply: Reply, code: str, wire: Wire, tooled: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reply.delay_seconds:
        monkeypatch.setattr(_chat, "REQUEST_TIMEOUT_SECONDS", 0.1)
    wire.replies = [reply]
    firing = await fire(Orchestrator, {"prompt": "Go", "model": GPT}, tooled)
    assert firing.error_code == code
