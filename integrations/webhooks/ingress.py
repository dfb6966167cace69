"""The door for calls from outside, before Django: proven and stored before the answer, worked on after it.

A call passes no middleware, which would cost ten times what storing it does. What of it a call needs is done
here: its address is checked by the same settings, it has a request id and an access line, and errors have the
API's shape. Whatever Django would turn away before it looks at the path is left to Django.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from rest_framework.exceptions import MethodNotAllowed

from integrations.services import deliveries, incoming
from integrations.services.incoming import Call, Outcome, Taken
from platform_project.kit import logs
from platform_project.kit.batches import Batches, on_own_thread
from platform_project.kit.before_django import App, headers_of, is_turned_away, said_always, start_answer
from platform_project.kit.json_api import BodyTooLarge, answer_error, to_json
from platform_project.kit.throttling import address_of

MAX_BODY_BYTES = 1024 * 1024  # also where MAX_BODY_BYTES of the settings is more
AT_A_TIME = 50
# A call alone starts its agent at once; of a burst the messages are few, each with what came meanwhile.
REST_SECONDS = 0.1

_PATH = re.compile(r"(?:/api/v1)?/webhooks/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")

Take = Callable[[Sequence[Call]], Awaitable[Sequence[Outcome]]]
HandOn = Callable[[Sequence[UUID]], Awaitable[Sequence[None]]]


class _HungUp(Exception):
    """The caller went before its body was whole."""


class WebhookIngress:
    """ASGI: takes the calls of webhooks, and leaves all else to `app`. For one event loop."""

    def __init__(self, app: App, take: Take | None = None, hand_on: HandOn | None = None) -> None:
        self.app = app
        stored = take or on_own_thread(incoming.take_all, name="webhooks")
        told = hand_on or on_own_thread(deliveries.hand_on, name="webhook-messages")
        self._taking: Batches[Call, Taken] = Batches(stored, most=AT_A_TIME)
        self._handing_on: Batches[UUID, None] = Batches(told, most=AT_A_TIME, rest_seconds=REST_SECONDS)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = _PATH.fullmatch(scope["path"])
        headers = headers_of(scope) if found else {}
        if found is None or is_turned_away(scope, headers):
            await self.app(scope, receive, send)
            return
        began, request_id = time.perf_counter(), logs.request_id(headers.get(logs.HEADER.lower(), ""))
        with logs.bind(request_id=request_id):
            try:
                status, more, body, delivery_id = await self._answer(scope, headers, UUID(found[1]), receive)
            except _HungUp:
                return
            more = {**more, logs.HEADER: request_id}
            about = {"Content-Type": "application/json"} if body else {}
            await _send(send, status, {**about, **said_always(scope, headers), **more}, body)
            logs.tell_of_request(scope["method"], scope["path"], status, began)
            if delivery_id is not None:
                await self._handing_on.ask(delivery_id)  # the sender has its answer

    async def _answer(
        self, scope: Any, headers: dict[str, str], webhook_id: UUID, receive: Any
    ) -> tuple[int, dict[str, str], bytes, UUID | None]:
        """Status, headers and body of the answer, and the id of a delivery that is new."""
        try:
            if scope["method"] != "POST":
                raise MethodNotAllowed(scope["method"])
            taken = await self._taking.ask(await _call(scope, headers, webhook_id, receive))
        except _HungUp:
            raise
        except Exception as err:  # noqa: BLE001  each error becomes an answer, as in all of the API
            answer = answer_error(err, {})
            allowed = {"Allow": "POST"} if answer.status_code == 405 else {}
            return answer.status_code, {**dict(answer.headers), **allowed}, to_json(answer.data), None
        if taken.challenge is not None:
            return 200, {}, to_json({"challenge": taken.challenge}), None
        new_id = taken.delivery_id if not taken.is_repeated else None
        if taken.is_silent:
            return 204, {}, b"", new_id
        shown = {"delivery_id": taken.delivery_id, "is_repeated": taken.is_repeated}
        return 202, {}, to_json(shown), new_id


async def _call(scope: Any, headers: dict[str, str], webhook_id: UUID, receive: Any) -> Call:
    body = await _body(headers, receive)
    query = QueryDict(scope.get("query_string") or b"").dict()
    remote = str((scope.get("client") or [""])[0])
    address = address_of(headers.get("x-forwarded-for", ""), remote)
    return Call(webhook_id, headers, {key: str(value) for key, value in query.items()}, body, address)


async def _body(headers: dict[str, str], receive: Any) -> bytes:
    """The whole body. One that is too large is read too, and not kept: its sender listens only then."""
    limit = min(MAX_BODY_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    announced = headers.get("content-length", "")
    is_too_large = announced.isdecimal() and int(announced[:20]) > limit
    body, is_whole = bytearray(), False
    while not is_whole:
        message = await receive()
        if message["type"] != "http.request":
            raise _HungUp
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
        if is_too_large := is_too_large or len(body) > limit:
            body.clear()
    if is_too_large:
        raise BodyTooLarge(f"The body is larger than {limit} bytes.", limit_bytes=limit)
    return bytes(body)


async def _send(send: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    named = {**headers, "Content-Length": str(len(body))} if status != 204 else headers
    await start_answer(send, status, named)
    await send({"type": "http.response.body", "body": body})
