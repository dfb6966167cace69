"""Whether a credential works, found out by a request that changes nothing."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from blocks.library.email import smtp
from blocks.sdk import AuthFailed, BlockFailure
from blocks.sdk import Credential as Right
from integrations.catalogue.provider import AuthKind, ProbeRequest
from integrations.models import Credential, CredentialState
from integrations.oauth.answers import account_in, body_of
from integrations.services import vault
from integrations.services.choice import right_of
from integrations.services.freshness import lasting
from integrations.services.known_providers import known_provider
from integrations.services.server_addresses import host_and_port
from platform_project.kit import http, http_guard, loop

PATIENCE_SECONDS = 20.0
MAX_ANSWER_BYTES = 2 * 1024 * 1024
SMTP_PORT = 587
_ACCOUNT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a try. is_well: None if nothing can be said, as while the provider is away."""

    is_well: bool | None
    reason: str = ""  # for people; never a secret
    account: str = ""  # the name at the provider, if it says one


def test(credential: Credential) -> Finding:
    """Try a credential, and keep what came of it. Outside of a transaction: it waits for the provider."""
    finding = _tried(credential)
    Credential.objects.filter(pk=credential.pk).update(last_tested_at=timezone.now())
    credential.refresh_from_db()
    if finding.is_well is not None and credential.state != CredentialState.EXPIRED:
        state = CredentialState.OK if finding.is_well else CredentialState.REFUSED
        vault.mark(credential, state, finding.reason if not finding.is_well else "")
    if finding.account and not credential.account:
        Credential.objects.filter(pk=credential.pk).update(account=finding.account[:_ACCOUNT_CHARS])
        credential.account = finding.account[:_ACCOUNT_CHARS]
    return finding


def _tried(credential: Credential) -> Finding:
    try:
        right = right_of(loop.run(lasting(credential)))
    except BlockFailure as failure:
        return Finding(None if failure.retryable else False, failure.message)
    known = known_provider(credential.provider)
    if credential.provider == "smtp":
        return loop.run(_smtp(right), PATIENCE_SECONDS + 5)
    probe = known.test_of(AuthKind(credential.kind)) if known else None
    if known is None or probe is None:
        return Finding(None, "There is no request by which this could be tried; the first run will show.")
    return loop.run(_asked(right, probe, known.name), PATIENCE_SECONDS + 5)


async def _asked(right: Right, probe: ProbeRequest, name: str) -> Finding:
    filled = _filler(right)
    path = filled(probe.path)
    headers = {key: filled(text) for key, text in probe.headers if right.api_key}
    if probe.has_basic_auth:
        pair = b64encode(f"{right.username}:{right.api_key}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
    try:
        answer = await http.outbound().request(
            probe.method,
            path if "://" in path else f"{right.base_url}{path}",
            headers=headers,
            params={key: filled(text) for key, text in probe.params} or None,
            json={key: filled(text) for key, text in probe.json} or None,
            private=tuple(headers),
            timeout_seconds=PATIENCE_SECONDS,
            max_bytes=MAX_ANSWER_BYTES,
        )
    except http_guard.OutboundFailure:
        return Finding(None, f"{name} cannot be reached now.")  # more could hold parts of the request
    if answer.status_code in (401, 403):
        return Finding(False, f"{name} refuses it (status {answer.status_code}).")
    if answer.status_code >= 400:
        return Finding(None, f"{name} answers with status {answer.status_code}.")
    return Finding(True, account=_account(answer, probe))


def _filler(right: Right) -> Any:
    values = {"{secret}": right.api_key, "{username}": right.username}

    def filled(text: str) -> str:
        for name, value in values.items():
            text = text.replace(name, value)
        return text

    return filled


def _account(answer: http.HttpAnswer, probe: ProbeRequest) -> str:
    """The account's name, by the first of the row's paths that leads to one."""
    return account_in(body_of(answer.content), probe.account_paths)


async def _smtp(right: Right) -> Finding:
    host, port = host_and_port(right.base_url)
    try:
        addresses = await http.outbound().addresses(host, port or SMTP_PORT)
        await asyncio.to_thread(smtp.sign_in, right, host, port or SMTP_PORT, addresses)
    except AuthFailed as failure:
        return Finding(False, failure.message)
    except (http_guard.OutboundFailure, BlockFailure) as failure:
        return Finding(None, failure.message)
    return Finding(True, account=right.username)
