"""Finds the video of a page and downloads it: `python _downloader.py PACKAGES FOLDER URL FORMATS`.

It runs within walls that leave it no network: yt-dlp takes pages of strangers apart. What it asks for it asks
of the platform, over standard input and output, and gets what the platform's own guard lets through:

    {"ask": "open", "method", "url", "headers": [[name, value]]} + body ──▸ {"number", "status", "headers"}
    {"ask": "read", "number"}               ──▸ a piece of the body; an empty one at its end
    {"done": {"title", "files": [name]}} or {"refused": message}, and that is the last

A message is two lengths of four bytes, of its JSON and of the bytes that go with it, and those.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import struct
import sys
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

LENGTHS = struct.Struct(">II")
_MAX_REDIRECTS = 5
_TITLE_CHARACTERS = 1_000
_REASON_CHARACTERS = 300
_PARAMETERS: dict[str, Any] = {
    "quiet": True,
    "no_warnings": True,
    "noprogress": True,
    "color": "never",
    "cachedir": False,
    "noplaylist": True,
    "playlist_items": "1:2",  # enough to see that there are several
    "overwrites": True,
    "continuedl": False,
    "updatetime": False,
    "hls_prefer_native": True,
    "skip_unavailable_fragments": False,
    "retries": 2,
    "fragment_retries": 2,
    "extractor_retries": 1,
    "js_runtimes": {},  # no other programs
}


class Refused(Exception):
    """There is no video to be had; the message says why."""


class Wire:
    """Asks the platform, and waits for what it answers."""

    def __init__(self, taken: BinaryIO, given: BinaryIO) -> None:
        self._taken, self._given = taken, given

    def ask(self, message: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        self.say(message, body)
        head, size = LENGTHS.unpack(self._exactly(LENGTHS.size))
        return json.loads(self._exactly(head)), self._exactly(size)

    def say(self, message: dict[str, Any], body: bytes = b"") -> None:
        head = json.dumps(message).encode()
        self._given.write(LENGTHS.pack(len(head), len(body)) + head + body)
        self._given.flush()

    def _exactly(self, size: int) -> bytes:
        piece = self._taken.read(size)
        if len(piece) < size:
            sys.exit(1)  # nobody listens any more
        return piece


class Body(io.RawIOBase):
    """The body of an answer, fetched as it is read."""

    def __init__(self, wire: Wire, number: int) -> None:
        self._wire, self._number = wire, number
        self._kept, self._is_over = b"", False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = sys.maxsize if size is None or size < 0 else size
        pieces, length = [self._kept], len(self._kept)
        while length < wanted and not self._is_over:
            piece = self._next()
            pieces.append(piece)
            length += len(piece)
        whole = b"".join(pieces)
        self._kept = whole[wanted:]
        return whole[:wanted]

    def _next(self) -> bytes:
        answer, piece = self._wire.ask({"ask": "read", "number": self._number})
        if "failed" in answer:
            raise _failure(answer["failed"])
        self._is_over = not piece
        return piece


def main() -> None:
    packages, folder, url, formats = sys.argv[1:]
    wire = Wire(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # whatever is printed is no message
    sys.path.append(packages)
    os.environ |= {"HOME": folder, "YTDLP_NO_PLUGINS": "1"}
    os.chdir(folder)
    errors = importlib.import_module("yt_dlp.utils")
    try:
        wire.say({"done": downloaded(wire, url, formats)})
    except Refused as refused:
        wire.say({"refused": str(refused)})
    except errors.YoutubeDLError as err:
        wire.say({"refused": _reason(str(err))})


def downloaded(wire: Wire, url: str, formats: str) -> dict[str, Any]:
    """The title and the files: one, or one with the picture and one with the sound. Raises Refused."""
    with _client(wire)({**_PARAMETERS, "format": formats, "logger": _Silent()}) as client:
        found = _one_video(client.extract_info(url, download=False))
        parts = found.get("requested_formats") or [found]
        files = []
        for number, part in enumerate(parts):
            name = f"part{number}"
            is_there, _ = client.dl(name, {**found, **part})
            if not is_there or not Path(name).exists():
                raise Refused("the download did not come to an end")
            files.append(name)
        return {"title": str(found.get("title") or "")[:_TITLE_CHARACTERS], "files": files}


def _one_video(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is not None and found.get("_type") in ("playlist", "multi_video"):
        entries = [entry for entry in found.get("entries") or [] if entry]
        if len(entries) > 1:
            raise Refused("there are several videos: give the address of one")
        found = entries[0] if entries else None
    if found is None:
        raise Refused("there is no video")
    if found.get("is_live") or found.get("live_status") in ("is_live", "is_upcoming"):
        raise Refused("it is live, and has no end yet")
    return found


def _client(wire: Wire) -> Any:
    """yt-dlp with one way of making requests: to ask for them."""
    yt_dlp: Any = importlib.import_module("yt_dlp")
    common: Any = importlib.import_module("yt_dlp.networking.common")
    errors: Any = importlib.import_module("yt_dlp.networking.exceptions")
    method_of = importlib.import_module("yt_dlp.networking._helper").get_redirect_method

    class AskingRH(common.RequestHandler):  # type: ignore[misc]  # imported where it is used
        _SUPPORTED_URL_SCHEMES = ("http", "https")
        _SUPPORTED_PROXY_SCHEMES = None
        _SUPPORTED_FEATURES = None

        def _check_extensions(self, extensions: dict[str, Any]) -> None:
            super()._check_extensions(extensions)
            extensions.clear()  # none of them changes what is asked for

        def _send(self, request: Any) -> Any:
            url, method, body = request.url, request.method, _bytes_of(request.data)
            jar, headers = self._get_cookiejar(request), self._get_headers(request)
            for _ in range(_MAX_REDIRECTS + 1):
                answer = _opened(wire, url, method, _sent(headers, jar.get_cookie_header(url)), body)
                told = _told(answer["headers"])
                jar.extract_cookies(_Headed(told), urllib.request.Request(url))  # noqa: S310  # of no request
                response = common.Response(Body(wire, answer["number"]), url, told, answer["status"])
                if response.status not in (301, 302, 303, 307, 308) or "Location" not in told:
                    if not 200 <= response.status < 300:
                        raise errors.HTTPError(response)
                    return response
                there, redirected = urljoin(url, told["Location"]), method_of(method, response.status)
                if urlsplit(there)[:2] != urlsplit(url)[:2]:
                    headers = {name: value for name, value in headers.items() if not _is_secret(name)}
                url, body = there, body if redirected == method else b""
                method = redirected
            raise errors.HTTPError(response, redirect_loop=True)

    class Client(yt_dlp.YoutubeDL):  # type: ignore[misc]  # as above
        def build_request_director(self, handlers: Any, preferences: Any = None) -> Any:
            return super().build_request_director([AskingRH], None)

    return Client


def _opened(wire: Wire, url: str, method: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    message = {"ask": "open", "method": method, "url": url, "headers": list(headers.items())}
    answer, _ = wire.ask(message, body)
    if "failed" in answer:
        raise _failure(answer["failed"])
    return answer


def _sent(headers: dict[str, str], cookies: str | None) -> dict[str, str]:
    """Without what belongs to the connection; how the body may be packed is the platform's business."""
    kept = {
        name: value
        for name, value in headers.items()
        if name.lower() not in ("host", "connection", "content-length", "cookie")
        and (name.lower() != "accept-encoding" or value == "identity")
    }
    return {**kept, "Cookie": cookies} if cookies else kept


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in ("auth", "cookie", "key", "token"))


def _told(headers: list[list[str]]) -> Message:
    told = Message()
    for name, value in headers:
        told[name] = value
    return told


class _Headed:
    """As much of an answer as a jar of cookies looks at."""

    def __init__(self, headers: Message) -> None:
        self._headers = headers

    def info(self) -> Message:
        return self._headers


class _Silent:
    def debug(self, message: str) -> None:
        pass

    info = warning = error = debug


def _bytes_of(data: Any) -> bytes:
    if data is None:
        return b""
    if isinstance(data, bytes):
        return data
    return bytes(data.read()) if hasattr(data, "read") else b"".join(data)


def _failure(reason: str) -> Exception:
    error: Exception = importlib.import_module("yt_dlp.networking.exceptions").TransportError(reason)
    return error


def _reason(said: str) -> str:
    """Without what is for the developers of yt-dlp."""
    return said.removeprefix("ERROR: ").split("; please report", 1)[0].strip()[:_REASON_CHARACTERS]


if __name__ == "__main__":
    main()
