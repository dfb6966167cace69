"""A real HTTP server on this machine that answers as a test says and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).resolve().parent.parent / "recordings"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    is_endless: bool = False  # the body is repeated until the client hangs up


def recorded(provider: str, name: str, status: int = 200, **headers: str) -> Reply:
    """A recorded answer of a provider. headers: `retry_after="2"` sends Retry-After."""
    kind = "text/event-stream" if name.endswith(".sse") else "application/json"
    sent = {key.replace("_", "-").title(): value for key, value in headers.items()}
    return Reply(status, (RECORDINGS / provider / name).read_bytes(), {"Content-Type": kind, **sent})


@dataclass
class Wire:
    """The server. `replies` are given in turn, the last one for good; or `answer` decides."""

    base_url: str = ""
    port: int = 0
    replies: list[Reply] = field(default_factory=lambda: [Reply()])
    answer: Callable[[Request], Reply] | None = None
    seen: list[Request] = field(default_factory=list)

    def reply_to(self, request: Request) -> Reply:
        self.seen.append(request)
        if self.answer is not None:
            return self.answer(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serving(wire: Wire) -> Iterator[Wire]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            return

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = wire.reply_to(Request(self.command, self.path, headers, body))
            if reply.delay_seconds:
                time.sleep(reply.delay_seconds)
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not reply.is_endless:
                self.send_header("Content-Length", str(len(reply.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                self.wfile.write(reply.body)
                while reply.is_endless:
                    self.wfile.write(reply.body)
            except OSError:  # the client has seen enough
                return

    for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"):
        setattr(Handler, f"do_{method}", Handler._serve)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    wire.port = server.server_address[1]
    wire.base_url = f"http://127.0.0.1:{wire.port}"
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
