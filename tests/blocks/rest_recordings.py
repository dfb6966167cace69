"""Recorded exchanges with REST APIs: what a block was given, what went over the wire, and what it gave.

    tests/recordings/rest/FAMILY.json   slug → {"inputs", "exchanges": [{"request", "answer"}], "outputs"}
    request   method, path, query, headers (the credential as <key>), body
    answer    status (200 if left out), headers, and body (JSON), text or base64

`python -m tests.blocks.rest_recordings FAMILY …` plays those that have inputs and answers, and writes down
the requests and outputs, to be read with the API's documentation beside them.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from blocks.outbound import BlockHttp
from blocks.rest import AuthStyle, RestBlock, calling
from blocks.sdk import Context, Credential, Firing, all_blocks, find_block, fire
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy
from tests.blocks.wire import RECORDINGS, Reply, Request, Wire, serving

FOLDER = RECORDINGS / "rest"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY, USERNAME = "sk-secret-key", "ada"
_OF_THE_CLIENT = frozenset(
    {"host", "connection", "user-agent", "accept-encoding", "content-length", "transfer-encoding"}
)
_BASIC = base64.b64encode(f"{USERNAME}:{KEY}".encode()).decode()


def rest_blocks() -> list[type[RestBlock]]:
    return [block for block in all_blocks() if issubclass(block, RestBlock)]


@cache
def recordings() -> dict[str, dict[str, Any]]:
    """Slug → recording, of all families."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        found.update(json.loads(file.read_text()))
    return found


@dataclass
class Played:
    """What came of a recording."""

    firing: Firing
    requests: list[dict[str, Any]] = field(default_factory=list)  # in the order of the recording
    unexpected: list[dict[str, Any]] = field(default_factory=list)
    is_complete: bool = False  # every recorded exchange took place


async def play(slug: str, recording: dict[str, Any]) -> Played:
    """Fire the block on a server of its own that answers as recorded."""
    block = find_block(slug)
    assert block is not None
    assert issubclass(block, RestBlock)
    left = list(enumerate(recording["exchanges"]))
    seen: dict[int, dict[str, Any]] = {}
    unexpected: list[dict[str, Any]] = []

    def answer(request: Request) -> Reply:
        told = as_recorded(request, wire.base_url)
        for place, (index, exchange) in enumerate(left):
            if exchange.get("request", told) == told:
                del left[place]
                seen[index] = told
                return _reply(exchange["answer"], wire.base_url)
        unexpected.append(told)
        return Reply(500)

    async def credential(provider: str) -> Credential:
        return Credential(provider, KEY, wire.base_url, USERNAME)

    policy = OutboundPolicy(allowed_hosts=("127.0.0.1",), timeout_seconds=5.0, attempts=1)
    with serving(Wire(answer=answer)) as wire:
        async with Outbound(policy) as outbound:
            stand_in(block, wire.base_url)
            ctx = Context(http=BlockHttp(outbound), credentials=credential, clock=lambda: NOW)
            firing = await fire(block, recording["inputs"], ctx)
    return Played(firing, [seen[index] for index in sorted(seen)], unexpected, not left)


def stand_in(block: type[RestBlock], base_url: str) -> None:
    """Let a block that needs no credential, which would say where to, ask there."""
    if block.api.auth.style is AuthStyle.NONE:
        block.api = replace(block.api, base_url=base_url)


def as_recorded(request: Request, base_url: str) -> dict[str, Any]:
    """A request as it stands in a recording."""
    told: dict[str, Any] = {"method": request.method, "path": _scrubbed(urlsplit(request.path).path)}
    query = parse_qsl(urlsplit(request.path).query, keep_blank_values=True)
    if query:
        told["query"] = {}
        for name, value in query:
            several = [value for other, value in query if other == name]
            told["query"][name] = _scrubbed(value) if len(several) == 1 else several
    told["headers"] = dict(sorted(_headers(request)))
    if request.body:
        told["body"] = _body(request)
    return told


def _headers(request: Request) -> Iterator[tuple[str, str]]:
    for name, value in request.headers.items():
        if name not in _OF_THE_CLIENT and (name, value) != ("accept", "*/*"):
            yield name, re.sub(r"boundary=\S+", "boundary=…", _scrubbed(value))


def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        return request.json()
    if kind.startswith("multipart/"):
        boundary = kind.split("boundary=")[1].encode()
        return request.body.replace(boundary, b"\xe2\x80\xa6").decode(errors="replace")
    return request.body.decode(errors="replace")


def _scrubbed(text: str) -> str:
    return text.replace(KEY, "<key>").replace(_BASIC, "<name and key>")


def _reply(answer: dict[str, Any], base_url: str) -> Reply:
    headers = {name: value.replace("<base>", base_url) for name, value in answer.get("headers", {}).items()}
    if "base64" in answer:
        body = base64.b64decode(answer["base64"])
    elif "text" in answer:
        body = answer["text"].encode()
    else:
        body = json.dumps(answer["body"]).replace("<base>", base_url).encode() if "body" in answer else b""
        headers = {"Content-Type": "application/json", **headers}
    return Reply(answer.get("status", 200), body, headers)


# --- Writing them down ------------------------------------------------------------------------------------
def write(family: str) -> list[str]:
    """Fill a family's recordings with the requests and outputs of now; what went wrong."""
    calling.AT_ONCE = 1  # answers are told in the order of the requests
    file = FOLDER / f"{family}.json"
    found, wrong = json.loads(file.read_text()), []
    for slug, recording in found.items():
        exchanges = recording["exchanges"] = [{"answer": one["answer"]} for one in recording["exchanges"]]
        played = asyncio.run(play(slug, recording))
        for exchange, request in zip(exchanges, played.requests, strict=False):
            answer = exchange.pop("answer")
            exchange.update(request=request, answer=answer)
        recording["outputs"] = [list(output) for output in played.firing.outputs]
        if played.unexpected or not played.is_complete or played.firing.error:
            wrong.append(f"{slug}: {played.firing.error or ''} {played.unexpected}")
    file.write_text(_written(found))
    return wrong


def _written(recordings: dict[str, dict[str, Any]]) -> str:
    """Each request, answer and output in a line of its own."""
    blocks = []
    for slug, told in recordings.items():
        exchanges = [
            f'   {{"request": {_line(one.get("request"))},\n    "answer": {_line(one["answer"])}}}'
            for one in told["exchanges"]
        ]
        outputs = [f"   {_line(output)}" for output in told["outputs"]]
        blocks.append(
            f' {_line(slug)}: {{\n  "inputs": {_line(told["inputs"])},\n'
            f'  "exchanges": [\n{_lines(exchanges)}],\n  "outputs": [\n{_lines(outputs)}]}}'
        )
    return f"{{\n{_lines(blocks)}\n}}\n"


def _lines(pieces: list[str]) -> str:
    return ",\n".join(pieces)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write("".join(f"{line}\n" for line in write(name)))
