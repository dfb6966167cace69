"""E2B's sandboxes by plain HTTP. https://e2b.dev/docs/api-reference, https://github.com/e2b-dev/code-interpreter

POST   {api}/sandboxes                      begin one; it ends by itself after `timeout` seconds
POST   {api}/sandboxes/{id}/connect         find one again
POST   https://49999-{id}.{domain}/execute  run code; the answer is one JSON object a line
DELETE {api}/sandboxes/{id}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from blocks.library.code._results import Outcome
from blocks.sdk import (
    Answer,
    BlockFailure,
    Context,
    Credential,
    InvalidInput,
    ProviderDown,
    ProviderRefused,
)
from blocks.sdk.answers import refusal

DEFAULT_TEMPLATE = "code-interpreter-v1"
_INTERPRETER_PORT = 49999
_SANDBOX_ID = re.compile(r"[A-Za-z0-9-]{1,100}")  # it becomes part of a host name
_FORMS = (
    "text",
    "html",
    "markdown",
    "svg",
    "png",
    "jpeg",
    "pdf",
    "latex",
    "json",
    "javascript",
    "data",
    "chart",
)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One sandbox of a user's, running at E2B's."""

    key: Credential
    sandbox_id: str
    token: str | None  # asked for by sandboxes that are closed to others
    domain: str | None  # where it runs, if it said so

    async def execute(self, ctx: Context, code: str, language: str, *, seconds: float) -> Outcome:
        """Run code and wait. Raises AuthFailed, RateLimited, ProviderDown or ProviderRefused."""
        answer = await ctx.http.request(
            "POST",
            f"{self._url()}/execute",
            headers={"X-Access-Token": self.token} if self.token else {},
            json={"code": code, "language": _LANGUAGES.get(language, language)},
            timeout_seconds=seconds + 30,
        )
        if answer.status_code >= 300:
            raise _failure(answer)
        return _outcome(answer.text)

    async def kill(self, ctx: Context) -> None:
        await _call(ctx, self.key, "DELETE", f"/sandboxes/{self.sandbox_id}")

    def _url(self) -> str:
        api = urlsplit(self.key.base_url)
        if not api.netloc.startswith("api."):
            return self.key.base_url  # one server for all, as somebody's own
        domain = self.domain or api.netloc.removeprefix("api.")
        return f"{api.scheme}://{_INTERPRETER_PORT}-{self.sandbox_id}.{domain}"


_LANGUAGES = {"js": "javascript"}


async def begin(ctx: Context, key: Credential, *, template: str, seconds: int) -> Sandbox:
    body = {"templateID": template or DEFAULT_TEMPLATE, "timeout": seconds}
    return _sandbox(key, await _call(ctx, key, "POST", "/sandboxes", json=body))


async def find(ctx: Context, key: Credential, sandbox_id: str, *, seconds: int) -> Sandbox:
    """A sandbox that was begun before. Raises InvalidInput if the id is none."""
    if not _SANDBOX_ID.fullmatch(sandbox_id):
        raise InvalidInput("This is not the id of a sandbox.", pin="sandbox_id")
    answer = await _call(ctx, key, "POST", f"/sandboxes/{sandbox_id}/connect", json={"timeout": seconds})
    return _sandbox(key, answer)


async def set_up(ctx: Context, sandbox: Sandbox, commands: list[str], *, seconds: float) -> None:
    """Run shell commands one after the other. Raises ProviderRefused at the first that fails."""
    for command in commands:
        done = await sandbox.execute(ctx, command, "bash", seconds=seconds)
        if done.error is not None:
            raise ProviderRefused(f"The command '{command[:100]}' failed: {done.error}")


def _sandbox(key: Credential, said: Any) -> Sandbox:
    try:
        sandbox_id, domain = str(said["sandboxID"]), said.get("domain")
        token = said.get("envdAccessToken")
    except (KeyError, TypeError, AttributeError):
        raise ProviderDown("E2B's answer cannot be read.") from None
    if not _SANDBOX_ID.fullmatch(sandbox_id):
        raise ProviderDown("E2B's answer cannot be read.")
    return Sandbox(key, sandbox_id, token, domain)


async def _call(ctx: Context, key: Credential, method: str, path: str, **options: Any) -> Any:
    headers = {"X-API-Key": key.api_key}
    answer = await ctx.http.request(method, f"{key.base_url}{path}", headers=headers, **options)
    if answer.status_code >= 300:
        raise _failure(answer)
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        raise ProviderDown("E2B's answer cannot be read.") from None


def _outcome(text: str) -> Outcome:
    """What the lines of an answer come to."""
    made = Outcome()
    for said in _lines(text):
        kind = said.get("type")
        if kind == "stdout":
            made.stdout += str(said.get("text", ""))
        elif kind == "stderr":
            made.stderr += str(said.get("text", ""))
        elif kind == "error":
            made.error = f"{said.get('name')}: {said.get('value')}"
            made.stderr += str(said.get("traceback") or "")
        elif kind == "result":
            result = {form: said[form] for form in _FORMS if said.get(form) is not None}
            made.results.append(result)
            if said.get("is_main_result"):
                made.main = result
    return made


def _lines(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except ValueError:
            raise ProviderDown("E2B's answer cannot be read.") from None
        if isinstance(said, dict):
            yield said


def _failure(answer: Answer) -> BlockFailure:
    if answer.status_code == 404:
        return ProviderRefused("There is no such sandbox or template; a sandbox ends after its time.")
    return refusal(answer, "E2B")
