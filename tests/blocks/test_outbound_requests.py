"""How outbound requests behave: bounds, retries, redirects."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import Callable
from email.utils import formatdate

import pytest

from platform_project.kit.http import Outbound, retry_after_seconds
from platform_project.kit.http_guard import AnswerTooLarge, HostUnreachable, RequestTimedOut
from tests.blocks.wire import Reply, Request, Wire, serving


async def test_an_answer_of_any_status_is_an_answer(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(404, b'{"a": 1}', {"Content-Type": "application/json", "X-Shop": "Yes"})]
    answer = await outbound.request("POST", f"{wire.base_url}/a", json={"q": 1}, params={"p": "1 2"})
    assert (answer.status_code, answer.json(), answer.headers["x-shop"]) == (404, {"a": 1}, "Yes")
    assert (wire.seen[0].path, wire.seen[0].json()) == ("/a?p=1+2", {"q": 1})


async def test_text_is_decoded_as_the_server_says(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [
        Reply(body="é".encode("latin-1"), headers={"Content-Type": "text/plain; charset=latin-1"})
    ]
    assert (await outbound.request("GET", wire.base_url)).text == "é"
    wire.replies = [
        Reply(body="é\xff".encode("latin-1"), headers={"Content-Type": "text/plain; charset=klingon"})
    ]
    assert (await outbound.request("GET", wire.base_url)).text == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ('text/plain; charset="Shift_JIS"', "音".encode("shift_jis"), "音"),
        ("text/plain;charset=windows-1251", "да".encode("cp1251"), "да"),
        ("text/plain; charset=UTF-16LE", "é".encode("utf-16-le"), "é"),
        ("text/plain; charset=gb2312; x=1", "中".encode("gb2312"), "中"),
        ("text/plain; charset=ISO-8859-15", "€".encode("iso-8859-15"), "€"),
        ("text/plain; charset=cp9999", "é".encode(), "é"),
        ("text/plain; charset=punycode", b"-4ca", "-4ca"),
        ("text/plain; charset=idna", "é".encode(), "é"),
        ("text/plain; charset=undefined", "é".encode(), "é"),
        ("text/plain; charset=unicode_escape", rb"\u00e9", r"\u00e9"),
        ("text/plain; charset=rot13", b"abc", "abc"),
        ("text/plain; charset=", "é".encode(), "é"),
        ("text/plain; charset*=punycode''abc", "é".encode(), "é"),
        ("charset=utf-8", b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
async def test_only_charsets_of_the_web_are_believed(
    content_type: str, body: bytes, text: str, wire: Wire, outbound: Outbound
) -> None:
    wire.replies = [Reply(body=body, headers={"Content-Type": content_type})]
    assert (await outbound.request("GET", wire.base_url)).text == text


async def test_a_charset_that_is_slow_to_decode_freezes_nothing(wire: Wire, outbound: Outbound) -> None:
    """Python's punycode takes minutes for this much, and the process stands still meanwhile."""
    body = b"a" * 200_000 + b"-" + b"b9" * 100_000
    wire.replies = [Reply(body=body, headers={"Content-Type": "text/plain; charset=punycode"})]
    answer = await outbound.request("GET", wire.base_url)
    began = time.monotonic()
    assert answer.text == body.decode()
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_it_tries_again_when_that_may_help(status: int, wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(status), Reply(status), Reply(200, b"done")]
    assert (await outbound.request("GET", wire.base_url)).content == b"done"
    assert len(wire.seen) == 3


async def test_it_gives_up_after_the_third_attempt(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(503)]
    assert (await outbound.request("GET", wire.base_url)).status_code == 503
    assert len(wire.seen) == 3


async def test_what_may_not_be_repeated_is_sent_once(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(503)]
    assert (await outbound.request("POST", wire.base_url, json={})).status_code == 503
    assert len(wire.seen) == 1
    assert (await outbound.request("POST", wire.base_url, json={}, idempotent=True)).status_code == 503
    assert len(wire.seen) == 4


async def test_retry_after_is_heeded(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(429, headers={"Retry-After": "0.3"}), Reply(200)]
    began = time.monotonic()
    assert (await outbound.request("GET", wire.base_url)).status_code == 200
    assert 0.3 <= time.monotonic() - began < 2


async def test_a_long_retry_after_is_the_callers_business(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(429, headers={"Retry-After": "3600"})]
    began = time.monotonic()
    answer = await outbound.request("GET", wire.base_url)
    assert (answer.status_code, len(wire.seen)) == (429, 1)
    assert retry_after_seconds(answer.headers) == 3600.0
    assert time.monotonic() - began < 2


def test_retry_after_is_read_as_seconds_or_date() -> None:
    assert retry_after_seconds({"retry-after": "2.5"}) == 2.5
    assert retry_after_seconds({"retry-after": "soon"}) is None
    assert retry_after_seconds({}) is None
    soon = retry_after_seconds({"retry-after": formatdate(time.time() + 60, usegmt=True)})
    assert soon is not None
    assert 55 < soon <= 60


async def test_the_time_limit_covers_everything(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(delay_seconds=0.4)]
    with pytest.raises(RequestTimedOut, match=r"127\.0\.0\.1 took longer than 0\.1 s\."):
        await outbound.request("GET", wire.base_url, timeout_seconds=0.1)


async def test_a_body_without_end_is_cut_off(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(body=b"x" * 65_536, is_endless=True)]
    with pytest.raises(AnswerTooLarge, match="larger than 100,000 bytes"):
        await outbound.request("GET", wire.base_url, max_bytes=100_000)


async def test_a_call_cannot_raise_the_operators_limit(
    wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    wire.replies = [Reply(body=b"x" * 101)]
    async with outbound_under(allowed_hosts=("127.0.0.1",), max_bytes=100) as client:
        with pytest.raises(AnswerTooLarge, match="larger than 100 bytes"):
            await client.request("GET", wire.base_url, max_bytes=1_000)


async def test_an_announced_size_over_the_limit_is_not_read(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(body=b"x" * 2_000)]
    with pytest.raises(AnswerTooLarge):
        await outbound.request("GET", wire.base_url, max_bytes=1_000)
    assert (await outbound.request("GET", wire.base_url, max_bytes=2_000)).content == b"x" * 2_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compressed_bomb_is_cut_off(encoding: str, wire: Wire, outbound: Outbound) -> None:
    zeros = b"\0" * 50_000_000
    bomb = gzip.compress(zeros) if encoding == "gzip" else zlib.compress(zeros)
    wire.replies = [Reply(body=bomb, headers={"Content-Encoding": encoding})]
    with pytest.raises(AnswerTooLarge):
        await outbound.request("GET", wire.base_url, max_bytes=1_000_000)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        pytest.param("gzip", gzip.compress, id="gzip"),
        pytest.param(
            "gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]), id="two members"
        ),
        pytest.param("gzip", lambda data: gzip.compress(data) + b"\0" * 8, id="padded"),
        pytest.param("deflate", zlib.compress, id="zlib"),
        pytest.param("deflate", _raw_deflate, id="raw deflate"),
        pytest.param("identity", bytes, id="identity"),
    ],
)
async def test_compressed_answers_are_unpacked(
    encoding: str, packed: Callable[[bytes], bytes], wire: Wire, outbound: Outbound
) -> None:
    text = b"Polychord turns graphs into chords. " * 10_000
    wire.replies = [Reply(body=packed(text), headers={"Content-Encoding": encoding})]
    assert (await outbound.request("GET", wire.base_url)).content == text


@pytest.mark.parametrize(("encoding", "body"), [("br", b"x"), ("gzip", b"not gzip at all")])
async def test_broken_or_unknown_compression_is_an_error(
    encoding: str, body: bytes, wire: Wire, outbound: Outbound
) -> None:
    wire.replies = [Reply(body=body, headers={"Content-Encoding": encoding})]
    with pytest.raises(HostUnreachable, match="compression"):
        await outbound.request("GET", wire.base_url)


async def test_redirects_are_followed_and_bounded(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(302, headers={"Location": "/next"}), Reply(200, b"there")]
    answer = await outbound.request("GET", wire.base_url)
    assert (answer.content, answer.url) == (b"there", f"{wire.base_url}/next")
    wire.seen.clear()
    wire.replies = [Reply(302, headers={"Location": "/again"})]
    with pytest.raises(HostUnreachable, match="More than 5 redirects"):
        await outbound.request("GET", wire.base_url)
    assert len(wire.seen) == 6


async def test_credentials_do_not_follow_to_another_origin(wire: Wire, outbound: Outbound) -> None:
    secret = {
        "Authorization": "Bearer x",
        "X-API-Key": "x",
        "Cookie": "a=b",
        "X-Auth-Token": "x",
        "Accept": "text/x",
    }
    with serving(Wire()) as other:
        wire.replies = [Reply(307, headers={"Location": f"{other.base_url}/there"})]
        await outbound.request("GET", wire.base_url, headers=secret)
        assert set(wire.seen[0].headers) >= {name.lower() for name in secret}
        assert not set(other.seen[0].headers) & {"authorization", "x-api-key", "cookie", "x-auth-token"}
        assert other.seen[0].headers["accept"] == "text/x"


async def test_credentials_follow_on_the_same_origin(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(307, headers={"Location": "/next"}), Reply()]
    await outbound.request("GET", wire.base_url, headers={"X-API-Key": "x"})
    assert wire.seen[1].headers["x-api-key"] == "x"


async def test_cookies_are_never_kept(wire: Wire, outbound: Outbound) -> None:
    wire.replies = [Reply(headers={"Set-Cookie": "session=1; Path=/"})]
    await outbound.request("GET", wire.base_url)
    await outbound.request("GET", wire.base_url)
    assert "cookie" not in wire.seen[1].headers


async def test_a_refused_connection_is_told_and_tried_again(outbound: Outbound) -> None:
    with serving(Wire()) as gone:
        url = gone.base_url
    with pytest.raises(HostUnreachable, match=r"The request to 127\.0\.0\.1 failed"):
        await outbound.request("GET", url)


async def test_connections_are_kept_per_event_loop(outbound: Outbound, wire: Wire) -> None:
    here = outbound.client()
    assert outbound.client() is here

    def elsewhere() -> bool:
        async def look() -> bool:
            other = outbound.client()
            answer = await outbound.request("GET", wire.base_url)
            await outbound.aclose()
            return other is not here and answer.status_code == 200

        return asyncio.run(look())

    assert await asyncio.to_thread(elsewhere)


async def test_many_requests_at_once_all_come_back(wire: Wire, outbound: Outbound) -> None:
    def echo(request: Request) -> Reply:
        return Reply(body=request.path.encode())

    wire.answer = echo
    answers = await asyncio.gather(*(outbound.request("GET", f"{wire.base_url}/{n}") for n in range(40)))
    assert [answer.content for answer in answers] == [f"/{n}".encode() for n in range(40)]
