"""Events of Stripe's: stored once, worked on afterwards, found again when a message was lost.

An event says that something changed. What is done about each stands in `handling.py`; it may be done twice
and in any order, so an event that broke off halfway is simply worked on again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from credits import gateway
from credits.errors import PaymentsAway
from credits.models import EventState, StripeEvent
from credits.services import handling
from platform_project.kit.jobs import nudge
from platform_project.kit.rows import run

TAKEN_UP_WITHIN = timedelta(minutes=1)
MAX_TRIES = 30  # each is a minute longer apart, so a day passes
AT_A_TIME = 100


def take(body: bytes, signature: str) -> bool:
    """Store an event, once however often it is sent, and have it worked on. False if it was known.

    Raises PaymentsOff or EventRefused; then nothing is stored.
    """
    event = gateway.proven_event(body, signature)
    given = {
        "id": str(event["id"])[:255],
        "type": str(event.get("type", ""))[:100],
        "told": orjson.dumps(event.get("data", {}).get("object", {})).decode(),
        "happened_at": datetime.fromtimestamp(int(event.get("created", 0)), UTC),
    }
    if run(_STORE, given).rowcount != 1:
        return False
    nudge("credits.tasks.take_stripe_event", given["id"])
    return True


_STORE = """
INSERT INTO credits_stripeevent (id, type, told, happened_at, state, error, tries)
VALUES (%(id)s, %(type)s, %(told)s::jsonb, %(happened_at)s, 'stored', '', 0)
ON CONFLICT (id) DO NOTHING
"""


def work_on(event_id: str) -> None:
    """Do what a stored event asks for. While Stripe is away it stays stored, and comes again."""
    event = StripeEvent.objects.filter(pk=event_id, state=EventState.STORED).first()
    if event is None:
        return
    try:
        is_ours = handling.handle(event)
    except PaymentsAway as failure:
        StripeEvent.objects.filter(pk=event_id).update(error=failure.message)
        return
    StripeEvent.objects.settle(event_id, EventState.DONE if is_ours else EventState.SKIPPED)


def hand_on_again() -> int:
    """Send messages anew for what was stored and not worked on; how many."""
    late = StripeEvent.objects.waiting(since=TAKEN_UP_WITHIN).order_by("handed_at")
    found = dict(late.values_list("pk", "tries")[:AT_A_TIME])
    StripeEvent.objects.filter(pk__in=found).update(handed_at=Now(), tries=F("tries") + 1)
    for event_id, tries in found.items():
        if tries < MAX_TRIES:
            nudge("credits.tasks.take_stripe_event", event_id)
        else:
            told = f"Nobody could work on it in {MAX_TRIES} tries; the workers' logs say why."
            StripeEvent.objects.settle(event_id, EventState.FAILED, error=told)
    return len(found)


def prune() -> int:
    """Forget events past STRIPE_EVENT_DAYS, but those that nobody could work on; how many."""
    old = StripeEvent.objects.filter(
        state__in=(EventState.DONE, EventState.SKIPPED),
        received_at__lt=timezone.now() - timedelta(days=settings.STRIPE_EVENT_DAYS),
    )
    ids = list(old.values_list("pk", flat=True)[: AT_A_TIME * 50])
    return int(StripeEvent.objects.filter(pk__in=ids).delete()[0])
