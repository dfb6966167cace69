"""What a run will cost, as far as that can be told before it: by its steps, and by what they cost before.

typical    the median of what the step's last firings cost × how often it fired in a run
most       what is set aside for one firing of it, with what the graph gives it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from agents.engine.plan import BlockGone, Plan, PlannedNode
from agents.engine.state import ExecutionStatus, NodeStatus, Origin
from agents.models import Execution, Graph, NodeExecution
from agents.runner.context import CREDENTIALS
from agents.runner.plans import plan_of
from agents.runner.prices import price_of
from agents.services import closed, origins
from agents.services.runs import RunRequest, version_of
from blocks.sdk import BlockKind
from credits.services.charging import Charge, needed_for
from credits.services.price_book import is_priced
from integrations.services.choice import Choice
from integrations.services.model_table import table_now
from integrations.services.rights import Rights
from platform_project.accounts.models import User

RUNS = 20  # of the past that are looked at
SAMPLES = 50  # of a step's firings


@dataclass(frozen=True, slots=True)
class NodeEstimate:
    """Micro-credits of one step. samples: firings of the past that `typical` rests on; 0: it is `most`."""

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
        return Estimate(0, 0, 0, [])
    runs = _past_runs(graph)
    past = _costs_of(runs)
    nodes = [
        _of_node(node, past.get(node.id, []), len(runs), _most(node, user, graph, request))
        for node in _priced_nodes(plan)
        if node.id not in request.pinned_outputs
    ]
    most = sum(round(max(node.firings, 1) * node.most) for node in nodes)
    price = price_of(graph.pk, graph.workspace_id)
    typical = sum(node.typical for node in nodes)
    shown = [] if origins.is_closed(graph.pk) else nodes
    return Estimate(typical + price, most + price, len(runs), shown, price)


def _priced_nodes(plan: Plan) -> list[PlannedNode]:
    agents = [node for node in plan.nodes if node.block.kind is BlockKind.AGENT]
    return [node for node in plan.nodes if node in agents or is_priced(node.block)]


def _past_runs(graph: Graph) -> Sequence[UUID]:
    done = Execution.objects.filter(
        graph=graph, parent=None, status=ExecutionStatus.COMPLETED, is_dry_run=False, only_node="", until=""
    )
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


def _of_node(node: PlannedNode, costs: list[int], runs: int, most: int) -> NodeEstimate:
    firings = len(costs) / runs if runs and costs else 1.0
    typical = round(median(costs) * firings) if costs else most
    return NodeEstimate(node.id, node.block.id, typical, most, len(costs), firings)


def _most(node: PlannedNode, user: User, graph: Graph, request: RunRequest) -> int:
    if node.block.kind is BlockKind.AGENT:
        return 0  # what it runs is known when it runs
    values = {**node.input_default, **request.nodes_input_masks.get(node.id, {})}
    charge = Charge.of("", graph.workspace_id, node.block, values, table=table_now())
    choice = Choice.of(user.pk, graph.workspace_id, values.get(CREDENTIALS), request.credentials)
    is_own = Rights(choice, patience_seconds=0).would_be_own(charge.target.provider)
    return needed_for(charge, is_own_credential=is_own)
