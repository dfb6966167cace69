"""Presets: inputs of an agent that are saved under a name, and runs with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from agents.errors import PresetInUse, PresetIsOff
from agents.models import Execution, Graph, Preset
from agents.models.kinds import Trigger
from agents.services import runs
from agents.services.saved_inputs import check_inputs
from integrations.services.choice import checked_choice
from platform_project.accounts.models import User
from platform_project.errors import BadInput

MAX_PRESETS = 1_000  # of a workspace


@transaction.atomic
def create_preset(*, graph: Graph, user: User, **given: Any) -> Preset:
    """Save inputs. given: fields of Preset. Raises GraphInvalid if the agent does not take them, BadInput."""
    if Preset.objects.filter(workspace_id=graph.workspace_id).count() >= MAX_PRESETS:
        told = f"A workspace holds {MAX_PRESETS:,} presets at most."
        raise BadInput(told, graph_id=[told])
    preset = Preset(workspace_id=graph.workspace_id, graph=graph, created_by=user, **given)
    _check(preset)
    preset.credentials = _usable(preset, user)
    preset.save(force_insert=True)
    return preset


@transaction.atomic
def change_preset(*, preset: Preset, user: User, **given: Any) -> Preset:
    """Change some fields. Raises GraphInvalid or BadInput and changes nothing."""
    for name, value in given.items():
        setattr(preset, name, value)
    if given.keys() & {"inputs", "version"}:
        _check(preset)
    if "credentials" in given:
        preset.credentials = _usable(preset, user)
    preset.save(update_fields=[*given, "updated_at"])
    return preset


def delete_preset(*, preset: Preset) -> None:
    """Raises PresetInUse while a schedule runs with it."""
    try:
        preset.delete()
    except (ProtectedError, RestrictedError) as err:
        raise PresetInUse(
            "Schedules or triggers run with this preset; change or delete those first."
        ) from err


@transaction.atomic
def run_preset(
    *,
    preset: Preset,
    user: User,
    more: Mapping[str, Any] | None = None,
    trigger: Trigger = Trigger.PERSON,
) -> Execution:
    """Start the agent with what is saved. Raises PresetIsOff, or as `start_run` does.

    more: inputs over its own.
    """
    request = request_of(preset, more or {}, trigger)
    execution = runs.start_run(graph=preset.graph, user=user, request=request)
    note_run(preset, execution)
    return execution


def request_of(preset: Preset, more: Mapping[str, Any], trigger: Trigger) -> runs.RunRequest:
    """A run with a preset; more: inputs over its own. Raises PresetIsOff."""
    if not preset.is_enabled:
        raise PresetIsOff("This preset is switched off.", preset=str(preset.pk))
    return runs.RunRequest(
        inputs={**preset.inputs, **more},
        version=preset.version,
        credentials=preset.credentials,
        trigger=trigger,
        tags=preset.tags,
        data=preset.data,
    )


def note_run(preset: Preset, execution: Execution) -> None:
    """Keep which execution was the last one with this preset."""
    Preset.objects.filter(pk=preset.pk).update(last_execution=execution)
    preset.last_execution = execution


def _check(preset: Preset) -> None:
    check_inputs(preset.graph, preset.version, preset.inputs)


def _usable(preset: Preset, user: User) -> dict[str, str]:
    """The credentials that a preset names. Raises BadInput unless `user` may use each of them."""
    return checked_choice(preset.credentials, user=user, workspace_id=preset.workspace_id)
