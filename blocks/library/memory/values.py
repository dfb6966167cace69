"""Values under names that outlive a run."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin
from blocks.sdk.memory import MAX_KEY_CHARACTERS
from blocks.sdk.pins import Widget


class MemoryScope(StrEnum):
    WITHIN_AGENT = "within_agent"
    ACROSS_AGENTS = "across_agents"


_SCOPE = "Whether the agent keeps it for itself, or shares it with your other agents"


class PersistInformation(Block):
    """Keep a value under a name, for later runs of this agent or of all your agents."""

    id = "1d055e55-a2b9-4547-8311-907d05b0304d"
    slug = "memory.persist"
    category = Category.DATA

    class Input(BlockInput):
        key: str = Pin(
            description="The name to keep it under",
            example="last_seen",
            min_length=1,
            max_length=MAX_KEY_CHARACTERS,
        )
        value: Any = Pin(description="The value", example={"page": 3})
        scope: MemoryScope = Pin(MemoryScope.WITHIN_AGENT, description=_SCOPE, widget=Widget.SELECT)

    class Output(BlockOutput):
        value: Any = Pin(description="The value that was kept")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        await ctx.remembering().put(input.key, input.value, shared=input.scope is MemoryScope.ACROSS_AGENTS)
        yield "value", input.value


class RetrieveInformation(Block):
    """Get a value that was kept under a name."""

    id = "d8710fc9-6e29-481e-a7d5-165eb16f8471"
    slug = "memory.retrieve"
    category = Category.DATA
    static_output = True

    class Input(BlockInput):
        key: str = Pin(
            description="The name it was kept under",
            example="last_seen",
            min_length=1,
            max_length=MAX_KEY_CHARACTERS,
        )
        scope: MemoryScope = Pin(MemoryScope.WITHIN_AGENT, description=_SCOPE, widget=Widget.SELECT)
        default_value: Any = Pin(None, description="What to give if nothing is kept")

    class Output(BlockOutput):
        value: Any = Pin(description="The value")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        found, value = await ctx.remembering().get(input.key, shared=input.scope is MemoryScope.ACROSS_AGENTS)
        yield "value", value if found else input.default_value
