"""What the runner hands to a block."""

from __future__ import annotations

from agents import events
from agents.models import Execution, NodeExecution
from blocks.outbound import block_http
from blocks.sdk import Context, Credential
from integrations.services.operator_keys import operator_credential


def light_context(execution: Execution) -> Context:
    """For pure blocks: nothing to reach the outside with. One serves a whole slice."""
    return Context(execution_id=str(execution.pk), workspace_id=str(execution.workspace_id))


def heavy_context(execution: Execution, row: NodeExecution) -> Context:
    """For one firing of a block that may wait, call out and stream."""
    user = execution.started_by

    async def stream(pin: str, text: str) -> None:
        events.publish_now(execution, [events.delta(row, pin, text)])

    return Context(
        execution_id=str(execution.pk),
        node_id=row.node_key,
        user_id=str(user.pk) if user else None,
        workspace_id=str(execution.workspace_id),
        timezone=user.timezone if user else "UTC",
        http=block_http(),
        credentials=_credential,
        sink=stream,
    )


async def _credential(provider: str) -> Credential | None:
    return operator_credential(provider)
