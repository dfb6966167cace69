"""A local server that stands for the outside: it answers after a while, and counts what it was asked."""

from __future__ import annotations

import http.server
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.blocks.wire import Reply

WORDS = ["Graphs ", "become ", "chords."]
Says = Callable[[list[dict[str, Any]]], Reply]  # the messages so far → the answer


class Outside(http.server.ThreadingHTTPServer):
    """GET /slow?seconds=1&say=x answers `x`, with &times=3 `xxx`.

    POST …/chat/completions streams WORDS as a model does.
    """

    daemon_threads = True
    request_queue_size = 128  # the default of 5 resets connections that come together

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []  # method and path, in order
        self.bodies: list[dict[str, Any]] = []
        self.word_seconds = 0.02
        self.released = threading.Event()  # a GET with ?held=1 waits for it, a model before its last word
        self.released.set()
        self.says: Says | None = None  # what a model answers to a conversation, where a test cares
        self.refusals: list[int] = []  # statuses that the next POSTs get instead of an answer

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # whoever asked was stopped
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def refuse(self, status: int, times: int) -> None:
        """Answer the next POSTs with `status`."""
        self.refusals = [status] * times

    def count(self, part: str) -> int:
        return sum(part in asked for asked in self.asked)


@contextmanager
def outside() -> Iterator[Outside]:
    server = Outside()
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
    server: Outside

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read `asked` instead."""

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        query = parse_qs(urlsplit(self.path).query)
        time.sleep(float(query.get("seconds", ["0"])[0]))
        if "held" in query:
            self.server.released.wait(60)
        if self.path.startswith("/page"):
            text = "Polychord turns graphs into chords."
            page = f"<html><head><title>T</title></head><body><main><p>{text}</p></main></body></html>"
            self._send(page.encode(), "text/html")
        else:
            said = query.get("say", ["ok"])[0] * int(query.get("times", ["1"])[0])
            self._send(json.dumps(said).encode(), "application/json")

    do_DELETE = do_GET  # noqa: N815  # the base class's name; a call that may not be repeated

    def do_POST(self) -> None:
        self.server.asked.append(f"POST {self.path}")
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length)
        if len(sent) < length:  # whoever asked was killed while sending
            self.close_connection = True
            return
        body = json.loads(sent or b"{}")
        self.server.bodies.append(body)
        if self.server.refusals:
            self._send(b'{"error": {"message": "later"}}', "application/json", self.server.refusals.pop())
            return
        if self.path.endswith("/chat/completions") and self.server.says is not None:
            said = self.server.says(body["messages"])
            self._send(said.body, "text/event-stream", said.status)
        elif self.path.endswith("/chat/completions"):
            self._stream(body)
        else:
            answer = {"id": "99", "channel_id": self.path.split("/")[-2], "content": body.get("content", "")}
            self._send(json.dumps(answer).encode(), "application/json")

    def _stream(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for word in WORDS:
            if word is WORDS[-1]:
                self.server.released.wait(60)
            self._chunk(body, [{"index": 0, "delta": {"content": word}, "finish_reason": None}])
            time.sleep(self.server.word_seconds)
        self._chunk(body, [{"index": 0, "delta": {}, "finish_reason": "stop"}])
        usage = {"prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23}
        self._chunk(body, [], usage=usage)
        self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, body: dict[str, Any], choices: list[Any], **more: Any) -> None:
        whole = {
            "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": body.get("model"),
            "choices": choices, **more,
        }  # fmt: skip
        self.wfile.write(b"data: " + json.dumps(whole).encode() + b"\n\n")
        self.wfile.flush()

    def _send(self, data: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked was stopped
