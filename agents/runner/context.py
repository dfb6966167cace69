"""What the runner hands to a block."""

from __future__ import annotations

from agents import events
from agents.models import Execution, NodeExecution
from blocks.databases import UsersDatabases
from blocks.locks import locks_of
from blocks.memory import memory_of
from blocks.outbound import block_http
from blocks.sdk import Context, Credential
from integrations.services.model_table import models_now
from integrations.services.operator_keys import operator_credential
from integrations.services.pacing import PacedCredentials


def light_context(execution: Execution) -> Context:
    """For pure blocks: nothing to reach the outside with. One serves a whole slice."""
    return Context(execution_id=str(execution.pk), workspace_id=str(execution.workspace_id))


def heavy_context(execution: Execution, row: NodeExecution, *, patience_seconds: float) -> Context:
    """For one firing of a block that may wait, call out and stream. patience_seconds: its time limit."""
    user = execution.started_by
    credentials = PacedCredentials(_credential, patience_seconds=patience_seconds)

    async def stream(pin: str, text: str) -> None:
        events.publish_now(execution, [events.delta(row, pin, text)])

    return Context(
        execution_id=str(execution.pk),
        node_id=row.node_key,
        agent_id=str(execution.graph_id),
        user_id=str(user.pk) if user else None,
        workspace_id=str(execution.workspace_id),
        timezone=user.timezone if user else "UTC",
        http=block_http(),
        credentials=credentials,
        slow_down=credentials.slow_down,
        locks=locks_of(execution.workspace_id),
        databases=UsersDatabases(),
        memory=memory_of(
            workspace_id=execution.workspace_id,
            user_id=execution.started_by_id,
            agent_id=execution.graph_id,
            execution_id=execution.root_id or execution.pk,
        ),
        sink=stream,
        models=models_now,
    )


async def _credential(provider: str) -> Credential | None:
    return operator_credential(provider)
