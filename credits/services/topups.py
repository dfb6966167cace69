"""Buying credits: on a page of Stripe's, or from a kept card when they run low.

Whoever comes back from the page brings nothing: credits come with what Stripe itself says of the payment, in
an event or when it is asked. All ways end in `follow_payment`, which may be called as often as one likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from credits import gateway
from credits.errors import NoCardKept, PaymentRefused, PaymentsAway, PaymentsOff
from credits.gateway import PaymentSeen
from credits.models import BillingProfile, TopUp, TopUpKind, TopUpState
from credits.services import payments
from credits.services.customers import customer_of, known_customer, profile_of, tell_payers
from platform_project.accounts.models import User, Workspace
from platform_project.errors import BadInput
from platform_project.kit.money import MICRO, credits_text
from platform_project.kit.rows import run

MIN_CREDITS, MAX_CREDITS = 500, 1_000_000  # of one top-up: 5 to 10,000 dollars
MAX_FAILURES = 3  # of automatic top-ups, one after the other
MAX_AUTOMATIC_A_DAY = 10  # of one workspace
TRIED_EVERY = timedelta(minutes=15)
ASKED_AFTER = timedelta(minutes=5)  # an event that was due by then may be lost
GIVEN_UP_AFTER = timedelta(days=3)  # a page of Stripe's lives for a day
AT_A_TIME = 50

log = structlog.get_logger(__name__)


def begin(*, workspace: Workspace, by: User, credits: int) -> tuple[TopUp, str]:
    """A top-up, and the address of the page to pay it on. credits: whole ones.

    Raises BadInput, PaymentsOff, PaymentsAway or PaymentRefused.
    """
    refuse_amount("credits", credits)
    if not gateway.is_on():
        raise PaymentsOff("Payments are not set up here.")
    customer = customer_of(workspace, by)
    row = TopUp.objects.create(
        workspace=workspace, kind=TopUpKind.CHECKOUT, amount=credits * MICRO, created_by=by
    )
    try:
        page = gateway.open_top_up(
            customer=customer, top_up_id=row.pk, workspace_id=workspace.pk, credits=credits
        )
    except (PaymentRefused, PaymentsAway) as failure:
        _settle(row.pk, TopUpState.FAILED, reason=failure.message)
        raise
    TopUp.objects.filter(pk=row.pk).update(session_id=page.id)
    row.session_id = page.id
    return row, page.url


@transaction.atomic
def set_automatic(*, workspace: Workspace, threshold: int | None, credits: int = 0) -> BillingProfile:
    """Buy so many whole credits whenever fewer than `threshold` whole ones are free; None switches it off.

    Raises BadInput, or NoCardKept until something was paid by hand.
    """
    profile = profile_of(workspace.pk)
    if threshold is None:
        profile.auto_threshold, profile.auto_credits = None, 0
    else:
        refuse_amount("credits", credits)
        if not 0 <= threshold <= MAX_CREDITS:
            raise BadInput("threshold is out of bounds.", threshold=[f"Must be 0 to {MAX_CREDITS:,}."])
        if not profile.payment_method:
            raise NoCardKept("Top up once by hand first: the card that pays is kept for this.")
        profile.auto_threshold, profile.auto_credits = threshold * MICRO, credits * MICRO
    profile.auto_failures, profile.auto_tried_at = 0, None
    profile.save(update_fields=["auto_threshold", "auto_credits", "auto_failures", "auto_tried_at"])
    return profile


def top_up_low() -> int:
    """Charge kept cards of workspaces that run low; how many were tried."""
    if not (settings.CREDITS and gateway.is_on()):
        return 0
    rows = run(_LOW, {"limit": AT_A_TIME, "tried_every": TRIED_EVERY}).fetchall()
    return sum(_top_up_of(workspace_id) for (workspace_id,) in rows)


_LOW = """
SELECT p.workspace_id FROM credits_billingprofile p
LEFT JOIN credits_account a ON a.workspace_id = p.workspace_id AND a.kind = 'workspace'
WHERE p.auto_threshold IS NOT NULL AND p.payment_method <> ''
  AND coalesce(a.balance - a.held, 0) < p.auto_threshold
  AND (p.auto_tried_at IS NULL OR p.auto_tried_at < now() - %(tried_every)s::interval)
LIMIT %(limit)s
"""


def ask_about_open() -> int:
    """Ask Stripe about top-ups whose event is late, and end those that nobody paid; how many there were."""
    if not gateway.is_on():
        return 0
    now = timezone.now()
    late = TopUp.objects.filter(state=TopUpState.BEGUN, created_at__lt=now - ASKED_AFTER)
    rows = list(late.order_by("created_at")[:AT_A_TIME])
    for row in rows:
        _ask_about(row)
        if row.created_at < now - GIVEN_UP_AFTER:
            _settle(row.pk, TopUpState.EXPIRED, reason="Nobody paid.")
    return len(rows)


def follow_payment(seen: PaymentSeen) -> bool:
    """What Stripe says of a payment holds here. False if it is none of a top-up."""
    top_up_id = top_up_of(seen.metadata)
    if top_up_id is None:
        return False
    row = TopUp.objects.filter(pk=top_up_id).first()
    if row is None:  # it went with its workspace: the money is written down for the operator to pay back
        if seen.is_paid:
            payments.paid(payment_id=seen.id, workspace_id=None, cents=seen.cents)
        return True
    TopUp.objects.filter(pk=row.pk).update(payment_id=seen.id)
    if seen.is_paid:
        _paid(row, seen)
    elif seen.needs_person:
        _failed(row, TopUpState.NEEDS_PERSON, "Your bank wants you to confirm the payment.")
    elif seen.reason or seen.status in ("canceled", "failed"):
        _failed(row, TopUpState.FAILED, seen.reason or "The payment was not made.")
    return True


def top_up_of(metadata: Mapping[str, str]) -> UUID | None:
    """Which top-up Stripe speaks of; None if of none."""
    try:
        return UUID(metadata.get("top_up", ""))
    except ValueError:
        return None


def expired(top_up_id: UUID) -> None:
    """Nobody paid on the page, and it is closed."""
    _settle(top_up_id, TopUpState.EXPIRED, reason="Nobody paid.")


def refuse_amount(field: str, credits: int) -> None:
    """Raise BadInput for an amount that cannot be bought."""
    if not MIN_CREDITS <= credits <= MAX_CREDITS:
        told = f"Must be {MIN_CREDITS:,} to {MAX_CREDITS:,} whole credits."
        raise BadInput(f"{field}: {told}", **{field: [told]})


def _top_up_of(workspace_id: UUID) -> bool:
    """Charge a workspace's card once; False if others are at it, or the day has had its share."""
    now = timezone.now()
    profiles = BillingProfile.objects.filter(workspace=workspace_id, auto_threshold__isnull=False)
    untried = profiles.exclude(auto_tried_at__gte=now - TRIED_EVERY)
    if not untried.update(auto_tried_at=now):
        return False
    today = TopUp.objects.filter(
        workspace=workspace_id, kind=TopUpKind.AUTOMATIC, created_at__gt=now - timedelta(days=1)
    )
    if today.count() >= MAX_AUTOMATIC_A_DAY:
        log.warning("a workspace topped up too often today", workspace=str(workspace_id))
        return False
    profile = profiles.get()
    row = TopUp.objects.create(
        workspace_id=workspace_id, kind=TopUpKind.AUTOMATIC, amount=profile.auto_credits
    )
    _charge(row)
    return True


def _charge(row: TopUp) -> None:
    """Charge the kept card for a top-up; what is not known now is asked for later."""
    profile = profile_of(row.workspace_id)
    try:
        seen = gateway.charge(
            customer=known_customer(row.workspace_id),
            payment_method=profile.payment_method,
            credits=row.amount // MICRO,
            top_up_id=row.pk,
            workspace_id=row.workspace_id,
        )
    except PaymentsAway as failure:
        log.warning("a card could not be charged", top_up=str(row.pk), reason=failure.message)
        return
    if seen.id:
        follow_payment(seen)
    else:
        _failed(row, TopUpState.FAILED, seen.reason)


def _ask_about(row: TopUp) -> None:
    try:
        if row.kind == TopUpKind.AUTOMATIC and not row.payment_id:
            _charge(row)  # the same key: Stripe charges once
            return
        payment_id = row.payment_id
        if not payment_id and row.session_id:
            status, payment_id = gateway.payment_of_checkout(row.session_id)
            if status == "expired":
                expired(row.pk)
        if payment_id:
            follow_payment(gateway.payment(payment_id))
    except (PaymentsAway, PaymentRefused) as failure:
        log.warning("a top-up could not be asked for", top_up=str(row.pk), reason=failure.message)


@transaction.atomic
def _paid(row: TopUp, seen: PaymentSeen) -> None:
    payments.paid(payment_id=seen.id, workspace_id=row.workspace_id, cents=seen.cents)
    unpaid = TopUp.objects.filter(pk=row.pk).exclude(state=TopUpState.PAID)
    is_new = bool(unpaid.update(state=TopUpState.PAID, reason="", settled_at=Now()))
    profiles = BillingProfile.objects.filter(workspace=row.workspace_id)
    if is_new:
        profiles.update(auto_failures=0)
    if (
        seen.payment_method and row.kind == TopUpKind.CHECKOUT
    ):  # of several that were used, the last one stays
        kept = profiles if is_new else profiles.filter(payment_method="")
        kept.update(payment_method=seen.payment_method)


@transaction.atomic
def _failed(row: TopUp, state: TopUpState, reason: str) -> None:
    """Nobody watches an automatic one, so people are told; several failures in a row end them."""
    if not _settle(row.pk, state, reason=reason) or row.kind != TopUpKind.AUTOMATIC:
        return
    profiles = BillingProfile.objects.filter(workspace=row.workspace_id)
    profiles.update(auto_failures=F("auto_failures") + 1)
    ended = profiles.filter(auto_failures__gte=MAX_FAILURES).update(auto_threshold=None, auto_credits=0)
    told = f"{credits_text(row.amount)} credits were not bought: {reason}"
    tell_payers(
        row.workspace_id,
        title="An automatic top-up needs you" if not ended else "Automatic top-ups are switched off",
        text=f"{told} You can top up by hand.",
        about="top-up",
    )


def _settle(top_up_id: UUID, state: TopUpState, *, reason: str) -> bool:
    """BEGUN → how it ended for now. False if it had ended."""
    begun = TopUp.objects.filter(pk=top_up_id, state=TopUpState.BEGUN)
    return bool(begun.update(state=state, reason=reason[:300], settled_at=Now()))
