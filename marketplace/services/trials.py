"""Trial runs by moderators: the very file that is offered, in a workspace of nobody.

That workspace has no members, no credentials, and credits for TRIAL_CREDITS at most, so a run can reach only
what anybody could, and cannot cost more. Steps that reach outside are simulated unless the moderator wants
otherwise.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from agents.errors import GraphInvalid
from agents.exchange.agent_files import read_agent
from agents.exchange.imports import import_agent
from agents.models import Execution, Graph
from agents.services.runs import RunRequest, start_run
from credits.services import ledger
from marketplace.errors import TrialNotPossible
from marketplace.models import Act, ModerationEvent, Submission
from marketplace.services import history
from marketplace.services.moderators import refuse_own
from platform_project.accounts.models import User, Workspace
from platform_project.kit.ids import uuid7
from platform_project.kit.money import MICRO

SANDBOX_ID = UUID("01900000-0000-7000-8000-000000000001")  # of the workspace, which is made on demand
SANDBOX_NAME = "Moderation sandbox"
TRIAL_CREDITS = 50
MAX_TRIALS_SHOWN = 10
_MOST_PROBLEMS = 5  # that a message names


@transaction.atomic
def start_trial(
    *, submission: Submission, moderator: User, inputs: dict[str, Any], is_dry: bool
) -> Execution:
    """Run it once. Raises OwnSubmission, or TrialNotPossible, also for inputs that do not fit."""
    refuse_own(moderator, submission.listing.workspace_id)
    if not submission.file:
        raise TrialNotPossible("Nothing was submitted yet.")
    graph = _graph(submission) or _imported(submission, moderator)
    if settings.CREDITS:
        _fill_up(moderator)
    try:
        execution = start_run(graph=graph, user=moderator, request=RunRequest(inputs=inputs, dry_run=is_dry))
    except GraphInvalid as err:
        raise TrialNotPossible(f"It cannot run so: {_problems(err)}", **err.details) from err
    history.record(
        Act.TESTED,
        listing_id=submission.listing_id,
        submission_id=submission.pk,
        by=moderator,
        note=str(execution.pk),
    )
    return execution


def trials_of(submission: Submission) -> list[Execution]:
    """The last ones, newest first."""
    noted = ModerationEvent.objects.filter(submission=submission, act=Act.TESTED).order_by("-id")
    ids = list(noted.values_list("note", flat=True)[:MAX_TRIALS_SHOWN])
    found = Execution.objects.filter(pk__in=ids, workspace=SANDBOX_ID)
    return list(found.select_related("version", "started_by", "graph").order_by("-created_at", "-id"))


def _graph(submission: Submission) -> Graph | None:
    """As an earlier trial imported it."""
    earlier = trials_of(submission)
    return earlier[0].graph if earlier else None


def _imported(submission: Submission, moderator: User) -> Graph:
    workspace, _ = Workspace.objects.get_or_create(pk=SANDBOX_ID, defaults={"name": SANDBOX_NAME})
    file = read_agent(submission.file)
    imported = import_agent(workspace=workspace, user=moderator, file=file)[0]
    if imported.is_draft:
        raise TrialNotPossible("It uses blocks or pins that are not here, so it cannot run.")
    return imported.version.graph


def _problems(refusal: GraphInvalid) -> str:
    """The first few, on one line."""
    nodes = refusal.details.get("nodes") or {}
    found = [f"{node}.{pin}: {told}" for node, pins in nodes.items() for pin, told in pins.items()]
    found += refusal.details.get("graph") or []
    return " ".join(found[:_MOST_PROBLEMS]) or refusal.message


def _fill_up(moderator: User) -> None:
    missing = TRIAL_CREDITS * MICRO - ledger.balance_of(SANDBOX_ID).available
    if missing > 0:
        key, note = f"trial:{uuid7()}", "For trial runs by moderators."
        ledger.grant(workspace_id=SANDBOX_ID, amount=missing, key=key, note=note, by=moderator)
