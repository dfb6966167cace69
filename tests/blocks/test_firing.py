"""What comes of one firing, whatever the block does."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from blocks.sdk import (
    AddressRefused,
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    MissingCredential,
    Outputs,
    Pin,
    RateLimited,
    find_block,
    fire,
    fire_pure,
)
from blocks.sdk.coercion import coerce, masked


class _Probe(Block):
    """Does what the test says. Below `tests`, so no catalogue lists it."""

    category = Category.BASIC

    class Input(BlockInput):
        text: str = Pin("", description="Text")
        password: str = Pin("", description="A secret", secret=True)

    class Output(BlockOutput):
        count: int = Pin(description="A number")
        anything: Any = Pin(description="Anything")


class Crashing(_Probe):
    """Yields, then breaks."""

    id = "00000000-0000-4000-8000-0000000000a1"
    slug = "test.crashing"
    pure = True

    async def run(self, input: _Probe.Input, ctx: Context) -> Outputs:
        yield "count", 1
        raise KeyError(input.text)


class Reporting(_Probe):
    """Yields an error."""

    id = "00000000-0000-4000-8000-0000000000a2"
    slug = "test.reporting"
    pure = True

    async def run(self, input: _Probe.Input, ctx: Context) -> Outputs:
        yield "count", 1
        yield "error", "It broke."
        yield "count", 2


class Yielding(_Probe):
    """Yields what the test put on the class."""

    id = "00000000-0000-4000-8000-0000000000a3"
    slug = "test.yielding"
    pure = True
    what: tuple[str, Any] = ("count", 1)

    async def run(self, input: _Probe.Input, ctx: Context) -> Outputs:
        yield "anything", "before"
        yield self.what


class Slow(_Probe):
    """Waits."""

    id = "00000000-0000-4000-8000-0000000000a4"
    slug = "test.slow"

    async def run(self, input: _Probe.Input, ctx: Context) -> Outputs:
        yield "count", 1
        await asyncio.sleep(30)


class _Wait:
    """The barest thing to wait for."""

    def __await__(self) -> Generator[None]:
        yield


class FalselyPure(_Probe):
    """Waits, but claims to be pure."""

    id = "00000000-0000-4000-8000-0000000000a5"
    slug = "test.falsely_pure"
    pure = True

    async def run(self, input: _Probe.Input, ctx: Context) -> Outputs:
        await _Wait()
        yield "count", 1


class Leaking(_Probe):
    """Puts its credential everywhere."""

    id = "00000000-0000-4000-8000-0000000000a6"
    slug = "test.leaking"

    async def run(self, input: _Probe.Input, ctx: Context) -> Outputs:
        key = (await ctx.credential("acme")).api_key
        yield "anything", {"echo": [f"Bearer {key}"]}
        raise RateLimited(f"{key} was used too often", retry_after_seconds=7.0)


class Simple(_Probe):
    """Has one result."""

    id = "00000000-0000-4000-8000-0000000000a7"
    slug = "test.simple"
    pure = True

    async def execute(self, input: _Probe.Input) -> BlockOutput:
        return self.Output.model_construct({"anything"}, anything=date(2026, 11, 21))


async def test_what_was_yielded_before_a_crash_stays_and_the_error_is_last() -> None:
    firing = await fire(Crashing, {"text": "lost"}, Context())
    assert firing.outputs == [("count", 1), ("error", "KeyError: 'lost'")]
    assert (firing.error, firing.error_code, firing.retryable) == ("KeyError: 'lost'", "block_crashed", False)


def test_a_crash_message_is_cut() -> None:
    firing = fire_pure(Crashing, {"text": "x" * 5_000}, Context())
    assert firing.error is not None
    assert len(firing.error) == 2_000
    assert firing.error.endswith("x…")


def test_yielding_an_error_ends_the_firing() -> None:
    firing = fire_pure(Reporting, {}, Context())
    assert firing.outputs == [("count", 1), ("error", "It broke.")]
    assert firing.error_code == "block_failed"


@pytest.mark.parametrize(
    ("what", "error"),
    [
        pytest.param(("nope", 1), "The block has no output 'nope'.", id="unknown pin"),
        pytest.param(("count", "1"), "Output 'count' should be a whole number, not \"1\".", id="wrong type"),
        pytest.param(("count", True), "Output 'count' should be a whole number, not true.", id="bool"),
        pytest.param(
            ("anything", [float("inf")]),
            "Output 'anything' cannot be sent: it holds a number that is not finite (a division by zero or "
            "an overflow).",
            id="infinity",
        ),
        pytest.param(
            ("anything", object()),
            "Output 'anything' cannot be sent: it holds a object, which JSON cannot carry.",
            id="object",
        ),
    ],
)
def test_an_output_must_keep_the_blocks_promise(
    what: tuple[str, Any], error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Yielding, "what", what)
    firing = fire_pure(Yielding, {}, Context())
    assert firing.outputs == [("anything", "before"), ("error", error)]
    assert firing.error_code == "output_mismatch"


def test_models_dates_and_odd_characters_become_json(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    monkeypatch.setattr(Yielding, "what", ("anything", {1: moment}))
    assert fire_pure(Yielding, {}, Context()).outputs[1] == ("anything", {"1": "2026-11-21T09:00:00+00:00"})
    monkeypatch.setattr(Yielding, "what", ("anything", "a\x00b"))
    assert fire_pure(Yielding, {}, Context()).outputs[1] == ("anything", "a\ufffdb")


def test_a_simple_block_sends_the_pins_it_set() -> None:
    assert fire_pure(Simple, {}, Context()).outputs == [("anything", "2026-11-21")]


async def test_a_slow_block_times_out_and_keeps_what_it_gave() -> None:
    firing = await fire(Slow, {}, Context(), timeout_seconds=0.01)
    assert firing.outputs == [("count", 1), ("error", "Took longer than 0.01 s.")]
    assert (firing.error_code, firing.retryable) == ("timed_out", True)


async def test_cancellation_passes_through() -> None:
    task = asyncio.create_task(fire(Slow, {}, Context()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_pure_block_may_not_wait() -> None:
    firing = fire_pure(FalselyPure, {}, Context())
    assert firing.error == "RuntimeError: FalselyPure is declared pure but waits for something."


async def test_credentials_are_scrubbed_from_all_that_comes_back() -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, "sk-very-secret")

    firing = await fire(Leaking, {}, Context(credentials=credential))
    assert firing.outputs == [
        ("anything", {"echo": ["Bearer ***"]}),
        ("error", "*** was used too often"),
    ]
    assert (firing.error_code, firing.retryable, firing.retry_after_seconds) == ("rate_limited", True, 7.0)
    assert "sk-very-secret" not in repr(await credential("acme"))


async def test_a_missing_credential_is_named() -> None:
    firing = await fire(Leaking, {}, Context())
    assert (firing.error, firing.error_code) == (
        "No credential for 'acme' is connected.",
        MissingCredential.code,
    )


@pytest.mark.parametrize("text", ["fine", float("nan")], ids=["accepted", "refused"])
def test_secret_inputs_are_never_shown(text: Any) -> None:
    firing = fire_pure(Reporting, {"password": "hunter2", "text": text}, Context())
    assert firing.input["password"] == "***"
    assert "hunter2" not in str(firing)


async def test_a_context_without_http_lets_nothing_out() -> None:
    with pytest.raises(AddressRefused):
        await Context().http.request("GET", "https://example.com")


def test_headers_that_carry_credentials_are_used_and_not_shown() -> None:
    block = find_block("web.send_request")
    assert block is not None
    headers = {"Authorization": "Bearer x", "X-API-Key": "k", "Accept": "a"}
    given = {"url": "http://127.0.0.1/", "headers": headers}
    shown = masked(coerce(given, block), block)
    assert shown["headers"] == {"Authorization": "***", "X-API-Key": "***", "Accept": "a"}
    assert headers["Authorization"] == "Bearer x"
