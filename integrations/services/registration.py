"""Entering an address at its sender's, and taking it out again, where the sender has an API for it.

Outside of any transaction. A failure is no error of the caller's: the webhook stands, says what went wrong,
and can be entered by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.utils import timezone

from blocks.sdk import Credential, MissingCredential
from integrations.models import Registration, Webhook
from integrations.services.choice import credential_for
from integrations.services.webhooks import opened, url_of
from platform_project.kit import loop
from platform_project.kit.http import HttpAnswer, OutboundFailure, outbound

SECONDS = 15.0  # for one request
MAX_ANSWER_BYTES = 256 * 1024
AT_A_TIME = 20
TRIED_FOR = timedelta(days=7)
_ALL = ["*"]
_NEEDED = {"GitHub": " The token needs the right to the repository's webhooks (scope admin:repo_hook)."}

log = structlog.get_logger(__name__)


class NotRegistered(Exception):
    """Why the sender does not know the address, in words for people."""


@dataclass(frozen=True, slots=True)
class _Registrar:
    enter: Callable[[Webhook, Credential], Coroutine[Any, Any, str]]  # gives the sender's id of it
    leave: Callable[[Webhook, Credential], Coroutine[Any, Any, None]]
    needs_resource: bool


def register(webhook_id: UUID) -> None:
    """Enter the address at its sender's, or bring what stands there up to date; the row says how it went.

    Nothing happens where the sender has no API for it, or nobody has connected a credential of it.
    """
    webhook = Webhook.objects.filter(pk=webhook_id, removed_at=None).first()
    registrar = _REGISTRARS.get(webhook.provider) if webhook else None
    if webhook is None or registrar is None or not webhook.secret:
        return
    if registrar.needs_resource and not webhook.resource:
        return
    was_entered = webhook.registration == Registration.DONE
    try:
        credential = loop.run(_credential(webhook))
        if credential is None:
            if was_entered:
                raise NotRegistered("The credential by which it was entered there is gone.")
            return  # by hand, then
        remote_id = loop.run(registrar.enter(webhook, credential))
    except (NotRegistered, OutboundFailure, MissingCredential) as why:
        log.info("a webhook could not be registered", provider=webhook.provider, reason=type(why).__name__)
        _note(webhook.pk, registration=Registration.FAILED, registration_error=str(why)[:500])
    else:
        _note(webhook.pk, registration=Registration.DONE, registration_error="", remote_id=remote_id)


def unregister(webhook_id: UUID) -> bool:
    """Take a removed address out at its sender's, and delete it; False if that is to be tried again."""
    webhook = Webhook.objects.removed().filter(pk=webhook_id).first()
    if webhook is None:
        return True
    try:
        credential = loop.run(_credential(webhook))
        if credential is not None:
            loop.run(_REGISTRARS[webhook.provider].leave(webhook, credential))
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


# --- GitHub: https://docs.github.com/en/rest/repos/webhooks -----------------------------------------------
async def _enter_github(webhook: Webhook, credential: Credential) -> str:
    config = {
        "url": url_of(webhook.pk),
        "content_type": "json",
        "insecure_ssl": "0",
        "secret": opened(webhook.secret),
    }
    body = {"active": True, "events": webhook.events or _ALL, "config": config}
    if webhook.remote_id:
        answer = await _github(webhook, credential, "PATCH", f"/{webhook.remote_id}", json=body)
        if answer.status_code != 404:  # else somebody took it out there
            return webhook.remote_id if _is_fine(answer) else _refused("GitHub", answer)
    answer = await _github(webhook, credential, "POST", json={"name": "web", **body})
    return str(_value(answer).get("id", "")) if _is_fine(answer) else _refused("GitHub", answer)


async def _leave_github(webhook: Webhook, credential: Credential) -> None:
    answer = await _github(webhook, credential, "DELETE", f"/{webhook.remote_id}")
    if answer.status_code not in (404, 410) and not _is_fine(answer):
        _refused("GitHub", answer)


async def _github(
    webhook: Webhook, credential: Credential, method: str, below: str = "", json: Any = None
) -> HttpAnswer:
    base_url = credential.base_url or "https://api.github.com"
    owner, _, repository = webhook.resource.partition("/")
    if not (_is_name(owner) and _is_name(repository)):
        raise NotRegistered("The repository must be named as owner/name.")
    headers = {
        "Authorization": f"Bearer {credential.api_key}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    url = f"{base_url}/repos/{owner}/{repository}/hooks{below}"
    return await _send(method, url, headers=headers, json=json)


def _is_name(part: str) -> bool:
    """https://docs.github.com/en/repositories: letters, digits, `-`, `_` and `.`"""
    plain = part.replace("-", "").replace("_", "").replace(".", "")
    return plain.isascii() and plain.isalnum() and part not in (".", "..")


# --- Telegram: https://core.telegram.org/bots/api#setwebhook ----------------------------------------------
async def _enter_telegram(webhook: Webhook, credential: Credential) -> str:
    body = {
        "url": url_of(webhook.pk),
        "secret_token": opened(webhook.secret),
        "allowed_updates": _with_edits(webhook.events),
    }
    answer = await _telegram(credential, "setWebhook", body)
    return "bot" if _is_fine(answer) else _refused("Telegram", answer)


async def _leave_telegram(webhook: Webhook, credential: Credential) -> None:
    """A bot has one webhook: if another trigger took it over, that one stays."""
    answer = await _telegram(credential, "getWebhookInfo", {})
    if not _is_fine(answer):
        _refused("Telegram", answer)
    result = _value(answer).get("result")
    if isinstance(result, dict) and result.get("url") == url_of(webhook.pk):
        answer = await _telegram(credential, "deleteWebhook", {})
        if not _is_fine(answer):
            _refused("Telegram", answer)


async def _telegram(credential: Credential, method: str, body: dict[str, Any]) -> HttpAnswer:
    base_url = credential.base_url or "https://api.telegram.org"
    return await _send("POST", f"{base_url}/bot{credential.api_key}/{method}", json=body)


def _with_edits(events: list[str]) -> list[str]:
    return [*events, "edited_message"] if "message" in events else events


_REGISTRARS = {
    "github": _Registrar(_enter_github, _leave_github, needs_resource=True),
    "telegram": _Registrar(_enter_telegram, _leave_telegram, needs_resource=False),
}


async def _send(method: str, url: str, **more: Any) -> HttpAnswer:
    return await outbound().request(
        method, url, timeout_seconds=SECONDS, max_bytes=MAX_ANSWER_BYTES, idempotent=method != "POST", **more
    )


def _is_fine(answer: HttpAnswer) -> bool:
    return 200 <= answer.status_code < 300


def _value(answer: HttpAnswer) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(name: str, answer: HttpAnswer) -> str:
    said = _value(answer)
    errors = said.get("errors")
    details = (
        [str(one.get("message", "")) for one in errors if isinstance(one, dict)]
        if isinstance(errors, list)
        else []
    )
    words = " ".join(filter(None, [str(said.get("message") or said.get("description") or ""), *details]))
    hint = _NEEDED.get(name, "") if answer.status_code in (401, 403, 404) else ""
    raise NotRegistered(f"{name} answered {answer.status_code}: {words[:300] or 'no reason given'}.{hint}")
