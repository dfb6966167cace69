"""Which agents act with a credential, or would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F

from agents.models import Execution, Graph, Node
from agents.queries import use_of
from agents.runner.context import CREDENTIALS
from agents.services import origins
from blocks.finding import all_blocks_here, blocks_here
from blocks.sdk import Block, names_of
from integrations.models import Credential
from integrations.services.choice import id_in
from platform_project.accounts.models import User

MAX_AGENTS = 100
_MAX_NODES = 5_000  # that are looked at, newest agents first


@dataclass(slots=True)
class AgentUse:
    """One agent. names_it: a node names this credential; else nodes that may get it need its provider."""

    graph_id: UUID
    graph_name: str
    names_it: bool = False
    node_ids: list[str] = field(default_factory=list)
    last_execution: Execution | None = None


def agents_with(credential: Credential, user: User) -> list[AgentUse]:
    """The agents of the workspace whose active version names the credential or needs its provider.

    Those that name it first; MAX_AGENTS at most.
    """
    found: dict[UUID, AgentUse] = {}
    find = blocks_here(_workspace_of(credential))
    for graph_id, name, key, block_id, values in _nodes(credential, user):
        named = id_in(values.get(CREDENTIALS))
        if named not in ("", str(credential.pk)) or not _needs(find(block_id), values, credential.provider):
            continue
        use = found.setdefault(graph_id, AgentUse(graph_id, name))
        use.names_it = use.names_it or bool(named)
        if not origins.is_closed(graph_id):
            use.node_ids.append(key)
    uses = sorted(found.values(), key=lambda use: not use.names_it)[:MAX_AGENTS]
    how = use_of([use.graph_id for use in uses])
    for use in uses:
        use.last_execution = how[use.graph_id].last_execution
    return uses


def _nodes(credential: Credential, user: User) -> Any:
    every = all_blocks_here(_workspace_of(credential))
    may = [block for block in every if credential.provider in block.providers]
    refs = [name for block in may for name in names_of(block)]
    graphs = Graph.objects.for_user(user, workspace=credential.workspace)
    rows = Node.objects.filter(
        version__graph__in=graphs, version__number=F("version__graph__active_number"), block_id__in=refs
    )
    rows = rows.order_by("-version__graph__created_at", "-version__graph_id", "pk")
    fields = ("version__graph_id", "version__graph__name", "key", "block_id", "input_default")
    return rows.values_list(*fields)[:_MAX_NODES]


def _needs(block: type[Block] | None, values: Mapping[str, Any], provider: str) -> bool:
    return block is not None and provider in block.providers_for(values)


def _workspace_of(credential: Credential) -> UUID:
    assert credential.workspace_id is not None, "the operator's are nobody's to look at"
    return credential.workspace_id
