"""Texts that an agent remembers and finds again: in our own database, or at Mem0 where a key is set."""

from __future__ import annotations

from typing import Any

from blocks.library.memory._contents import EXAMPLE, Content, Conversation
from blocks.library.memory._mem0 import Mem0
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, MissingCredential, Outputs, Pin
from blocks.sdk.memory import MAX_FOUND, Reach, Remembered, Wanted

MOST_NEAR = 10  # of a search
_CONVERSATION = "conversation_id"  # the name in metadata that GetLatestMemory looks for


class _OfMemories(Block):
    providers = ("mem0",)
    providers_are_optional = True


class _Within(BlockInput):
    limit_memory_to_run: bool = Pin(False, description="Only what this run remembers", advanced=True)
    limit_memory_to_agent: bool = Pin(
        True, description="Only what this agent remembers, not your others", advanced=True
    )

    def reach(self) -> Reach:
        return Reach(this_agent=self.limit_memory_to_agent, this_run=self.limit_memory_to_run)


class AddMemory(_OfMemories):
    """Remember a text or a conversation, to be found again by what it is about."""

    id = "dce97578-86be-45a4-ae50-f6de33fc935a"
    slug = "memory.add"
    category = Category.DATA
    at_most_once = True

    class Input(_Within):
        content: Content | Conversation = Pin(
            Content(content=EXAMPLE["content"]),
            description='{"discriminator": "content", "content"}, or "conversation" and its messages',
            example=EXAMPLE,
        )
        metadata: dict[str, Any] = Pin(
            {}, description="What else to keep with it, to filter by", example={"topic": "food"}
        )

    class Output(BlockOutput):
        action: str = Pin(description='"ADD" for each text that is new, "NO_CHANGE" if none is')
        memory: str = Pin(description="Each text that was remembered")
        results: list[dict[str, Any]] = Pin(description="All that was done, in order")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        mem0 = await _mem0(ctx)
        if mem0 is not None:
            done = await mem0.add(input.content, input.metadata, input.reach())
        else:
            done = await _remember(input, ctx)
        if not done:
            yield "action", "NO_CHANGE"
        for one in done:
            yield "action", str(one.get("event", "ADD"))
            yield "memory", str(one.get("memory", ""))
        yield "results", done


class SearchMemory(_OfMemories):
    """Find what the agent remembers about something."""

    id = "bd7c84e3-e073-4b75-810c-600886ec8a5b"
    slug = "memory.search"
    category = Category.DATA

    class Input(_Within):
        query: str = Pin(description="What to look for", example="vegetarian restaurants", max_length=5_000)
        trigger: bool = Pin(
            False, description="Its value is not looked at: link it to say when", advanced=True
        )
        categories_filter: list[str] = Pin(
            [], description="Only memories of one of these categories", advanced=True, max_length=50
        )
        metadata_filter: dict[str, Any] | None = Pin(
            None, description="Only memories whose metadata has these values", advanced=True
        )

    class Output(BlockOutput):
        memories: Any = Pin(
            description="The memories, nearest first: id, memory, metadata, created_at, score"
        )

    async def run(self, input: Input, ctx: Context) -> Outputs:
        mem0 = await _mem0(ctx)
        wanted = Wanted(input.metadata_filter or {}, input.categories_filter)
        if mem0 is not None:
            yield "memories", await mem0.search(input.query, input.reach(), wanted)
            return
        found = await ctx.remembering().recall(
            input.query, reach=input.reach(), wanted=wanted, most=MOST_NEAR
        )
        yield "memories", [_shown(one) for one in found]


class GetAllMemories(_OfMemories):
    """Get everything that the agent remembers, the newest first, up to a hundred."""

    id = "45aee5bf-4767-45d1-a28b-e01c5aae9fc1"
    slug = "memory.get_all"
    category = Category.DATA

    class Input(_Within):
        trigger: bool = Pin(
            False, description="Its value is not looked at: link it to say when", advanced=True
        )
        categories: list[str] | None = Pin(
            None, description="Only memories of one of these categories", advanced=True
        )
        metadata_filter: dict[str, Any] | None = Pin(
            None, description="Only memories whose metadata has these values", advanced=True
        )

    class Output(BlockOutput):
        memories: Any = Pin(description="The memories: id, memory, metadata, created_at")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        wanted = Wanted(input.metadata_filter or {}, input.categories or ())
        yield "memories", await _newest(ctx, input.reach(), wanted, MAX_FOUND)


class GetLatestMemory(_OfMemories):
    """Get the newest of what the agent remembers."""

    id = "0f9d81b5-a145-4c23-b87f-01d6bf37b677"
    slug = "memory.get_latest"
    category = Category.DATA

    class Input(_Within):
        trigger: bool = Pin(
            False, description="Its value is not looked at: link it to say when", advanced=True
        )
        categories: list[str] | None = Pin(
            None, description="Only memories of one of these categories", advanced=True
        )
        conversation_id: str | None = Pin(
            None, description="Only memories with this conversation_id in their metadata", max_length=200
        )
        metadata_filter: dict[str, Any] | None = Pin(
            None, description="Only memories whose metadata has these values", advanced=True
        )

    class Output(BlockOutput):
        memory: dict[str, Any] | None = Pin(description="The memory; nothing if there is none")
        found: bool = Pin(description="Whether there is one")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        metadata = dict(input.metadata_filter or {})
        if input.conversation_id:
            metadata[_CONVERSATION] = input.conversation_id
        found = await _newest(ctx, input.reach(), Wanted(metadata, input.categories or ()), 1)
        yield "memory", found[0] if found else None
        yield "found", bool(found)


async def _mem0(ctx: Context) -> Mem0 | None:
    try:
        return Mem0(ctx, await ctx.credential("mem0"))
    except MissingCredential:
        return None


async def _remember(input: AddMemory.Input, ctx: Context) -> list[dict[str, Any]]:
    memory, done = ctx.remembering(), []
    for text in input.content.as_texts():
        made = await memory.remember(text, metadata=input.metadata)
        if made is not None:
            done.append({"id": made.id, "event": "ADD", "memory": made.text})
    return done


async def _newest(ctx: Context, reach: Reach, wanted: Wanted, most: int) -> list[Any]:
    mem0 = await _mem0(ctx)
    if mem0 is None:
        return [
            _shown(one) for one in await ctx.remembering().remembered(reach=reach, wanted=wanted, most=most)
        ]
    found = await mem0.all(reach, wanted)
    return sorted(found, key=lambda one: str(one.get("created_at", "")), reverse=True)[:most]


def _shown(one: Remembered) -> dict[str, Any]:
    made = {
        "id": one.id,
        "memory": one.text,
        "metadata": dict(one.metadata),
        "created_at": one.created_at.isoformat(),
    }
    return made if one.score is None else {**made, "score": one.score}
