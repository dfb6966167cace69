"""A file as graphs of a workspace. Whatever can be kept is kept; whether it may run is asked when it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from agents.engine import graph as document
from agents.engine.plan import make_plan
from agents.engine.schemas import input_schema, output_schema
from agents.engine.validation import Report, check_run, check_structure
from agents.exchange.document import AgentFile, FileGraph, Key
from agents.exchange.settle import CredentialField, settled
from agents.exchange.successors import current_id, current_pins
from agents.exchange.tool_loops import without_tool_loops
from agents.models import Graph, GraphVersion
from agents.services.graphs import GraphDocument, add_version, next_number, write_version
from agents.services.sub_agents import completed_node
from blocks.finding import blocks_here
from blocks.sdk import BlockKind, FindBlock, find_block
from integrations.services.choice import named_at_nodes, providers_served
from integrations.services.operator_keys import has_key, needs_key
from platform_project.accounts.models import User, Workspace
from platform_project.kit.ids import uuid7

FIRST = 1  # the version that an imported graph has
NONE_CHOSEN: Mapping[str, str] = MappingProxyType({})
NO_GRAPHS: Mapping[int, Graph] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One graph of the file, as it would be saved."""

    document: GraphDocument
    problems: Report  # what keeps it from running; by node and pin
    notes: Report  # what was left out or put right
    needed: Mapping[str, tuple[CredentialField, ...]]  # node id → each account that it acts with
    credentials: Mapping[str, tuple[CredentialField, ...]]  # of those the ones that are to be connected
    is_draft: bool  # it names blocks or pins that are not here
    unknown_blocks: Mapping[str, list[str]]  # id of each block that is not here → the nodes that use it


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Prepared):
    """One graph of the file, as it is now."""

    version: GraphVersion


def prepare_import(
    *, workspace: Workspace, user: User, file: AgentFile, credentials: Mapping[str, str] = NONE_CHOSEN
) -> list[Prepared]:
    """What an import would save; it saves nothing. Raises BadInput as that does."""
    targets = _Targets(file, workspace, user, credentials)
    return [_prepared(given, targets) for given in file.graphs()]


@transaction.atomic
def import_agent(
    *,
    workspace: Workspace,
    user: User,
    file: AgentFile,
    credentials: Mapping[str, str] = NONE_CHOSEN,
    into: Mapping[int, Graph] = NO_GRAPHS,
) -> list[Imported]:
    """Save the file's graphs as new graphs of `workspace`, all or none: its agents first.

    credentials: provider → id of the credential that nodes which need one get. Raises BadInput unless `user`
    may use each of them. into: place of a graph in the file → the graph of `workspace`, locked by the caller,
    of which it becomes a new version, the active one.
    """
    targets = _Targets(file, workspace, user, credentials, into)
    return [_imported(given, targets, user) for given in file.graphs()]


class _Targets:
    """Which graph here each graph of the file becomes, and by which rights its nodes act."""

    def __init__(
        self,
        file: AgentFile,
        workspace: Workspace,
        user: User,
        credentials: Mapping[str, str],
        into: Mapping[int, Graph] = NO_GRAPHS,
    ) -> None:
        self.workspace = workspace
        self.served = providers_served(user, workspace)  # of which whoever imports it has a credential here
        self.chosen = named_at_nodes(credentials, user=user, workspace_id=workspace.pk)
        self.graphs = {id(given): into[place] for place, given in enumerate(file.graphs()) if place in into}
        self.ids: dict[int, UUID] = {
            id(given): self.graphs[id(given)].pk if id(given) in self.graphs else uuid7()
            for given in file.graphs()
        }
        self.numbers = {key: next_number(graph) for key, graph in self.graphs.items()}
        self.by_key: dict[Key, FileGraph] = {}
        self.by_id: dict[str, FileGraph] = {}
        for given in reversed(list(file.graphs())):  # of two with one key the first counts
            if given.key is not None:
                self.by_key[given.key] = given
                self.by_id[given.key[0]] = given

    def named(self, node: document.Node) -> FileGraph | None:
        """The graph of the file that a node runs, in the version it names if the file has that."""
        graph_id, version = str(node.input_default.get("graph_id")), node.input_default.get("graph_version")
        number = int(version) if isinstance(version, str) and version.isdecimal() else version
        exact = self.by_key.get((graph_id, number)) if isinstance(number, int) else None
        return exact or self.by_id.get(graph_id)


def _imported(given: FileGraph, targets: _Targets, user: User) -> Imported:
    ready = _prepared(given, targets)
    graph = targets.graphs.get(id(given))
    if graph is None:
        version = _saved(ready.document, targets.ids[id(given)], targets.workspace, user)
    else:
        version = add_version(graph, targets.numbers[id(given)], user, ready.document)
    return Imported(**{item.name: getattr(ready, item.name) for item in fields(ready)}, version=version)


def _prepared(given: FileGraph, targets: _Targets) -> Prepared:
    nodes, needed = [], {}
    find = blocks_here(targets.workspace.pk)
    for node in given.document.graph.nodes:
        kept, accounts = settled(_rewired(node, targets, given.notes), given.notes)
        nodes.append(_with_chosen(kept, accounts, targets.chosen))
        if accounts:
            needed[node.id] = accounts
    missing = {key: tuple(one for one in of if not _is_served(one, targets)) for key, of in needed.items()}
    graph = replace(given.document.graph, nodes=tuple(nodes))
    saved = without_tool_loops(replace(given.document, graph=graph), given.notes)
    problems = check_structure(saved.graph, find)
    is_draft = not problems.is_clean
    if not is_draft:
        problems = check_run(make_plan(saved.graph, find), {}, {})
    return Prepared(
        document=saved,
        problems=problems,
        notes=given.notes,
        needed=needed,
        credentials={key: of for key, of in missing.items() if of},
        is_draft=is_draft,
        unknown_blocks=_unknown(saved.graph, find),
    )


def _with_chosen(
    node: document.Node, needed: Sequence[CredentialField], chosen: Mapping[str, dict[str, str]]
) -> document.Node:
    """The node with what was chosen for each account that it needs."""
    found = {
        field.field: next((chosen[name] for name in field.providers if name in chosen), None)
        for field in needed
    }
    named = {name: value for name, value in found.items() if value is not None}
    return replace(node, input_default={**node.input_default, **named}) if named else node


def _unknown(graph: document.Graph, find: FindBlock) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in graph.nodes:
        if find(node.block_id) is None:
            found.setdefault(node.block_id, []).append(node.id)
    return found


def _saved(given: GraphDocument, graph_id: UUID, workspace: Workspace, user: User) -> GraphVersion:
    graph = Graph.objects.create(
        pk=graph_id,
        workspace=workspace,
        name=given.name,
        description=given.description,
        active_number=FIRST,
        created_by=user,
    )
    return write_version(graph, FIRST, user, given)


def _rewired(node: document.Node, targets: _Targets, notes: Report) -> document.Node:
    """A node that runs an agent, so that it runs the one which came with it, or one of the workspace."""
    block = find_block(current_id(node.block_id))
    if block is None or block.kind is not BlockKind.AGENT:
        return node
    given = current_pins(block.id, node.input_default)
    values = {name: value for name, value in given.items() if value is not None}
    node = replace(node, block_id=current_id(node.block_id), input_default=values)
    target = targets.named(node)
    if target is not None:
        number = targets.numbers.get(id(target), FIRST)
        return replace(node, input_default=_runs(values, target.document, targets.ids[id(target)], number))
    return _of_workspace(node, targets.workspace, notes)


def _runs(values: dict[str, object], target: GraphDocument, graph_id: UUID, number: int) -> dict[str, object]:
    found = {
        "agent_name": target.name,
        "input_schema": input_schema(target.graph),
        "output_schema": output_schema(target.graph),
    }
    left_out = {name: value for name, value in found.items() if not values.get(name)}
    return values | left_out | {"graph_id": str(graph_id), "graph_version": number}


def _of_workspace(node: document.Node, workspace: Workspace, notes: Report) -> document.Node:
    """The file does not hold the agent. One of the workspace is run as before; any other has to be chosen."""
    missing = Report()
    node = completed_node(node, workspace, missing)
    if missing.is_clean:
        return node
    told = str(node.input_default.get("agent_name") or node.input_default.get("graph_id"))[:200]
    notes.add(node.id, "graph_id", f"The agent {told!r} is neither in the file nor here: choose one.")
    kept = {n: v for n, v in node.input_default.items() if n not in ("graph_id", "graph_version")}
    return replace(node, input_default=kept)


def _is_served(field: CredentialField, targets: _Targets) -> bool:
    """Whether the node may act: by a credential or a key that is there, or because none is needed."""
    if targets.served.intersection(field.providers) or targets.chosen.keys() & set(field.providers):
        return True
    return any(map(has_key, field.providers)) or not any(map(needs_key, field.providers))
