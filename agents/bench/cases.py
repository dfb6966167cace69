"""The table: each case, what it runs and what it must reach.

Where a case stands beside raw Celery the two take turns, so that a noisy machine is noisy for both.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agents.bench.clients import Client, NotCompleted, Once, saved, sustained
from agents.bench.graphs import chain, diamond, fan, heavy_chain, items
from agents.bench.outside import call_seconds
from agents.bench.raw import Raw
from agents.bench.report import Report, Target, beside, judged, times
from agents.engine.graph import Graph
from platform_project.accounts.models import User

CHAIN, FAN, ITEMS = 50, 200, 200
CLIENTS = 16
LONG_MS, SHORT_MS = 600, 100


@dataclass(frozen=True, slots=True)
class World:
    """What the cases share."""

    user: User
    raw: Raw
    url: str  # of the local server that heavy nodes call
    rounds: int
    seconds: float  # how long the sustained case lasts


def light_chain(world: World) -> Report:
    report = _beside(world, chain(CHAIN), lambda: world.raw.chain(CHAIN))
    return judged(report, [Target("ratio_to_raw", at_most=0.35), Target("median_ms", at_most=60)])


def light_fan(world: World) -> Report:
    report = _beside(world, fan(FAN), lambda: world.raw.chord(FAN))
    return judged(report, [Target("ratio_to_raw", at_most=0.2), Target("median_ms", at_most=150)])


def list_items(world: World) -> Report:
    done = list(_rounds(world, items(ITEMS)))
    return judged(_times(done), [Target("median_ms", at_most=400)])


def many_clients(world: World) -> Report:
    graph = saved(world.user, chain(CHAIN))
    sustained(world.user, graph, clients=CLIENTS, seconds=min(1.0, world.seconds))  # connections are made
    done = sustained(world.user, graph, clients=CLIENTS, seconds=world.seconds)
    report = {
        "clients": CLIENTS,
        "seconds": round(done.seconds, 1),
        **_times(done.runs),
        "nodes_per_second": round(done.firings_per_second),
    }
    return judged(report, [Target("nodes_per_second", at_least=3_000)])


def heavy(world: World) -> Report:
    """Per node: the execution's time, less what the calls themselves take, by the number of nodes."""
    rounds = max(2, world.rounds // 4)
    alone = call_seconds(world.url)
    done = list(_rounds(world, heavy_chain(world.url, CHAIN), rounds))
    median = statistics.median(once.seconds for once in done)
    report = {
        **_times(done),
        "call_ms": round(alone * 1000, 2),
        "ms_per_node_above_the_call": round((median / CHAIN - alone) * 1000, 2),
    }
    return judged(report, [Target("ms_per_node_above_the_call", at_most=12)])


def unequal_branches(world: World) -> Report:
    graph = diamond(world.url, long_ms=LONG_MS, short_ms=SHORT_MS)
    done = list(_rounds(world, graph, max(2, world.rounds // 4)))
    report = _times(done)
    critical_ms = SHORT_MS + LONG_MS + SHORT_MS
    ratio = round(report["median_ms"] / critical_ms, 3)
    report |= {"critical_path_ms": critical_ms, "ratio_to_critical_path": ratio}
    return judged(report, [Target("ratio_to_critical_path", at_most=1.1)])


LIGHT: dict[str, Callable[[World], Report]] = {
    "chain of 50 light nodes": light_chain,
    "200 parallel light nodes and a join": light_fan,
    "list of 200 items through two nodes": list_items,
    "16 clients, chains of 50": many_clients,
}
HEAVY: dict[str, Callable[[World], Report]] = {
    "chain of 50 heavy nodes": heavy,
    "diamond of two unequal branches": unequal_branches,
}


def may_call(world: World) -> bool:
    """True if the platform's workers may call the local server: OUTBOUND_ALLOWED_HOSTS names it."""
    client = Client(world.user)
    try:
        client.run(saved(world.user, heavy_chain(world.url, 1)))
    except NotCompleted as ended:
        if ended.error_code == "address_refused":
            return False
        raise
    finally:
        client.close()
    return True


def _beside(world: World, graph: Graph, raw: Callable[[], float]) -> Report:
    ours, theirs = [], []
    for once in _rounds(world, graph):
        ours.append(once)
        theirs.append(raw())
    return {**_times(ours), **beside([once.seconds for once in ours], theirs)}


def _rounds(world: World, graph: Graph, rounds: int | None = None) -> Iterator[Once]:
    """The graph once for the caches, then in rounds, one execution at a time."""
    row, client = saved(world.user, graph), Client(world.user)
    try:
        client.run(row)
        for _ in range(rounds or world.rounds):
            yield client.run(row)
    finally:
        client.close()


def _times(done: list[Once]) -> Report:
    report = {"firings": done[0].firings, **times([once.seconds for once in done])}
    report["firings_per_second"] = round(done[0].firings / report["median_ms"] * 1000)
    return report
