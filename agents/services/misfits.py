"""What starts an agent by itself and cannot start its active version as it is.

Saving, restoring and activating a version never fail for it: the version is active, and this says what is to
be put right. A planned time or a call until then is refused, with the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from agents.engine.plan import BlockGone
from agents.errors import GraphInvalid
from agents.models import Graph, Preset, Schedule, Trigger
from agents.services import origins, triggers
from agents.services.runs import version_of
from agents.services.saved_inputs import check_inputs
from agents.services.scheduled_starts import check_saved
from integrations.models import Registration
from platform_project.errors import PlatformError

MAX_LOOKED_AT = 100  # of each kind, the newest
NOT_REGISTERED = "trigger_not_registered"
BLOCK_GONE = "block_gone"


@dataclass(frozen=True, slots=True)
class Misfit:
    """kind: preset, schedule or trigger. code, message: of the refusal that a start would meet."""

    kind: str
    id: UUID
    name: str
    code: str
    message: str


def misfits_of(graph: Graph) -> list[Misfit]:
    """What is switched on, runs the active version, and does not fit it; also what its sender refused."""
    return [*_presets(graph), *_schedules(graph), *_triggers(graph)]


def _presets(graph: Graph) -> Iterator[Misfit]:
    found = Preset.objects.filter(graph=graph, version=None, is_enabled=True).order_by("-created_at")
    for preset in found[:MAX_LOOKED_AT]:
        if wrong := _refusal(graph, partial(check_inputs, graph, None, preset.inputs)):
            yield Misfit("preset", preset.pk, preset.name, *wrong)


def _schedules(graph: Graph) -> Iterator[Misfit]:
    found = Schedule.objects.filter(graph=graph, is_enabled=True, preset__version=None)
    for schedule in found.select_related("preset").order_by("-created_at")[:MAX_LOOKED_AT]:
        schedule.graph = graph
        if wrong := _refusal(graph, partial(check_saved, schedule)):
            yield Misfit("schedule", schedule.pk, str(schedule), *wrong)


def _triggers(graph: Graph) -> Iterator[Misfit]:
    found = Trigger.objects.filter(graph=graph, webhook__is_enabled=True).select_related("preset", "webhook")
    for trigger in found.order_by("-created_at")[:MAX_LOOKED_AT]:
        name = trigger.node_id or triggers.PAYLOAD
        if trigger.webhook.registration == Registration.FAILED:
            yield Misfit("trigger", trigger.pk, name, NOT_REGISTERED, trigger.webhook.registration_error)
            continue
        is_pinned = trigger.preset is not None and trigger.preset.version is not None
        if not is_pinned and (wrong := _refusal(graph, partial(_check_trigger, graph, trigger))):
            yield Misfit("trigger", trigger.pk, name, *wrong)


def _check_trigger(graph: Graph, trigger: Trigger) -> None:
    inputs = dict(trigger.preset.inputs) if trigger.preset else {}
    if trigger.node_id:
        triggers.node_in(version_of(graph, None), trigger.node_id)
    else:
        triggers.check_payload_input(graph)
        inputs[triggers.PAYLOAD] = {}
    check_inputs(graph, None, inputs)


def _refusal(graph: Graph, check: Callable[[], None]) -> tuple[str, str] | None:
    """Code and message of what a check says."""
    try:
        with transaction.atomic():
            check()
    except BlockGone as why:
        return BLOCK_GONE, origins.told_of_gone(graph.pk, why)
    except GraphInvalid as why:
        nodes = why.details["nodes"].items()
        problems = [f"{node}, {pin}: {text}" for node, pins in nodes for pin, text in pins.items()]
        return why.code, " ".join([why.message, *problems[:3], *why.details["graph"][:3]])
    except PlatformError as why:
        return why.code, why.message
    return None
