"""`manage.py bench`: how long executions take from their start to their end, on the platform that runs now.

Each case is started through the service that the API uses and is over when the database says so. JSON on
stdout: per case the number of firings, the median, fastest and slowest time in milliseconds, and firings per
second at the median. The graphs are deleted at the end.
"""

from __future__ import annotations

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.cli.files import Refused
from agents.cli.workers import working
from agents.engine.graph import Graph, Link, Node
from agents.engine.state import ENDED_EXECUTION, ExecutionStatus
from agents.models import Execution
from agents.models import Graph as GraphRow
from agents.services import graphs, runs
from platform_project.accounts.models import User
from platform_project.accounts.services.registration import register
from platform_project.kit.ids import uuid7

STORE = "basic.store_value"
PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.001


def chain(length: int) -> Graph:
    """Light nodes in a row."""
    nodes = [Node(f"{i}", STORE, {"input": 0} if i == 0 else {}) for i in range(length)]
    return Graph(tuple(nodes), tuple(Link(f"{i}", "output", f"{i + 1}", "input") for i in range(length - 1)))


def fan(width: int) -> Graph:
    """Light nodes side by side, and one that takes them all."""
    nodes = [Node(f"{i}", STORE, {"input": i}) for i in range(width)]
    links = [Link(f"{i}", "output", "join", f"values_$_{i}") for i in range(width)]
    return Graph((*nodes, Node("join", "data.create_list")), tuple(links))


def loop(items: int) -> Graph:
    """A list, item by item, through one node: a firing an item and two more."""
    nodes = (
        Node("list", STORE, {"input": list(range(items))}),
        Node("each", "logic.step_through_items"),
        Node("take", STORE),
    )
    return Graph(nodes, (Link("list", "output", "each", "items"), Link("each", "item", "take", "input")))


CASES: dict[str, Callable[[], Graph]] = {
    "chain of 50 light nodes": lambda: chain(50),
    "200 parallel light nodes and a join": lambda: fan(200),
    "list of 200 items": lambda: loop(200),
}


class Command(BaseCommand):
    help = "Measure executions on the running platform; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=20, help="executions per case (default 20)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with working(self.stderr.write):
                self.stdout.write(json.dumps(_measured(options["rounds"]), indent=2))
        except Refused as reason:
            raise CommandError(str(reason)) from reason


def _measured(rounds: int) -> dict[str, Any]:
    user = register(email=f"bench-{uuid7()}@example.com", password=f"{uuid7()}")
    try:
        return {name: _case(user, make(), rounds) for name, make in CASES.items()}
    finally:
        GraphRow.objects.for_user(user).delete()
        user.delete()


def _case(user: User, graph: Graph, rounds: int) -> dict[str, Any]:
    given = graphs.GraphDocument("bench", "", graph, tuple(None for _ in graph.links))
    version = graphs.create_graph(workspace=user.personal_workspace, user=user, given=given)
    _once(user, version.graph)  # plans are made, blocks are imported
    times, firings = zip(*(_once(user, version.graph) for _ in range(rounds)), strict=True)
    median = statistics.median(times)
    return {
        "firings": firings[0],
        "median_ms": round(median * 1000, 1),
        "fastest_ms": round(min(times) * 1000, 1),
        "slowest_ms": round(max(times) * 1000, 1),
        "firings_per_second": round(firings[0] / median),
    }


def _once(user: User, graph: GraphRow) -> tuple[float, int]:
    """Seconds from the start to the end, and firings, of one execution."""
    began = time.perf_counter()
    execution = runs.start_run(graph=graph, user=user, request=runs.RunRequest())
    while True:
        status, firings = Execution.objects.values_list("status", "node_count").get(pk=execution.pk)
        took = time.perf_counter() - began
        if status in ENDED_EXECUTION:
            break
        if took > PATIENCE_SECONDS:
            raise CommandError(f"An execution took longer than {PATIENCE_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)
    if status != ExecutionStatus.COMPLETED:
        raise CommandError(f"An execution ended {status}.")
    return took, firings
