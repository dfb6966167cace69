"""By which accounts a run of an agent may be told to act: those that no node names already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from agents.engine.graph import own_title
from agents.models import GraphVersion, Node
from agents.queries import agent_named_by
from agents.runner.context import CREDENTIALS
from agents.services import origins
from blocks.finding import blocks_here
from blocks.sdk import BlockKind
from integrations.models import Credential
from integrations.services.choice import id_in, providers_served
from integrations.services.operator_keys import has_key, needs_key
from platform_project.accounts.models import User, Workspace

MAX_AGENTS = 50  # whose nodes are looked at: the agent, and those that it runs


@dataclass(frozen=True, slots=True)
class AccountNode:
    agent: str
    node_id: str
    title: str


@dataclass(slots=True)
class NeededAccount:
    """providers: one of them is enough. is_served: also without a choice there is one that serves."""

    providers: tuple[str, ...]
    is_optional: bool
    is_served: bool
    nodes: list[AccountNode] = field(default_factory=list)


def needed_accounts(version: GraphVersion, user: User, workspace: Workspace) -> list[NeededAccount]:
    """Each account once, for the agent and those that it runs; what is lacking first.

    A node that names a credential which `user` may use acts with that one, whatever a run says.
    """
    served = providers_served(user, workspace)
    usable = Credential.objects.usable_by(user, workspace)
    mine = {str(pk) for pk in usable.values_list("pk", flat=True)}
    find = blocks_here(workspace.pk)
    found: dict[tuple[tuple[str, ...], bool], NeededAccount] = {}
    for agent, node in _nodes(version, workspace.pk):
        block = find(node.block_id)
        if block is None or id_in(node.input_default.get(CREDENTIALS)) in mine:
            continue
        providers = block.providers_for(node.input_default)
        if not providers:
            continue
        is_optional = node.metadata.get("credentials_optional") is True
        is_served = _is_served(providers, served)
        entry = found.setdefault((providers, is_optional), NeededAccount(providers, is_optional, is_served))
        if not origins.is_closed(node.version.graph_id):
            entry.nodes.append(AccountNode(agent, node.key, own_title(node.metadata) or block.name))
    return sorted(found.values(), key=lambda entry: (entry.is_served, entry.is_optional))


def _nodes(version: GraphVersion, workspace_id: UUID) -> Iterator[tuple[str, Node]]:
    """The nodes that run, of the agent and of those that it runs, with the names of the agents."""
    find = blocks_here(workspace_id)
    waiting, seen = [version], {version.pk}
    for one in waiting:
        for node in one.nodes.all():
            if node.settings.get("is_disabled") is True:
                continue
            yield one.name, node
            block = find(node.block_id)
            if block is None or block.kind is not BlockKind.AGENT or len(seen) >= MAX_AGENTS:
                continue
            _, below = agent_named_by(node.input_default, workspace_id)
            if below is not None and below.pk not in seen:
                seen.add(below.pk)
                waiting.append(below)


def _is_served(providers: tuple[str, ...], served: frozenset[str]) -> bool:
    if served.intersection(providers):
        return True
    return any(map(has_key, providers)) or not any(map(needs_key, providers))
