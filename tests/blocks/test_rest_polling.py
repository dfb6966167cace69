"""Work that takes its time: asked for until it is over, and called off where nobody waits any more."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from blocks.outbound import BlockHttp
from blocks.rest import Api, Operation, Poll, RestBlock, echo, fetch, get, gives, number, post
from blocks.rest.making import make_block
from blocks.sdk import Context, Credential, fire
from platform_project.kit.http import Outbound
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Request, Wire

API = Api(provider="mill", name="Mill", base_url="https://mill.example")
ID = "00000000-0000-4000-8000-00000000000b"
WITHIN = {"patience": number("Seconds", 5)}
STATE = {"state": gives(str, "State", "state")}


def said(body: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})


def grinding(*states: Any, **options: Any) -> tuple[type[RestBlock], Any]:
    """A block that begins work and waits for it, and a mill that is at one state after the other."""
    left = list(states)

    def answer(request: Request) -> Reply:
        if request.method == "POST":
            return said({"id": "7"})
        state = left.pop(0) if len(left) > 1 else left[0]
        return state if isinstance(state, Reply) else said({"state": state, "error": "The stone broke"})

    told: dict[str, Any] = {"state": "state", "until": ("done",), "failed": ("broken",), "why": "error"}
    poll = Poll(
        **{**told, "every": 0.01, "within": "patience", "cancel": post("/flour/{id}/cancel")} | options
    )
    row = Operation(
        id=ID,
        slug="try",
        about="Try.",
        calls=[post("/flour", keep={"id": "id"}), get("/flour/{id}", poll=poll)],
        takes=WITHIN,
        gives={**STATE, "timed_out": echo(bool, "Whether it was too late")},
    )
    return make_block(API, row, __name__), answer


def asked(wire: Wire) -> list[str]:
    return [f"{request.method} {request.path}" for request in wire.seen]


async def test_it_asks_until_the_work_is_over(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("waiting", "running", "done")
    firing = await fire(block, {}, ctx)
    assert firing.outputs == [("state", "done"), ("timed_out", False)]
    assert asked(wire) == ["POST /flour", *["GET /flour/7"] * 3]


async def test_a_failure_of_the_work_comes_with_its_reason(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("waiting", "broken")
    firing = await fire(block, {}, ctx)
    assert firing.error == "Mill did not get it done: The stone broke."
    assert (firing.error_code, asked(wire)[-1]) == ("provider_refused", "GET /flour/7")


async def test_what_takes_too_long_fails_and_is_called_off(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("running", within=0.05)
    firing = await fire(block, {}, ctx)
    assert (firing.error, firing.error_code) == ("Mill did not get done in time.", "timed_out")
    assert asked(wire)[-1] == "POST /flour/7/cancel"


async def test_where_late_is_no_failure_the_last_answer_is_given(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("running", within=0.05, gives_up=True, cancel=None)
    firing = await fire(block, {}, ctx)
    assert firing.outputs == [("state", "running"), ("timed_out", True)]


async def test_a_wait_longer_than_what_is_left_is_not_begun(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("running", every=60.0, gives_up=True)
    began = time.monotonic()
    firing = await fire(block, {"patience": 5}, ctx)
    assert firing.outputs[-1] == ("timed_out", True)
    assert time.monotonic() - began < 5


async def test_a_stop_ends_the_waiting_and_the_work(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("running", every=60.0, within=900.0)
    firing = asyncio.create_task(fire(block, {}, ctx))
    while "GET /flour/7" not in asked(wire):  # noqa: ASYNC110  # another thread serves
        await asyncio.sleep(0.005)
    firing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await firing
    assert asked(wire) == ["POST /flour", "GET /flour/7", "POST /flour/7/cancel"]


async def test_the_time_limit_of_the_step_ends_the_work_too(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding("running", every=60.0, within=900.0)
    firing = await fire(block, {}, ctx, timeout_seconds=0.3)
    assert (firing.error_code, asked(wire)[-1]) == ("timed_out", "POST /flour/7/cancel")


async def test_a_disturbance_while_it_waits_is_outlasted(wire: Wire, ctx: Context) -> None:
    broken = Reply(503)
    block, wire.answer = grinding("running", broken, broken, broken, "done")
    firing = await fire(block, {}, ctx)
    assert firing.outputs[0] == ("state", "done")


async def test_a_disturbance_at_the_first_asking_fails_the_step(wire: Wire, ctx: Context) -> None:
    block, wire.answer = grinding(Reply(503), cancel=None)
    firing = await fire(block, {}, ctx)
    assert firing.error_code == "provider_down"


async def test_what_lies_elsewhere_is_fetched_without_the_credential(wire: Wire, ctx: Context) -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/flour/7":
            return said({"url": f"{wire.base_url}/sack.png"})
        return Reply(200, b"\x89PNG\r\n\x1a\n")

    wire.answer = answer
    row = Operation(
        id=ID,
        slug="try",
        about="Try.",
        calls=[get("/flour/7", keep={"url": "url"}), fetch("{url}")],
        takes={},
        gives={"picture": gives(str, "Picture", "@")},
    )
    firing = await fire(make_block(API, row, __name__), {}, ctx)
    assert firing.outputs == [("picture", "data:image/png;base64,iVBORw0KGgo=")]
    assert wire.seen[0].headers["authorization"] == f"Bearer {API_KEY}"
    assert "authorization" not in wire.seen[1].headers


@pytest.mark.parametrize(("is_slow", "code"), [(False, "timed_out"), (True, None)])
async def test_only_a_slow_call_may_be_silent_for_long(
    is_slow: bool, code: str | None, wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, API_KEY, wire.base_url)

    wire.replies = [Reply(body=b'{"state": "done"}', delay_seconds=0.3)]
    row = Operation(
        id=ID, slug="try", about="Try.", calls=[post("/flour", is_slow=is_slow)], takes={}, gives=STATE
    )
    async with outbound_under(allowed_hosts=("127.0.0.1",), timeout_seconds=0.1) as outbound:
        ctx = Context(http=BlockHttp(outbound), credentials=credential)
        firing = await fire(make_block(API, row, __name__), {}, ctx)
    assert firing.error_code == code


async def test_an_address_elsewhere_that_is_none_is_the_providers_fault(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"url": "file:///etc/passwd"})]
    row = Operation(
        id=ID,
        slug="try",
        about="Try.",
        calls=[get("/flour/7", keep={"url": "url"}), fetch("{url}")],
        takes={},
        gives={"picture": gives(str, "Picture", "@")},
    )
    firing = await fire(make_block(API, row, __name__), {}, ctx)
    assert (firing.error, len(wire.seen)) == ("Mill's answer names no address.", 1)


async def test_a_sparse_output_sends_nothing_where_there_is_nothing(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"pages": [{"text": "a", "links": ["b"]}, {"text": "c"}]})]
    row = Operation(
        id=ID,
        slug="try",
        about="Try.",
        calls=[get("/pages")],
        takes={},
        gives={
            "title": gives(str, "Title", is_rare=True),
            "empty": gives(str, "Empty"),
            "text": gives(str, "Text", "text", each="@.pages"),
            "links": gives(list[str], "Links", "links", each="@.pages", is_rare=True),
        },
    )
    firing = await fire(make_block(API, row, __name__), {}, ctx)
    assert firing.outputs == [("empty", ""), ("text", "a"), ("text", "c"), ("links", ["b"])]
