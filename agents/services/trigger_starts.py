"""From a stored call of a webhook to an execution, once.

The row of the delivery is locked while its execution is made, both are committed together, and the database
allows no second execution of it: however often a message comes, there is one start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from agents.engine.plan import BlockGone, Plan
from agents.errors import GraphInvalid, TriggerWithoutRunner
from agents.models import Execution, GraphVersion, Trigger, kinds
from agents.runner.plans import plan_of
from agents.services import closed, presets, triggers
from agents.services.runs import RunRequest, may_start, start_run, version_of
from agents.services.triggers import TriggerNode
from blocks.sdk import BlockKind
from integrations.catalogue.schemes import scheme_of
from integrations.models import DeliveryStatus, WebhookDelivery
from integrations.services.payloads import as_object, payload_of, value_at
from platform_project.errors import PlatformError

log = structlog.get_logger(__name__)


class Skipped(Exception):
    """Nobody asked for this event."""


@dataclass
class _Called:
    """A trigger with the version that it starts and its node there, each asked for once."""

    trigger: Trigger

    @cached_property
    def version(self) -> GraphVersion:
        return version_of(self.trigger.graph, self.trigger.preset.version if self.trigger.preset else None)

    @cached_property
    def node(self) -> TriggerNode:
        return triggers.node_in(self.version, self.trigger.node_id)


@transaction.atomic
def start(delivery_id: UUID) -> Execution | None:
    """Start the agent whose trigger was called; None if that is done, or there is nothing to start."""
    stored = WebhookDelivery.objects.filter(pk=delivery_id, status=DeliveryStatus.STORED)
    delivery = stored.select_for_update(of=("self",), no_key=True).select_related("webhook").first()
    if delivery is None:
        return None
    try:
        execution = _begin(delivery)
    except Skipped as why:
        WebhookDelivery.objects.settle(delivery.pk, DeliveryStatus.SKIPPED, error=str(why)[:1_000])
        return None
    except (PlatformError, BlockGone) as why:
        log.info("a delivery started nothing", delivery_id=str(delivery_id), reason=type(why).__name__)
        WebhookDelivery.objects.settle(delivery.pk, DeliveryStatus.FAILED, error=_said(why)[:1_000])
        return None
    WebhookDelivery.objects.settle(delivery.pk, DeliveryStatus.STARTED, started_id=execution.pk)
    return execution


def _begin(delivery: WebhookDelivery) -> Execution:
    found = Trigger.objects.filter(webhook_id=delivery.webhook_id)
    trigger = found.select_related("graph", "created_by", "preset").first()
    if trigger is None:
        raise Skipped("Its trigger is gone.")
    user = trigger.created_by
    if user is None or not may_start(user, trigger.workspace_id):
        raise TriggerWithoutRunner("Who made this trigger may no longer run agents here. Make it anew.")
    payload = payload_of(bytes(delivery.body), delivery.content_type)
    called = _Called(trigger)
    if delivery.replay_of_id is None:  # who sends one anew wants it to start
        _refuse_unasked(called, delivery, payload)
    request = _request(called, delivery.pk, as_object(payload))
    execution = start_run(graph=trigger.graph, user=user, request=request)
    if trigger.preset is not None:
        presets.note_run(trigger.preset, execution)
    return execution


def _request(called: _Called, delivery_id: UUID, payload: dict[str, Any]) -> RunRequest:
    trigger = called.trigger
    more = {} if trigger.node_id else {triggers.PAYLOAD: payload}
    if trigger.preset is None:
        request = RunRequest(inputs=more, trigger=kinds.Trigger.WEBHOOK)
    else:
        request = presets.request_of(trigger.preset, more, kinds.Trigger.WEBHOOK)
    request = replace(request, delivery_id=delivery_id)
    if not trigger.node_id:
        return request
    key = called.node.key  # it may be gone from this version
    plan = _plan_of(called)
    others = [n for n in plan.nodes if n.block.kind is BlockKind.TRIGGER and n.id != key]
    return replace(
        request,
        nodes_input_masks={key: {triggers.PAYLOAD: payload}},
        pinned_outputs={node.id: [] for node in others},  # this event is not theirs
    )


def _plan_of(called: _Called) -> Plan:
    try:
        return plan_of(called.version.pk)
    except BlockGone as gone:
        raise closed.without_block(called.trigger.graph_id, gone) from gone


def _refuse_unasked(called: _Called, delivery: WebhookDelivery, payload: Any) -> None:
    trigger = called.trigger
    if not delivery.webhook.is_enabled:
        raise Skipped("The trigger was paused before this was started.")
    wanted = trigger.events or _events_of_node(called)
    if not wanted and delivery.event in scheme_of(delivery.webhook.provider).greetings:
        raise Skipped("The sender tried the address.")
    if wanted and not any(_is_about(delivery.event, event) for event in wanted):
        raise Skipped(f"The event {delivery.event or 'without a name'} is none of: {', '.join(wanted)}.")
    for condition in trigger.filters:
        if value_at(payload, condition["path"]) != condition["equals"]:
            raise Skipped(f"The filter on {condition['path']} does not fit.")


def _events_of_node(called: _Called) -> list[str]:
    return called.node.events if called.trigger.node_id else []


def _is_about(event: str, wanted: str) -> bool:
    """`pull_request` is about `pull_request.opened`."""
    return event == wanted or event.startswith(f"{wanted}.")


def _said(why: Exception) -> str:
    """The error with the first problem of each node: a delivery has one line for it."""
    if not isinstance(why, GraphInvalid):
        return str(why)
    problems = [
        f"{node}.{pin}: {text}" for node, pins in why.details["nodes"].items() for pin, text in pins.items()
    ]
    return " ".join([str(why), *problems[:5], *why.details["graph"][:5]])
