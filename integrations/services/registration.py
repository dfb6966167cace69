"""Entering an address at its sender's, and taking it out again, where the sender has an API for it.

Outside of any transaction. A failure is no error of the caller's: the webhook stands, says what went wrong,
and can be entered by hand.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.utils import timezone

from blocks.sdk import Credential, MissingCredential
from integrations.catalogue.schemes import scheme_of
from integrations.models import Registration, Webhook
from integrations.services.choice import credential_for
from integrations.services.registrars import REGISTRARS, NotRegistered
from integrations.services.webhooks import sealed
from platform_project.kit import loop
from platform_project.kit.http import OutboundFailure
from platform_project.kit.jobs import enqueue

AT_A_TIME = 20
TRIED_FOR = timedelta(days=7)

log = structlog.get_logger(__name__)


def register(webhook_id: UUID) -> None:
    """Enter the address at its sender's, or bring what stands there up to date; the row says how it went.

    Nothing happens where the sender has no API for it, or nobody has connected a credential of it.
    """
    webhook = Webhook.objects.filter(pk=webhook_id, removed_at=None).first()
    registrar = REGISTRARS.get(webhook.provider) if webhook else None
    if webhook is None or registrar is None or (registrar.needs_resource and not webhook.resource):
        return
    if bool(webhook.secret) == scheme_of(webhook.provider).makes_secret and not webhook.remote_id:
        # It has no secret yet, or one of a webhook that a person made there.
        _note(webhook.pk, registration=Registration.BY_HAND, registration_error="")
        return
    was_entered = webhook.registration == Registration.DONE
    try:
        credential = loop.run(_credential(webhook))
        if credential is None:
            if was_entered:
                raise NotRegistered("The credential by which it was entered there is gone.")
            return  # by hand, then
        entered = loop.run(registrar.enter(webhook, credential))
    except (NotRegistered, OutboundFailure, MissingCredential) as why:
        log.info("a webhook could not be registered", provider=webhook.provider, reason=type(why).__name__)
        _note(webhook.pk, registration=Registration.FAILED, registration_error=str(why)[:500])
    else:
        made = sealed(entered.secret) if entered.secret else {}
        done = {"registration": Registration.DONE, "registration_error": "", "remote_id": entered.remote_id}
        _note(webhook.pk, **done, **made)


def renew_all() -> None:
    """Have each address entered again that its sender would forget after some days."""
    providers = [provider for provider, registrar in REGISTRARS.items() if registrar.expires]
    known = Webhook.objects.filter(provider__in=providers, removed_at=None).exclude(remote_id="")
    for webhook_id in known.values_list("pk", flat=True).iterator():
        enqueue("integrations.tasks.renew_webhook", str(webhook_id))


def unregister(webhook_id: UUID) -> bool:
    """Take a removed address out at its sender's, and delete it; False if that is to be tried again."""
    webhook = Webhook.objects.removed().filter(pk=webhook_id).first()
    if webhook is None:
        return True
    try:
        credential = loop.run(_credential(webhook))
        if credential is not None:
            loop.run(REGISTRARS[webhook.provider].leave(webhook, credential))
    except MissingCredential:
        log.warning("a webhook is left at its sender's", provider=webhook.provider)
    except (NotRegistered, OutboundFailure) as why:
        log.warning(
            "a webhook could not be unregistered now", provider=webhook.provider, reason=str(why)[:200]
        )
        return False
    webhook.delete()
    return True


def unregister_left() -> None:
    """Try again with removed addresses that could not be taken out; after a week they go all the same."""
    for webhook in Webhook.objects.removed().order_by("removed_at")[:AT_A_TIME]:
        if not unregister(webhook.pk) and webhook.removed_at < timezone.now() - TRIED_FOR:
            webhook.delete()


def _note(webhook_id: UUID, **fields: Any) -> None:
    Webhook.objects.filter(pk=webhook_id).update(**fields)


async def _credential(webhook: Webhook) -> Credential | None:
    return await credential_for(
        provider=webhook.provider,
        user_id=webhook.created_by_id,
        workspace_id=webhook.workspace_id,
        chosen_id=webhook.credential_id,
    )
