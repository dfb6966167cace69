"""One call over the wire: its address, credential and body, and what came back."""

from __future__ import annotations

import base64
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from blocks.rest.failures import failure_of, failure_within
from blocks.rest.functions import called
from blocks.rest.operation import Api, AuthStyle, Body, Call, Operation, Wants
from blocks.rest.templates import LEFT_OUT, filled, filled_path
from blocks.sdk import Answer, Context, Credential, InvalidInput, ProviderDown, files
from blocks.sdk.answers import check

MOST_SECONDS = 180.0  # for one request of a step, however long the step may take


@dataclass(frozen=True, slots=True)
class Came:
    """A call's answer, read."""

    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(slots=True)
class Line:
    """To one API, by one credential, for one firing."""

    api: Api
    operation: Operation
    credential: Credential | None
    ctx: Context

    async def made(
        self, call: Call, values: Mapping[str, Any], *, url: str = "", more: Mapping[str, Any] | None = None
    ) -> Came | None:
        """The answer; None for a 404 where that is fine.

        url: instead of the call's own. more: values of paging, put over the query, or the body where that is
        where they go. Raises the SDK's failures.
        """
        paging = self.operation.paging
        is_in_body = bool(more) and paging is not None and paging.in_body
        query = dict(_mapping(filled(call.query, values))) | (dict(more) if more and not is_in_body else {})
        made = callable(call.body)
        body = called(call.body, values, self.api) if made else filled(call.body, values)
        if is_in_body:
            body = {**_mapping(body), **(more or {})}
        content = None if body is LEFT_OUT else body
        limit = min(self.operation.timeout_seconds, MOST_SECONDS)
        answer = await self.ctx.http.request(
            call.method,
            self._signed(url) if url else self._address(call, values, query),
            headers={**_kind(call, content), **self._headers(call, values)},
            timeout_seconds=limit,
            silence_seconds=limit if call.is_slow else None,
            idempotent=call.reads or self.operation.repeats,
            **_content(call, content),
        )
        return self._read(call, answer)

    def is_own(self, url: str) -> bool:
        """Whether an address that an answer names lies on the API's own host: credentials go nowhere else."""
        return urlsplit(url)[:2] == urlsplit(self._base)[:2]

    @property
    def _base(self) -> str:
        named = self.credential.base_url if self.credential else ""
        is_usual = named in ("", self.api.catalogue_url or self.api.base_url)
        return (self.api.base_url if is_usual else named).rstrip("/")

    def _address(self, call: Call, values: Mapping[str, Any], query: Mapping[str, Any]) -> str:
        if call.elsewhere:
            return _whole(filled(call.path, values), self.api)
        try:
            path = filled_path(call.path, values)
        except KeyError as err:
            pin = str(err.args[0])
            raise InvalidInput(f"`{pin}` is empty, or no part of an address.", pin=pin) from None
        if self.api.auth.style is AuthStyle.PATH and self.credential is not None:
            path = f"{call.root}/{self.api.auth.prefix}{self.credential.api_key}{path}"
        pairs = urlencode([(name, _word(item)) for name, value in query.items() for item in _several(value)])
        return self._signed(f"{self._base}{path}" + (f"?{pairs}" if pairs else ""))

    def _signed(self, url: str) -> str:
        if self.api.auth.style is not AuthStyle.QUERY or self.credential is None:
            return url
        pair = urlencode({self.api.auth.name: self.api.auth.prefix + self.credential.api_key})
        return f"{url}{'&' if '?' in url else '?'}{pair}"

    def _headers(self, call: Call, values: Mapping[str, Any]) -> dict[str, str]:
        own = {name: str(value) for name, value in _mapping(filled(call.headers, values)).items()}
        if call.elsewhere:
            return own
        return {**self.api.headers, **own, **self._right()}

    def _right(self) -> dict[str, str]:
        auth, credential = self.api.auth, self.credential
        if credential is None:
            return {}
        if credential.kind == "oauth2" and auth.style in (AuthStyle.BEARER, AuthStyle.HEADER):
            return {"Authorization": f"Bearer {credential.api_key}"}  # RFC 6750, however keys travel there
        if auth.style is AuthStyle.BEARER:
            return {"Authorization": f"{auth.prefix or 'Bearer '}{credential.api_key}"}
        if auth.style is AuthStyle.HEADER:
            return {auth.name: f"{auth.prefix}{credential.api_key}"}
        if auth.style is AuthStyle.BASIC:
            pair = f"{credential.username}:{credential.api_key}".encode()
            return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        return {}

    def _read(self, call: Call, answer: Answer) -> Came | None:
        if answer.status_code == 404 and call.missing_is_fine:
            return None
        if call.elsewhere:
            check(answer, "The address")
        if answer.status_code >= 300:
            raise failure_of(self.api, answer, self.operation.scopes)
        body = _body_of(self.api, call, answer)
        if failure := failure_within(self.api, body, self.operation.scopes):
            raise failure
        return Came(body, answer.headers, answer.url)


def _whole(address: Any, api: Api) -> str:
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        raise ProviderDown(f"{api.name}'s answer names no address.")
    return address


def _body_of(api: Api, call: Call, answer: Answer) -> Any:
    if call.wants is Wants.FILE:
        return files.made(answer.content).as_data_uri()
    if call.wants is Wants.TEXT:
        return answer.text
    if not answer.content.strip():
        return {}
    try:
        return answer.json()
    except ValueError:
        raise ProviderDown(f"{api.name}'s answer cannot be read.") from None


def _content(call: Call, body: Any) -> dict[str, Any]:
    """The body as the HTTP client takes it."""
    if body is None:
        return {}
    if call.encoding is Body.JSON:
        return {"json": body}
    if call.encoding is Body.FORM:
        pairs = [(name, _word(item)) for name, value in body.items() for item in _several(value)]
        return {"content": urlencode(pairs).encode()}
    if call.encoding is Body.RAW:
        if isinstance(body, files.File):
            return {"content": body.content}
        return {"content": body if isinstance(body, bytes) else str(body).encode()}
    return _multipart(body)


def _kind(call: Call, body: Any) -> dict[str, str]:
    """The media type of a body that the HTTP client is handed as bytes."""
    if body is None or call.encoding not in (Body.FORM, Body.RAW):
        return {}
    if call.encoding is Body.FORM:
        return {"Content-Type": "application/x-www-form-urlencoded"}
    return {"Content-Type": body.media_type if isinstance(body, files.File) else files.TEXT}


def _multipart(body: Mapping[str, Any]) -> dict[str, Any]:
    """Files and fields; `filename` is what the file is called, and no field."""
    named = {name: value for name, value in body.items() if isinstance(value, files.File)}
    return {
        "data": {name: _word(value) for name, value in body.items() if name not in (*named, "filename")},
        "files": {
            name: (str(body.get("filename") or _called(name, file)), file.content, file.media_type)
            for name, file in named.items()
        },
    }


def _called(name: str, file: files.File) -> str:
    return f"{name}{mimetypes.guess_extension(file.media_type) or ''}"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
