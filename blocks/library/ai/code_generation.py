"""Code from OpenAI's coding models, which speak the Responses protocol."""

from __future__ import annotations

from typing import Any, Literal

from blocks.library.ai._choice import BY_MODEL, chosen, credential_for
from blocks.library.ai._responses_wire import respond
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget

_SYSTEM = "You are a careful software engineer. Write short, working code, and say what to watch out for."


class CodeGeneration(Block):
    """Let a coding model of OpenAI write or change code."""

    id = "86a2a099-30df-47b4-b7e4-34ae5f83e0d5"
    slug = "ai.code_generation"
    category = Category.AI
    categories = (Category.AI, Category.DEVELOPER_TOOLS)
    timeout_seconds = 900.0
    providers = ("openai",)
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin(
            description="What the code is to do",
            example="A function that reverses a list",
            min_length=1,
            max_length=2_000_000,
            widget=Widget.LONG_TEXT,
        )
        system_prompt: str = Pin(
            _SYSTEM, description="Who the model shall be", advanced=True, widget=Widget.LONG_TEXT
        )
        model: str = Pin(
            "gpt-5.1-codex",
            description="A model that speaks the Responses protocol",
            min_length=1,
            max_length=200,
            widget=Widget.MODEL,
        )
        reasoning_effort: Literal["none", "low", "medium", "high"] = Pin(
            "medium", description="How long the model may think", advanced=True
        )
        max_output_tokens: int | None = Pin(
            2_048, description="Longest answer, thinking included, in tokens", ge=16, advanced=True
        )

    class Output(BlockOutput):
        response: str = Pin(description="The answer")
        reasoning: str = Pin(description="What the model says of its thinking, if anything")
        response_id: str = Pin(description="The answer's id at OpenAI")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        spec = await chosen(input.model, ctx)
        if spec.provider != "openai":
            raise InvalidInput(f"`model`: {spec.name!r} is no model of OpenAI.", pin="model")
        asked: dict[str, Any] = {"input": input.prompt, "reasoning": {"effort": input.reasoning_effort}}
        if input.system_prompt:
            asked["instructions"] = input.system_prompt
        if input.max_output_tokens is not None:
            asked["max_output_tokens"] = input.max_output_tokens
        answer = await respond(spec, asked, await credential_for(spec, ctx), ctx)
        yield "response", answer.text
        yield "reasoning", answer.reasoning
        yield "response_id", answer.id
