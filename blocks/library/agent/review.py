"""A question to a person."""

from __future__ import annotations

from typing import Any

from blocks.sdk import (
    Block,
    BlockInput,
    BlockKind,
    BlockOutput,
    Category,
    Context,
    Outputs,
    Pin,
    ReviewNeeded,
)


class HumanInTheLoop(Block):
    """Let a person approve, change or reject data before the branch goes on.

    With safe mode off everything is approved at once.
    """

    id = "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d"
    slug = "agent.human_review"
    category = Category.BASIC
    kind = BlockKind.REVIEW
    pure = True  # without safe mode; with it the runner asks a person and never runs this

    class Input(BlockInput):
        data: Any = Pin(description="What is to be reviewed", example={"text": "Draft"}, by_reference=True)
        name: str = Pin(description="What the reviewer is asked", example="Is this draft good?", min_length=1)
        editable: bool = Pin(True, description="The reviewer may change the data", advanced=True)

    class Output(BlockOutput):
        approved_data: Any = Pin(description="The data, as the reviewer left it")
        rejected_data: Any = Pin(description="The data, if it was rejected")
        review_message: str = Pin(description="What the reviewer said")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if ctx.is_safe_mode:
            raise ReviewNeeded(input.name, input.data, editable=input.editable)
        yield "approved_data", input.data
        yield "review_message", "Auto-approved (safe mode disabled)"
