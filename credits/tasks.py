"""Tasks of credits: ids in, one call. Queues: settings.CELERY_TASK_ROUTES."""

from __future__ import annotations

from uuid import UUID

import structlog
from celery import shared_task
from django.utils import timezone

from credits.services import (
    day_sums,
    ledger,
    limits,
    stripe_events,
    subscriptions,
    tiers,
    topups,
    verification,
)

log = structlog.get_logger(__name__)


# --- Payments ---------------------------------------------------------------------------------------------
@shared_task(acks_late=True, soft_time_limit=120, ignore_result=True)
def take_stripe_event(event_id: str) -> None:
    """Work on what Stripe told. Safe to deliver twice."""
    stripe_events.work_on(event_id)


@shared_task(acks_late=True, ignore_result=True)
def take_stripe_events() -> None:
    """Events that nobody worked on, and those that are old; beat calls it every half minute."""
    stripe_events.hand_on_again()
    stripe_events.prune()


@shared_task(acks_late=True, soft_time_limit=600, ignore_result=True)
def ask_about_top_ups() -> None:
    """Ask Stripe about top-ups whose event is late; beat calls it every five minutes."""
    topups.ask_about_open()


@shared_task(acks_late=True, soft_time_limit=600, ignore_result=True)
def top_up_low() -> None:
    """Charge kept cards of workspaces that run low; beat calls it every minute."""
    topups.top_up_low()


@shared_task(acks_late=True, soft_time_limit=600, ignore_result=True)
def end_subscriptions() -> None:
    """End what deleted workspaces paid for; beat calls it every ten minutes."""
    subscriptions.end_of_nobody()


# --- Tiers ------------------------------------------------------------------------------------------------
@shared_task(acks_late=True, ignore_result=True)
def grant_of_month(workspace_id: str) -> None:
    """Give one workspace this month's credits, which a new one has at once."""
    tiers.grant_of_month(UUID(workspace_id))


@shared_task(acks_late=True, ignore_result=True)
def grant_month() -> None:
    """Give this month's credits to workspaces that have not had them; beat calls it every ten minutes."""
    tiers.grant_month()


# --- Ledger -----------------------------------------------------------------------------------------------
@shared_task(ignore_result=True)
def end_due() -> None:
    """What is over: granted credits, holds that nobody works with, budgets of runs."""
    now = timezone.now()
    ledger.release_abandoned(now)
    ledger.expire_due(now)
    limits.end_of_runs_over()


@shared_task(soft_time_limit=600, ignore_result=True)
def prune_holds() -> None:
    """Forget holds that were closed long ago; beat calls it every hour."""
    ledger.prune_holds(timezone.now())


@shared_task(soft_time_limit=1_800, ignore_result=True)
def sum_days() -> None:
    """Keep the sums of days that are over; beat calls it every twenty minutes."""
    day_sums.sum_days(timezone.now())


@shared_task(ignore_result=True)
def verify() -> None:
    """Say in the log, at level error, what does not come out in the books."""
    for line in verification.differences():
        log.error("the ledger does not close", difference=line)
