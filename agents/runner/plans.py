"""Plans of versions. A version never changes, so its plan is made once per process and kept.

Blocks of imported APIs may change while the process runs: what rests on them is made anew when they do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from agents.engine.disabled import enabled_alone
from agents.engine.graph import Graph, Link, Node
from agents.engine.pins import Whole, as_it_is, merge_pins
from agents.engine.plan import Edition, Plan, PlannedNode, make_plan
from agents.engine.until import up_to
from agents.engine.validation import Report, check_structure
from agents.models import Execution, GraphVersion
from agents.models import Link as LinkRow
from agents.models import Node as NodeRow
from blocks.finding import blocks_here, find_any_block
from blocks.sdk import Block, BlockKind, FindBlock, find_block
from integrations.services.private_lookup import may_be_private

MAX_REFUSALS = 20_000
_refusals: dict[UUID, bool] = {}  # version → whether it refuses to run; neither it nor our blocks change


def plan_of(version_id: UUID, only_node: str = "") -> Plan:
    """The plan of one version, or of one node of it, disabled or not, without its links. Raises BlockGone."""
    return _up_to_date(partial(_plan_of, version_id, only_node))


def plan_until(version_id: UUID, node_id: str, pinned: Iterable[str], also: Iterable[str] = ()) -> Plan:
    """The plan of a run up to one node, as `up_to` says. Raises BlockGone."""
    return _up_to_date(partial(_plan_until, version_id, node_id, frozenset(pinned), frozenset(also)))


def _up_to_date(plan_at: Callable[[tuple[Edition, ...]], Plan]) -> Plan:
    """plan_at: gives the plan for editions of blocks that are no longer those of the plan kept first, ()."""
    plan = plan_at(())
    if plan.editions:
        now = tuple(Edition(one.block_id, _edition_now(one.block_id)) for one in plan.editions)
        if now != plan.editions:
            return plan_at(now)
    return plan


@lru_cache(maxsize=256)
def _plan_of(version_id: UUID, only_node: str, editions: tuple[Edition, ...]) -> Plan:
    return make_plan(_part_of(version_id, only_node), _Here(version_id).find)


@lru_cache(maxsize=256)
def _plan_until(
    version_id: UUID,
    until: str,
    pinned: frozenset[str],
    also: frozenset[str],
    editions: tuple[Edition, ...],
) -> Plan:
    return make_plan(up_to(graph_of(version_id), until, pinned, also), _Here(version_id).find)


def _edition_now(block_id: str) -> str:
    block = find_any_block(block_id)
    return block.edition if block else ""


def problems_of(version_id: UUID, only_node: str = "") -> Report:
    """What keeps a version from running that was imported as a draft, or whose blocks changed since.

    Clean for all others. Not to be changed.
    """
    report, rests_on_code = _problems_of(version_id, only_node)
    return report if rests_on_code else _checked(version_id, _part_of(version_id, only_node))[0]


@lru_cache(maxsize=256)
def _problems_of(version_id: UUID, only_node: str) -> tuple[Report, bool]:
    return _checked(version_id, _part_of(version_id, only_node))


def _checked(version_id: UUID, graph: Graph) -> tuple[Report, bool]:
    """What is wrong with a version's graph, and whether that stays so as long as the process runs."""
    here = _Here(version_id)
    report = check_structure(graph, here.find)
    return report, here.rests_on_code


class _Here:
    """What a version's nodes may be: blocks of the library and of its workspace."""

    def __init__(self, version_id: UUID) -> None:
        self._version_id = version_id
        self._find: FindBlock | None = None
        self.rests_on_code = True  # nobody asked for what may be an imported block

    def find(self, ref: str) -> type[Block] | None:
        found = find_block(ref)
        if found is not None or not may_be_private(ref):
            return found
        self.rests_on_code = False
        if self._find is None:
            of = GraphVersion.everything.values_list("graph__workspace_id", flat=True)
            self._find = blocks_here(of.get(pk=self._version_id))
        return self._find(ref)


def drafts_among(versions: Collection[GraphVersion]) -> set[UUID]:
    """Ids of those that refuse to run, as `problems_of` tells; three queries at most, however many."""
    unknown = [version for version in versions if version.pk not in _refusals]
    if len(_refusals) + len(unknown) > MAX_REFUSALS:
        _refusals.clear()
        unknown = list(versions)
    now: dict[UUID, bool] = {}  # of those whose blocks may be others by the next time
    for version_id, graph in _graphs_of(unknown).items():
        report, rests_on_code = _checked(version_id, graph)
        (_refusals if rests_on_code else now)[version_id] = not report.is_clean
    return {version.pk for version in versions if now.get(version.pk, _refusals.get(version.pk))}


def plan_for(execution: Execution) -> Plan:
    """The plan that an execution follows. Raises BlockGone."""
    if execution.until:
        pinned, reused = execution.pinned_outputs, execution.reused_nodes
        return plan_until(execution.version_id, execution.until, pinned, reused)
    return plan_of(execution.version_id, execution.only_node)


@lru_cache(maxsize=256)
def version_of(version_id: UUID) -> GraphVersion:
    """The row of one version, which never changes. Not to be changed."""
    version: GraphVersion = GraphVersion.objects.get(pk=version_id)
    return version


def graph_of(version: UUID | GraphVersion) -> Graph:
    """A version's rows as a graph."""
    if not isinstance(version, GraphVersion):
        version = GraphVersion.everything.only("settings").get(pk=version)  # also of what ran before it went
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
