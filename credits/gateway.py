"""Stripe, as far as this platform needs it: the one module that knows the vendor's SDK.

Requests leave through `kit/http.py`, so they have its bounds of time, size and address; the SDK adds its
tries (with one idempotency key each) and reads the answers. It is imported when it is first used: that takes
a quarter of a second. What comes back are values of our own, in cents; a cent is a credit.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from credits.errors import EventRefused, PaymentRefused, PaymentsAway, PaymentsOff
from platform_project.kit.http import OutboundFailure, outbound
from platform_project.kit.loop import run

CURRENCY = "usd"
MAX_INVOICES = 50
_REQUEST_SECONDS = 10
_TRIES_AGAIN = 1  # so a request takes 21 s at most
_SIGNED_WITHIN_SECONDS = 300
_MAX_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checkout:
    """A page of Stripe's on which somebody pays."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """What Stripe says of one payment now."""

    id: str  # pi_…
    cents: int
    status: str  # succeeded, processing, requires_action, requires_payment_method, canceled, …
    metadata: Mapping[str, str]
    payment_method: str = ""
    reason: str = ""  # why it failed, for people
    code: str = ""  # the same, in Stripe's words

    @property
    def is_paid(self) -> bool:
        return self.status == "succeeded"

    @property
    def needs_person(self) -> bool:
        """The bank wants the card's owner asked (3-D Secure)."""
        return self.status == "requires_action" or self.code == "authentication_required"


@dataclass(frozen=True, slots=True)
class SubscriptionSeen:
    """What Stripe says of one subscription now."""

    id: str  # sub_…
    customer: str
    status: str  # active, trialing, past_due, unpaid, incomplete, incomplete_expired, canceled, paused
    price: str
    item: str  # si_…
    period_ends_at: datetime | None
    ends_at: datetime | None  # it was given up and lasts until then


@dataclass(frozen=True, slots=True)
class InvoiceSeen:
    """One invoice, as people see it in a list."""

    id: str
    number: str
    status: str
    cents: int
    created_at: datetime
    page_url: str
    pdf_url: str


def is_on() -> bool:
    """True if the operator gave a key of Stripe's."""
    return bool(settings.STRIPE_SECRET_KEY)


def create_customer(*, workspace_id: UUID, email: str, name: str) -> str:
    """The id of a new customer; the same one for the same workspace within a day."""
    given = {"email": email, "name": name, "metadata": {"workspace": str(workspace_id)}}
    with _asking() as client:
        made = client.v1.customers.create(given, {"idempotency_key": f"customer:{workspace_id}"})
    return str(made.id)


def open_top_up(*, customer: str, top_up_id: UUID, workspace_id: UUID, credits: int) -> Checkout:
    """A page on which this many credits are paid for; the card is kept for automatic top-ups."""
    metadata = {"top_up": str(top_up_id), "workspace": str(workspace_id)}
    given = {
        "mode": "payment",
        "customer": customer,
        "line_items": [_line(credits)],
        "metadata": metadata,
        "client_reference_id": str(top_up_id),
        "payment_intent_data": {"metadata": metadata, "setup_future_usage": "off_session"},
        **_ways_back(),
    }
    return _checkout(given, f"top-up:{top_up_id}")


def open_subscription(*, customer: str, price: str, workspace_id: UUID) -> Checkout:
    """A page on which a tier is subscribed to."""
    metadata = {"workspace": str(workspace_id)}
    given = {
        "mode": "subscription",
        "customer": customer,
        "line_items": [{"price": price, "quantity": 1}],
        "metadata": metadata,
        "subscription_data": {"metadata": metadata},
        **_ways_back(),
    }
    return _checkout(given, None)


def open_portal(customer: str) -> str:
    """The address of the page on which a customer changes cards, reads invoices and ends subscriptions."""
    given = {"customer": customer, "return_url": _page()}
    with _asking() as client:
        return str(client.v1.billing_portal.sessions.create(given).url)


def change_price(seen: SubscriptionSeen, price: str, *, is_upgrade: bool) -> SubscriptionSeen:
    """Change what a subscription is to. More is paid for at once, for the rest of the period."""
    given = {
        "items": [{"id": seen.item, "price": price}],
        "proration_behavior": "always_invoice" if is_upgrade else "create_prorations",
        "cancel_at_period_end": False,
    }
    if is_upgrade:
        given["payment_behavior"] = "error_if_incomplete"
    with _asking() as client:
        return _subscription(client.v1.subscriptions.update(seen.id, given))


def end_at_period_end(subscription_id: str) -> SubscriptionSeen:
    """Let a subscription last as long as it is paid for, and no longer."""
    with _asking() as client:
        return _subscription(client.v1.subscriptions.update(subscription_id, {"cancel_at_period_end": True}))


def end_now(subscription_id: str) -> None:
    """Let a subscription end at once. Safe to repeat. Raises PaymentsAway."""
    try:
        with _asking() as client:
            client.v1.subscriptions.cancel(subscription_id)
    except PaymentRefused:
        return  # it has ended, or was never there


def charge(
    *, customer: str, payment_method: str, credits: int, top_up_id: UUID, workspace_id: UUID
) -> PaymentSeen:
    """Take the price of these credits from a kept card while nobody is there to be asked.

    Safe to repeat: one top-up is charged once. A bank that wants its customer asked, or a card that is
    declined, is an answer, not an error.
    """
    given = {
        "amount": credits,
        "currency": CURRENCY,
        "customer": customer,
        "payment_method": payment_method,
        "confirm": True,
        "off_session": True,
        "metadata": {"top_up": str(top_up_id), "workspace": str(workspace_id)},
    }
    try:
        with _asking() as client:
            made = client.v1.payment_intents.create(given, {"idempotency_key": f"top-up:{top_up_id}"})
            return _payment(made)
    except PaymentRefused as refusal:
        seen = refusal.details.get("payment", "")
        return payment(seen) if seen else PaymentSeen("", credits, "failed", {}, reason=refusal.message)


def payment(payment_id: str) -> PaymentSeen:
    """A payment as it is now."""
    with _asking() as client:
        return _payment(client.v1.payment_intents.retrieve(payment_id))


def refunded_cents(charge_id: str) -> int:
    """How much of a charge was paid back so far."""
    with _asking() as client:
        return int(client.v1.charges.retrieve(charge_id).to_dict().get("amount_refunded") or 0)


def payment_of_checkout(session_id: str) -> tuple[str, str]:
    """(status, id of the payment or "") of a checkout page: open, complete or expired."""
    with _asking() as client:
        found = client.v1.checkout.sessions.retrieve(session_id).to_dict()
    return str(found.get("status") or ""), id_of(found.get("payment_intent"))


def subscription(subscription_id: str) -> SubscriptionSeen:
    """A subscription as it is now."""
    with _asking() as client:
        return _subscription(client.v1.subscriptions.retrieve(subscription_id))


def invoices(customer: str) -> list[InvoiceSeen]:
    """The newest invoices of a customer, at most MAX_INVOICES."""
    with _asking() as client:
        found = client.v1.invoices.list({"customer": customer, "limit": MAX_INVOICES})
        return [_invoice(row.to_dict()) for row in found.data]


def proven_event(body: bytes, signature: str) -> dict[str, Any]:
    """What Stripe tells, if it is Stripe that tells it. Raises PaymentsOff or EventRefused."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise PaymentsOff("Payments are not set up here: STRIPE_WEBHOOK_SECRET is empty.")
    import stripe

    try:
        stripe.WebhookSignature.verify_header(
            body, signature, settings.STRIPE_WEBHOOK_SECRET, _SIGNED_WITHIN_SECONDS
        )
        event = orjson.loads(body)
    except (stripe.SignatureVerificationError, ValueError):
        raise EventRefused("The signature is missing, wrong or too old.") from None
    if not (isinstance(event, dict) and event.get("object") == "event" and event.get("id")):
        raise EventRefused("This is no event of Stripe's.")
    return event


def id_of(given: Any) -> str:
    """The id of what is told as an id, as the thing itself, or not at all."""
    return str((given.get("id") if isinstance(given, Mapping) else given) or "")


def moment(given: Any) -> datetime | None:
    return datetime.fromtimestamp(given, UTC) if given else None


@contextmanager
def _asking() -> Iterator[Any]:
    """The client; the SDK's errors become ours, without what was sent."""
    if not is_on():
        raise PaymentsOff("Payments are not set up here.")
    import stripe

    try:
        yield _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_BASE_URL)
    except stripe.CardError as err:
        error = err.error
        refused = id_of(getattr(error, "payment_intent", None)) if error else ""
        raise PaymentRefused(err.user_message or "The card was declined.", payment=refused) from None
    except stripe.InvalidRequestError as err:
        raise PaymentRefused(f"Stripe refused the request: {err.user_message}") from None
    except stripe.StripeError as err:
        raise PaymentsAway(f"Stripe could not be asked ({type(err).__name__}); try again later.") from None


@functools.cache
def _client(key: str, base_url: str) -> Any:
    import stripe

    stripe.enable_telemetry = False

    class Guarded(stripe.HTTPClient):
        """The SDK's requests, through our one way out."""

        name = "polychord"

        def request(
            self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any
        ) -> tuple[str, int, Mapping[str, str]]:
            body = post_data.encode() if isinstance(post_data, str) else post_data
            asked = outbound().request(
                method,
                url,
                headers=dict(headers or {}),
                content=body,
                timeout_seconds=_REQUEST_SECONDS,
                max_bytes=_MAX_ANSWER_BYTES,
                idempotent=False,  # the SDK repeats by itself, with its idempotency key
            )
            try:
                answer = run(asked)
            except OutboundFailure as err:
                raise stripe.APIConnectionError(  # type: ignore[no-untyped-call]  # the SDK's own
                    err.message, should_retry=True
                ) from None
            return answer.text, answer.status_code, answer.headers

        def close(self) -> None:
            """Connections belong to the whole process."""

    bases: Any = {"api": base_url} if base_url else None
    return stripe.StripeClient(
        key, http_client=Guarded(), base_addresses=bases, max_network_retries=_TRIES_AGAIN
    )


def _checkout(given: dict[str, Any], key: str | None) -> Checkout:
    options = {"idempotency_key": key} if key else {}
    with _asking() as client:
        made = client.v1.checkout.sessions.create(given, options)
    return Checkout(str(made.id), str(made.url))


def _line(credits: int) -> dict[str, Any]:
    product = {"name": f"{credits:,} credits"}
    return {
        "quantity": 1,
        "price_data": {"currency": CURRENCY, "unit_amount": credits, "product_data": product},
    }


def _ways_back() -> dict[str, str]:
    return {"success_url": f"{_page()}?paid=1", "cancel_url": _page()}


def _page() -> str:
    return f"{settings.PUBLIC_URL}/credits"


def _payment(found: Any) -> PaymentSeen:
    row = found.to_dict()
    return payment_seen(row)


def payment_seen(row: Mapping[str, Any]) -> PaymentSeen:
    """A PaymentIntent of an answer or of an event."""
    error = row.get("last_payment_error") or {}
    return PaymentSeen(
        id=str(row["id"]),
        cents=int(row.get("amount_received") or row["amount"]),
        status=str(row["status"]),
        metadata=dict(row.get("metadata") or {}),
        payment_method=id_of(row.get("payment_method")),
        reason=str(error.get("message") or "")[:300],
        code=str(error.get("code") or ""),
    )


def _subscription(found: Any) -> SubscriptionSeen:
    row = found.to_dict()
    item = row["items"]["data"][0]
    # Newer versions of the API keep the period on the item, older ones on the subscription.
    period_end = item.get("current_period_end") or row.get("current_period_end")
    ends_at = row.get("ended_at") or row.get("cancel_at")
    if not ends_at and row.get("cancel_at_period_end"):
        ends_at = period_end
    return SubscriptionSeen(
        id=str(row["id"]),
        customer=id_of(row["customer"]),
        status=str(row["status"]),
        price=id_of(item.get("price") or item.get("plan")),
        item=str(item["id"]),
        period_ends_at=moment(period_end),
        ends_at=moment(ends_at),
    )


def _invoice(row: Mapping[str, Any]) -> InvoiceSeen:
    created = moment(row.get("created")) or datetime.fromtimestamp(0, UTC)
    return InvoiceSeen(
        id=str(row["id"]),
        number=str(row.get("number") or ""),
        status=str(row.get("status") or ""),
        cents=int(row.get("total") or 0),
        created_at=created,
        page_url=str(row.get("hosted_invoice_url") or ""),
        pdf_url=str(row.get("invoice_pdf") or ""),
    )
