"""Objects from a language model, of the form that the author asks for."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from blocks.library.ai._ask import asker, conversation, user
from blocks.library.ai._chat import Message
from blocks.library.ai._choice import (
    BY_MODEL,
    PROVIDERS,
    max_tokens_pin,
    model_pin,
    ollama_host_pin,
    retry_pin,
)
from blocks.library.ai._prompts import filled
from blocks.library.ai._schema import problems
from blocks.library.ai._structured import structured
from blocks.library.ai._turns import turns_of
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget

JsonList = list[Any]
Objects = dict[str, Any] | list[dict[str, Any]]

_FORM = (
    "Answer with {what} and nothing else: no explanation, no code fence. It must fit this JSON Schema:\n"
    "{schema}"
)


class AIStructuredResponseGenerator(Block):
    """Let a language model answer with JSON of a given form.

    The answer is checked; if it does not fit, the model is told why and tries again.
    """

    id = "ed55ac19-356e-4243-a6cb-bc599e9b716f"
    slug = "ai.structured_response"
    category = Category.AI
    timeout_seconds = 600.0
    providers = PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin(
            description="What the model is asked; may use values as in {{ name }}",
            example="Who is mentioned in this text?",
            min_length=1,
            widget=Widget.LONG_TEXT,
        )
        expected_format: dict[str, Any] = Pin(
            description="What the answer holds: names with what each means, or a JSON Schema of an object",
            example={"name": "Full name of the person"},
            min_length=1,
        )
        list_result: bool = Pin(False, description="Whether the answer is a list of such objects")
        model: str = model_pin()
        force_json_output: bool = Pin(
            False, description="Use the provider's own JSON mode, where it has one", advanced=True
        )
        sys_prompt: str = Pin(
            "", description="Who the model shall be", advanced=True, widget=Widget.LONG_TEXT
        )
        conversation_history: list[dict[str, Any]] | None = Pin(
            [], description="Messages before this one, as `role` and `content`", advanced=True
        )
        retry: int = retry_pin()
        prompt_values: dict[str, Any] = Pin({}, description="Values for the prompts", example={"name": "Ada"})
        max_tokens: int | None = max_tokens_pin()
        compress_prompt_to_fit: bool = Pin(
            True, description="Shorten a conversation that is too long for the model", advanced=True
        )
        ollama_host: str = ollama_host_pin()

    class Output(BlockOutput):
        response: Objects = Pin(description="The object, or the list of objects")
        prompt: JsonList = Pin(description="The messages that were sent")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        schema = schema_of(input.expected_format)
        to = await asker(
            input.model,
            ctx,
            ollama_host=input.ollama_host,
            attempts=input.retry,
            max_tokens=input.max_tokens,
            makes_fit=input.compress_prompt_to_fit,
        )
        messages = await _messages(input, schema)
        found, asked = await structured(
            to,
            messages,
            partial(_wrong, schema=schema, as_list=input.list_result),
            tries=input.retry,
            wants_json=input.force_json_output,
        )
        yield "response", _unwrapped(found) if input.list_result else found
        yield "prompt", asked


def schema_of(form: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema behind a form: names with what they mean, or a schema already."""
    if form.get("type") == "object" and isinstance(form.get("properties"), dict):
        return form
    meanings = {name: text if isinstance(text, str) else json.dumps(text) for name, text in form.items()}
    properties = {name: {"description": text} for name, text in meanings.items()}
    return {"type": "object", "properties": properties, "required": list(form)}


async def _messages(input: AIStructuredResponseGenerator.Input, schema: dict[str, Any]) -> list[Message]:
    shown = {"type": "array", "items": schema} if input.list_result else schema
    what = "one JSON object"
    if input.list_result:
        what = "one JSON list of objects"
        if input.force_json_output:  # providers give an object only
            what = 'one JSON object {"list": [...]}, in which "list"'
    form = _FORM.format(what=what, schema=json.dumps(shown, ensure_ascii=False))
    own = await filled(input.sys_prompt, input.prompt_values)
    try:
        before = turns_of(input.conversation_history or [])
    except ValueError as err:
        raise InvalidInput(f"`conversation_history`: {err}", pin="conversation_history") from err
    system = f"{own}\n\n{form}" if own else form
    return conversation(system, *before, user(await filled(input.prompt, input.prompt_values)))


def _wrong(value: Any, *, schema: dict[str, Any], as_list: bool) -> list[str]:
    if not as_list:
        return problems(value, schema)
    return problems(_unwrapped(value), {"type": "array", "items": schema})


def _unwrapped(value: Any) -> Any:
    """A list, also if the model put it into an object as its one value."""
    if isinstance(value, dict) and len(value) == 1:
        (only,) = value.values()
        return only if isinstance(only, list) else value
    return value
