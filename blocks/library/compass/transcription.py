"""Agents that start with what a recorder heard."""

from __future__ import annotations

from typing import Any

from blocks.sdk import (
    Block,
    BlockInput,
    BlockKind,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
    WebhookSpec,
)


class CompassAITrigger(Block):
    """Start the agent when a Compass recorder has written down what was said."""

    id = "9464a020-ed1d-49e1-990f-7f2ac924a2b7"
    slug = "compass.transcription"
    category = Category.HARDWARE
    kind = BlockKind.TRIGGER
    webhook = WebhookSpec(provider="compass")
    pure = True

    class Input(BlockInput):
        payload: dict[str, Any] = Pin(
            description="What the recorder sends; filled in when it comes",
            example={"transcription": "Buy milk."},
        )

    class Output(BlockOutput):
        transcription: str = Pin(description="What was said")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        said = input.payload.get("transcription")
        if not isinstance(said, str):
            raise InvalidInput("The recorder's message has no text `transcription`.", pin="payload")
        yield "transcription", said
