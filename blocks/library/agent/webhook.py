"""Agents that start when somebody calls a web address."""

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
    WebhookSpec,
)


class GenericWebhookTrigger(Block):
    """Start the agent when its web address is called, with the body of the call."""

    id = "8fa8c167-2002-47ce-aba8-97572fc5d387"
    slug = "agent.webhook_trigger"
    category = Category.INPUT
    kind = BlockKind.TRIGGER
    webhook = WebhookSpec(provider="generic_webhook")
    pure = True

    class Input(BlockInput):
        payload: dict[str, Any] = Pin({}, description="The body of the call; filled in when it comes")
        constants: dict[str, Any] = Pin(
            {}, description="Values that are handed on with every call", example={"source": "shop"}
        )

    class Output(BlockOutput):
        payload: dict[str, Any] = Pin(description="The body of the call")
        constants: dict[str, Any] = Pin(description="The constants")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "constants", input.constants
        yield "payload", input.payload
