"""Trial runs on the page of a submission: the form of the inputs, and what came out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from agents.admin.shown import STATUS_LABELS, block_name, cell, pretty, seconds
from agents.engine.state import ExecutionStatus
from agents.models import Execution, NodeExecution
from agents.runner.record import outputs_of
from agents.secrecy import Mask
from marketplace.models import Submission
from marketplace.services.trials import trials_of
from platform_project.errors import BadInput
from platform_project.kit.money import credits_text

PREFIX = "input."  # of the names of form fields
MAX_INPUT_CHARACTERS = 100_000
MAX_FIRINGS_SHOWN = 100


_MOVING = (ExecutionStatus.QUEUED, ExecutionStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Field:
    """One input of the agent."""

    name: str  # of the form field
    title: str
    hint: str
    is_needed: bool
    is_text: bool  # else JSON
    default: str


@dataclass(frozen=True, slots=True)
class Fired:
    step: int
    node: str
    block: str
    status: str
    label: str
    outputs: str
    error: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One run, as far as it is."""

    id: str
    status: str
    label: str
    is_moving: bool  # worth another look soon
    is_dry: bool
    by: str
    took: str
    cost: str
    error: str
    inputs: SafeString
    outputs: SafeString
    firings: list[Fired]


def fields_of(submission: Submission) -> list[Field]:
    schema = submission.file.get("input_schema") or {}
    needed = set(schema.get("required") or ())
    return [_field(name, told, name in needed) for name, told in (schema.get("properties") or {}).items()]


def inputs_from(submission: Submission, posted: Mapping[str, str]) -> dict[str, Any]:
    """The inputs of a form that was sent; what was left empty and is not needed is left out.

    Raises BadInput naming an input that is not JSON though it has to be, or too long.
    """
    found: dict[str, Any] = {}
    for field in fields_of(submission):
        text = posted.get(field.name, "")
        if not text.strip() and not field.is_needed:
            continue
        if len(text) > MAX_INPUT_CHARACTERS:
            raise _bad(field, f"At most {MAX_INPUT_CHARACTERS:,} characters.")
        found[field.name.removeprefix(PREFIX)] = text if field.is_text else _read(field, text)
    return found


def shown_trials(submission: Submission) -> list[Trial]:
    return [shown_trial(execution) for execution in trials_of(submission)]


def shown_trial(execution: Execution) -> Trial:
    mask = Mask.of(execution)
    ended, began = execution.ended_at, execution.started_at
    outputs = execution.outputs if execution.has_ended else outputs_of(execution)
    return Trial(
        id=str(execution.pk),
        status=str(execution.status),
        label=STATUS_LABELS.get(execution.status, "info"),
        is_moving=execution.status in _MOVING,
        is_dry=execution.is_dry_run,
        by=execution.started_by.get_full_name() if execution.started_by else "–",
        took=seconds(ended - began if ended and began else None),
        cost=credits_text(execution.cost),
        error=str(mask.hide(execution.error)),
        inputs=pretty(mask.hide(execution.inputs)),
        outputs=pretty(mask.hide(outputs)),
        firings=list(_fired(execution, mask)),
    )


def _fired(execution: Execution, mask: Mask) -> Iterator[Fired]:
    rows = NodeExecution.objects.filter(execution=execution).in_order()
    for row in rows[:MAX_FIRINGS_SHOWN]:
        yield Fired(
            step=row.step,
            node=row.node_key,
            block=block_name(row.block_id),
            status=str(row.status),
            label=STATUS_LABELS.get(row.status, "info"),
            outputs=cell(mask.hide(row.outputs)) if row.outputs else "",
            error=str(mask.hide(row.error)),
        )


def _field(name: str, told: Mapping[str, Any], is_needed: bool) -> Field:
    kind, default = told.get("type"), told.get("default")
    is_text = kind in ("string", None) and not isinstance(default, int | float | dict | list)
    shown = "" if default is None else default if isinstance(default, str) else json.dumps(default)
    hint = str(told.get("description") or "")
    return Field(PREFIX + name, str(told.get("title") or name), hint, is_needed, is_text, str(shown))


def _read(field: Field, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as err:
        raise _bad(field, "Must be JSON, as in 3, true or [1, 2].") from err


def _bad(field: Field, told: str) -> BadInput:
    return BadInput(f"{field.title}: {told}", **{field.name.removeprefix(PREFIX): [told]})
