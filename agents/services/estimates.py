"""What a run will cost, as far as that can be told before it: by its steps, and by what they cost before.

typical    the median of what the step's last firings cost × how often it fired in a run
most       what is set aside for one firing of it, with what the graph gives it

A step that runs an agent costs what that agent's run costs, told in the same way from its own steps and past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from agents.engine.graph import Graph as Document
from agents.engine.limits import Limits
from agents.engine.plan import BlockGone, Plan, PlannedNode, make_plan
from agents.engine.state import ExecutionStatus, NodeStatus, Origin
from agents.errors import GraphInvalid
from agents.models import Execution, Graph, GraphVersion, NodeExecution
from agents.queries import agent_named_by
from agents.runner.context import CREDENTIALS
from agents.runner.plans import plan_of
from agents.runner.prices import price_of
from agents.services import closed, origins
from agents.services.graphs import check_graph
from agents.services.runs import RunRequest, version_of
from blocks.finding import blocks_here
from blocks.sdk import BlockKind
from credits.services.charging import Charge, needed_for
from credits.services.price_book import is_priced
from integrations.services.choice import Choice
from integrations.services.model_table import table_now
from integrations.services.rights import Rights
from platform_project.accounts.models import User, Workspace

RUNS = 20  # of the past that are looked at
SAMPLES = 50  # of a step's firings
MAX_DEPTH = Limits().max_depth
MAX_AGENTS = 50  # that are looked into
_UNSAVED = UUID(int=0)  # a draft that has no graph yet


@dataclass(frozen=True, slots=True)
class NodeEstimate:
    """Micro-credits of one step. samples: firings of the past that `typical` rests on; 0: it is `most`, or
    what the agent that the step runs usually costs.
    """

    node_id: str
    block_id: str
    typical: int  # in one run
    most: int  # of one firing
    samples: int
    firings: float  # in one run


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one run, in micro-credits."""

    typical: int
    most: int  # with as many firings as usual
    runs: int  # of the past that it rests on
    nodes: Sequence[NodeEstimate]  # those that may cost something; of a closed agent none is told
    price: int = 0  # of the agent itself, of the marketplace; part of both sums


NOTHING = Estimate(0, 0, 0, [])


@dataclass(frozen=True, slots=True)
class _Asked:
    """For whom, and with what. above: the agents that run this one, the outermost first."""

    user: User
    workspace_id: UUID
    credentials: Mapping[str, str]
    masks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pinned: Collection[str] = ()
    above: tuple[UUID, ...] = ()
    known: dict[UUID, Estimate] = field(default_factory=dict)  # of versions that are run below

    def below(self, graph: Graph | None) -> _Asked:
        """For what the agent runs: what that is given, nobody knows yet."""
        return replace(self, masks={}, pinned=(), above=(*self.above, graph.pk if graph else _UNSAVED))


def estimate_run(*, graph: Graph, user: User, request: RunRequest) -> Estimate:
    """What a run of a graph would cost `user`.

    Raises NotFound for the version, GraphInvalid, or AgentIsClosed for a part of a closed agent.
    """
    closed.refuse_inside(graph, request)
    try:
        plan = plan_of(version_of(graph, request.version).pk, request.only_node)
    except BlockGone as gone:
        raise closed.without_block(graph.pk, gone) from gone
    if not settings.CREDITS or request.dry_run:
        return NOTHING
    asked = _Asked(
        user,
        graph.workspace_id,
        request.credentials,
        masks=request.nodes_input_masks,
        pinned=request.pinned_outputs.keys(),
    )
    found = _estimate(plan, graph, asked)
    return replace(found, nodes=[]) if origins.is_closed(graph.pk) else found


def estimate_draft(
    *,
    drawn: Document,
    graph: Graph | None,
    user: User,
    workspace: Workspace,
    credentials: Mapping[str, str],
) -> Estimate:
    """What a run of a graph would cost `user` that need not be saved. Raises GraphInvalid.

    graph: the one that it is a draft of. What its steps cost before counts where they are still there.
    """
    completed, report = check_graph(drawn, workspace)
    if not report.is_clean:
        raise GraphInvalid("The graph cannot run as it is; details name every problem.", report)
    if not settings.CREDITS:
        return NOTHING
    plan = make_plan(completed, blocks_here(workspace.pk))
    past = None if graph is None or origins.is_closed(graph.pk) else graph
    return _estimate(plan, past, _Asked(user, workspace.pk, credentials))


def _estimate(plan: Plan, graph: Graph | None, asked: _Asked) -> Estimate:
    runs = [] if graph is None else _past_runs(graph, is_below=bool(asked.above))
    past = _costs_of(runs)
    nodes = [
        _of_node(node, past.get(node.id, []), len(runs), _of_one_firing(node, graph, asked))
        for node in _priced_nodes(plan)
        if node.id not in asked.pinned
    ]
    most = sum(round(max(node.firings, 1) * node.most) for node in nodes)
    price = 0 if graph is None else _price(graph, asked)
    typical = sum(node.typical for node in nodes)
    return Estimate(typical + price, most + price, len(runs), nodes, price)


def _price(graph: Graph, asked: _Asked) -> int:
    """Of the agent itself; what came together with the agent that runs it costs nothing on its own."""
    if asked.above and origins.is_of_same(graph.pk, asked.above[-1]):
        return 0
    return price_of(graph.pk, asked.workspace_id)


def _priced_nodes(plan: Plan) -> list[PlannedNode]:
    agents = [node for node in plan.nodes if node.block.kind is BlockKind.AGENT]
    return [node for node in plan.nodes if node in agents or is_priced(node.block)]


def _past_runs(graph: Graph, *, is_below: bool) -> Sequence[UUID]:
    done = Execution.objects.filter(
        graph=graph, status=ExecutionStatus.COMPLETED, is_dry_run=False, only_node="", until=""
    )
    if not is_below:
        done = done.filter(parent=None)
    return list(done.order_by("-created_at", "-id").values_list("pk", flat=True)[:RUNS])


def _costs_of(runs: Sequence[UUID]) -> dict[str, list[int]]:
    """Node id → what its last firings cost that ran, the newest first."""
    found: dict[str, list[int]] = defaultdict(list)
    ran = NodeExecution.objects.filter(
        execution_id__in=runs, status=NodeStatus.COMPLETED, origin=Origin.RUN, cost__gt=0
    )
    place = Window(RowNumber(), partition_by=F("node_key"), order_by=F("id").desc())
    rows = ran.annotate(place=place).filter(place__lte=SAMPLES).order_by("place")
    for node_id, cost in rows.values_list("node_key", "cost"):
        found[node_id].append(cost)
    return found


def _of_node(node: PlannedNode, costs: list[int], runs: int, one: tuple[int, int]) -> NodeEstimate:
    """one: of one firing, typical and most."""
    firings = len(costs) / runs if runs and costs else 1.0
    typical = round(median(costs) * firings) if costs else one[0]
    return NodeEstimate(node.id, node.block.id, typical, one[1], len(costs), firings)


def _of_one_firing(node: PlannedNode, graph: Graph | None, asked: _Asked) -> tuple[int, int]:
    """Typical and most, as far as what the graph gives says it."""
    values = {**node.input_default, **asked.masks.get(node.id, {})}
    if node.block.kind is BlockKind.AGENT:
        below = _of_agent(values, graph, asked)
        return below.typical, below.most
    charge = Charge.of("", asked.workspace_id, node.block, values, table=table_now())
    choice = Choice.of(asked.user.pk, asked.workspace_id, values.get(CREDENTIALS), asked.credentials)
    is_own = Rights(choice, patience_seconds=0).would_be_own(charge.target.provider)
    most = needed_for(charge, is_own_credential=is_own)
    return most, most


def _of_agent(values: Mapping[str, Any], above: Graph | None, asked: _Asked) -> Estimate:
    """Of the agent that a step runs; nothing where only the run will tell which it is."""
    graph, version = agent_named_by(values, asked.workspace_id)
    asked = asked.below(above)
    if graph is None or version is None or len(asked.above) > MAX_DEPTH:
        return NOTHING
    if version.pk not in asked.known:
        if len(asked.known) >= MAX_AGENTS:
            return NOTHING
        asked.known[version.pk] = NOTHING  # until it is known: an agent may run itself
        asked.known[version.pk] = _of_version(version, graph, asked)
    return asked.known[version.pk]


def _of_version(version: GraphVersion, graph: Graph, asked: _Asked) -> Estimate:
    try:
        return _estimate(plan_of(version.pk), graph, asked)
    except BlockGone:
        return NOTHING  # it will fail before it costs anything
