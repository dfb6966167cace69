"""CodeGeneration over OpenAI's SDK and the Responses protocol."""

from __future__ import annotations

import pytest

from blocks.library.ai import _chat
from blocks.library.ai.code_generation import CodeGeneration
from blocks.sdk import Context, Usage, fire
from tests.blocks.streams import response, responses_stream, text_delta
from tests.blocks.wire import Reply, Wire

NOTE = {
    "type": "response.reasoning_summary_text.done", "text": "I reverse it.", "item_id": "r",
    "output_index": 0, "summary_index": 0,
}  # fmt: skip


async def test_code_comes_with_its_id_and_what_it_used(
    wire: Wire, ctx: Context, streamed: list[tuple[str, str]]
) -> None:
    done = {"type": "response.completed", "response": response()}
    wire.replies = [responses_stream(NOTE, text_delta("items"), text_delta("[::-1]"), done)]
    firing = await fire(CodeGeneration, {"prompt": "Reverse a list", "system_prompt": "Be brief."}, ctx)
    assert firing.error is None
    assert firing.outputs == [
        ("response", "items[::-1]"),
        ("reasoning", "I reverse it."),
        ("response_id", "resp_1"),
    ]
    assert streamed == [("response", "items"), ("response", "[::-1]")]
    assert firing.usage == Usage(30, 12, 10, 20 * 125 + 125 + 12 * 1_000)
    assert wire.seen[0].path == "/responses"
    assert wire.seen[0].json() == {
        "model": "gpt-5.1-codex",
        "input": "Reverse a list",
        "instructions": "Be brief.",
        "reasoning": {"effort": "medium"},
        "max_output_tokens": 2048,
        "stream": True,
    }


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(Reply(401), "auth_failed", id="401"),
        pytest.param(Reply(403), "provider_refused", id="403"),
        pytest.param(Reply(429, headers={"Retry-After": "70"}), "rate_limited", id="429"),
        pytest.param(Reply(500), "provider_down", id="500"),
        pytest.param(Reply(delay_seconds=0.4), "timed_out", id="silence"),
        pytest.param(responses_stream(text_delta("half")), "provider_down", id="broken off"),
        pytest.param(
            responses_stream(
                {
                    "type": "response.failed",
                    "response": response("failed", error={"code": "invalid_prompt", "message": "No."}),
                }
            ),
            "provider_refused",
            id="refused in the stream",
        ),
    ],
)
async def test_failures_are_typed(
    reply: Reply, code: str, wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reply.delay_seconds:
        monkeypatch.setattr(_chat, "REQUEST_TIMEOUT_SECONDS", 0.1)
    wire.replies = [reply]
    firing = await fire(CodeGeneration, {"prompt": "x"}, ctx)
    assert firing.error_code == code


async def test_it_refuses_models_of_others(wire: Wire, ctx: Context) -> None:
    firing = await fire(CodeGeneration, {"prompt": "x", "model": "claude-haiku-4-5"}, ctx)
    assert (firing.error_code, wire.seen) == ("invalid_input", [])
