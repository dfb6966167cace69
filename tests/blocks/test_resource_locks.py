"""Blocks that change shared state run one after the other, each knowing its place in line."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from blocks.locks import locks_of
from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Firing,
    Outputs,
    Pin,
    find_block,
    fire,
)
from platform_project.kit import fenced_locks, loop
from platform_project.kit.ids import uuid7


class _Changing(Block):
    """Changes an account, slowly. Below `tests`, so no catalogue lists it."""

    id = "00000000-0000-4000-8000-0000000000b1"
    slug = "test.changing"
    category = Category.BASIC
    timeout_seconds = 5.0

    class Input(BlockInput):
        account: str = Pin(description="Which account")
        seconds: float = Pin(0.02, description="How long it takes")

    class Output(BlockOutput):
        fence: Any = Pin(description="The number of this change")

    inside: int = 0
    most_inside: int = 0

    @classmethod
    def resource_key(cls, input: Input) -> str | None:
        return f"account:{input.account}" if input.account else None

    async def run(self, input: Input, ctx: Context) -> Outputs:
        cls = type(self)
        cls.inside += 1
        cls.most_inside = max(cls.most_inside, cls.inside)
        try:
            await asyncio.sleep(input.seconds)
        finally:
            cls.inside -= 1
        yield "fence", ctx.fence


@pytest.fixture(autouse=True)
def _nobody_inside() -> None:
    _Changing.inside = _Changing.most_inside = 0


def _fired(*inputs: tuple[UUID, dict[str, Any]], timeout_seconds: float = 5) -> list[Firing]:
    """Firings at the same time, each in its workspace."""

    async def all_at_once() -> list[Firing]:
        return await asyncio.gather(
            *(
                fire(_Changing, values, Context(locks=locks_of(workspace)), timeout_seconds=timeout_seconds)
                for workspace, values in inputs
            )
        )

    return loop.run(all_at_once(), 20)


def _fences(firings: list[Firing]) -> list[Any]:
    assert [firing.error for firing in firings] == [None] * len(firings)
    return [value for firing in firings for _, value in firing.outputs]


def test_firings_with_one_key_run_one_after_the_other_with_growing_numbers() -> None:
    fences = _fences(_fired(*[(uuid7(), {"account": "a"})] * 5))
    assert _Changing.most_inside == 1
    assert len(set(fences)) == 5
    later = _fences(_fired((uuid7(), {"account": "a"})))
    assert later[0] > max(fences)


def test_other_keys_and_other_workspaces_do_not_wait() -> None:
    workspace = uuid7()
    given = [(workspace, {"account": name, "seconds": 0.3}) for name in "abc"]
    _fired(*given, (uuid7(), {"account": "a", "seconds": 0.3}))
    assert _Changing.most_inside == 4


def test_a_firing_that_changes_nothing_gets_no_number_and_does_not_wait() -> None:
    workspace = uuid7()
    assert _fences(_fired(*[(workspace, {"account": "", "seconds": 0.3})] * 2)) == [None, None]
    assert _Changing.most_inside == 2


def test_waiting_counts_against_the_time_limit() -> None:
    workspace = uuid7()
    firings = _fired(*[(workspace, {"account": "a", "seconds": 0.3})] * 2, timeout_seconds=0.4)
    assert sorted(str(firing.error_code) for firing in firings) == ["None", "timed_out"]


def test_a_lost_lock_cancels_the_firing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fenced_locks, "RENEW_SECONDS", 0.02)
    monkeypatch.setattr(fenced_locks, "_RENEW", "return 0")  # as when another has it
    (firing,) = _fired((uuid7(), {"account": "a", "seconds": 4}))
    assert (firing.error_code, firing.retryable, firing.outputs[0][0]) == ("lock_lost", True, "error")
    assert _Changing.inside == 0


def test_a_pure_block_may_not_change_shared_state() -> None:
    body = {
        "id": "00000000-0000-4000-8000-0000000000b2",
        "slug": "test.both",
        "category": Category.BASIC,
        "pure": True,
        "run": _Changing.run,
        "resource_key": classmethod(lambda cls, input: "a"),
    }
    with pytest.raises(TypeError, match="pure and has a resource key"):
        type("Both", (Block,), body)


def test_parts_of_a_message_stay_together_in_their_channel() -> None:
    block = find_block("discord.post_message")
    assert block is not None
    given = block.Input(channel_id="17", message="hi")
    assert block.resource_key(given) == "discord:channel:17"
