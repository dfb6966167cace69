"""Lists from a language model."""

from __future__ import annotations

from typing import Any

from blocks.library.ai._ask import asker, conversation, user
from blocks.library.ai._choice import BY_MODEL, PROVIDERS, max_tokens_pin, model_pin, ollama_host_pin
from blocks.library.ai._schema import problems
from blocks.library.ai._structured import structured
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin
from blocks.sdk.pins import Widget

JsonList = list[Any]

_SYSTEM = (
    "You make lists. Answer with one JSON list of texts and nothing else: no explanation, no numbering, no "
    'code fence, as in ["first", "second"].'
)
_SYSTEM_JSON_MODE = (
    'You make lists. Answer with one JSON object {"list": ["first", "second"]} whose value is a list of '
    "texts, and nothing else."
)
_FORM = {"type": "array", "items": {"type": "string"}}


class AIListGenerator(Block):
    """Let a language model make a list of texts, from a text or about a topic.

    Each item is sent on its own, too.
    """

    id = "9c0b0450-d199-458b-a731-072189dd6593"
    slug = "ai.list_generator"
    category = Category.AI
    categories = (Category.AI, Category.TEXT)
    timeout_seconds = 600.0
    providers = PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        focus: str | None = Pin(
            None, description="What the list is to be about", example="The five largest cities"
        )
        source_data: str | None = Pin(
            None, description="A text to take the list from", widget=Widget.LONG_TEXT
        )
        model: str = model_pin()
        max_retries: int = Pin(
            3, description="How often to try until the answer is a list", ge=1, le=10, advanced=True
        )
        force_json_output: bool = Pin(
            False, description="Use the provider's own JSON mode, where it has one", advanced=True
        )
        max_tokens: int | None = max_tokens_pin()
        ollama_host: str = ollama_host_pin()

    class Output(BlockOutput):
        generated_list: list[str] = Pin(description="The list")
        list_item: str = Pin(description="Each of its items in turn")
        prompt: JsonList = Pin(description="The messages that were sent")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        to = await asker(
            input.model,
            ctx,
            ollama_host=input.ollama_host,
            attempts=input.max_retries,
            max_tokens=input.max_tokens,
        )
        system = _SYSTEM_JSON_MODE if input.force_json_output else _SYSTEM
        messages = conversation(system, user(_task(input.focus, input.source_data)))
        found, asked = await structured(
            to, messages, _wrong, tries=input.max_retries, wants_json=input.force_json_output
        )
        items = _items(found)
        yield "generated_list", items
        for item in items:
            yield "list_item", item
        yield "prompt", asked


def _task(focus: str | None, source: str | None) -> str:
    parts = [f"The list is to be about: {focus}" if focus else ""]
    parts.append(f"Take the items from this text alone:\n\n{source}" if source else "")
    return "\n\n".join(part for part in parts if part) or "Make a list of a few items of any kind."


def _wrong(found: Any) -> list[str]:
    return problems(_items(found), _FORM)


def _items(found: Any) -> Any:
    """The list, numbers in it as texts; also one that is the only value of an object."""
    if isinstance(found, dict) and len(found) == 1:
        (found,) = found.values()
    if not isinstance(found, list):
        return found
    return [
        str(item) if isinstance(item, int | float) and not isinstance(item, bool) else item for item in found
    ]
