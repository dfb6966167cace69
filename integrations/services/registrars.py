"""How an address is entered at each sender that has an API for it, and taken out again."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote

from blocks.sdk import Credential
from integrations.models import Webhook
from integrations.services.webhooks import opened, url_of
from platform_project.kit.http import HttpAnswer, outbound

SECONDS = 15.0  # for one request
MAX_ANSWER_BYTES = 256 * 1024
_ALL = ["*"]
_NEEDED = {
    "GitHub": " The token needs the right to the repository's webhooks (scope admin:repo_hook).",
    "Airtable": " The token needs the scopes webhook:manage and data.records:read, of a base creator.",
}


class NotRegistered(Exception):
    """Why the sender does not know the address, in words for people."""


@dataclass(frozen=True, slots=True)
class Entered:
    """remote_id: what the sender calls the address. secret: what it signs with, if it made that itself."""

    remote_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Registrar:
    enter: Callable[[Webhook, Credential], Coroutine[Any, Any, Entered]]  # or brings it up to date
    leave: Callable[[Webhook, Credential], Coroutine[Any, Any, None]]
    needs_resource: bool = False
    expires: bool = False  # after some days, unless it is entered again


# --- GitHub: https://docs.github.com/en/rest/repos/webhooks -----------------------------------------------
async def _enter_github(webhook: Webhook, credential: Credential) -> Entered:
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
            return Entered(webhook.remote_id) if _is_fine(answer) else _refused("GitHub", answer)
    answer = await _github(webhook, credential, "POST", json={"name": "web", **body})
    return Entered(_text(answer, "id")) if _is_fine(answer) else _refused("GitHub", answer)


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
async def _enter_telegram(webhook: Webhook, credential: Credential) -> Entered:
    body = {
        "url": url_of(webhook.pk),
        "secret_token": opened(webhook.secret),
        "allowed_updates": _with_edits(webhook.events),
    }
    answer = await _telegram(credential, "setWebhook", body)
    return Entered("bot") if _is_fine(answer) else _refused("Telegram", answer)


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


# --- Exa: https://exa.ai/docs/websets/api/webhooks/create-a-webhook ----------------------------------------
_EXA_EVENTS = (
    "webset.created", "webset.deleted", "webset.paused", "webset.idle", "webset.search.created",
    "webset.search.canceled", "webset.search.completed", "webset.search.updated", "webset.item.created",
    "webset.item.enriched", "webset.export.created", "webset.export.completed", "import.created",
    "import.completed", "monitor.created", "monitor.updated", "monitor.deleted", "monitor.run.created",
    "monitor.run.completed",
)  # fmt: skip


async def _enter_exa(webhook: Webhook, credential: Credential) -> Entered:
    body = {"url": url_of(webhook.pk), "events": _exa_events(webhook.events)}
    if webhook.remote_id:
        answer = await _exa(credential, "PATCH", f"/{webhook.remote_id}", json=body)
        if answer.status_code != 404:
            return Entered(webhook.remote_id) if _is_fine(answer) else _refused("Exa", answer)
    answer = await _exa(credential, "POST", json=body)
    if not _is_fine(answer):
        _refused("Exa", answer)
    return Entered(_text(answer, "id"), _text(answer, "secret"))


async def _leave_exa(webhook: Webhook, credential: Credential) -> None:
    answer = await _exa(credential, "DELETE", f"/{webhook.remote_id}")
    if answer.status_code != 404 and not _is_fine(answer):
        _refused("Exa", answer)


async def _exa(credential: Credential, method: str, below: str = "", json: Any = None) -> HttpAnswer:
    base_url = credential.base_url or "https://api.exa.ai"
    headers = {"x-api-key": credential.api_key}
    return await _send(method, f"{base_url}/websets/v0/webhooks{below}", headers=headers, json=json)


def _exa_events(wanted: list[str]) -> list[str]:
    """Exa takes whole names alone: `webset.item` is all that begin so, and nothing is everything."""
    if not wanted:
        return list(_EXA_EVENTS)
    known = [name for name in _EXA_EVENTS if any(f"{name}.".startswith(f"{one}.") for one in wanted)]
    strange = [one for one in wanted if not any(f"{name}.".startswith(f"{one}.") for name in _EXA_EVENTS)]
    return [*known, *strange]  # what we do not know Exa may


# --- Airtable: https://airtable.com/developers/web/api/create-a-webhook ------------------------------------
_GONE = (404, 422)  # taken out there, or expired and not to be refreshed any more


async def _enter_airtable(webhook: Webhook, credential: Credential) -> Entered:
    """A webhook there cannot be changed and ends after seven days: it is refreshed, or made anew."""
    base, _, table = webhook.resource.partition("/")
    if not (_is_plain(base) and (_is_plain(table) or not table)):
        raise NotRegistered("The base must be named as app…, or app…/tbl… for one table of it.")
    resource, _, known = webhook.remote_id.rpartition("#")
    if known and resource == webhook.resource:
        answer = await _airtable(credential, "POST", base, f"/{known}/refresh")
        if answer.status_code not in _GONE:
            return Entered(webhook.remote_id) if _is_fine(answer) else _refused("Airtable", answer)
    elif known:
        await _leave_airtable(webhook, credential)
    filters = {"dataTypes": ["tableData"], **({"recordChangeScope": table} if table else {})}
    body = {"notificationUrl": url_of(webhook.pk), "specification": {"options": {"filters": filters}}}
    answer = await _airtable(credential, "POST", base, json=body)
    if not _is_fine(answer):
        _refused("Airtable", answer)
    return Entered(f"{webhook.resource}#{_text(answer, 'id')}", _text(answer, "macSecretBase64"))


async def _leave_airtable(webhook: Webhook, credential: Credential) -> None:
    resource, _, known = webhook.remote_id.rpartition("#")
    answer = await _airtable(credential, "DELETE", resource.partition("/")[0], f"/{known}")
    if answer.status_code != 404 and not _is_fine(answer):
        _refused("Airtable", answer)


async def _airtable(
    credential: Credential, method: str, base: str, below: str = "", json: Any = None
) -> HttpAnswer:
    base_url = credential.base_url or "https://api.airtable.com"
    headers = {"Authorization": f"Bearer {credential.api_key}"}
    return await _send(method, f"{base_url}/v0/bases/{base}/webhooks{below}", headers=headers, json=json)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isalnum()


# --- Slant 3D: https://www.slant3dapi.com ------------------------------------------------------------------
async def _enter_slant(webhook: Webhook, credential: Credential) -> Entered:
    """It signs nothing, so the secret stands behind the address."""
    url = f"{url_of(webhook.pk)}?secret={quote(opened(webhook.secret), safe='')}"
    base_url = credential.base_url or "https://www.slant3dapi.com/api"
    answer = await _send(
        "POST",
        f"{base_url}/customer/subscribeWebhook",
        headers={"api-key": credential.api_key},
        json={"endPoint": url},
    )
    return Entered("account") if _is_fine(answer) else _refused("Slant 3D", answer)


async def _leave_slant(webhook: Webhook, credential: Credential) -> None:
    """Slant 3D has no way to be told: it calls on, is answered 404, and starts nothing."""


REGISTRARS = {
    "airtable": Registrar(_enter_airtable, _leave_airtable, needs_resource=True, expires=True),
    "exa": Registrar(_enter_exa, _leave_exa),
    "github": Registrar(_enter_github, _leave_github, needs_resource=True),
    "slant3d": Registrar(_enter_slant, _leave_slant),
    "telegram": Registrar(_enter_telegram, _leave_telegram),
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


def _text(answer: HttpAnswer, name: str) -> str:
    return str(_value(answer).get(name) or "")


def _refused(name: str, answer: HttpAnswer) -> NoReturn:
    said = _value(answer)
    errors = said.get("errors")
    details = (
        [str(one.get("message", "")) for one in errors if isinstance(one, dict)]
        if isinstance(errors, list)
        else []
    )
    error = said.get("error")  # Airtable's is an object
    inner = error.get("message") or error.get("type") if isinstance(error, dict) else error
    text = said.get("message") or said.get("description") or inner
    words = " ".join(filter(None, [str(text or ""), *details]))
    hint = _NEEDED.get(name, "") if answer.status_code in (401, 403, 404) else ""
    raise NotRegistered(f"{name} answered {answer.status_code}: {words[:300] or 'no reason given'}.{hint}")
