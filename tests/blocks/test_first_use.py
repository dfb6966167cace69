"""Validators are built when a block is first used, whoever uses it first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Pin, fire_pure

THREADS = 8


def fresh() -> type[Block]:
    """A block that nobody has used."""

    class Doubled(Block):
        id = "00000000-0000-4000-8000-0000000000aa"
        slug = "test.doubled"
        category = Category.TEXT
        pure = True

        class Input(BlockInput):
            number: int = Pin(description="A number", ge=0)

        class Output(BlockOutput):
            result: int = Pin(description="Twice the number")

        async def execute(self, input: Any) -> BlockOutput:
            return self.Output(result=2 * input.number)

    return Doubled


def test_importing_a_block_builds_nothing() -> None:
    block = fresh()
    assert not block.Input.__pydantic_complete__
    assert fire_pure(block, {"number": 4}, Context()).outputs == [("result", 8)]
    assert block.Input.__pydantic_complete__


def test_threads_that_use_a_block_first_together_all_get_it_right() -> None:
    for _ in range(20):
        block, together = fresh(), Barrier(THREADS)

        def first(number: int, block: type[Block] = block, together: Barrier = together) -> tuple[Any, Any]:
            together.wait()
            fired = fire_pure(block, {"number": number}, Context())
            return fired.outputs[0], fire_pure(block, {"number": -1}, Context()).error_code

        with ThreadPoolExecutor(THREADS) as pool:
            done = list(pool.map(first, range(THREADS)))
        assert done == [(("result", 2 * number), "invalid_input") for number in range(THREADS)]
