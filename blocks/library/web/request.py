"""Requests to any public web address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    MissingCredential,
    Outputs,
    Pin,
    coerce_value,
)
from blocks.sdk.pins import Widget
from blocks.sdk.shapes import shape_of

MAX_ANSWER_BYTES = 64 * 1024 * 1024  # what a firing may give; the operator's bound may be lower
_QUICK_BYTES = 256 * 1024  # read at once; more would hold up whatever else shares the event loop
_TEXTS = shape_of(dict[str, str])


class Method(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    DELETE = "DELETE"
    PATCH = "PATCH"
    OPTIONS = "OPTIONS"
    HEAD = "HEAD"


_ASKING = frozenset({Method.GET, Method.HEAD, Method.OPTIONS})  # they change nothing (RFC 9110 §9.2.1)


class _WebRequest(Block):
    """What requests of any address share."""

    is_sensitive = True
    category = Category.OUTPUT
    at_most_once = True
    timeout_seconds = 120.0

    class Input(BlockInput):
        url: str = Pin(description="The address", example="https://api.example.com/items", max_length=8_000)
        method: Method = Pin(Method.POST, description="The HTTP method", widget=Widget.SELECT)
        headers: dict[str, str] = Pin(
            {}, description="Headers to send", example={"Accept": "application/json"}, widget=Widget.HEADERS
        )
        json_format: bool = Pin(True, description="Send the body as JSON; otherwise as form fields")
        body: dict[str, Any] | None = Pin(None, description="The body", example={"name": "Ada"})
        files_name: str = Pin("file", description="The form field of the files", advanced=True)
        files: list[str] = Pin(
            [],
            description="Texts to upload as files; they make the body a form",
            advanced=True,
            max_length=20,
        )

    class Output(BlockOutput):
        response: Any = Pin(description="The body of a 2xx or 3xx answer: JSON if it is JSON, else text")
        client_error: Any = Pin(description="The body of a 4xx answer")
        server_error: Any = Pin(description="The body of a 5xx answer")

    @classmethod
    def may_repeat(cls, values: Mapping[str, Any]) -> bool:
        return values.get("method") in _ASKING

    async def run(self, input: Input, ctx: Context) -> Outputs:
        options, url = _body(input), _with_scheme(input.url)
        kept = await ctx.headers_for(url)
        if not kept and self.providers:
            raise MissingCredential(
                "No credential for the host of this address is connected: connect one at /integrations."
            )
        given = {name.lower() for name in input.headers}
        answer = await ctx.http.request(
            input.method.value,
            url,
            headers={name: text for name, text in kept.items() if name.lower() not in given}
            | _checked(input.headers),
            idempotent=False,
            max_bytes=MAX_ANSWER_BYTES,
            private=tuple(kept),
            **options,
        )
        pin, is_quick = _pin(answer.status_code), len(answer.content) <= _QUICK_BYTES
        text = answer.text if answer.content else None
        del answer  # of a large body there are two copies as it is: its text, and what that says
        yield pin, _content(text) if is_quick else await asyncio.to_thread(_content, text)


class SendWebRequest(_WebRequest):
    """Send an HTTP request and hand on the answer, sorted by whether it went well."""

    id = "6595ae1f-b924-42cb-9a41-551a0611c4b4"
    slug = "web.send_request"


class SendAuthenticatedWebRequest(_WebRequest):
    """Send an HTTP request with the headers that you keep for its host, and hand on the answer."""

    id = "fff86bcd-e001-4bad-a7f6-2eae4720c8dc"
    slug = "web.send_authenticated_request"
    providers = ("http",)


def _with_scheme(url: str) -> str:
    url = url.strip()
    return url if "://" in url else f"https://{url}"


def _checked(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not name.isascii() or not value.isascii() or any(char in name + value for char in "\r\n"):
            raise InvalidInput(f"The header '{name[:100]}' must be one line of ASCII.", pin="headers")
    return headers


def _body(input: _WebRequest.Input) -> dict[str, Any]:
    """How the request carries its body; nothing for a method that has none."""
    if input.files:
        files = {
            f"{input.files_name}{number or ''}": (f"file{number}.txt", text.encode(), "text/plain")
            for number, text in enumerate(input.files)
        }
        return {"data": _fields(input.body), "files": files}
    if input.body is None or input.method in (Method.GET, Method.HEAD):
        return {}
    return {"json": input.body} if input.json_format else {"data": _fields(input.body)}


def _fields(body: dict[str, Any] | None) -> dict[str, str]:
    fields: dict[str, str] = coerce_value(body or {}, _TEXTS)
    return fields


def _pin(status: int) -> str:
    if status < 400:
        return "response"
    return "client_error" if status < 500 else "server_error"


def _content(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text
