"""What happens in an execution, told to whoever watches. A hint: REST has the truth.

Events leave after the commit, in order, through one pump per process (`event_stream.py`). Each carries
`execution_id` and a growing `sequence`.

    execution.started    the first expansion began
    execution.progress   node_count and error_count grew by these
    execution.completed  status COMPLETED
    execution.failed     status FAILED or TERMINATED, with the error
    execution.paused     status REVIEW or INSUFFICIENT_CREDITS: nothing moves until somebody acts
    credits.low          a step cannot be paid (needed), or less than is usual is left: available
    node.started         node_id, index, wave
    node.completed       besides: outputs, unless they are large (`outputs_left_out`)
    node.failed          besides: error
    node.retrying        it failed and is tried again: error, attempts, wait_seconds
    node.awaiting_input  a person has to answer first
    review.requested     what they are asked: review_id, kind, name
    review.decided       the status that the question has now
    output.delta         node_id, index, pin, text: a piece of an output that is still being made

What changes in a whole workspace is not told by the engine: `workspace_watch.py` looks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import transaction

from agents import event_stream
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.models import Execution, NodeExecution, Review
from agents.secrecy import Mask
from platform_project.kit.money import credits_text

OF_STEPS = ("node.", "output.")  # what is told of these is left out where nobody may look inside
MAX_OUTPUT_BYTES = 4 * 1024  # of one event; larger outputs are fetched over REST


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `data` is JSON-safe."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)  # which firing it is about
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def payload(self, execution_id: str, mask: Mask) -> dict[str, Any]:
        """What travels. Secrets are hidden in the data alone: an id or a time may only look like one."""
        shown, at = mask.hide(self.data), self.at.isoformat()
        return {**shown, **self.ids, "type": self.type, "execution_id": execution_id, "at": at}


def execution_started() -> Event:
    return Event("execution.started", {"status": ExecutionStatus.RUNNING.value})


def execution_ended(status: ExecutionStatus, error: str) -> Event:
    kind = "execution.completed" if status is ExecutionStatus.COMPLETED else "execution.failed"
    return Event(kind, {"status": status.value, "error": error or None})


def execution_paused(status: ExecutionStatus) -> Event:
    return Event("execution.paused", {"status": status.value})


def node_awaiting_input(row: NodeExecution) -> Event:
    return Event("node.awaiting_input", {"status": NodeStatus.AWAITING_INPUT.value}, _named(row))


def review_requested(review: Review) -> Event:
    ids = {"review_id": str(review.pk), "node_id": review.node_key}
    return Event("review.requested", {"kind": str(review.kind), "name": review.name}, ids)


def review_decided(review: Review) -> Event:
    ids = {"review_id": str(review.pk), "node_id": review.node_key}
    return Event("review.decided", {"status": str(review.status)}, ids)


def progress(ended_count: int, error_count: int) -> Event:
    return Event("execution.progress", {"ended": ended_count, "failed": error_count})


def node_ran(row: NodeExecution) -> tuple[Event, Event]:
    """Both events of a firing that began and ended within a slice."""
    ended = node_ended(row)
    began = Event("node.started", {"status": NodeStatus.RUNNING.value}, ended.ids, row.started_at or ended.at)
    return began, ended


def node_started(row: NodeExecution) -> Event:
    began = row.started_at or datetime.now(UTC)
    return Event("node.started", {"status": NodeStatus.RUNNING.value}, _named(row), began)


def node_ended(row: NodeExecution) -> Event:
    """`node.completed` or `node.failed`, by the row's status."""
    data: dict[str, Any] = {"status": str(row.status)}
    ended = row.ended_at or datetime.now(UTC)
    if row.status != NodeStatus.COMPLETED:
        return Event("node.failed", {**data, "error": row.error}, _named(row), ended)
    small = len(orjson.dumps(row.outputs)) <= MAX_OUTPUT_BYTES
    data |= {"outputs": row.outputs} if small else {"outputs": None, "outputs_left_out": True}
    return Event("node.completed", data, _named(row), ended)


def node_retrying(row: NodeExecution, error: str, wait_seconds: float) -> Event:
    data = {"status": NodeStatus.QUEUED.value, "error": error, "attempts": row.attempts}
    return Event("node.retrying", {**data, "wait_seconds": wait_seconds}, _named(row))


def credits_low(available: int, needed: int | None = None) -> Event:
    """Both in micro-credits. needed: by a firing that waits for them."""
    data = {"available": credits_text(available)}
    return Event("credits.low", data if needed is None else {**data, "needed": credits_text(needed)})


def delta(row: NodeExecution, pin: str, text: str) -> Event:
    return Event("output.delta", {"pin": pin, "text": text}, _named(row))


def publish(execution: Execution, told: Sequence[Event]) -> None:
    """Send events once the current transaction is committed; at once if there is none."""
    if told:
        transaction.on_commit(lambda: publish_now(execution, told))


def publish_now(execution: Execution, told: Sequence[Event]) -> None:
    """Send events that need no commit first. Makes no query, so it may be called from an event loop."""
    if not execution.is_whole:
        told = [event for event in told if not event.type.startswith(OF_STEPS)]
        if not told:
            return
    mask = Mask.of(execution)
    named = str(execution.pk)
    event_stream.send(execution.pk, [event.payload(named, mask) for event in told])


def _named(row: NodeExecution) -> dict[str, Any]:
    return {
        "node_execution_id": str(row.pk),
        "node_id": row.node_key,
        "index": row.index,
        "wave": row.wave,
    }
