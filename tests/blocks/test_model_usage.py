"""What providers count, kept with the firing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pytest_django import Settings

from blocks.library.ai.text_generator import AITextGenerator
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Usage, fire
from blocks.services import credential_of_operator
from platform_project.kit.http import Outbound
from tests.blocks.streams import anthropic_says, chunk, openai_says, openai_stream
from tests.blocks.wire import Reply, Wire


@pytest.mark.parametrize(
    ("model", "reply", "usage"),
    [
        pytest.param(
            "gpt-4o-mini",
            openai_says("Hi", prompt_tokens_details={"cached_tokens": 8}),
            Usage(20, 5, 8, 12 * 15 + 60 + 5 * 60),
            id="openai, with cached ones at their own price",
        ),
        pytest.param(
            "claude-haiku-4-5",
            anthropic_says("Hi", cache_read_input_tokens=100, cache_creation_input_tokens=30),
            Usage(150, 5, 100, 50 * 100 + 100 * 10 + 5 * 500),
            id="anthropic, which counts cached ones apart",
        ),
        pytest.param(
            "deepseek-chat",
            openai_says("Hi", prompt_cache_hit_tokens=20),
            Usage(20, 5, 20, 266),
            id="deepseek",
        ),
        pytest.param(
            "google/gemini-2.5-pro",
            openai_says("Hi", cost=0.00125),
            Usage(20, 5, 0, 125_000),
            id="openrouter says what it costs",
        ),
        pytest.param(
            "sonar",
            openai_says("Hi", cost={"total_cost": 0.006}),
            Usage(20, 5, 0, 600_000),
            id="perplexity says it too",
        ),
        pytest.param(
            "ollama/llama3", openai_says("Hi", cost=99), Usage(20, 5, 0, 0), id="a server of one's own"
        ),
    ],
)
async def test_the_providers_own_figures_are_kept(
    model: str, reply: Reply, usage: Usage, wire: Wire, ctx: Context
) -> None:
    wire.replies = [reply]
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": model, "ollama_host": wire.base_url}, ctx)
    assert (firing.error, firing.usage) == (None, usage)


async def test_tries_that_failed_are_counted_too(wire: Wire, ctx: Context) -> None:
    counted = anthropic_says("Hi")
    begun = counted.body[: counted.body.index(b"event: content_block_start")]
    wire.replies = [Reply(200, begun, counted.headers), Reply(500), counted]
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": "claude-haiku-4-5", "retry": 3}, ctx)
    assert firing.outputs[0] == ("response", "Hi")
    assert (firing.usage.tokens_in, firing.usage.tokens_out) == (20 + 20, 1 + 5)


async def test_a_firing_that_fails_keeps_what_it_used(wire: Wire, ctx: Context) -> None:
    counted = {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}
    wire.replies = [openai_stream(chunk({"content": "H"}), chunk(usage=counted))]
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": "gpt-4o-mini", "retry": 3}, ctx)
    assert (firing.error_code, firing.usage) == ("provider_down", Usage(9, 1, 0, 9 * 15 + 60))


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("gpt-4o-mini", {"stream_options": {"include_usage": True}, "max_completion_tokens": 50}),
        ("mistral-small-latest", {"max_tokens": 50}),
        (
            "google/gemini-2.5-pro",
            {"stream_options": {"include_usage": True}, "usage": {"include": True}, "max_tokens": 50},
        ),
    ],
)
async def test_each_provider_is_asked_to_count_in_its_own_words(
    model: str, sent: dict[str, Any], wire: Wire, ctx: Context
) -> None:
    wire.replies = [openai_says("Hi")]
    await fire(AITextGenerator, {"prompt": "Hi", "model": model, "max_tokens": 50}, ctx)
    asked = wire.seen[0].json()
    base = {"model": model, "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    assert asked == base | sent


async def test_no_more_is_asked_for_than_the_model_can_answer(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("Hi")]
    await fire(AITextGenerator, {"prompt": "Hi", "model": "gpt-4o-mini", "max_tokens": 1_000_000}, ctx)
    assert wire.seen[0].json()["max_completion_tokens"] == 16_384


async def test_a_prompt_that_is_too_long_for_the_model_loses_its_middle(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("Hi")]
    prompt = "BEGIN " + "word " * 20_000 + "END"
    firing = await fire(AITextGenerator, {"prompt": prompt, "model": "gpt-3.5-turbo"}, ctx)
    assert firing.error is None
    sent = wire.seen[0].json()["messages"][0]["content"]
    assert sent.startswith("BEGIN word")
    assert sent.endswith("word END")
    assert "left out to fit the model" in sent
    assert 30_000 < len(sent) < (16_385 - 4_096) * 4


async def test_an_unknown_model_is_refused_before_anything_is_sent(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blocks.library.ai._choice._OPENAI_HOST", "127.0.0.1")
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": "gpt-nope"}, ctx)
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert firing.error.startswith("`model`: there is no model 'gpt-nope' in the table.")
    assert wire.seen == []


async def test_a_server_in_the_place_of_openai_knows_its_own_models(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("Hi")]
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": "my-own-model"}, ctx)
    assert (firing.error, firing.usage.cost) == (None, 0)
    assert wire.seen[0].json()["model"] == "my-own-model"


async def test_a_quota_that_is_used_up_is_not_asked_again(wire: Wire, ctx: Context) -> None:
    body = b'{"error": {"message": "You exceeded your quota.", "code": "insufficient_quota"}}'
    wire.replies = [Reply(429, body, {"Content-Type": "application/json"})]
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": "gpt-4o-mini"}, ctx)
    assert (firing.error_code, len(wire.seen)) == ("provider_refused", 1)


async def test_a_server_of_ones_own_needs_a_name_with_its_prefix_and_no_key(
    wire: Wire, outbound: Outbound, settings: Settings
) -> None:
    settings.OPENAI_COMPATIBLE_BASE_URL = f"{wire.base_url}/v1"
    wire.replies = [openai_says("Hi")]
    ctx = Context(http=BlockHttp(outbound), credentials=credential_of_operator)
    firing = await fire(AITextGenerator, {"prompt": "Hi", "model": "openai_compatible/qwen2.5-7b"}, ctx)
    assert (firing.error, firing.usage) == (None, Usage(20, 5, 0, 0))
    assert (wire.seen[0].path, wire.seen[0].json()["model"]) == ("/v1/chat/completions", "qwen2.5-7b")


async def test_a_stop_in_the_middle_of_an_answer_hangs_up(wire: Wire, ctx: Context) -> None:
    has_begun = asyncio.Event()

    async def sink(pin: str, text: str) -> None:
        has_begun.set()

    ctx.sink = sink
    word = openai_stream(chunk({"content": "word "})).body.split(b"data: [DONE]")[0]
    wire.replies = [Reply(200, word, {"Content-Type": "text/event-stream"}, is_endless=True)]
    asking = asyncio.ensure_future(fire(AITextGenerator, {"prompt": "Hi", "model": "gpt-4o-mini"}, ctx))
    await has_begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert len(wire.seen) == 1  # and the server's thread ends, which the fixture waits for
