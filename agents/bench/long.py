"""What takes minutes: how the cost of a firing grows with an execution and with the table, and the soak."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection

from agents.bench.cases import World
from agents.bench.clients import Client, Once, saved
from agents.bench.graphs import chain, items, turns
from agents.bench.report import Report, Target, judged, times
from agents.engine.graph import Graph
from agents.models import Execution, NodeExecution
from agents.models import Graph as GraphRow
from platform_project.kit.ids import uuid7
from platform_project.supervisor import preflight, report

SHORT, LONG = 249, 4_999  # turns of two firings and one more: 499 and 9,999 firings
STORED = 1_000_000
STORED_PER_EXECUTION = 1_000
SOAK, SOAK_STEPS = 10_000, 10
_WORKERS = ("pc-engine", "pc-blocks")


def growth(world: World) -> dict[str, Report]:
    """Many firings in one execution against few, and a table with a million firings against an empty one."""
    return {
        "10,000 firings: a list": _longer(world, items),
        "10,000 firings: a loop": _longer(world, turns),
        "start with 1,000,000 stored firings": _fuller(world),
    }


def soak(world: World) -> dict[str, Report]:
    """The workers' memory while 10,000 executions go by, from when a tenth of them has."""
    root, _ = preflight.platform_lock(settings.VAR_DIR).holder()
    if root is None:
        raise CommandError("The soak measures a platform that `manage.py up` runs.")
    row, client, found = saved(world.user, chain(10)), Client(world.user), []
    try:
        for _ in range(SOAK_STEPS):
            for _ in range(SOAK // SOAK_STEPS):
                client.run(row)
            found.append(
                sum(r.pss_bytes for r in report.report_of(root) if r.name.startswith(_WORKERS)) / 2**20
            )
    finally:
        client.close()
    told = {
        "executions": SOAK,
        "workers_mb": [round(mb, 1) for mb in found],
        "grew_mb": round(statistics.mean(found[-2:]) - statistics.mean(found[:2]), 1),
    }
    return {"soak": judged(told, [Target("grew_mb", at_most=5)])}


def _longer(world: World, make: Callable[[int], Graph]) -> Report:
    few, many = _each(world, make(SHORT)), _each(world, make(LONG))
    rates = [statistics.median(once.firings / once.seconds for once in done) for done in (few, many)]
    told = {
        "firings": many[0].firings,
        **times([once.seconds for once in many]),
        "nodes_per_second": round(rates[1]),
        "nodes_per_second_of_a_short_one": round(rates[0]),
        "ratio_to_a_short_one": round(rates[1] / rates[0], 3),
    }
    return judged(told, [Target("ratio_to_a_short_one", at_least=0.8)])


def _each(world: World, graph: Graph) -> list[Once]:
    row, client = saved(world.user, graph), Client(world.user)
    try:
        client.run(row)
        return [client.run(row) for _ in range(5)]
    finally:
        client.close()


def _fuller(world: World) -> Report:
    row, client = saved(world.user, chain(1)), Client(world.user)
    try:
        sample = client.run(row).execution_id
        empty = [client.run(row).seconds for _ in range(world.rounds)]
        _fill(row, sample)
        client.run(row)
        full = [client.run(row).seconds for _ in range(world.rounds)]
    finally:
        client.close()
        NodeExecution.objects.filter(execution__graph=row)._raw_delete("default")
    told = {
        **times(full),
        "empty": times(empty),
        "ratio_to_empty": round(statistics.median(full) / statistics.median(empty), 3),
    }
    return judged(told, [Target("ratio_to_empty", at_most=1.2)])


def _fill(row: GraphRow, sample: UUID) -> None:
    """A million firings, in executions that ended, made after the one firing of `sample`."""
    like = Execution.objects.get(pk=sample)
    firing = like.node_executions.get()
    for _ in range(STORED // STORED_PER_EXECUTION):
        like.pk, like._state.adding = uuid7(), True
        like.save(force_insert=True)
        _copy(firing, like.pk)
    _settle_down()


def _settle_down() -> None:
    """Do at once what the server would do in the next minutes, beside what is measured."""
    with connection.cursor() as cursor:
        for table in (NodeExecution._meta.db_table, Execution._meta.db_table):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        with suppress(ProgrammingError):  # a server of others may not let us
            cursor.execute("CHECKPOINT")


def _copy(firing: NodeExecution, execution_id: UUID) -> None:
    """The firing, many times over, as the steps of another execution."""
    table, columns = (
        NodeExecution._meta.db_table,
        [str(f.column) for f in NodeExecution._meta.concrete_fields],
    )
    new = {"id": "gen_random_uuid()", "execution_id": "%s", "step": "n", "index": "n"}
    values = ", ".join(new.get(column, f'one."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    source = f"{table} AS one, generate_series(1, {STORED_PER_EXECUTION}) AS n WHERE one.id = %s"
    copy = f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}"  # noqa: S608  our own columns
    with connection.cursor() as cursor:
        cursor.execute(copy, [execution_id, firing.pk])
