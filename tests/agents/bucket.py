"""A local server that speaks as much of S3 as the storage of values needs. Keeps objects in memory."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BUCKET = "polychord-test"
_XML = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class Bucket(http.server.ThreadingHTTPServer):
    """GET, HEAD, PUT and DELETE of objects, and lists of them, under `/BUCKET/`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.asked: list[str] = []  # method and path, in order
        self.is_away = False  # then it answers 503

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def bucket() -> Iterator[Bucket]:
    server = Bucket()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read `asked` instead."""

    def do_GET(self) -> None:
        if "prefix" in parse_qs(urlsplit(self.path).query, keep_blank_values=True):
            self._list()
        elif (content := self.server.objects.get(self._key())) is None:
            self._send(404, _error("NoSuchKey"))
        else:
            self._send(200, content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.is_away:
            self._send(503, _error("SlowDown"))
            return
        self.server.objects[self._key()] = content
        self._send(200, b"")

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._key(), None)
        self._send(204, b"")

    def _list(self) -> None:
        prefix = parse_qs(urlsplit(self.path).query, keep_blank_values=True)["prefix"][0]
        below = [key for key in sorted(self.server.objects) if key.startswith(prefix)]
        files = [key for key in below if "/" not in key[len(prefix) :]]
        folders = sorted({prefix + key[len(prefix) :].split("/")[0] for key in below if key not in files})
        contents = "".join(f"<Contents><Key>{key}</Key></Contents>" for key in files)
        common = "".join(f"<CommonPrefixes><Prefix>{name}/</Prefix></CommonPrefixes>" for name in folders)
        found = f"<IsTruncated>false</IsTruncated>{contents}{common}"
        self._send(200, f"<ListBucketResult {_XML}>{found}</ListBucketResult>".encode())

    def _key(self) -> str:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(f"{self.command} {path}")
        return path.removeprefix(f"/{BUCKET}/")

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
