"""Plans of versions. A version never changes, so its plan is made once per process and kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from typing import Any
from uuid import UUID

from agents.engine.disabled import enabled_alone
from agents.engine.graph import Graph, Link, Node
from agents.engine.pins import Whole, as_it_is, merge_pins
from agents.engine.plan import Plan, PlannedNode, make_plan
from agents.engine.validation import Report, check_structure
from agents.models import Execution, GraphVersion
from agents.models import Link as LinkRow
from agents.models import Node as NodeRow
from blocks.sdk import BlockKind

MAX_REFUSALS = 20_000
_refusals: dict[UUID, bool] = {}  # version → whether it refuses to run; neither it nor our blocks change


@lru_cache(maxsize=256)
def plan_of(version_id: UUID, only_node: str = "") -> Plan:
    """The plan of one version, or of one node of it, disabled or not, without its links. Raises BlockGone."""
    return make_plan(_part_of(version_id, only_node))


@lru_cache(maxsize=256)
def problems_of(version_id: UUID, only_node: str = "") -> Report:
    """What keeps a version from running that was imported as a draft, or whose blocks changed since.

    Clean for all others. Not to be changed.
    """
    return check_structure(_part_of(version_id, only_node))


def drafts_among(versions: Collection[GraphVersion]) -> set[UUID]:
    """Ids of those that refuse to run, as `problems_of` tells; three queries at most, however many."""
    unknown = [version for version in versions if version.pk not in _refusals]
    if len(_refusals) + len(unknown) > MAX_REFUSALS:
        _refusals.clear()
        unknown = list(versions)
    for version_id, graph in _graphs_of(unknown).items():
        _refusals[version_id] = not check_structure(graph).is_clean
    return {version.pk for version in versions if _refusals[version.pk]}


def plan_for(execution: Execution) -> Plan:
    """The plan that an execution follows. Raises BlockGone."""
    return plan_of(execution.version_id, execution.only_node)


@lru_cache(maxsize=256)
def version_of(version_id: UUID) -> GraphVersion:
    """The row of one version, which never changes. Not to be changed."""
    version: GraphVersion = GraphVersion.objects.get(pk=version_id)
    return version


def graph_of(version: UUID | GraphVersion) -> Graph:
    """A version's rows as a graph."""
    if not isinstance(version, GraphVersion):
        version = GraphVersion.objects.only("settings").get(pk=version)
    version_id = version.pk
    nodes = tuple(
        Node(row.key, row.block_id, row.input_default, row.metadata, row.settings)
        for row in NodeRow.objects.filter(version_id=version_id)
    )
    links = LinkRow.objects.filter(version_id=version_id).values_list(
        "source__key", "source_name", "sink__key", "sink_name", "is_static", "key"
    )
    return Graph(
        nodes,
        tuple(Link(a, b, c, d, bool(static), key) for a, b, c, d, static, key in links),
        version.settings,
    )


def _part_of(version_id: UUID, only_node: str) -> Graph:
    graph = graph_of(version_id)
    return enabled_alone(graph, only_node) if only_node else graph


def _graphs_of(versions: Collection[GraphVersion]) -> dict[UUID, Graph]:
    """The rows of several versions as graphs."""
    if not versions:
        return {}
    ids = [version.pk for version in versions]
    nodes: dict[UUID, list[Node]] = defaultdict(list)
    for row in NodeRow.objects.filter(version_id__in=ids):
        nodes[row.version_id].append(
            Node(row.key, row.block_id, row.input_default, row.metadata, row.settings)
        )
    links: dict[UUID, list[Link]] = defaultdict(list)
    for version_id, a, b, c, d, static, key in LinkRow.objects.filter(version_id__in=ids).values_list(
        "version_id", "source__key", "source_name", "sink__key", "sink_name", "is_static", "key"
    ):
        links[version_id].append(Link(a, b, c, d, bool(static), key))
    return {
        version.pk: Graph(tuple(nodes[version.pk]), tuple(links[version.pk]), version.settings)
        for version in versions
    }


def firing_values(
    node: PlannedNode,
    tokens: dict[str, Any],
    inputs: dict[str, Any],
    masks: dict[str, Any],
    whole: Whole = as_it_is,
) -> dict[str, Any]:
    """What one firing is given, before coercion: defaults, then tokens, then the run's own values.

    whole: see `merge_pins`. Raises PartsDoNotFit.
    """
    values: dict[str, Any] = {}
    merge_pins(values, node.input_default)
    merge_pins(values, tokens, whole)
    name = values.get("name")
    if node.block.kind is BlockKind.INPUT and isinstance(name, str) and name in inputs:
        values["value"] = inputs[name]
    merge_pins(values, masks.get(node.id, {}), whole)
    return values
