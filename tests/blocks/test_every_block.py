"""A contract that every block of the catalogue keeps, tried with made-up values and over the wire."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from blocks.outbound import BlockHttp
from blocks.rest import RestBlock
from blocks.sdk import (
    AddressRefused,
    Block,
    BlockKind,
    Context,
    Credential,
    PinSpec,
    all_blocks,
    find_block,
    fire,
    fire_pure,
)
from blocks.sdk.samples import sample_of
from platform_project.kit.http import Outbound
from tests.blocks.conftest import API_KEY
from tests.blocks.outside import HANDS_ON_REFUSALS, NOT_OVER_HTTP, OUTSIDE
from tests.blocks.wire import Reply, Wire

EVERY = list(all_blocks())
PURE = [block for block in EVERY if block.pure and block.kind is not BlockKind.NOTE]
STATUSES = {
    401: {"auth_failed"},
    403: {"provider_refused", "auth_failed"},  # not allowed to do this, or anything
    429: {"rate_limited"},
    500: {"provider_down"},
}
MOST_SECONDS = 0.5  # of computing, in what runs within the engine

# Values at the edges of what pins may be given; nobody's block may break on one.
EDGES: dict[str, Any] = {
    "nothing": None,
    "zero": 0,
    "the largest number": 2**63 - 1,
    "the smallest number": -(2**63),
    "a huge fraction": 1e308,
    "no text": "",
    "letters beyond ASCII": "grün 😀 \u202e \u0000",
    "backslashes": "\\" * 1_001,
    "a long text": "a b\n" * 250_000,
    "deep JSON in text": "[" * 100_000,
    "deep objects in text": '{"a":' * 100_000,
    "an empty list": [],
    "a list of odd things": [None, True, 1.5, "", [], {}],
    "an empty dictionary": {},
    "many small lists": [[] for _ in range(10_000)] + [list(range(10_000))],
}


class _Noting:
    """A way out that leads nowhere, and remembers that somebody took it."""

    def __init__(self) -> None:
        self.is_used = False

    async def request(self, method: str, url: str, **_: Any) -> Any:
        self.is_used = True
        raise AddressRefused("There is no way out of this test.")

    def client(self) -> Any:
        self.is_used = True
        raise AddressRefused("There is no way out of this test.")

    async def addresses(self, host: str, port: int) -> list[str]:
        self.is_used = True
        raise AddressRefused("There is no way out of this test.")

    def failure_behind(self, error: BaseException) -> None:
        return None

    async def credential(self, provider: str) -> None:
        self.is_used = True


def _sample(block: type[Block]) -> dict[str, Any]:
    """A value for each pin that needs one."""
    return {name: sample_of(pin) for name, pin in block.input_pins().items() if pin.required}


def _examples(block: type[Block]) -> dict[str, Any]:
    """Besides, the examples of those that need none."""
    shown = {
        name: pin.schema["examples"][0]
        for name, pin in block.input_pins().items()
        if "examples" in pin.schema
    }
    return _sample(block) | shown


@pytest.mark.parametrize("block", EVERY, ids=lambda block: block.slug)
async def test_it_takes_made_up_values_without_breaking(block: type[Block]) -> None:
    way_out = _Noting()
    firing = await fire(block, _sample(block), Context(http=way_out, credentials=way_out.credential))
    assert firing.error_code != "block_crashed", firing.error
    if way_out.is_used:
        assert (
            issubclass(block, RestBlock) or block.slug in OUTSIDE.keys() | HANDS_ON_REFUSALS | NOT_OVER_HTTP
        ), "tests/blocks/outside.py has no row for it"
        assert not block.pure


@pytest.mark.parametrize("block", PURE, ids=lambda block: block.slug)
def test_a_pure_block_does_well_with_its_own_examples(block: type[Block]) -> None:
    firing = fire_pure(block, _examples(block), Context())
    assert firing.error is None
    assert firing == fire_pure(block, _examples(block), Context())


@pytest.fixture
def no_collector() -> Iterator[None]:
    """What the tests themselves keep in memory is not the blocks' to look through."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("block", PURE, ids=lambda block: block.slug)
def test_a_pure_block_neither_breaks_nor_takes_long_on_odd_values(block: type[Block]) -> None:
    for name in block.input_pins():
        for edge, value in EDGES.items():
            began = time.process_time()
            firing = fire_pure(block, {**_sample(block), name: value}, Context())
            seconds = time.process_time() - began
            assert firing.error_code != "block_crashed", (name, edge, firing.error)
            assert seconds < MOST_SECONDS, (name, edge)
            assert firing.error is None or 0 < len(firing.error) <= 2_000


def _own_pins(block: type[Block]) -> list[str]:
    """The inputs that code of its own reads: of a row those with a function that no row before it has."""
    if not issubclass(block, RestBlock):
        return list(block.input_pins())
    takes, calls = block.operation.takes, block.operation.calls
    computes = any(call.derive is not None or callable(call.body) for call in calls)
    return [
        name
        for name, told in takes.items()
        if (computes if told.read is None else _READ_FIRST[told.read] == (block.slug, name))
    ]


# The functions by which rows read pins, and where each is used first.
_READ_FIRST = {
    told.read: (block.slug, name)
    for block in reversed(EVERY)
    if issubclass(block, RestBlock)
    for name, told in block.operation.takes.items()
    if told.read is not None
}


def test_every_function_that_reads_a_pin_is_tried_and_only_once() -> None:
    tried = [
        block.operation.takes[name].read
        for block in EVERY
        if issubclass(block, RestBlock)
        for name in _own_pins(block)
        if block.operation.takes[name].read is not None
    ]
    assert len(tried) == len(_READ_FIRST) > 30
    assert set(tried) == _READ_FIRST.keys()


@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in EVERY if not block.pure], ids=lambda block: block.slug)
async def test_no_other_block_breaks_on_odd_values_either(block: type[Block]) -> None:
    way_out = _Noting()
    for name in _own_pins(block):
        for edge, value in EDGES.items():
            ctx = Context(http=way_out, credentials=way_out.credential)
            firing = await fire(block, {**_sample(block), name: value}, ctx, timeout_seconds=0.3)
            assert firing.error_code != "block_crashed", (name, edge, firing.error)


@pytest.mark.parametrize("block", EVERY, ids=lambda block: block.slug)
def test_bounds_of_a_pin_hold_its_default_and_its_example(block: type[Block]) -> None:
    for pin in block.input_pins().values():
        for value in (pin.default, *pin.schema.get("examples", [])):
            assert _is_within(value, pin), f"{block.slug}.{pin.name}: {value!r}"


def _is_within(value: Any, pin: PinSpec) -> bool:
    schema = pin.schema
    if isinstance(value, int | float):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, str) and value:
        return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)))
    return True


def test_there_is_a_row_for_every_block_that_names_a_provider() -> None:
    by_hand = {block.slug for block in EVERY if block.providers and not issubclass(block, RestBlock)}
    assert by_hand <= OUTSIDE.keys() | NOT_OVER_HTTP | HANDS_ON_REFUSALS
    assert OUTSIDE.keys() | HANDS_ON_REFUSALS | NOT_OVER_HTTP <= {block.slug for block in EVERY}


@pytest.fixture
def values_for(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Values that make the block of this slug call the wire."""

    def values(slug: str) -> dict[str, Any]:
        outside = OUTSIDE[slug]
        if outside.base is not None:
            monkeypatch.setattr(*outside.base, wire.base_url)
        return outside.values(wire.base_url)

    return values


ValuesFor = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize("slug", [slug for slug, outside in OUTSIDE.items() if outside.reply])
async def test_a_block_that_calls_out_does_well_with_a_recorded_answer(
    slug: str, wire: Wire, ctx: Context, values_for: ValuesFor
) -> None:
    outside = OUTSIDE[slug]
    assert outside.reply is not None
    wire.replies = [outside.reply(wire.base_url)]
    outside.prepare(ctx)
    firing = await fire(_block(slug), values_for(slug), ctx)
    assert firing.error is None
    assert firing.outputs
    assert wire.seen


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("slug", OUTSIDE)
async def test_a_refusal_from_outside_is_typed(
    slug: str, status: int, wire: Wire, ctx: Context, values_for: ValuesFor
) -> None:
    wire.replies = [Reply(status, b'{"error": {"message": "no"}}', {"Retry-After": "3600"})]
    OUTSIDE[slug].prepare(ctx)
    firing = await fire(_block(slug), values_for(slug), ctx)
    assert firing.error_code in STATUSES[status]
    assert firing.retryable == (status in (429, 500))
    assert firing.outputs == [("error", firing.error)]
    assert API_KEY not in str(firing)
    if status == 429:
        assert firing.retry_after_seconds == 3600


@pytest.mark.slow
@pytest.mark.parametrize("slug", OUTSIDE)
async def test_silence_from_outside_is_a_time_out(
    slug: str,
    wire: Wire,
    outbound_under: Callable[..., Outbound],
    values_for: ValuesFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if (patience := OUTSIDE[slug].patience) is not None:
        monkeypatch.setattr(*patience, 0.2)

    async def credential(provider: str) -> Credential:
        return Credential(provider, API_KEY, wire.base_url)

    wire.replies = [Reply(delay_seconds=0.4)]
    async with outbound_under(allowed_hosts=("127.0.0.1",), timeout_seconds=0.2) as outbound:
        ctx = Context(http=BlockHttp(outbound), credentials=credential)
        OUTSIDE[slug].prepare(ctx)
        firing = await fire(_block(slug), values_for(slug), ctx)
    assert (firing.error_code, firing.retryable) == ("timed_out", True)


def _block(slug: str) -> type[Block]:
    block = find_block(slug)
    assert block is not None
    return block
