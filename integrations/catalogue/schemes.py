"""How senders of webhooks prove who they are, as rows. A new sender is a new row.

    proofs      ways to prove it: those that a request shows must all hold, and it must show one
    delivery    what a sender calls a delivery, the same when it sends it again
    event       what happened, as triggers name it: `pull_request.opened`

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
https://docs.slack.dev/authentication/verifying-requests-from-slack
https://docs.stripe.com/webhooks/signature
https://core.telegram.org/bots/api#setwebhook
https://exa.ai/docs/websets/api/webhooks/verifying-signatures
https://airtable.com/developers/web/api/webhooks-overview
https://www.slant3dapi.com
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.catalogue.proofs import (
    HeaderSecret,
    Proof,
    QuerySecret,
    SignedBody,
    StampedSignature,
    StampHeader,
    StampPart,
)

Headers = Mapping[str, str]  # names in lower case
Find = Callable[[Headers, Any], str]  # headers and parsed body → a text, empty if there is none

_TOLERANCE_SECONDS = 300  # of Slack and Stripe alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How one kind of sender is recognised."""

    slug: str
    name: str
    proofs: tuple[Proof, ...]
    delivery: Find
    event: Find
    makes_secret: bool = False  # the sender makes the secret, and people copy it to us
    challenge: Callable[[Any], str | None] = lambda body: None  # what to answer when it tries the address
    greetings: frozenset[str] = frozenset()  # events that only say hello: they start nothing unless named
    has_whole_events: bool = False  # asked for there as triggers name them, not by their first part
    wants_no_answer: bool = False  # an answer with a body is a failure to it
    by_hand: str  # what a person does at the sender's, with {url} in it


def _header(name: str) -> Find:
    return lambda headers, body: headers.get(name, "")


def _field(*path: str) -> Find:
    def find(headers: Headers, body: Any) -> str:
        for key in path:
            body = body.get(key) if isinstance(body, dict) else None
        return str(body) if isinstance(body, str | int) else ""

    return find


def _fields(*paths: tuple[str, ...]) -> Find:
    """Several fields as one name, if each is there."""
    found = [_field(*path) for path in paths]

    def find(headers: Headers, body: Any) -> str:
        parts = [find_one(headers, body) for find_one in found]
        return ":".join(parts) if all(parts) else ""

    return find


def _first_header(*names: str) -> Find:
    return lambda headers, body: next((headers[name] for name in names if headers.get(name)), "")


def _github_event(headers: Headers, body: Any) -> str:
    event, action = headers.get("x-github-event", ""), _field("action")(headers, body)
    return f"{event}.{action}" if event and action else event


def _slack_event(headers: Headers, body: Any) -> str:
    return _field("event", "type")(headers, body) or _field("type")(headers, body)


def _slant_event(headers: Headers, body: Any) -> str:
    status = _field("status")(headers, body)
    return f"order.{status.lower()}" if status else ""


def _telegram_event(headers: Headers, body: Any) -> str:
    """The one field of an update beside its id; what a message holds with it, as `message.text`."""
    if not isinstance(body, dict):
        return ""
    kind = next((name for name in body if name != "update_id"), "")
    held = body.get(kind)
    if kind == "edited_message":
        return "message.edited_message"
    what = next((name for name in _TELEGRAM_HOLDS if isinstance(held, dict) and name in held), "")
    return f"{kind}.{what}" if what else kind


def _slack_challenge(body: Any) -> str | None:
    if not isinstance(body, dict) or body.get("type") != "url_verification":
        return None
    challenge = body.get("challenge")
    return challenge[:1_000] if isinstance(challenge, str) else ""


_TELEGRAM_HOLDS = (
    "text", "photo", "voice", "audio", "document", "video", "sticker", "location", "contact",
)  # fmt: skip

SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        slug="generic_webhook",
        name="Any sender",
        proofs=(
            HeaderSecret("x-webhook-secret"),
            SignedBody("x-webhook-signature", prefix="sha256="),
            QuerySecret("secret"),
        ),
        delivery=_first_header("idempotency-key", "x-delivery-id"),
        event=_first_header("x-webhook-event"),
        by_hand=(
            "Let the sender POST to {url} with the secret in the header X-Webhook-Secret, or an HMAC of the "
            "body in X-Webhook-Signature, or ?secret= behind the address if it can do neither."
        ),
    ),
    Scheme(
        slug="github",
        name="GitHub",
        proofs=(SignedBody("x-hub-signature-256", prefix="sha256="),),
        delivery=_header("x-github-delivery"),
        event=_github_event,
        greetings=frozenset({"ping"}),
        by_hand=(
            "In the repository at GitHub open Settings, Webhooks, Add webhook. Payload URL: {url}. Content "
            "type: application/json. Secret: the one of this trigger. Choose its events."
        ),
    ),
    Scheme(
        slug="slack",
        name="Slack",
        proofs=(
            StampedSignature(
                "x-slack-signature",
                stamp=StampHeader("x-slack-request-timestamp"),
                version="v0=",
                signed="v0:{stamp}:",
                tolerance_seconds=_TOLERANCE_SECONDS,
            ),
        ),
        delivery=_field("event_id"),
        event=_slack_event,
        makes_secret=True,
        challenge=_slack_challenge,
        by_hand=(
            "At api.slack.com/apps open the app. Basic Information, Signing Secret: copy it to this trigger. "
            "Then Event Subscriptions, Request URL: {url}, and subscribe to the events."
        ),
    ),
    Scheme(
        slug="stripe",
        name="Stripe",
        proofs=(
            StampedSignature(
                "stripe-signature",
                stamp=StampPart("t"),
                version="v1=",
                signed="{stamp}.",
                tolerance_seconds=_TOLERANCE_SECONDS,
            ),
        ),
        delivery=_field("id"),
        event=_field("type"),
        makes_secret=True,
        by_hand=(
            "In Stripe's dashboard open Developers, Webhooks, Add destination. Endpoint URL: {url}. Choose "
            "the events, then copy its signing secret (whsec_…) to this trigger."
        ),
    ),
    Scheme(
        slug="airtable",
        name="Airtable",
        proofs=(SignedBody("x-airtable-content-mac", prefix="hmac-sha256=", is_key_base64=True),),
        delivery=_fields(("webhook", "id"), ("timestamp",)),
        event=lambda headers, body: "records.changed",
        makes_secret=True,
        wants_no_answer=True,
        by_hand=(
            "Connect an Airtable token with the scopes webhook:manage and data.records:read, name the base "
            "(app…, or app…/tbl… for one table), and register again. Or create a webhook of the base by "
            "Airtable's API with notificationUrl {url}, and copy its macSecretBase64 to this trigger."
        ),
    ),
    Scheme(
        slug="exa",
        name="Exa",
        proofs=(
            StampedSignature(
                "exa-signature",
                stamp=StampPart("t"),
                version="v1=",
                signed="{stamp}.",
                tolerance_seconds=_TOLERANCE_SECONDS,
            ),
        ),
        delivery=_field("id"),
        event=_field("type"),
        makes_secret=True,
        has_whole_events=True,
        by_hand=(
            "Connect an Exa key and register again. Or create a webhook by Exa's API (POST "
            "/websets/v0/webhooks) with the url {url} and its events, and copy its secret to this trigger."
        ),
    ),
    Scheme(
        slug="slant3d",
        name="Slant 3D",
        proofs=(QuerySecret("secret"),),
        delivery=_fields(("orderId",), ("status",), ("trackingNumber",)),
        event=_slant_event,
        by_hand=(
            "Connect a Slant 3D key and register again. Or POST to customer/subscribeWebhook of its API with "
            "endPoint={url}?secret=the secret of this trigger: it signs nothing."
        ),
    ),
    Scheme(
        slug="telegram",
        name="Telegram",
        proofs=(HeaderSecret("x-telegram-bot-api-secret-token"),),
        delivery=_field("update_id"),
        event=_telegram_event,
        by_hand=(
            "Call https://api.telegram.org/bot<token>/setWebhook with url={url} and secret_token=the secret "
            "of this trigger. A bot has one webhook: a new one takes the place of the old."
        ),
    ),
)

_BY_SLUG = {scheme.slug: scheme for scheme in SCHEMES}
GENERIC = _BY_SLUG["generic_webhook"]


def scheme_of(provider: str) -> Scheme:
    """The scheme of a provider; the generic one for those that have none of their own."""
    return _BY_SLUG.get(provider, GENERIC)
