"""AITextGenerator over the real SDKs, against recorded wires."""

from __future__ import annotations

import importlib
import threading
from typing import Any

import pytest

from blocks.library.ai import _chat
from blocks.library.ai.text_generator import AITextGenerator
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Credential, fire
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Wire, recorded

MODELS = {"openai": "gpt-4o-mini", "anthropic": "claude-haiku-4-5"}


def _given(provider: str, **more: Any) -> dict[str, Any]:
    return {"prompt": "Summarize", "content": "Long text", "model": MODELS[provider], "retry": 1, **more}


@pytest.mark.parametrize("provider", MODELS)
async def test_it_streams_and_then_sends_the_whole(
    provider: str, wire: Wire, ctx: Context, streamed: list[tuple[str, str]]
) -> None:
    wire.replies = [recorded(provider, "stream.sse")]
    firing = await fire(AITextGenerator, _given(provider, sys_prompt="Be brief."), ctx)
    assert firing.error is None
    assert firing.outputs == [
        ("response", "Graphs become chords."),
        (
            "prompt",
            [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Summarize\n\nLong text"},
            ],
        ),
    ]
    assert len(streamed) >= 2
    assert "".join(text for _, text in streamed) == "Graphs become chords."
    assert {pin for pin, _ in streamed} == {"response"}


async def test_openai_is_asked_in_its_own_words(wire: Wire, ctx: Context) -> None:
    wire.replies = [recorded("openai", "stream.sse")]
    await fire(AITextGenerator, _given("openai", max_tokens=50), ctx)
    sent = wire.seen[0]
    assert (sent.path, sent.headers["authorization"]) == ("/chat/completions", f"Bearer {API_KEY}")
    assert sent.json() == {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": "Summarize\n\nLong text"}],
        "max_completion_tokens": 50,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_anthropic_is_asked_in_its_own_words(wire: Wire, ctx: Context) -> None:
    wire.replies = [recorded("anthropic", "stream.sse")]
    await fire(AITextGenerator, _given("anthropic", sys_prompt="Be brief."), ctx)
    sent = wire.seen[0]
    assert (sent.path, sent.headers["authorization"]) == ("/v1/messages", f"Bearer {API_KEY}")
    assert sent.json() == {
        "model": "claude-haiku-4-5",
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "Summarize\n\nLong text"}],
        "max_tokens": 64000,
        "stream": True,
    }


async def test_prompts_are_templates_only_with_values(wire: Wire, ctx: Context) -> None:
    wire.replies = [recorded("openai", "stream.sse")]
    await fire(AITextGenerator, {"prompt": "Hi {{ name }}", "prompt_values": {"name": "Ada"}}, ctx)
    await fire(AITextGenerator, {"prompt": "Hi {{ name }}"}, ctx)
    assert [request.json()["messages"][0]["content"] for request in wire.seen] == ["Hi Ada", "Hi {{ name }}"]


@pytest.mark.parametrize(
    ("provider", "reply", "code", "retryable", "wait"),
    [
        ("openai", recorded("openai", "error_401.json", 401), "auth_failed", False, None),
        ("openai", Reply(403), "provider_refused", False, None),
        ("openai", recorded("openai", "error_400.json", 400), "provider_refused", False, None),
        ("openai", recorded("openai", "error_429.json", 429, retry_after="7"), "rate_limited", True, 7.0),
        ("openai", recorded("openai", "error_500.json", 500), "provider_down", True, None),
        ("anthropic", recorded("anthropic", "error_401.json", 401), "auth_failed", False, None),
        ("anthropic", Reply(403), "provider_refused", False, None),
        (
            "anthropic",
            recorded("anthropic", "error_429.json", 429, retry_after="7"),
            "rate_limited",
            True,
            7.0,
        ),
        ("anthropic", recorded("anthropic", "error_529.json", 529), "provider_down", True, None),
    ],
)
async def test_a_providers_refusal_is_typed(
    provider: str, reply: Reply, code: str, retryable: bool, wait: float | None, wire: Wire, ctx: Context
) -> None:
    wire.replies = [reply]
    firing = await fire(AITextGenerator, _given(provider), ctx)
    assert (firing.error_code, firing.retryable, firing.retry_after_seconds) == (code, retryable, wait)
    assert firing.outputs == [("error", firing.error)]
    assert API_KEY not in str(firing)
    assert len(wire.seen) == 1


@pytest.mark.parametrize("provider", MODELS)
async def test_it_tries_again_as_often_as_told(provider: str, wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(500), Reply(429, headers={"Retry-After": "0"}), recorded(provider, "stream.sse")]
    firing = await fire(AITextGenerator, _given(provider, retry=3), ctx)
    assert firing.outputs[0] == ("response", "Graphs become chords.")
    assert len(wire.seen) == 3


async def test_it_does_not_wait_for_a_limit_that_lifts_in_an_hour(wire: Wire, ctx: Context) -> None:
    wire.replies = [recorded("openai", "error_429.json", 429, retry_after="3600")]
    firing = await fire(AITextGenerator, _given("openai", retry=5), ctx)
    assert (firing.error_code, firing.retry_after_seconds, len(wire.seen)) == ("rate_limited", 3600.0, 1)


@pytest.mark.parametrize("provider", MODELS)
async def test_a_silent_provider_is_a_time_out(
    provider: str, wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blocks.library.ai._chat.REQUEST_TIMEOUT_SECONDS", 0.1)
    wire.replies = [Reply(delay_seconds=0.4)]
    firing = await fire(AITextGenerator, _given(provider), ctx)
    assert (firing.error, firing.error_code) == (f"{provider} did not answer in time.", "timed_out")


@pytest.mark.parametrize(
    ("cut_before", "error"),
    [
        pytest.param(b'"become ', "openai cannot be reached, or broke off.", id="within an event"),
        pytest.param(b'data: {"id":"chatcmpl-1"', "openai broke off its answer.", id="between events"),
    ],
)
async def test_an_answer_that_broke_off_after_it_was_shown_is_not_begun_again(
    cut_before: bytes, error: str, wire: Wire, ctx: Context, streamed: list[tuple[str, str]]
) -> None:
    whole = recorded("openai", "stream.sse")
    half = whole.body[: whole.body.index(cut_before, whole.body.index(b"Graphs "))]
    wire.replies = [Reply(200, half + b"\n\n", whole.headers)]
    firing = await fire(AITextGenerator, _given("openai", retry=3), ctx)
    assert (firing.error, firing.error_code) == (error, "provider_down")
    assert streamed == [("response", "Graphs ")]
    assert len(wire.seen) == 1


async def test_an_address_that_is_not_allowed_says_so(wire: Wire) -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, API_KEY, wire.base_url)

    async with Outbound(OutboundPolicy()) as guarded:
        ctx = Context(http=BlockHttp(guarded), credentials=credential)
        firing = await fire(AITextGenerator, _given("openai", retry=3), ctx)
    assert firing.error_code == "address_refused"
    assert firing.error is not None
    assert "OUTBOUND_ALLOWED_HOSTS" in firing.error
    assert wire.seen == []


async def test_ollama_needs_no_key_and_is_found_at_the_host_of_the_step(
    wire: Wire, outbound: Outbound
) -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, "", "http://localhost:11434")

    wire.replies = [recorded("openai", "stream.sse")]
    ctx = Context(http=BlockHttp(outbound), credentials=credential)
    given = {
        "prompt": "Hi",
        "model": "ollama/llama3",
        "ollama_host": f"127.0.0.1:{wire.port}",
        "max_tokens": 9,
    }
    firing = await fire(AITextGenerator, given, ctx)
    assert firing.outputs[0] == ("response", "Graphs become chords.")
    assert wire.seen[0].path == "/v1/chat/completions"
    assert (wire.seen[0].json()["model"], wire.seen[0].json()["max_tokens"]) == ("llama3", 9)


async def test_an_sdk_is_imported_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first model after a worker's start would hold up every other step of it for seconds."""
    threads: list[threading.Thread] = []
    monkeypatch.setattr(_chat, "_loaded", set())
    monkeypatch.setattr(importlib, "import_module", lambda _: threads.append(threading.current_thread()))
    await _chat.load("openai")
    await _chat.load("openai")
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()
