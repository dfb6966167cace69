"""Addresses that outside services call: made, given secrets, and removed.

For whoever stands above: `open_webhook` gives one that a trigger of theirs belongs to.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from integrations.catalogue.schemes import Scheme, scheme_of
from integrations.models import Registration, Webhook
from platform_project.accounts.models import User, Workspace
from platform_project.errors import BadInput
from platform_project.kit.crypto import CannotUnseal, seal, unseal
from platform_project.kit.jobs import enqueue

SECRET_BYTES = 32
MIN_SECRET_CHARACTERS = 8
MAX_SECRET_CHARACTERS = 255

log = structlog.get_logger(__name__)


def open_webhook(
    *,
    workspace: Workspace,
    user: User,
    provider: str,
    secret: str = "",
    resource: str = "",
    events: Sequence[str] = (),
    credential_id: UUID | None = None,
) -> tuple[Webhook, str]:
    """A new address, in the caller's transaction, and the secret if we made it: nobody can see it again."""
    made = secret or _fresh(scheme_of(provider))
    webhook = Webhook.objects.create(
        workspace=workspace,
        created_by=user,
        provider=provider,
        resource=resource,
        events=list(events),
        credential_id=credential_id,
        **sealed(made),
    )
    return webhook, "" if secret else made


@transaction.atomic
def change_secret(webhook: Webhook, secret: str = "") -> str:
    """Set the secret: the sender's if one is given, else a new one, which is given back once.

    The old one holds no longer. Raises BadInput where only the sender can make one.
    """
    made = secret or _fresh(scheme_of(webhook.provider))
    if not made:
        name = scheme_of(webhook.provider).name
        raise BadInput(
            f"{name} makes the secret: copy it from there.", secret=[f"The secret that {name} shows."]
        )
    cleared = {"refused_count": 0, "last_refused_at": None, "last_refused_reason": ""}
    for field, value in {**sealed(made), **cleared}.items():
        setattr(webhook, field, value)
    webhook.save(update_fields=[*sealed(made), *cleared])
    return "" if secret else made


@transaction.atomic
def close(webhook: Webhook) -> None:
    """Take no more calls. It goes with its deliveries once its sender no longer knows of it."""
    if webhook.registration != Registration.DONE:
        webhook.delete()
        return
    webhook.is_enabled, webhook.removed_at = False, timezone.now()
    webhook.save(update_fields=["is_enabled", "removed_at"])
    enqueue("integrations.tasks.unregister_webhook", str(webhook.pk))


def url_of(webhook_id: UUID) -> str:
    """The address that senders call."""
    return f"{settings.PUBLIC_URL}/webhooks/{webhook_id}"


def opened(sealed: str) -> str:
    """The secret of a webhook, in the clear; empty if it has none yet, or one of a key that is gone."""
    try:
        return str(unseal(sealed)["secret"]) if sealed else ""
    except CannotUnseal:
        log.warning("the secret of a webhook cannot be opened: none of CREDENTIAL_KEYS fits")
        return ""


def _fresh(scheme: Scheme) -> str:
    return "" if scheme.makes_secret else secrets.token_urlsafe(SECRET_BYTES)


def sealed(secret: str) -> dict[str, str]:
    """The fields of a webhook that hold its secret."""
    return {
        "secret": seal({"secret": secret}) if secret else "",
        "secret_last_four": secret[-4:] if secret else "",
    }
