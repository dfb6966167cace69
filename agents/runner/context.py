"""What the runner hands to a block."""

from __future__ import annotations

from agents import events
from agents.engine.plan import PlannedNode
from agents.models import Execution, NodeExecution
from blocks.databases import UsersDatabases
from blocks.locks import locks_of
from blocks.memory import memory_of
from blocks.outbound import block_http
from blocks.sdk import Context
from integrations.services.choice import Choice
from integrations.services.model_table import models_now
from integrations.services.rights import Rights

CREDENTIALS = "credentials"  # what a node names beside its pins: by which right it acts


def light_context(execution: Execution) -> Context:
    """For pure blocks: nothing to reach the outside with. One serves a whole slice."""
    return Context(execution_id=str(execution.pk), workspace_id=str(execution.workspace_id))


def rights_of(execution: Execution, node: PlannedNode, *, patience_seconds: float) -> Rights:
    """What one firing may act with. patience_seconds: its time limit."""
    return Rights(_choice(execution, node), patience_seconds=patience_seconds)


def heavy_context(execution: Execution, row: NodeExecution, rights: Rights) -> Context:
    """For one firing of a block that may wait, call out and stream."""
    user = execution.started_by

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
        credentials=rights,
        host_credentials=rights.for_url,
        server_credentials=rights.for_server,
        slow_down=rights.slow_down,
        refused=rights.refused,
        went_well=rights.went_well,
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


def _choice(execution: Execution, node: PlannedNode) -> Choice:
    """Whoever started the run acts, also in the agents that it runs."""
    mask = execution.nodes_input_masks.get(node.id, {})
    named = mask.get(CREDENTIALS, node.input_default.get(CREDENTIALS))
    return Choice.of(execution.started_by_id, execution.workspace_id, named, execution.credentials)
