"""One firing of a block, from raw values to what is stored.

    values → coerce → Input model → run under a time limit → each output checked and made JSON → Firing

A block that fails keeps what it yielded before; the failure's message is the last output, on `error`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from blocks.sdk.block import Block
from blocks.sdk.coercion import as_model, coerce, masked, shortened
from blocks.sdk.context import Context
from blocks.sdk.errors import AuthFailed, BlockFailure, OutputMismatch, RateLimited, TimedOut, TooLarge
from blocks.sdk.json_values import MAX_ITEMS, NotJson, is_larger, json_safe
from blocks.sdk.pins import BlockInput
from blocks.sdk.shapes import AnyShape, Shape
from blocks.sdk.tools import ToolCall, ToolsNeeded
from blocks.sdk.usage import NOTHING, Usage

MAX_MESSAGE_CHARACTERS = 2_000
MAX_OUTPUTS = 100_000  # values one firing may yield
MAX_QUICK_ITEMS = 10_000  # of inputs, or of an output, that are checked on the event loop


@dataclass(frozen=True, slots=True)
class Firing:
    """The outcome of one firing; everything in it is JSON-safe and free of secrets."""

    input: dict[str, Any]  # coerced; what is stored and shown
    outputs: list[tuple[str, Any]]  # in order; ends with ("error", message) if it failed
    error: str | None = None
    error_code: str | None = None
    retryable: bool = False
    retry_after_seconds: float | None = None
    usage: Usage = NOTHING  # of models, with what that costs
    calls: tuple[ToolCall, ...] = ()  # it has not ended: it goes on when these tools have run
    memo: Any = None  # what it is to be given then


async def fire(
    block: type[Block], values: Mapping[str, Any], ctx: Context, *, timeout_seconds: float | None = None
) -> Firing:
    """Fire `block` once. Never raises for what a block does; cancellation passes through.

    timeout_seconds: at most this long; the block's own limit if left out.
    """
    if block.pure:
        return fire_pure(block, values, ctx)
    record = _Record(block, values, ctx)
    limit = block.timeout_seconds if timeout_seconds is None else timeout_seconds
    try:
        if is_larger(values, MAX_QUICK_ITEMS):
            input = await asyncio.to_thread(record.prepare)
        else:
            input = record.prepare()
        await _run(block, input, ctx, record, limit)
    except BlockFailure as failure:
        if isinstance(failure, RateLimited) and failure.retry_after_seconds and ctx.slow_down is not None:
            await ctx.slow_down(failure.retry_after_seconds)
        failed = record.failed(failure)
        if isinstance(failure, AuthFailed) and ctx.refused is not None:
            await ctx.refused(failed.error or "")
        return failed
    except ToolsNeeded as needed:
        return record.waits_for(needed)
    except Exception as crash:  # noqa: BLE001  # the one place where a block's bug becomes a failed firing
        return record.crashed(crash)
    if ctx.went_well is not None:
        await ctx.went_well()
    return record.done()


def fire_pure(block: type[Block], values: Mapping[str, Any], ctx: Context) -> Firing:
    """The same for a pure block, without an event loop."""
    record = _Record(block, values, ctx)
    try:
        input = record.prepare()
        for pin, value in _driven(block, input, ctx):
            record.add(pin, value)
    except BlockFailure as failure:
        return record.failed(failure)
    except Exception as crash:  # noqa: BLE001  # as above
        return record.crashed(crash)
    return record.done()


async def _run(block: type[Block], input: BlockInput, ctx: Context, record: _Record, limit: float) -> None:
    try:
        async with asyncio.timeout(limit) as timer, _resource(block, input, ctx):
            outputs: Any = block.shared().run(input, ctx)
            try:
                async for pin, value in outputs:
                    if is_larger(value, MAX_QUICK_ITEMS):
                        await asyncio.to_thread(record.add, pin, value)
                    else:
                        record.add(pin, value)
            finally:
                await outputs.aclose()
    except TimeoutError:
        if timer.expired():
            raise TimedOut(f"Took longer than {limit:g} s.") from None
        raise


@contextlib.asynccontextmanager
async def _resource(block: type[Block], input: BlockInput, ctx: Context) -> AsyncIterator[None]:
    """Hold what the block changes, if it says what that is and there are locks to be had."""
    key = block.resource_key(input)
    if key is None or ctx.locks is None:
        yield
        return
    async with ctx.locks(key) as ctx.fence:
        yield


def _driven(block: type[Block], input: BlockInput, ctx: Context) -> Generator[tuple[str, Any]]:
    """Step the block's async generator by hand."""
    outputs: Any = block.shared().run(input, ctx)
    try:
        while True:
            step = outputs.__anext__()
            try:
                step.send(None)
                step.throw(RuntimeError(f"{block.__name__} is declared pure but waits for something."))
            except StopIteration as yielded:
                yield yielded.value
            except StopAsyncIteration:
                return
    finally:
        _close(outputs)


def _close(outputs: Any) -> None:
    with contextlib.suppress(StopIteration):
        outputs.aclose().send(None)


class _Record:
    """What one firing took and gave so far."""

    __slots__ = ("block", "ctx", "input", "outputs", "shapes", "values")

    def __init__(self, block: type[Block], values: Mapping[str, Any], ctx: Context) -> None:
        self.block, self.values, self.ctx = block, values, ctx
        self.input: dict[str, Any] | None = None
        self.outputs: list[tuple[str, Any]] = []
        self.shapes = block.output_shapes()
        if block.calls_tools:
            pins = (one.output_pin for tool in ctx.tools for one in tool.parameters.values())
            self.shapes = {**self.shapes, **dict.fromkeys(pins, AnyShape())}

    def prepare(self) -> BlockInput:
        if is_larger(self.values, MAX_ITEMS):
            self.values = {}  # they are not looked at, and so not shown either
            raise TooLarge(f"The inputs hold more than {MAX_ITEMS:,} items.")
        coerced = coerce(self.block.gathered(self.values), self.block)
        self.input = masked(coerced, self.block)
        return as_model(coerced, self.block)

    def add(self, pin: str, value: Any) -> None:
        shape = self.shapes.get(pin)
        if pin == "error":
            raise BlockFailure(str(value))
        if shape is None:
            raise OutputMismatch(f"The block has no output '{pin}'.")
        if len(self.outputs) >= MAX_OUTPUTS:
            raise OutputMismatch(f"The block yields more than {MAX_OUTPUTS:,} values.")
        if is_larger(value, MAX_ITEMS):
            raise TooLarge(f"Output '{pin}' holds more than {MAX_ITEMS:,} items.")
        self.outputs.append((pin, _checked(pin, value, shape)))

    def done(self) -> Firing:
        return Firing(self._shown_input(), self._scrubbed(self.outputs), usage=self.ctx.usage)

    def waits_for(self, needed: ToolsNeeded) -> Firing:
        calls = tuple(replace(call, values=self._scrubbed(dict(call.values))) for call in needed.calls)
        memo = self._scrubbed(needed.memo)
        return Firing(self._shown_input(), [], usage=self.ctx.usage, calls=calls, memo=memo)

    def failed(self, failure: BlockFailure) -> Firing:
        message = self._scrubbed(_cut(failure.message))
        return Firing(
            self._shown_input(),
            [*self._scrubbed(self.outputs), ("error", message)],
            error=message,
            error_code=failure.code,
            retryable=failure.retryable,
            retry_after_seconds=failure.retry_after_seconds,
            usage=self.ctx.usage,
        )

    def crashed(self, crash: Exception) -> Firing:
        message = self._scrubbed(_cut(f"{type(crash).__name__}: {crash}"))
        self.ctx.log.error("Block %s crashed: %s", self.block.slug, message)
        return Firing(
            self._shown_input(),
            [*self._scrubbed(self.outputs), ("error", message)],
            error=message,
            error_code="block_crashed",
            usage=self.ctx.usage,
        )

    def _shown_input(self) -> dict[str, Any]:
        return self.input if self.input is not None else _refused_input(self.values, self.block)

    def _scrubbed(self, value: Any) -> Any:
        return _without(value, self.ctx.secrets) if self.ctx.secrets else value


def _checked(pin: str, value: Any, shape: Shape) -> Any:
    try:
        safe = json_safe(value)
    except NotJson as err:
        raise OutputMismatch(f"Output '{pin}' cannot be sent: {err}.") from None
    if shape.accepts(safe):
        return safe
    return _refuse(pin, safe, shape)


def _refuse(pin: str, value: Any, shape: Shape) -> NoReturn:
    raise OutputMismatch(f"Output '{pin}' should be {shape.expected}, not {shortened(value)}.")


def _refused_input(values: Mapping[str, Any], block: type[Block]) -> dict[str, Any]:
    """Values that could not be coerced, as far as they can be shown."""
    known = {name: value for name, value in values.items() if name in block.input_pins()}
    return masked({name: _shown(value) for name, value in known.items()}, block)


def _shown(value: Any) -> Any:
    try:
        return json_safe(value)
    except NotJson as err:
        return f"({err})"


def _cut(message: str) -> str:
    safe: str = json_safe(message)
    return safe if len(safe) <= MAX_MESSAGE_CHARACTERS else f"{safe[: MAX_MESSAGE_CHARACTERS - 1]}…"


def _without(value: Any, secrets: list[str]) -> Any:
    """`value` with every secret in its texts replaced."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "***")
        return value
    if isinstance(value, dict):
        return {key: _without(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, secrets) for item in value]
    if isinstance(value, tuple):
        return tuple(_without(item, secrets) for item in value)
    return value
