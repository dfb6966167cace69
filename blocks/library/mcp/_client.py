"""One call of a tool of an MCP server, over streamable HTTP.

    initialize → notifications/initialized → tools/call → the session is given back

The server answers each message with JSON or with a stream of events that holds the answer
(https://modelcontextprotocol.io/specification/2025-06-18/basic/transports).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from blocks.sdk import AuthFailed, BlockFailure, Context, ProviderDown, ProviderRefused, RateLimited, TimedOut
from blocks.sdk.answers import wait_seconds

PROTOCOL = "2025-06-18"
MAX_ANSWER_BYTES = 16 * 1024 * 1024
CALL_SECONDS = 110.0
_MAX_SAID_CHARACTERS = 500
_CONNECT = "connect it at /integrations."
_CLIENT = {"name": "Polychord", "version": "1"}


class McpSession:
    """A conversation with one server. Use with `async with`."""

    def __init__(self, url: str, ctx: Context, token: str = "") -> None:
        self._url, self._ctx = url, ctx
        self._headers = {"Accept": "application/json, text/event-stream"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._next_id = 0
        self._has_session = False

    async def __aenter__(self) -> McpSession:
        """Raises the SDK's typed failures, as `ask`."""
        given = {"protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": _CLIENT}
        agreed = await self.ask("initialize", given)
        version = agreed.get("protocolVersion")
        self._headers["MCP-Protocol-Version"] = version if isinstance(version, str) else PROTOCOL
        await self._send({"method": "notifications/initialized"})
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give the session back. A server that refuses that, or is gone by then, has done its work."""
        if not self._has_session:
            return
        try:
            await self._ctx.http.request("DELETE", self._url, headers=self._headers, timeout_seconds=5.0)
        except BlockFailure:
            return

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The result of a tool as the server gives it."""
        return await self.ask("tools/call", {"name": tool, "arguments": dict(arguments)})

    async def ask(self, method: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The `result` of one request."""
        self._next_id += 1
        answer = await self._send({"id": self._next_id, "method": method, "params": dict(given)})
        if answer is None:
            raise ProviderDown("The MCP server gives no answer to a request.")
        if isinstance(error := answer.get("error"), dict):
            said = str(error.get("message", "it does not say why"))[:_MAX_SAID_CHARACTERS]
            raise ProviderRefused(f"The MCP server refuses: {said}")
        result = answer.get("result")
        if not isinstance(result, dict):
            raise ProviderDown("The MCP server's answer has no result.")
        return result

    async def _send(self, message: dict[str, Any]) -> dict[str, Any] | None:
        answer = await self._ctx.http.request(
            "POST",
            self._url,
            headers=self._headers,
            json={"jsonrpc": "2.0", **message},
            timeout_seconds=CALL_SECONDS,
            max_bytes=MAX_ANSWER_BYTES,
            idempotent=False,
        )
        if answer.status_code >= 400:
            raise _failure(answer.status_code, answer.headers)
        if session := answer.headers.get("mcp-session-id"):
            self._headers["Mcp-Session-Id"], self._has_session = session, True
        if "id" not in message or not answer.content:
            return None
        is_stream = answer.headers.get("content-type", "").startswith("text/event-stream")
        return await asyncio.to_thread(_answer_to, message["id"], answer.text, is_stream)


def _answer_to(message_id: int, text: str, is_stream: bool) -> dict[str, Any]:
    """The message that answers ours; servers may send others along, such as notes of progress."""
    for part in _events(text) if is_stream else [text]:
        try:
            found = json.loads(part)
        except (ValueError, RecursionError) as err:
            raise ProviderDown("The MCP server's answer is no JSON.") from err
        for message in found if isinstance(found, list) else [found]:
            if isinstance(message, dict) and message.get("id") == message_id and "method" not in message:
                return message
    raise ProviderDown("The MCP server ended its stream without an answer.")


def _events(text: str) -> list[str]:
    """The data of each event of a stream."""
    events = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
        if lines:
            events.append("\n".join(lines))
    return events


def _failure(status: int, headers: Mapping[str, str]) -> BlockFailure:
    if status == 401:
        return AuthFailed(f"The MCP server refuses the account, or wants one: {_CONNECT}")
    if status == 403 and "insufficient_scope" in headers.get("www-authenticate", ""):
        return ProviderRefused(f"The MCP server wants more rights: {_CONNECT}")
    if status == 429:
        wait = wait_seconds(headers.get("retry-after", ""))
        return RateLimited("The MCP server asks to send less often.", retry_after_seconds=wait)
    if status in (408, 504):
        return TimedOut("The MCP server did not answer in time.")
    if status >= 500:
        return ProviderDown(f"The MCP server answers with status {status}.")
    return ProviderRefused(f"The MCP server refuses with status {status}.")
