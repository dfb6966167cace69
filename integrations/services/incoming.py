"""Calls of webhooks: proven and stored, once each, several at a time.

What comes at the same moment shares its round trips to the database and to Redis, and its commit. The calls
have nothing else in common: what is wrong with one changes nothing for the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import redis
import structlog

from integrations.catalogue.proofs import Shown, is_proven
from integrations.catalogue.schemes import Scheme, scheme_of
from integrations.errors import WebhookPaused, WebhookRefused
from integrations.models import Webhook, WebhookDelivery
from integrations.models.webhook import MAX_EVENT_CHARACTERS, MAX_KEY_CHARACTERS, CalledWebhook
from integrations.services.payloads import payload_of
from integrations.services.webhooks import opened
from platform_project.errors import NotFound, PlatformError, Unavailable
from platform_project.kit.throttling import TooManyTries, rate_limit, take_each

MAX_HEADERS = 60
MAX_HEADER_CHARACTERS = 1_000
_SECRET_WORDS = ("auth", "cookie", "key", "secret", "signature", "token", "forwarded")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """A request to an address, as it came."""

    webhook_id: UUID
    headers: Mapping[str, str]  # names in lower case
    query: Mapping[str, str]
    body: bytes
    address: str  # whose; counted when it is refused

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")[:200]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a call. challenge: what its sender wants to hear, which tries the address only."""

    delivery_id: UUID | None = None
    is_repeated: bool = False
    challenge: str | None = None
    is_silent: bool = False  # its sender wants to hear nothing


@dataclass(frozen=True, slots=True)
class _Unproven:
    webhook: CalledWebhook
    address: str


Outcome = Taken | Exception


def take_all(calls: Sequence[Call]) -> list[Outcome]:
    """Store each call, once however often it is sent: what became of it, or why nothing was stored.

    The errors are NotFound, WebhookRefused, WebhookPaused, TooManyTries, BadInput and Unavailable.
    """
    called = Webhook.objects.called({call.webhook_id for call in calls})
    found: list[Any] = [_judge(called.get(call.webhook_id), call) for call in calls]
    _put(found, _Unproven, _refuse)
    _put(found, WebhookDelivery, _within_rate)
    _put(found, WebhookDelivery, _store)
    return [_as_heard(called.get(call.webhook_id), one) for call, one in zip(calls, found, strict=True)]


def _put(found: list[Any], kind: type[Any], work: Callable[[list[Any]], Sequence[object]]) -> None:
    """Put what `work` makes of those of a kind in their places."""
    places = [place for place, one in enumerate(found) if isinstance(one, kind)]
    if places:
        for place, made in zip(places, work([found[place] for place in places]), strict=True):
            found[place] = made


def _judge(webhook: CalledWebhook | None, call: Call) -> WebhookDelivery | _Unproven | Outcome:
    """The row of a call that is to be stored, or what else is to become of it."""
    try:
        return _row_of(webhook, call)
    except PlatformError as why:
        return why
    except Exception as err:  # noqa: BLE001  a bug that one call shows is answered to that call alone
        return err


def _row_of(webhook: CalledWebhook | None, call: Call) -> WebhookDelivery | _Unproven | Taken:
    if webhook is None:
        raise NotFound("There is no webhook at this address.")
    scheme = scheme_of(webhook.provider)
    shown = Shown(call.headers, call.query, call.body, time.time())
    if not is_proven(scheme.proofs, opened(webhook.secret), shown):
        return _Unproven(webhook, call.address)
    payload = payload_of(call.body, call.content_type)
    if (challenge := scheme.challenge(payload)) is not None:
        return Taken(challenge=challenge)
    if not webhook.is_enabled:
        raise WebhookPaused("This webhook is paused; nothing was stored.")
    return WebhookDelivery(
        workspace_id=webhook.workspace_id,
        webhook_id=webhook.id,
        key=_short(scheme.delivery(call.headers, payload), MAX_KEY_CHARACTERS) or None,
        event=_short(scheme.event(call.headers, payload), MAX_EVENT_CHARACTERS),
        headers=_harmless(call.headers),
        body=call.body,
        content_type=_short(call.content_type, 200),
    )


def _refuse(unproven: Sequence[_Unproven]) -> list[PlatformError]:
    """Count what did not prove itself, and say so; nothing else of it is kept."""
    late = _too_many("webhook_refused", [(one.webhook.id, one.address) for one in unproven])
    for one, error in zip(unproven, late, strict=True):
        if error is None:
            Webhook.objects.refuse(one.webhook.id, _reason(one.webhook, scheme_of(one.webhook.provider)))
    refused = WebhookRefused("The signature or secret is missing, wrong or too old.")
    return [error or refused for error in late]


def _reason(webhook: CalledWebhook, scheme: Scheme) -> str:
    if not webhook.secret:
        return "A call came before this trigger was given the sender's secret."
    return f"A call lacked {scheme.name}'s signature by this secret, or was signed too long ago."


def _within_rate(rows: Sequence[WebhookDelivery]) -> list[WebhookDelivery | TooManyTries]:
    late = _too_many("webhook", [(row.webhook_id,) for row in rows])
    return [error or row for row, error in zip(rows, late, strict=True)]


def _too_many(limit: str, tries: Sequence[tuple[object, ...]]) -> list[TooManyTries | None]:
    """Those past the limit. Without Redis nobody counts: what comes is stored all the same."""
    try:
        return take_each(rate_limit(limit), tries)
    except (redis.ConnectionError, redis.TimeoutError) as err:
        log.warning("calls of a webhook are not counted", reason=type(err).__name__)
        return [None] * len(tries)


def _store(rows: Sequence[WebhookDelivery]) -> list[Outcome]:
    stored = WebhookDelivery.objects.store(rows)
    return [
        Taken(delivery_id=row.pk) if is_new else _known(row) for row, is_new in zip(rows, stored, strict=True)
    ]


def _known(row: WebhookDelivery) -> Outcome:
    """The delivery of which `row` is a repetition; there is none if its webhook is gone or about to go."""
    if row.key is not None:
        known = WebhookDelivery.objects.filter(webhook_id=row.webhook_id, key=row.key)
        if (found := known.values_list("pk", flat=True).first()) is not None:
            return Taken(delivery_id=found, is_repeated=True)
    if Webhook.objects.called([row.webhook_id]):
        return Unavailable("This webhook is being changed. Send it again in a moment.", retry_after_seconds=2)
    return NotFound("There is no webhook at this address.")


def _as_heard(webhook: CalledWebhook | None, outcome: Outcome) -> Outcome:
    if webhook is None or not isinstance(outcome, Taken):
        return outcome
    return replace(outcome, is_silent=scheme_of(webhook.provider).wants_no_answer)


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    """The first headers of those that hold no secret."""
    kept = {
        name: _short(value, MAX_HEADER_CHARACTERS)
        for name, value in sorted(headers.items())
        if not any(word in name for word in _SECRET_WORDS)
    }
    return dict(list(kept.items())[:MAX_HEADERS])


def _short(text: str, limit: int) -> str:
    return text.replace("\0", "")[:limit].encode(errors="replace").decode()
