"""Firings that call others as their tools and go on with what those give.

    RUNNING (leased) ── the block needs tools ──→ RUNNING, without a lease: it waits, and holds no worker
          ↑                                            │  serve: a firing for each call, as any other
          └── QUEUED ←── serve: all of them ended ─────┘

The firings that are called are planned, recorded, charged, reviewed and stopped as all others are; what they
give goes along their links, too. They take no tokens (`planner.called`), and an error of theirs is told to
the caller, so it does not fail the execution.

`NodeExecution.continuation` of a firing that waits:

    began       when it began first
    beginnings  how often it was begun before this round, lost workers left out
    memo        the block's own
    calls       [{id, node, values, index}]; index: of the firing, null until it is planned
    results     call's id → [outputs, error], once all are there
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from agents.engine.plan import PlannedNode
from agents.engine.planner import called, is_anything_ready
from agents.engine.reasons import Reason
from agents.engine.state import ENDED_NODE, NodeStatus
from agents.engine.tools import tools_of
from agents.models import NodeExecution
from agents.runner.payment import Payment
from agents.runner.plans import plan_for
from agents.runner.queueing import place_of, queue_expansion, queue_firings
from agents.runner.record import LIMITS, refused
from agents.runner.spending import spent
from agents.runner.take_up import Slice, take_up
from agents.values.reference import Reference, replaced
from blocks.sdk import Context, Firing
from blocks.sdk.tools import Resumed, ToolResult

MAX_RESULT_BYTES = 200_000  # of one call's outputs as JSON; of more the beginning is told

Json = dict[str, Any]


def equip(context: Context, row: NodeExecution, node: PlannedNode) -> None:
    """Give a block that calls tools what it may call, and what came of what it called."""
    if not node.block.calls_tools:
        return
    context.tools = tools_of(plan_for(row.execution), node)
    if row.continuation is not None:
        told = row.continuation["results"]
        results = {call_id: ToolResult(_pairs(one["outputs"]), one["error"]) for call_id, one in told.items()}
        context.resumed = Resumed(row.continuation["memo"], results)


@transaction.atomic
def suspend(row: NodeExecution, lease: str, payment: Payment | None, done: Firing) -> Firing | None:
    """Let a firing wait for the tools it called. A refusal if what it has to remember is too large."""
    wanted = [{"id": c.id, "node": c.node_id, "values": dict(c.values), "index": None} for c in done.calls]
    had: Json = row.continuation or {}
    continuation = {
        "began": had.get("began") or (row.started_at.isoformat() if row.started_at else None),
        "beginnings": row.attempts - row.lost_workers,
        "memo": done.memo,
        "calls": wanted,
        "results": {},
    }
    size = len(orjson.dumps(continuation))
    if size > LIMITS.max_value_bytes:
        told = f"The conversation is {size:,} bytes of JSON; at most {LIMITS.max_value_bytes:,} are kept."
        return replace(refused(told, Reason.VALUE_TOO_LARGE), usage=done.usage)
    used = spent(row, done.usage)
    if NodeExecution.objects.suspend(row.pk, row.execution_id, lease, continuation, **used):
        queue_expansion(row.execution)
    if payment is not None:
        payment.settle(row.execution, done.usage.cost)
    return None


def ended(row: NodeExecution) -> Json:
    """Columns of a firing that ends, if it waited for tools before."""
    if row.continuation is None:
        return {}
    began = row.continuation["began"]
    return {"continuation": None, "started_at": parse_datetime(began) if began else row.started_at}


def waiting(work: Slice) -> list[NodeExecution]:
    """The firings of an execution that wait for their tools."""
    out = work.execution.node_executions.filter(is_delivered=False)
    return list(out.suspended().order_by("step"))


def serve(work: Slice, rows: list[NodeExecution], most_firings: int) -> list[NodeExecution]:
    """Plan what they call, and send on those whose calls have all ended; gives the others.

    most_firings: of the execution; calls beyond it are left, and the batch says so.
    """
    still = []
    for row in rows:
        row.execution = work.execution
        is_changed = _begin(work, row, {other.node_position for other in rows}, most_firings)
        results = _results(work, row)
        if results is not None:
            _send_on(work, row, results)
            continue
        still.append(row)
        if is_changed:
            _update(row, continuation=row.continuation)
    return still


def _begin(work: Slice, row: NodeExecution, callers: set[int], most_firings: int) -> bool:
    run, is_changed = work.run, False
    for call in row.continuation["calls"]:
        if call["index"] is not None:
            continue
        if run.steps >= most_firings:
            work.batch.has_calls_left = True
            break
        may_wait = bool(run.live - callers) or is_anything_ready(run)
        position = run.plan.position_of[call["node"]]
        caller = str(row.pk)
        firing = called(run, position, call["values"], wave=row.wave, caller=caller, may_wait=may_wait)
        if firing is None:
            continue
        take_up(work, firing, is_late=False)
        call["index"], is_changed = firing.index, True
    return is_changed


def _results(work: Slice, row: NodeExecution) -> dict[str, Json] | None:
    """What came of the calls of a firing; None if one of them has not ended."""
    calls = row.continuation["calls"]
    if any(call["index"] is None for call in calls):
        return None
    places = {call["id"]: (work.run.plan.position_of[call["node"]], call["index"]) for call in calls}
    made = {(one.node_position, one.index): one for one in work.batch.light if one.caller_id == row.pk}
    if missing := [place for place in places.values() if place not in made]:
        wanted = reduce(or_, (Q(node_position=position, index=index) for position, index in missing))
        rows = work.execution.node_executions.filter(wanted, status__in=ENDED_NODE)
        made |= {(one.node_position, one.index): one for one in rows}
    if not all(place in made for place in places.values()):
        return None
    return {call_id: _told(made[place]) for call_id, place in places.items()}


def _send_on(work: Slice, row: NodeExecution, results: dict[str, Json]) -> None:
    """Queue the firing again, with what it waited for."""
    continuation = row.continuation | {"calls": [], "results": results}
    if _update(row, status=NodeStatus.QUEUED, queued_at=Now(), continuation=continuation):
        queue_firings(work.execution.pk, [row.pk], place=place_of(work.execution))


def _update(row: NodeExecution, **fields: Any) -> bool:
    still = NodeExecution.objects.suspended().filter(pk=row.pk, execution_id=row.execution_id)
    return bool(still.update(**fields))


def _told(row: NodeExecution) -> Json:
    """The outputs of a firing and its error. Of a stored value the beginning."""
    outputs = [[pin, replaced(value, _preview)] for pin, value in row.outputs if pin != "error"]
    text = orjson.dumps(outputs)
    if len(text) > MAX_RESULT_BYTES:
        outputs = [["beginning of a long result", text[:MAX_RESULT_BYTES].decode(errors="ignore")]]
    is_well = row.status == NodeStatus.COMPLETED
    return {"outputs": outputs, "error": None if is_well else row.error or "It was stopped."}


def _preview(reference: Reference) -> Mapping[str, Any]:
    return {"beginning": reference.preview, "bytes": reference.bytes, "type": reference.type}


def _pairs(outputs: list[list[Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((pin, value) for pin, value in outputs)
