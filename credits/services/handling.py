"""What each kind of event means here. Each function says whether the event was about anything of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from credits import gateway
from credits.gateway import PaymentSeen, id_of
from credits.models import BillingProfile, Dispute, Payment, StripeEvent, TopUp
from credits.services import payments, subscriptions, topups
from credits.services.customers import tell_payers

_DISPUTES = {
    "needs_response": Dispute.OPEN,
    "under_review": Dispute.OPEN,
    "won": Dispute.WON,
    "lost": Dispute.LOST,
}  # the others are questions of a bank that has taken no money


def handle(event: StripeEvent) -> bool:
    """Do what an event asks for; False if nothing here depends on it. Raises PaymentsAway."""
    handler = _HANDLERS.get(event.type)
    return handler is not None and handler(event, event.told)


def _checkout(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    if told.get("mode") == "subscription":
        return bool(id_of(told.get("subscription"))) and _subscription_of(told)
    is_paid = told.get("payment_status") == "paid"
    seen = PaymentSeen(
        id=id_of(told.get("payment_intent")),
        cents=int(told.get("amount_total") or 0),
        status="succeeded" if is_paid else "processing",
        metadata=told.get("metadata") or {},
    )
    return bool(seen.id) and topups.follow_payment(seen)


def _checkout_ended(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    top_up_id = topups.top_up_of(told.get("metadata") or {})
    if top_up_id is not None:
        topups.expired(top_up_id)
    return top_up_id is not None


def _payment(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    return topups.follow_payment(gateway.payment_seen(told))


def _refund_of_charge(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    return _refunded(event, told, int(told.get("amount_refunded") or 0))


def _refund(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    """A refund changed, which may mean that it failed: its charge knows what was paid back in all."""
    charge = id_of(told.get("charge"))
    return bool(charge) and _refunded(event, told, gateway.refunded_cents(charge))


def _refunded(event: StripeEvent, told: Mapping[str, Any], cents: int) -> bool:
    found = _payment_of(told)
    if found is None:
        return False
    payment_id, workspace_id, of = found
    payments.refunded(
        payment_id=payment_id,
        workspace_id=workspace_id,
        cents=of,
        refunded_cents=cents,
        as_of=int(event.happened_at.timestamp()),
    )
    return True


def _dispute(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    dispute, found = _DISPUTES.get(str(told.get("status"))), _payment_of(told)
    if dispute is None or found is None:
        return False
    payment_id, workspace_id, of = found
    row = payments.disputed(
        payment_id=payment_id,
        workspace_id=workspace_id,
        cents=of,
        disputed_cents=int(told.get("amount") or 0),
        dispute=dispute,
    )
    if dispute is Dispute.OPEN and row.dispute == Dispute.OPEN and row.workspace_id is not None:
        text = "Its credits are taken back until that is decided."
        tell_payers(row.workspace_id, title="A payment is disputed", text=text, about="dispute")
    return True


def _subscription(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    return subscriptions.follow(str(told["id"])) is not None


def _subscription_of(told: Mapping[str, Any]) -> bool:
    subscription_id = _subscription_id(told)
    return bool(subscription_id) and subscriptions.follow(subscription_id) is not None


def _invoice_paid(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    workspace_id = _workspace_of(told)
    if workspace_id is None or not _subscription_id(told):
        return False
    payments.paid_subscription(
        invoice_id=str(told["id"]),
        workspace_id=workspace_id,
        cents=int(told.get("amount_paid") or 0),
        paid_at=event.happened_at,
    )
    return _subscription_of(told)


def _invoice_failed(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    workspace_id = _workspace_of(told)
    if workspace_id is None or not _subscription_id(told):
        return False
    text = "Open the billing page to confirm it or to use another card; Stripe tries again in the meantime."
    tell_payers(workspace_id, title="A payment for your tier needs you", text=text, about="invoice")
    return _subscription_of(told)


def _customer_gone(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    known = BillingProfile.objects.filter(customer=str(told["id"]))
    return bool(known.update(customer=None, payment_method="", auto_threshold=None, auto_credits=0))


def _card_gone(event: StripeEvent, told: Mapping[str, Any]) -> bool:
    known = BillingProfile.objects.filter(payment_method=str(told["id"]))
    return bool(known.update(payment_method="", auto_threshold=None, auto_credits=0))


def _payment_of(told: Mapping[str, Any]) -> tuple[str, UUID | None, int] | None:
    """(id, workspace, cents) of the top-up's payment that a charge, refund or dispute belongs to.

    Its first event may not have come yet; then Stripe is asked.
    """
    payment_id = id_of(told.get("payment_intent"))
    if not payment_id:
        return None
    known = Payment.objects.filter(stripe_id=payment_id).first()
    if known is not None:
        return payment_id, known.workspace_id, known.cents
    seen = gateway.payment(payment_id)
    top_up_id = topups.top_up_of(seen.metadata)
    if top_up_id is None:
        return None
    workspace_id = TopUp.objects.filter(pk=top_up_id).values_list("workspace_id", flat=True).first()
    return payment_id, workspace_id, seen.cents


def _workspace_of(told: Mapping[str, Any]) -> UUID | None:
    customer = id_of(told.get("customer"))
    found: UUID | None = (
        BillingProfile.objects.filter(customer=customer).values_list("workspace_id", flat=True).first()
    )
    return found


def _subscription_id(told: Mapping[str, Any]) -> str:
    """Newer versions of the API name it below `parent`."""
    parent = (told.get("parent") or {}).get("subscription_details") or {}
    return id_of(told.get("subscription")) or id_of(parent.get("subscription"))


_HANDLERS: dict[str, Callable[[StripeEvent, Mapping[str, Any]], bool]] = {
    "checkout.session.completed": _checkout,
    "checkout.session.async_payment_succeeded": _checkout,
    "checkout.session.async_payment_failed": _checkout_ended,
    "checkout.session.expired": _checkout_ended,
    **dict.fromkeys((f"payment_intent.{what}" for what in (
        "succeeded", "payment_failed", "requires_action", "canceled",
    )), _payment),
    "charge.refunded": _refund_of_charge,
    **dict.fromkeys(("charge.refund.updated", "refund.updated", "refund.failed"), _refund),
    **dict.fromkeys((f"charge.dispute.{what}" for what in (
        "created", "updated", "closed", "funds_withdrawn", "funds_reinstated",
    )), _dispute),
    **dict.fromkeys((f"customer.subscription.{what}" for what in (
        "created", "updated", "deleted", "paused", "resumed",
    )), _subscription),
    "invoice.paid": _invoice_paid,
    "invoice.payment_succeeded": _invoice_paid,
    "invoice.payment_failed": _invoice_failed,
    "invoice.payment_action_required": _invoice_failed,
    "customer.deleted": _customer_gone,
    "payment_method.detached": _card_gone,
}  # fmt: skip
