"""Tasks of the engine: ids in, one call. Queues: settings.CELERY_TASK_ROUTES."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from celery import shared_task

from agents.history import prune
from agents.runner import admission, payment, prices, recovery, unpaid
from agents.runner import expand as expansion
from agents.runner import fire as firing
from agents.services import (
    autosaves,
    happened,
    low_credits,
    scheduled_starts,
    trigger_starts,
    version_removal,
)
from agents.values import sweep
from integrations.services import deliveries
from platform_project.kit.outages import outlast

EXPAND_SECONDS = 60.0  # how long an expansion waits for the database; then recovery comes back to it


@shared_task(ignore_result=True)
def expand(execution_id: str) -> None:
    """Take an execution further, for one turn at most. Safe to deliver twice."""
    turn = partial(expansion.expand, UUID(execution_id), turn_seconds=expansion.TURN_SECONDS)
    outlast(turn, seconds=EXPAND_SECONDS)


@shared_task(ignore_result=True)
def fire(firing_id: str, execution_id: str) -> None:
    """Run one heavy firing. Safe to deliver twice: the second delivery claims nothing."""
    firing.fire_claimed(UUID(firing_id), UUID(execution_id))


@shared_task(ignore_result=True)
def fire_alone(firing_id: str, execution_id: str) -> None:
    """Run one heavy firing and take its execution further. Safe to deliver twice, as both parts are."""
    firing.fire_on(UUID(firing_id), UUID(execution_id))


@shared_task(ignore_result=True)
def admit(user_id: str | None, graph_id: str) -> None:
    """Let executions of this user and of this graph run, as far as there is room. Safe to deliver twice."""
    admission.admit_next(UUID(user_id) if user_id else None, UUID(graph_id))


@shared_task(ignore_result=True)
def recover() -> None:
    """Bring back what was left behind; beat calls it every few seconds."""
    recovery.recover()


@shared_task(ignore_result=True)
def credits_arrived(workspace_id: str) -> None:
    """Let firings of a workspace go on that waited for credits. Safe to deliver twice."""
    outlast(partial(unpaid.go_on_in, UUID(workspace_id)), seconds=EXPAND_SECONDS)


@shared_task(ignore_result=True)
def tell_of_low_credits(workspace_id: str) -> None:
    """Tell who pays in a workspace that few credits are left. Told twice within an hour is told once."""
    low_credits.tell_of_low_credits(UUID(workspace_id))


@shared_task(ignore_result=True)
def give_back_holds() -> None:
    """Give back what was set aside for work that nobody does any more, and what waits for it may go on."""
    payment.give_back_left()
    prices.settle_left()
    unpaid.look_again(at_budgets=True)


@shared_task(ignore_result=True)
def look_for_due() -> None:
    """Find schedules whose time has come; beat calls it every few seconds."""
    scheduled_starts.look_for_due()


@shared_task(ignore_result=True)
def start_scheduled(schedule_id: str) -> None:
    """Start what a schedule planned for now. Safe to deliver twice: the second delivery claims nothing."""
    scheduled_starts.start_due(UUID(schedule_id))


@shared_task(ignore_result=True)
def start_from_webhook(*delivery_ids: str) -> None:
    """Start an agent for each call of a trigger. Safe to deliver twice: the second one starts nothing."""
    for delivery_id in delivery_ids:
        outlast(partial(trigger_starts.start, UUID(delivery_id)), seconds=EXPAND_SECONDS)


@shared_task(ignore_result=True)
def recover_deliveries() -> None:
    """Send messages anew for calls that were stored and not taken up; beat calls it every few seconds."""
    deliveries.hand_on_again()


@shared_task(ignore_result=True)
def tell_of_what_happened() -> None:
    """Tell people of what ended or waits for them; beat calls it every few seconds."""
    happened.tell()


@shared_task(ignore_result=True)
def prune_history() -> None:
    """Take away what has outlived its retention, for a bounded time; beat calls it again and again."""
    deliveries.prune()
    prune.prune()
    version_removal.sweep()


@shared_task(ignore_result=True)
def sweep_values() -> None:
    """Delete stored values that nobody uses; beat calls it every few hours."""
    sweep.sweep()


@shared_task(ignore_result=True)
def sweep_autosaves() -> None:
    """Delete working copies that nobody came back to; beat calls it once a day."""
    autosaves.sweep()


@shared_task(ignore_result=True)
def sweep_scheduled_starts() -> None:
    """Forget what became of planned times long ago; beat calls it every hour."""
    scheduled_starts.sweep()
