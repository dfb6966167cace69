"""A value shown to whoever watches a run."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin
from blocks.sdk.references import text_size


class PrintToConsole(Block):
    """Show a value among the steps of a run, and hand it on.

    The server's log says that it was printed and how long it is, never what it is: it may hold secrets.
    """

    id = "f3b1c1b2-4c4f-4f0d-8d2f-4c4f0d8d2f4c"
    slug = "basic.print_to_console"
    category = Category.BASIC
    is_sensitive = True
    runs_dry = True

    class Input(BlockInput):
        text: Any = Pin(description="The value", example="Hello, world", by_reference=True)

    class Output(BlockOutput):
        output: Any = Pin(description="The value, unchanged")
        status: str = Pin(description='"printed"')

    async def run(self, input: Input, ctx: Context) -> Outputs:
        ctx.log.info("Node %s printed a value of %d characters.", ctx.node_id, text_size(input.text))
        yield "output", input.text
        yield "status", "printed"
