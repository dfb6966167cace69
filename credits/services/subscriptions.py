"""Tiers that workspaces pay for. What Stripe says of a subscription now is what holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from credits import gateway
from credits.errors import PaymentsAway, SubscriptionElsewhere, TierNotOffered
from credits.gateway import SubscriptionSeen
from credits.models import FREE, BillingProfile, Subscription, SubscriptionStatus, Tier
from credits.services import customers, tiers
from platform_project.accounts.models import User, Workspace

AT_A_TIME = 50

log = structlog.get_logger(__name__)


def choose(*, workspace: Workspace, by: User, tier: str) -> str | None:
    """Give a workspace another tier. The address of a page to pay on, or None if it is done without.

    A first subscription is paid on a page of Stripe's. After that a higher tier holds at once, and the rest
    of the period is paid for; a lower one holds at once, and what was paid is credited; the free one begins
    when the paid period ends. Raises TierNotOffered, SubscriptionElsewhere, PaymentsOff, PaymentRefused.
    """
    wanted = _offered(tier)
    held = Subscription.objects.filter(workspace=workspace).select_related("tier").first()
    if held is None or not held.holds:
        if wanted.pk == FREE:
            return None
        customer = customers.customer_of(workspace, by)
        opened = gateway.open_subscription(
            customer=customer, price=wanted.stripe_price, workspace_id=workspace.pk
        )
        return opened.url
    if held.stripe_id is None:
        raise SubscriptionElsewhere("The operator gave this workspace its tier, and changes it.")
    _change(held, wanted)
    return None


def follow(subscription_id: str) -> Subscription | None:
    """Ask Stripe how a subscription is now, and have it hold here. None if it is nobody's here."""
    return take_over(gateway.subscription(subscription_id))


@transaction.atomic
def take_over(seen: SubscriptionSeen) -> Subscription | None:
    """What Stripe says of a subscription holds for its workspace."""
    profile = BillingProfile.objects.filter(customer=seen.customer).first()
    tier = Tier.objects.filter(stripe_price=seen.price).exclude(stripe_price="").first()
    if profile is None or tier is None:
        log.warning("a subscription of nobody's, or to no tier of ours", subscription=seen.id)
        return None
    Workspace.objects.select_for_update(no_key=True).get(pk=profile.workspace_id)
    held: Subscription | None = Subscription.objects.filter(workspace=profile.workspace_id).first()
    if held is not None and held.holds and held.stripe_id != seen.id and not _holds(seen):
        return held  # an older one ended after another had begun
    was = tiers.tier_of(profile.workspace_id)
    values: dict[str, Any] = {
        "tier": tier,
        "status": seen.status,
        "stripe_id": seen.id,
        "period_ends_at": seen.period_ends_at,
        "ends_at": seen.ends_at,
    }
    if held is None or not held.holds:
        values["began_at"] = timezone.now()
    Subscription.objects.update_or_create(workspace_id=profile.workspace_id, defaults=values)
    tiers.apply(profile.workspace_id, was=was)
    now: Subscription = Subscription.objects.get(workspace=profile.workspace_id)
    return now


def end_of_nobody() -> int:
    """End at Stripe what workspaces paid for that are gone; how many. While Stripe is away they wait."""
    left = Subscription.objects.filter(workspace=None)
    left.filter(stripe_id=None).delete()
    if not gateway.is_on():
        return 0
    ended = 0
    for row in left.order_by("created_at")[:AT_A_TIME]:
        try:
            gateway.end_now(row.stripe_id)
        except PaymentsAway as failure:
            told = failure.message
            log.warning("a subscription could not be ended", subscription=row.stripe_id, reason=told)
            break
        row.delete()
        ended += 1
    return ended


def portal(*, workspace: Workspace, by: User) -> str:
    """The address of Stripe's page for cards, invoices and the end of a subscription."""
    return gateway.open_portal(customers.customer_of(workspace, by))


def invoices(workspace_id: UUID) -> list[gateway.InvoiceSeen]:
    """The newest invoices of a workspace; none if it never paid."""
    customer = customers.known_customer(workspace_id)
    return gateway.invoices(customer) if customer else []


def _offered(slug: str) -> Tier:
    found = Tier.objects.filter(pk=slug, is_offered=True).first()
    if found is None or (found.pk != FREE and not found.stripe_price):
        raise TierNotOffered("This tier cannot be chosen here.", tier=slug)
    return found


def _change(held: Subscription, wanted: Tier) -> None:
    if wanted.pk == FREE:
        take_over(gateway.end_at_period_end(held.stripe_id or ""))
        return
    now = gateway.subscription(held.stripe_id or "")
    is_upgrade = wanted.position > held.tier.position
    take_over(gateway.change_price(now, wanted.stripe_price, is_upgrade=is_upgrade))


def _holds(seen: SubscriptionSeen) -> bool:
    return Subscription(status=SubscriptionStatus(seen.status)).holds
