"""SendWebRequest and ExtractWebPageText against a real server on this machine."""

from __future__ import annotations

import asyncio
import subprocess
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from blocks.library.web import page_text, request
from blocks.library.web.page_text import ExtractWebPageText
from blocks.library.web.request import SendAuthenticatedWebRequest, SendWebRequest
from blocks.sdk import Context, Credential, fire
from blocks.sdk import firing as firing_module
from tests.blocks.wire import Reply, Wire, serving

PAGE = """<html><head><title>About chords</title><script>alert(1)</script></head><body>
<nav><a href="/">Home</a></nav><main><article><h1>Chords</h1><p>Polychord turns graphs into chords.</p>
<p>Each node of the graph is a step, and steps that are ready together are played together.</p></article>
</main>
</body></html>"""


@pytest.mark.parametrize(
    ("reply", "output"),
    [
        (Reply(200, b'{"a": [1]}'), ("response", {"a": [1]})),
        (Reply(200, b"plain"), ("response", "plain")),
        (Reply(204, b""), ("response", None)),
        (Reply(404, b'{"error": "gone"}'), ("client_error", {"error": "gone"})),
        (Reply(503, b"busy"), ("server_error", "busy")),
        (Reply(200, b'{"a": NaN}'), ("response", {"a": "NaN"})),
    ],
)
async def test_answers_are_sorted_by_status(
    reply: Reply, output: tuple[str, Any], wire: Wire, ctx: Context
) -> None:
    wire.replies = [reply]
    firing = await fire(SendWebRequest, {"url": wire.base_url, "method": "POST", "body": {"q": 1}}, ctx)
    assert firing.outputs == [output]
    assert len(wire.seen) == 1
    assert wire.seen[0].json() == {"q": 1}


async def test_a_form_is_sent_as_a_form(wire: Wire, ctx: Context) -> None:
    given = {
        "url": wire.base_url,
        "json_format": False,
        "body": {"a": 1, "b": "x y"},
        "headers": {"X-A": "1"},
    }
    await fire(SendWebRequest, given, ctx)
    sent = wire.seen[0]
    assert (sent.body, sent.headers["x-a"]) == (b"a=1&b=x+y", "1")
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"


async def test_files_make_a_multipart_form(wire: Wire, ctx: Context) -> None:
    await fire(SendWebRequest, {"url": wire.base_url, "files": ["one", "two"], "body": {"a": 1}}, ctx)
    sent = wire.seen[0]
    assert sent.headers["content-type"].startswith("multipart/form-data")
    assert b'name="file"; filename="file0.txt"' in sent.body
    assert b'name="file1"; filename="file1.txt"' in sent.body
    assert b'name="a"' in sent.body


async def test_a_get_has_no_body(wire: Wire, ctx: Context) -> None:
    await fire(SendWebRequest, {"url": wire.base_url, "method": "GET", "body": {"a": 1}}, ctx)
    assert (wire.seen[0].method, wire.seen[0].body) == ("GET", b"")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"url": "http://10.0.0.1/"}, "address_refused"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "address_refused"),
        ({"url": "file:///etc/passwd"}, "address_refused"),
        ({"url": "http://127.0.0.1/", "headers": {"X": "a\r\nHost: b"}}, "invalid_input"),
        ({"url": "http://127.0.0.1/", "method": "TRACE"}, "invalid_input"),
    ],
)
async def test_it_refuses_to_send(given: dict[str, Any], code: str, ctx: Context, wire: Wire) -> None:
    firing = await fire(SendWebRequest, given, ctx)
    assert firing.error_code == code
    assert wire.seen == []


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "klingon"])
async def test_a_strange_charset_is_no_reason_to_fail(charset: str, wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(body=b'{"a": 1}', headers={"Content-Type": f"text/plain; charset={charset}"})]
    firing = await fire(SendWebRequest, {"url": wire.base_url, "method": "GET"}, ctx)
    assert firing.outputs == [("response", {"a": 1})]


async def test_an_answer_to_a_request_is_bounded_and_the_limit_is_named(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "MAX_ANSWER_BYTES", 5_000)
    wire.replies = [Reply(body=b"x" * 5_001)]
    firing = await fire(SendWebRequest, {"url": wire.base_url}, ctx)
    assert (firing.error_code, firing.error) == ("too_large", "The answer is larger than 5,000 bytes.")


async def test_a_large_answer_is_read_and_checked_beside_the_event_loop(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    for module in (request, firing_module):
        monkeypatch.setattr(module, *_noting_threads(module, threads))
    wire.replies = [Reply(body=b"[" + b",".join([b"[1]"] * 100_000) + b"]")]
    firing = await fire(SendWebRequest, {"url": wire.base_url}, ctx)
    assert firing.outputs == [("response", [[1]] * 100_000)]
    assert len(threads) == 2
    assert threading.get_ident() not in threads
    wire.replies, threads[:] = [Reply()], []
    await fire(SendWebRequest, {"url": wire.base_url}, ctx)
    assert threads == [threading.get_ident()] * 2


def _noting_threads(module: ModuleType, threads: list[int]) -> tuple[str, Callable[..., Any]]:
    """The name of the module's function that works on whole answers, and one that notes its thread."""
    name = "_content" if module is request else "_checked"
    original: Callable[..., Any] = getattr(module, name)

    def noting(*given: Any) -> Any:
        threads.append(threading.get_ident())
        return original(*given)

    return name, noting


async def test_an_answer_over_the_limit_fails(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(body=b"x" * 65_536, is_endless=True)]
    firing = await fire(ExtractWebPageText, {"url": wire.base_url}, ctx)
    assert firing.error_code == "too_large"


async def test_a_pages_text_and_title_are_taken_out(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(body=PAGE.encode(), headers={"Content-Type": "text/html; charset=utf-8"})]
    firing = await fire(ExtractWebPageText, {"url": wire.base_url}, ctx)
    text = dict(firing.outputs)["text"]
    assert "Polychord turns graphs into chords." in text
    assert "alert" not in text
    assert dict(firing.outputs)["title"] == "About chords"


async def test_a_page_that_takes_too_long_to_read_is_given_up_and_holds_nothing_up(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new attribute is compared with all before it."""
    attributes = b" ".join(b"a%d=1" % number for number in range(400_000))
    monkeypatch.setattr(page_text, "MAX_READING_SECONDS", 1.5)
    wire.replies = [
        Reply(body=b"<html><body><p " + attributes + b">x</p>", headers={"Content-Type": "text/html"})
    ]
    turns = asyncio.create_task(_turns_of_the_loop())
    firing = await fire(ExtractWebPageText, {"url": wire.base_url}, ctx)
    turns.cancel()
    assert (firing.error_code, firing.error) == (
        "too_costly",
        "The page is too complex to be read within 1.5 s.",
    )
    assert firing.outputs == [("error", firing.error)]
    with pytest.raises(asyncio.CancelledError):
        await turns


async def test_the_pages_reader_is_given_no_secret_of_the_platform(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    run = subprocess.run

    def noting(*args: Any, **options: Any) -> Any:
        given.append(options["env"])
        return run(*args, **options)

    monkeypatch.setattr(subprocess, "run", noting)
    wire.replies = [Reply(body=PAGE.encode(), headers={"Content-Type": "text/html"})]
    firing = await fire(ExtractWebPageText, {"url": wire.base_url}, ctx)
    assert (dict(firing.outputs)["title"], given) == ("About chords", [{}])


async def _turns_of_the_loop() -> None:
    """Fails when the loop is held up."""
    while True:
        began = time.monotonic()
        await asyncio.sleep(0.01)
        assert time.monotonic() - began < 1.0


async def test_a_pages_text_is_cut_at_the_limit(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(body=b"0123456789" * 10, headers={"Content-Type": "text/plain"})]
    firing = await fire(ExtractWebPageText, {"url": wire.base_url, "max_characters": 7}, ctx)
    assert firing.outputs == [("text", "0123456"), ("title", "")]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(404), "provider_refused"),
        (Reply(500), "provider_down"),
        (Reply(headers={"Content-Type": "image/png"}), "invalid_input"),
    ],
)
async def test_a_page_that_is_none_fails(reply: Reply, code: str, wire: Wire, ctx: Context) -> None:
    wire.replies = [reply]
    firing = await fire(ExtractWebPageText, {"url": wire.base_url}, ctx)
    assert firing.error_code == code


async def test_an_empty_page_has_no_text(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(body=b"<html></html>", headers={"Content-Type": "text/html"})]
    assert (await fire(ExtractWebPageText, {"url": wire.base_url}, ctx)).outputs == [
        ("text", ""),
        ("title", ""),
    ]


# --- Headers that are kept for a host ---------------------------------------------------------------------
KEPT = {"Authorization": "Bearer canary-token", "X-Workspace": "canary-of-another-name"}


def keep_headers(ctx: Context) -> list[str]:
    """Let `ctx` have headers for every host; which URLs it was asked for."""
    asked: list[str] = []

    async def kept(url: str) -> Credential:
        asked.append(url)
        return Credential("http", "", kind="host_scoped", headers=KEPT)

    ctx.host_credentials = kept
    return asked


async def test_headers_of_the_host_go_along_and_stay_out_of_what_is_shown(wire: Wire, ctx: Context) -> None:
    asked = keep_headers(ctx)
    wire.replies = [Reply(200, b'{"echo": "Bearer canary-token, canary-of-another-name"}')]
    given = {"url": wire.base_url, "method": "GET", "headers": {"x-workspace": "own", "X-B": "2"}}
    firing = await fire(SendAuthenticatedWebRequest, given, ctx)
    sent = wire.seen[0].headers
    assert (sent["authorization"], sent["x-workspace"], sent["x-b"]) == ("Bearer canary-token", "own", "2")
    assert asked == [wire.base_url]
    assert firing.outputs == [("response", {"echo": "***, ***"})]
    assert "canary" not in str(firing)


async def test_headers_of_the_host_do_not_follow_to_another_origin(wire: Wire, ctx: Context) -> None:
    keep_headers(ctx)
    with serving(Wire()) as other:
        wire.replies = [Reply(302, headers={"Location": f"{other.base_url}/there"})]
        await fire(SendWebRequest, {"url": wire.base_url, "method": "GET"}, ctx)
        assert {"authorization", "x-workspace"} <= wire.seen[0].headers.keys()
        assert len(other.seen) == 1
        assert not {"authorization", "x-workspace"} & other.seen[0].headers.keys()


async def test_without_a_credential_for_the_host_nothing_is_sent(wire: Wire, ctx: Context) -> None:
    firing = await fire(SendAuthenticatedWebRequest, {"url": wire.base_url, "method": "GET"}, ctx)
    assert firing.error_code == "missing_credential"
    assert wire.seen == []
