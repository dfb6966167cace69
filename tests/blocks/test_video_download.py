"""Videos fetched from a server of this machine; yt-dlp has no other way out than the guard's."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from blocks.library.video import _fetching, _ffmpeg
from blocks.library.video.download import VideoDownload
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Firing, fire
from blocks.sdk.sandbox.program import Bounds
from platform_project.kit.http import Outbound
from tests.blocks.wire import Reply, Request, Wire

pytestmark = pytest.mark.slow

FILM = {"Content-Type": "video/mp4"}
HTML = {"Content-Type": "text/html"}
LIST = {"Content-Type": "application/vnd.apple.mpegurl"}


def _made(*arguments: str) -> None:
    subprocess.run([_ffmpeg._binary(), "-v", "error", *arguments], check=True)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a film of two seconds: as one file, and as a list with segments of one second each."""
    folder = tmp_path_factory.mktemp("film")
    picture = ("-f", "lavfi", "-i", "color=red:size=160x120:duration=2:rate=10")
    sound = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2")
    _made(*picture, *sound, "-shortest", "-g", "10", str(folder / "film.mp4"))
    segmented = ("-c", "copy", "-hls_time", "1", "-hls_list_size", "0")
    _made("-i", str(folder / "film.mp4"), *segmented, str(folder / "list.m3u8"))
    return folder


def site(folder: Path, **pages: Reply) -> Callable[[Request], Reply]:
    """Answers with the files of a folder, and with some pages more."""

    def answer(request: Request) -> Reply:
        name = request.path.split("?")[0].strip("/")
        if name in pages:
            return pages[name]
        path = folder / name
        if not path.is_file():
            return Reply(404, b"")
        kind = {".m3u8": LIST, ".mp4": FILM}.get(path.suffix, {"Content-Type": "video/mp2t"})
        return Reply(200, path.read_bytes(), kind)

    return answer


async def downloaded(ctx: Context, url: str, **more: Any) -> Firing:
    return await fire(VideoDownload, {"url": url, **more}, ctx)


def check(firing: Firing, *, kind: str, title: str) -> None:
    assert firing.error is None, firing.error
    made = dict(firing.outputs)
    assert made["video_file"].startswith(f"data:{kind};base64,")
    assert made["duration"] == pytest.approx(2, abs=0.15)
    assert made["title"] == title


async def test_a_file_is_downloaded(film: Path, wire: Wire, ctx: Context) -> None:
    wire.answer = site(film)
    firing = await downloaded(ctx, f"{wire.base_url}/film.mp4")
    check(firing, kind="video/mp4", title="film")
    assert dict(firing.outputs)["source_url"] == f"{wire.base_url}/film.mp4"


async def test_a_list_is_downloaded_segment_by_segment_and_may_become_another_kind_of_file(
    film: Path, wire: Wire, ctx: Context
) -> None:
    wire.answer = site(film)
    firing = await downloaded(ctx, f"{wire.base_url}/list.m3u8", output_format="mkv", quality="best")
    check(firing, kind="video/x-matroska", title="list")
    segments = [request.path for request in wire.seen if request.path.endswith(".ts")]
    assert segments == ["/list0.ts", "/list1.ts"]


async def test_the_video_of_a_page_is_found_and_its_cookies_are_kept(
    film: Path, wire: Wire, ctx: Context
) -> None:
    page = b'<html><head><title>A red film</title></head><body><video src="/film.mp4"></video></body></html>'
    told = {**HTML, "Set-Cookie": "seen=yes; Path=/"}
    wire.answer = site(film, start=Reply(302, b"", {"Location": "/page"}), page=Reply(200, page, told))
    firing = await downloaded(ctx, f"{wire.base_url}/start", quality="audio_only")
    check(firing, kind="video/mp4", title="A red film (1)")
    film_asked = [request for request in wire.seen if request.path == "/film.mp4"]
    assert film_asked[-1].headers["cookie"] == "seen=yes"
    content = base64.b64decode(dict(firing.outputs)["video_file"].split(",")[1])
    assert (b"soun" in content, b"vide" in content) == (True, False)  # the kinds of its tracks


async def test_picture_and_sound_that_come_apart_are_put_together(
    film: Path, wire: Wire, ctx: Context, tmp_path: Path
) -> None:
    whole = str(film / "film.mp4")
    for name, stream in (("picture", "v"), ("sound", "a")):
        _made("-i", whole, "-map", f"0:{stream}", "-c", "copy", str(tmp_path / f"{name}.m3u8"))
    lines = (
        '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",URI="sound.m3u8"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=160x120,CODECS="avc1.4d400a,mp4a.40.2",AUDIO="a"\n'
        "picture.m3u8\n"
    )
    (tmp_path / "both.m3u8").write_text(lines)
    wire.answer = site(tmp_path)
    firing = await downloaded(ctx, f"{wire.base_url}/both.m3u8")
    check(firing, kind="video/mp4", title="both")
    content = base64.b64decode(dict(firing.outputs)["video_file"].split(",")[1])
    assert (b"soun" in content, b"vide" in content) == (True, True)


@pytest.mark.parametrize(
    "pages",
    [
        {"film": Reply(302, b"", {"Location": "http://10.0.0.1/film.mp4"})},
        {"film": Reply(200, b"#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/a.ts\n#EXT-X-ENDLIST\n", LIST)},
        {"film": Reply(200, b'<video src="http://192.168.0.1/film.mp4"></video>', HTML)},
    ],
    ids=["by a redirect", "by a list", "by a page"],
)
async def test_a_private_address_is_refused_whoever_names_it(
    pages: dict[str, Reply], film: Path, wire: Wire, ctx: Context
) -> None:
    wire.answer = site(film, **pages)
    assert (await downloaded(ctx, f"{wire.base_url}/film")).error_code == "address_refused"


async def test_a_private_address_is_refused(wire: Wire, outbound_under: Callable[..., Outbound]) -> None:
    async with outbound_under() as outbound:
        firing = await downloaded(Context(http=BlockHttp(outbound)), f"{wire.base_url}/film.mp4")
    assert firing.error_code == "address_refused"
    assert wire.seen == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ytsearch:cats", "/etc/passwd", "ftp://example.com/x.mp4"]
)
async def test_what_is_no_web_address_is_refused(url: str, ctx: Context) -> None:
    firing = await downloaded(ctx, url)
    assert (firing.error_code, firing.error) == (
        "invalid_input", "The address must begin with http:// or https://.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "data:text/plain,x", "ffmpeg://x", "/etc/passwd"], ids=lambda uri: uri[:8]
)
async def test_a_list_leads_to_no_file_of_the_machine(uri: str, wire: Wire, ctx: Context) -> None:
    lines = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{uri}\n#EXT-X-ENDLIST\n"
    wire.answer = site(Path("/nonexistent"), film=Reply(200, lines.encode(), LIST))
    firing = await downloaded(ctx, f"{wire.base_url}/film")
    assert firing.error_code in {"invalid_input", "provider_refused"}, firing.error
    assert "root:" not in str(firing)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"\x00" * 65_536, {**FILM, "Content-Length": str(10**10)}, is_endless=True),
        Reply(200, b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 1_000_000, FILM, is_endless=True),
    ],
    ids=["announced", "endless"],
)
async def test_what_is_too_large_is_refused(reply: Reply, wire: Wire, ctx: Context) -> None:
    wire.replies = [reply]
    firing = await downloaded(ctx, f"{wire.base_url}/film.mp4")
    assert firing.error_code == "too_large", firing.error


async def test_what_has_no_video_is_said_to_have_none(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, b"<html><body>Hello</body></html>", HTML)]
    firing = await downloaded(ctx, f"{wire.base_url}/page")
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert firing.error.startswith("No video can be had from there: ")
    assert "yt-dlp" not in firing.error


async def test_a_download_that_takes_too_long_is_ended(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_fetching, "BOUNDS", Bounds(0.5, 60, 1024**3, 1024**2))
    wire.replies = [Reply(delay_seconds=3)]
    firing = await downloaded(ctx, f"{wire.base_url}/film.mp4")
    assert (firing.error_code, firing.error) == ("too_costly", "The download takes longer than 0.5 s.")
    assert not _running()


async def test_a_cancelled_download_leaves_no_program(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(delay_seconds=2)]
    running = asyncio.create_task(downloaded(ctx, f"{wire.base_url}/film.mp4"))
    until = time.monotonic() + 20
    while not wire.seen:
        assert time.monotonic() < until
        await asyncio.sleep(0.02)
    assert len(_running()) == 1
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not _running()


def _running() -> list[psutil.Process]:
    children = psutil.Process().children(recursive=True)
    alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in alive if any("_downloader.py" in part for part in child.cmdline())]
