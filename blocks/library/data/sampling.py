"""Some of many items."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from blocks.library.data._sampling import (
    BY_POSITION,
    SamplingMethod,
    clustered,
    groups_of,
    stratified,
    weighted,
)
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, TooLarge
from blocks.sdk.pins import Widget

MAX_GATHERED = 10_000  # items, over several firings

Item = dict[str, Any] | list[Any]


class DataSampling(Block):
    """Choose some of many items, at random or by a rule."""

    id = "4a448883-71fa-49cf-91cf-70d793bd7d87"
    slug = "logic.sample_data"
    category = Category.LOGIC
    runs_dry = True  # without a seed it is not the same twice

    class Input(BlockInput):
        data: dict[str, Any] | list[Item] = Pin(
            description="The items: dictionaries or lists", example=[{"a": 1}, {"a": 2}]
        )
        sample_size: int = Pin(10, description="How many to choose", example=1, ge=0)
        sampling_method: SamplingMethod = Pin(
            SamplingMethod.RANDOM, description="How to choose them", widget=Widget.SELECT
        )
        accumulate: bool = Pin(
            False,
            description="Keep the items of several steps, and runs, until there are enough; then begin anew",
            advanced=True,
        )
        random_seed: int | None = Pin(None, description="A number that repeats the choice", example=1)
        stratify_key: str | None = Pin(
            None, description="For `stratified`: the key whose values make the groups", advanced=True
        )
        weight_key: str | None = Pin(None, description="For `weighted`: the key of the weight", advanced=True)
        cluster_key: str | None = Pin(
            None, description="For `cluster`: the key whose values make the groups", advanced=True
        )

    class Output(BlockOutput):
        sampled_data: list[Item] = Pin(description="The items chosen")
        sample_indices: list[int] = Pin(description="Their positions among all")

    @classmethod
    def resource_key(cls, input: Input) -> str | None:
        """What is gathered is read and written back: one firing at a time."""
        return "sample_data" if input.accumulate else None

    async def run(self, input: Input, ctx: Context) -> Outputs:
        items: list[Any] = input.data if isinstance(input.data, list) else [input.data]
        if input.accumulate:
            items = await _gathered(items, input.sample_size, ctx)
            if len(items) < input.sample_size:
                return
        if input.sample_size > len(items):
            raise _too_few(input.sample_size, len(items))
        chosen = await asyncio.to_thread(_chosen, input, items)
        yield "sampled_data", [items[position] for position in chosen]
        yield "sample_indices", chosen


async def _gathered(items: list[Any], enough: int, ctx: Context) -> list[Any]:
    """What this node was given so far, these items last. It is forgotten once there is enough."""
    if ctx.memory is None and len(items) >= enough:
        return items
    memory, key = ctx.remembering(), f"sample_data:{ctx.node_id}"
    kept: list[Any] = (await memory.get(key, shared=False))[1] or []
    gathered = [*kept, *items]
    if len(gathered) > MAX_GATHERED:
        raise TooLarge(f"At most {MAX_GATHERED:,} items can be gathered.")
    if kept or len(gathered) < enough:
        await memory.put(key, gathered if len(gathered) < enough else [], shared=False)
    return gathered


def _too_few(size: int, count: int) -> InvalidInput:
    return InvalidInput(
        f"Sample size ({size}) cannot be larger than the dataset size ({count}).", pin="sample_size"
    )


def _chosen(input: DataSampling.Input, items: list[Any]) -> list[int]:
    """Positions of the items to take."""
    chance = random.Random(input.random_seed)  # noqa: S311  # a sample, not a secret
    size, method = input.sample_size, input.sampling_method
    if method in BY_POSITION:
        return BY_POSITION[method](chance, len(items), size)
    if method is SamplingMethod.WEIGHTED:
        return weighted(chance, items, _key(input, "weight_key"), size)
    if method is SamplingMethod.STRATIFIED:
        key = _key(input, "stratify_key")
        return stratified(chance, groups_of(items, key, "stratify_key"), size)
    key = _key(input, "cluster_key")
    return clustered(chance, groups_of(items, key, "cluster_key"), size)


def _key(input: DataSampling.Input, pin: str) -> str:
    key: str | None = getattr(input, pin)
    if not key:
        name = pin.replace("_", " ").capitalize()
        raise InvalidInput(f"{name} must be provided for {input.sampling_method} sampling.", pin=pin)
    return key
