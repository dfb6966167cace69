"""Triggers: made, changed, removed, and how each fares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from agents.models import Graph, GraphVersion, Node, Preset, Trigger
from agents.runner.context import CREDENTIALS
from agents.services import origins
from agents.services.runs import version_of
from blocks.sdk import Block, BlockKind, WebhookSpec, find_block
from integrations.catalogue.schemes import SCHEMES, scheme_of
from integrations.models import DeliveryStatus, Registration, WebhookDelivery
from integrations.services import webhooks
from integrations.services.choice import id_in
from platform_project.accounts.models import User
from platform_project.errors import BadInput

PAYLOAD = "payload"  # the pin of a trigger block, or the input of an agent without one
PROVIDERS = tuple(scheme.slug for scheme in SCHEMES)
_GENERIC = WebhookSpec(provider="generic_webhook")


class HealthState(StrEnum):
    WAITING = "waiting"  # nothing has come yet
    WELL = "well"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Health:
    """How a trigger fares, and in words what to do about it."""

    state: HealthState
    last_event_at: datetime | None
    last_error: str
    next_step: str


@dataclass(frozen=True, slots=True)
class TriggerNode:
    """A trigger block of a version, and what people may know of it.

    name: by which they ask for it. Its id; of a closed agent one that stays, and tells nothing of its making.
    defaults: of a closed agent those alone that say which events start it.
    """

    key: str
    name: str
    block: type[Block]
    defaults: Mapping[str, Any]

    @property
    def spec(self) -> WebhookSpec:
        return self.block.webhook or _GENERIC

    @property
    def events(self) -> list[str]:
        """Those that start it; empty: all."""
        return self.spec.events_of(self.defaults)


@dataclass(frozen=True, slots=True)
class TriggerRequest:
    """What a trigger is to be. provider: empty for the node's own. secret: empty to have one made."""

    node_id: str = ""  # as `TriggerNode.name` says
    provider: str = ""
    events: Sequence[str] = ()
    filters: Sequence[dict[str, Any]] = ()
    secret: str = ""
    resource: str = ""
    credential_id: UUID | None = None
    preset: Preset | None = None  # what else the agent runs with


@dataclass(frozen=True, slots=True)
class TriggerChange:
    """What is to be different; None: as it is."""

    events: Sequence[str] | None = None
    filters: Sequence[dict[str, Any]] | None = None
    is_enabled: bool | None = None
    resource: str | None = None
    credential_id: UUID | None = None
    preset: Preset | None = None
    has_preset: bool = False  # whether `preset` is to be set, if only to none


@transaction.atomic
def create(*, graph: Graph, user: User, request: TriggerRequest) -> tuple[Trigger, str]:
    """A new trigger, and its secret if we made it, which nobody can see again. Raises BadInput."""
    spec, defaults = _spec_of(graph, request.node_id)
    provider = _provider(spec, request.provider)
    webhook, secret = webhooks.open_webhook(
        workspace=graph.workspace,
        user=user,
        provider=provider,
        secret=request.secret,
        resource=request.resource or spec.resource_of(defaults),
        events=at_sender(provider, request.events or spec.events_of(defaults)),
        credential_id=request.credential_id or _chosen_credential(defaults),
    )
    trigger = Trigger.objects.create(
        workspace=graph.workspace,
        graph=graph,
        node_id=request.node_id,
        webhook=webhook,
        events=list(request.events),
        filters=list(request.filters),
        preset=request.preset,
        created_by=user,
    )
    return trigger, secret


@transaction.atomic
def change(trigger: Trigger, given: TriggerChange) -> bool:
    """Change a trigger; True if its sender has to be told."""
    webhook = trigger.webhook
    before = (webhook.resource, webhook.events)
    trigger.events = list(given.events) if given.events is not None else trigger.events
    trigger.filters = list(given.filters) if given.filters is not None else trigger.filters
    webhook.is_enabled = given.is_enabled if given.is_enabled is not None else webhook.is_enabled
    webhook.resource = given.resource if given.resource is not None else webhook.resource
    webhook.credential_id = given.credential_id or webhook.credential_id
    if given.events is not None:
        spec, defaults = _spec_of(trigger.graph, trigger.node_id) if not given.events else (_GENERIC, {})
        webhook.events = at_sender(webhook.provider, given.events or spec.events_of(defaults))
    trigger.preset = given.preset if given.has_preset else trigger.preset
    trigger.save(update_fields=["events", "filters", "preset"])
    webhook.save(update_fields=["is_enabled", "resource", "events", "credential_id"])
    return given.credential_id is not None or before != (webhook.resource, webhook.events)


@transaction.atomic
def remove(trigger: Trigger) -> None:
    """Delete a trigger; its address takes no more calls, and its sender is told."""
    webhook = trigger.webhook
    trigger.delete()
    webhooks.close(webhook)


def remove_all_of(graph: Graph) -> None:
    """Delete the triggers of a graph, in the caller's transaction."""
    for trigger in Trigger.objects.filter(graph=graph).select_related("webhook"):
        remove(trigger)


def with_last_delivery(found: QuerySet[Trigger]) -> QuerySet[Trigger]:
    """Triggers with what `health_of` looks at."""
    newest = WebhookDelivery.objects.filter(webhook=OuterRef("webhook")).order_by("-received_at", "-pk")
    return found.select_related("graph", "webhook").annotate(
        last_event_at=Subquery(newest.values("received_at")[:1]),
        last_status=Subquery(newest.values("status")[:1]),
        last_failure=Subquery(newest.values("error")[:1]),
    )


def health_of(trigger: Any) -> Health:
    """How a trigger of `with_last_delivery` fares."""
    state, error, step = _judge(trigger)
    return Health(state, trigger.last_event_at, error, step)


def nodes_of(version: GraphVersion) -> list[TriggerNode]:
    """The trigger blocks of a version, by their ids."""
    return _among(version, sorted(version.nodes.all(), key=lambda node: str(node.key)))


def node_in(version: GraphVersion, node_id: str) -> TriggerNode:
    """The trigger block that is called so, or was while the agent was not closed. Raises BadInput."""
    named = _among(version, Node.objects.filter(version=version, key=node_id))
    found = named or [node for node in nodes_of(version) if node.name == node_id]
    if found:
        return found[0]
    text = f"Version {version.number} of the agent has no trigger block with the id {node_id!r}."
    raise BadInput(text, node_id=[text])


def check_payload_input(graph: Graph) -> None:
    """Does the active version ask for an input `payload`, which then takes the event? Raises BadInput."""
    if PAYLOAD not in version_of(graph, None).input_schema.get("properties", {}):
        text = "Name a trigger block of the agent, or give the agent an input called `payload`."
        raise BadInput(text, node_id=[text])


def _among(version: GraphVersion, nodes: Iterable[Node]) -> list[TriggerNode]:
    is_closed = origins.is_closed(version.graph_id)
    found = []
    for node in nodes:
        block = find_block(node.block_id)
        if block is not None and block.kind is BlockKind.TRIGGER:
            found.append(_shown_node(version, node, block) if is_closed else _whole_node(node, block))
    return found


def _whole_node(node: Node, block: type[Block]) -> TriggerNode:
    return TriggerNode(node.key, node.key, block, node.input_default)


def _shown_node(version: GraphVersion, node: Node, block: type[Block]) -> TriggerNode:
    pin = block.webhook.events_pin if block.webhook else ""
    chosen = {pin: node.input_default[pin]} if pin in node.input_default else {}
    return TriggerNode(node.key, str(uuid5(version.graph_id, node.key)), block, chosen)


def _spec_of(graph: Graph, node_id: str) -> tuple[WebhookSpec, Mapping[str, Any]]:
    if node_id:
        node = node_in(version_of(graph, None), node_id)
        return node.spec, node.defaults
    check_payload_input(graph)
    return _GENERIC, {}


def _provider(spec: WebhookSpec, asked: str) -> str:
    """The node's own, unless its block takes the calls of any sender."""
    if spec.provider == _GENERIC.provider:
        return asked or spec.provider
    if asked not in ("", spec.provider):
        text = f"The block of this node takes the calls of {spec.provider} alone."
        raise BadInput(text, provider=[text])
    return spec.provider


def at_sender(provider: str, events: Sequence[str]) -> list[str]:
    """As the sender names them: mostly `pull_request` of `pull_request.opened`."""
    if scheme_of(provider).has_whole_events:
        return list(dict.fromkeys(events))
    return list(dict.fromkeys(event.partition(".")[0] for event in events))


def _chosen_credential(defaults: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(id_in(defaults.get(CREDENTIALS)))
    except ValueError:
        return None


def _judge(trigger: Any) -> tuple[HealthState, str, str]:
    """State, last error and next step: the first of these that holds."""
    webhook = trigger.webhook
    by_hand = scheme_of(webhook.provider).by_hand.format(url=webhooks.url_of(webhook.pk))
    if webhook.registration == Registration.FAILED:
        return HealthState.FAILING, webhook.registration_error, by_hand
    if not webhook.secret:
        return HealthState.WAITING, webhook.last_refused_reason, by_hand
    if _is_refused_last(trigger):
        step = f"Compare the sender's secret with this trigger's, which ends in {webhook.secret_last_four}."
        count = webhook.refused_count
        return HealthState.FAILING, f"{webhook.last_refused_reason} ({count} so far)", step
    if trigger.last_status == DeliveryStatus.FAILED:
        return HealthState.FAILING, trigger.last_failure, "Mend what it says, then replay the delivery."
    if not webhook.is_enabled:
        return HealthState.WAITING, "", "It is paused: calls are refused until it is enabled."
    if trigger.last_event_at is None:
        is_done = webhook.registration == Registration.DONE
        return HealthState.WAITING, "", "Wait for the first event." if is_done else by_hand
    return HealthState.WELL, "", ""


def _is_refused_last(trigger: Any) -> bool:
    refused_at = trigger.webhook.last_refused_at
    return refused_at is not None and (trigger.last_event_at is None or refused_at > trigger.last_event_at)
