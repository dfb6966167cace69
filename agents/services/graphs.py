"""Saving graphs: each save is a new, immutable version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from agents.engine import graph as document
from agents.engine.schemas import input_schema, output_schema
from agents.engine.validation import Report, check_shape, check_structure
from agents.errors import GraphInvalid, GraphIsRunning
from agents.models import Autosave, Execution, Graph, GraphVersion, Link, Node
from agents.services import origins, triggers
from agents.services.dependants import refuse_while_in_use
from agents.services.sub_agents import completed
from blocks.finding import blocks_here
from blocks.memory import forget_agent
from platform_project.accounts.models import User, Workspace
from platform_project.errors import NotFound

ROWS_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class GraphDocument:
    """What people write. static_said: what the author of each link said of it, or None.

    instructions: for who runs the agent. recommended_schedule_cron: a hint for them; nothing runs by it.
    is_draft: it is saved also if it names blocks or pins that are not here; then it refuses to run.
    autosave: key of the author's working copy that it was made of, which goes; that of the graph goes anyway.
    label, notes: what the author says of this version.
    """

    name: str
    description: str
    graph: document.Graph
    static_said: tuple[bool | None, ...]
    instructions: str = ""
    recommended_schedule_cron: str = ""
    is_draft: bool = False
    autosave: UUID | None = None
    label: str = ""
    notes: str = ""


@transaction.atomic
def create_graph(*, workspace: Workspace, user: User, given: GraphDocument) -> GraphVersion:
    """Save a new graph as its version 1, active. Raises GraphInvalid and saves nothing."""
    given = _checked(given, workspace)
    graph = Graph.objects.create(
        workspace=workspace, name=given.name, description=given.description, active_number=1, created_by=user
    )
    if given.autosave is not None:
        Autosave.objects.of(user, workspace).filter(key=given.autosave).delete()
    return write_version(graph, 1, user, given)


@transaction.atomic
def save_version(*, graph_id: UUID, user: User, given: GraphDocument) -> GraphVersion:
    """Save a new version, which becomes the active one.

    Raises GraphInvalid, AgentIsClosed or AgentIsAdded and saves nothing.
    """
    origins.refuse_added(graph_id)
    graph = Graph.objects.select_for_update().select_related("workspace").get(pk=graph_id)
    given = _checked(given, graph.workspace)
    Autosave.objects.of_graph(graph_id, user).delete()
    return add_version(graph, next_number(graph), user, given)


@transaction.atomic
def activate_version(*, graph_id: UUID, number: int) -> GraphVersion:
    """Make an older or newer version the one that runs by default. Raises NotFound."""
    graph = Graph.objects.select_for_update().get(pk=graph_id)
    version: GraphVersion | None = graph.versions.filter(number=number).first()
    if version is None:
        raise NotFound(f"The graph has no version {number}.")
    graph.active_number = number
    graph.save(update_fields=["active_number", "updated_at"])
    version.graph = graph
    return version


@transaction.atomic
def delete_graph(*, graph_id: UUID, is_confirmed: bool = False) -> None:
    """Delete a graph, its versions and executions, and what starts it; of an added one also its steps.

    Raises GraphIsRunning while an execution is unfinished; AgentIsAdded for one that came along; GraphInUse
    naming what depends on it, unless that was confirmed.
    """
    graph = Graph.objects.select_for_update().get(pk=graph_id)
    origins.refuse_step(graph_id)
    steps = origins.steps_of(graph)
    running = Execution.objects.filter(graph__in=[graph, *steps]).unfinished().count()
    if running:
        raise GraphIsRunning(
            f"{running} executions of this graph have not ended. Stop them first.", running=running
        )
    if not is_confirmed:
        refuse_while_in_use(graph)
    for one in (graph, *steps):
        forget_agent(one.pk)
        triggers.remove_all_of(one)
        one.delete()


def check_graph(graph: document.Graph, workspace: Workspace) -> tuple[document.Graph, Report]:
    """May this graph be saved? With it, the graph as it would be saved: agents that it runs are filled in."""
    graph, missing = completed(graph, workspace)
    report = check_structure(graph, blocks_here(workspace.pk))
    for node_id, problems in missing.nodes.items():
        for pin, message in problems.items():
            report.add(node_id, pin, message)
    return graph, report


def _checked(given: GraphDocument, workspace: Workspace) -> GraphDocument:
    graph, report = check_graph(given.graph, workspace)
    if given.is_draft:
        report = check_shape(graph)
    if not report.is_clean:
        raise GraphInvalid("The graph cannot be saved; details name every problem.", report)
    return replace(given, graph=graph)


def next_number(graph: Graph) -> int:
    """Of the next version of a graph that the caller has locked."""
    numbers = GraphVersion.everything.filter(graph=graph).order_by("-number").values_list("number", flat=True)
    newest: int = numbers[0]  # of a deleted one too: no number is given twice
    return newest + 1


def add_version(graph: Graph, number: int, user: User, given: GraphDocument) -> GraphVersion:
    """As `write_version`; it becomes the active one, and the graph is called as it is."""
    graph.name, graph.description, graph.active_number = given.name, given.description, number
    graph.save(update_fields=["name", "description", "active_number", "updated_at"])
    return write_version(graph, number, user, given)


def write_version(graph: Graph, number: int, user: User, given: GraphDocument) -> GraphVersion:
    """Save a document as it is, in the caller's transaction; whether it may run is asked when it is to."""
    version = GraphVersion.objects.create(
        graph=graph,
        number=number,
        name=given.name,
        description=given.description,
        input_schema=input_schema(given.graph),
        output_schema=output_schema(given.graph),
        settings=given.graph.settings,
        instructions=given.instructions,
        recommended_schedule_cron=given.recommended_schedule_cron,
        label=given.label,
        notes=given.notes,
        created_by=user,
    )
    nodes = Node.objects.bulk_create(
        [
            Node(
                version=version,
                key=node.id,
                position=position,
                block_id=node.block_id,
                input_default=node.input_default,
                metadata=node.metadata,
                settings=node.settings,
            )
            for position, node in enumerate(given.graph.nodes)
        ],
        batch_size=ROWS_AT_A_TIME,
    )
    by_key = {node.key: node for node in nodes}
    Link.objects.bulk_create(
        [
            Link(
                version=version,
                position=position,
                key=link.id,
                source=by_key[link.source_id],
                source_name=link.source_name,
                sink=by_key[link.sink_id],
                sink_name=link.sink_name,
                is_static=is_static,
            )
            for position, (link, is_static) in enumerate(
                zip(given.graph.links, given.static_said, strict=True)
            )
        ],
        batch_size=ROWS_AT_A_TIME,
    )
    return version
