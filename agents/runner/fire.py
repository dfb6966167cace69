"""One heavy firing: claimed, run under a lease, committed, told.

    QUEUED → claim → RUNNING (leased) → block → COMPLETED | FAILED, in one UPDATE by the holder of the lease
       ↑                                     └── a failure that may pass, and tries are left (retries.py)
       └─────────────────────────────────────────┘

What a block did is worth more than a worker's time: while the database is away, the outcome is kept, and the
lease with it, until it can be written.

Never raises for what a block does: it is a header task of a chord, and a chord whose header raised would not
call its body.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import connection, transaction

from agents import events
from agents.engine.plan import PlannedNode
from agents.models import NodeExecution
from agents.runner import calls, handover, payment, unpaid
from agents.runner import expand as expansion
from agents.runner.context import heavy_context, rights_of
from agents.runner.held import Ended, Held, new_lease
from agents.runner.leases import keeper
from agents.runner.plans import plan_for, version_of
from agents.runner.queueing import place_of, queue_firings
from agents.runner.record import outcome_fields, refused
from agents.runner.retries import may_try_again, try_again
from agents.runner.rows import firing_under, firing_with_execution
from agents.runner.spending import spent
from agents.runner.turns import in_turn
from agents.values.carriage import CannotOpen, kept, opened
from agents.values.store import ValueStore
from blocks.sdk import Context, Firing, fire, fire_pure
from blocks.sdk.coercion import masked
from credits.errors import InsufficientCredits, ModelNotAllowed, OverBudget
from platform_project.kit import loop
from platform_project.kit.logs import bind
from platform_project.kit.outages import outlast

CLAIM_SECONDS = 60.0  # then recovery sends the firing to another worker
TURN_SECONDS = (
    1.0  # of heavy firings that follow each other in one task; then what else is queued may go first
)
QUICK_SECONDS = 0.01  # within which a block may end before others get its worker's database connection
SETTLE_SECONDS = 900.0  # then the outcome is lost, and recovery decides

T = TypeVar("T")
log = structlog.get_logger(__name__)


def fire_claimed(firing_id: UUID, execution_id: UUID) -> None:
    """Run one queued firing to its end. A second delivery of the same task claims nothing."""
    ours = _claimed(firing_id, execution_id)
    if ours is not None:
        _run(ours, partial(_write_down, ours))
        _let_next_begin(ours)


def fire_on(firing_id: UUID, execution_id: UUID) -> None:
    """Run one queued firing that nothing is waited for beside, and take its execution further.

    A heavy firing that follows stays here, if the turn is not over: as a row and under a lease of its own,
    committed before it begins and when it has ended, but without a message and a claim in between.
    """
    until = time.monotonic() + TURN_SECONDS
    ours = _claimed(firing_id, execution_id)
    if ours is None:  # whoever had it may have died before it went on
        _go_on(execution_id)
    while ours is not None:
        following = _run(ours, partial(_write_down_and_go_on, ours, until))
        if following is None:
            _let_next_begin(ours)
        ours = following


def _claimed(firing_id: UUID, execution_id: UUID) -> Held | None:
    """The firing, ours to run, and all that its run needs of the database; None if there is nothing to do."""
    return outlast(partial(_claim, firing_id, execution_id, new_lease()), seconds=CLAIM_SECONDS)


def _claim(firing_id: UUID, execution_id: UUID, lease: str) -> Held | None:
    if not NodeExecution.objects.claim(firing_id, execution_id, lease):
        return None
    ours = _held(firing_id, execution_id, lease)
    if ours is not None:
        events.publish(ours.row.execution, [events.node_started(ours.row)])
    return ours


def _held(firing_id: UUID, execution_id: UUID, lease: str) -> Held | None:
    row = firing_with_execution(firing_id, execution_id)
    if row is None:
        return None  # deleted with its execution
    row.execution.version = version_of(row.execution.version_id)
    return Held(row, plan_for(row.execution).nodes[row.node_position], lease)


def _let_next_begin(ours: Held) -> None:
    outlast(partial(handover.next_of, ours.row.execution.started_by_id), seconds=CLAIM_SECONDS)


def _run(ours: Held, write_down: Callable[[ValueStore, Firing], T]) -> T | None:
    """Let the block do its work, and write down what came of it unless the firing was stopped meanwhile."""
    row, node, lease = ours.row, ours.node, ours.lease
    values = ValueStore(row.execution.workspace_id)
    with bind(execution_id=str(row.execution_id), node_id=row.node_key):
        rights = rights_of(row.execution, node, patience_seconds=_patience(node))
        try:
            with keeper.keep(lease, row.execution_id, _nobody):  # fetching may take longer than a lease
                given = outlast(partial(opened, values, node.block, row.input), seconds=CLAIM_SECONDS)
                begin = partial(payment.begin, row, node, given, rights)
                ours.payment = outlast(begin, seconds=CLAIM_SECONDS)
        except CannotOpen as err:
            following = write_down(values, err.outcome)
            _tell_others(ours)
            return following
        except ModelNotAllowed as why:
            following = write_down(values, _not_made(ours, why))
            _tell_others(ours)
            return following
        except (InsufficientCredits, OverBudget) as why:
            outlast(partial(unpaid.wait, row, lease, why), seconds=CLAIM_SECONDS)
            _tell_others(ours)
            return None
        if not ours.follows or ours.payment:
            _give_connection_back()
        context = heavy_context(row.execution, row, rights)
        work = _begun(row, node, given, context)
        with keeper.keep(lease, row.execution_id, work.cancel):
            _tell_others(ours)
            done = _done(ours, work, context)
            if done is None:
                return None
            outcome = outlast(partial(kept, values, node.block, row.input, done), seconds=SETTLE_SECONDS)
            return write_down(values, outcome)


def _not_made(ours: Held, why: ModelNotAllowed) -> Firing:
    """The outcome of a firing that may not begin."""
    return replace(refused(why.message, why.code), input=masked(ours.row.input, ours.node.block))


def _done(ours: Held, work: Future[Firing], context: Context) -> Firing | None:
    """What came of the block, with what it costs; None if nobody waits for it, or it waits for its tools."""
    paid = ours.payment
    try:
        done = _result(work)
    except CancelledError:
        if paid:
            outlast(partial(paid.stopped, context.usage), seconds=CLAIM_SECONDS)
        return None
    if paid:
        done = paid.priced(done)
    if not done.calls:
        return done
    return outlast(partial(calls.suspend, ours.row, ours.lease, paid, done), seconds=SETTLE_SECONDS)


def _tell_others(ours: Held) -> None:
    """Send what became ready with a firing that is ours. What is not sent, recovery finds."""
    try:
        for lane in ours.beside:
            queue_firings(ours.row.execution_id, lane, place=place_of(ours.row.execution))
    except Exception as err:  # noqa: BLE001  # our own block runs already, and its outcome is worth more
        log.warning("firings were not sent", count=len(ours.beside), reason=type(err).__name__)
    if ours.beside:
        _give_connection_back()


def _patience(node: PlannedNode) -> float:
    limit = node.settings.timeout_seconds
    return node.block.timeout_seconds if limit is None else limit


def _begun(row: NodeExecution, node: PlannedNode, given: dict[str, Any], context: Context) -> Future[Firing]:
    block, limit = node.block, node.settings.timeout_seconds
    calls.equip(context, row, node)
    if block.pure:  # it computes; on the event loop it would hold up those that wait
        return loop.submit(asyncio.to_thread(fire_pure, block, given, context))
    return loop.submit(in_turn(block, lambda: fire(block, given, context, timeout_seconds=limit)))


def _result(work: Future[Firing]) -> Firing:
    """What comes of a block. One that follows another may be quick: its connection is kept for a moment."""
    try:
        return work.result(QUICK_SECONDS)
    except TimeoutError:
        _give_connection_back()
        return work.result()


def _nobody() -> None:
    """Who is told of a stop while there is nothing to cancel; the lease is gone all the same."""


def _give_connection_back() -> None:
    """While a block waits, others need the connection: there are fewer of them than firings."""
    if not connection.in_atomic_block:
        connection.close()


def _write_down(ours: Held, values: ValueStore, outcome: Firing) -> None:
    if may_try_again(ours.node, ours.row, outcome):
        again = partial(try_again, ours.node, ours.row, ours.lease, ours.payment, outcome)
        outlast(again, seconds=SETTLE_SECONDS)
    else:
        _settle(ours, values, outcome, _fields(ours, outcome))


def _write_down_and_go_on(ours: Held, until: float, values: ValueStore, outcome: Firing) -> Held | None:
    """The same, and the next slice in the same transaction where that can be; what stays with us, if any."""
    is_on_its_own = ours.row.continuation is not None or ours.payment is not None
    if is_on_its_own or may_try_again(ours.node, ours.row, outcome):
        _write_down(ours, values, outcome)
        _go_on(ours.row.execution_id)
        return None
    ended = Ended(ours, _fields(ours, outcome), values)
    lease = new_lease() if time.monotonic() < until else ""
    try:
        return expansion.go_on_from(ended, lease)
    except expansion.TakenBack:
        pass
    except Exception as err:  # noqa: BLE001  # what a block did is worth more than a plan, or than a connection
        log.warning("an outcome is written down on its own", reason=type(err).__name__)
        _give_connection_back()
    _settle(ours, values, outcome, ended.outcome)
    following = outlast(partial(_under, ours, lease), seconds=CLAIM_SECONDS) if lease else None
    if following is None:
        _go_on(ours.row.execution_id)
    return following


def _under(ours: Held, lease: str) -> Held | None:
    """The firing that we hold by a commit whose answer we did not get."""
    execution_id = ours.row.execution_id
    firing_id = firing_under(execution_id, lease)
    return _held(firing_id, execution_id, lease) if firing_id else None


def _fields(ours: Held, outcome: Firing) -> dict[str, Any]:
    """The columns of the outcome. Once for each: what was used is added to what the row says."""
    return outcome_fields(outcome) | spent(ours.row, outcome.usage) | calls.ended(ours.row)


def _go_on(execution_id: UUID) -> None:
    outlast(partial(expansion.go_on, execution_id), seconds=CLAIM_SECONDS)


def _settle(ours: Held, values: ValueStore, outcome: Firing, fields: dict[str, Any]) -> None:
    outlast(partial(_settle_alone, ours, values, outcome, fields), seconds=SETTLE_SECONDS)


def _settle_alone(ours: Held, values: ValueStore, outcome: Firing, fields: dict[str, Any]) -> None:
    row, paid = ours.row, ours.payment
    with transaction.atomic() if values.has_uses or paid else nullcontext():
        if not NodeExecution.objects.settle(row.pk, row.execution_id, ours.lease, **fields):
            if paid:
                paid.stopped()
            return
        values.record_uses(row.execution_id)
        if paid:
            paid.settle(row.execution, outcome.usage.cost)
        for name, value in fields.items():
            setattr(row, name, value)
        events.publish(row.execution, [events.node_ended(row)])
