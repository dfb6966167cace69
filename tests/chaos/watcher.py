"""Watches executions on the socket, as a browser does: a connection that ends is made anew."""

from __future__ import annotations

import json
import time
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect


class Watcher:
    """Keeps one connection over many deaths, as long as it lasts."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._socket: ClientConnection | None = None

    def wait_for(self, execution_id: str, kind: str, seconds: float) -> list[str]:
        """The kinds of all events of an execution, up to the first of `kind`. Raises AssertionError."""
        until, seen, last = time.monotonic() + seconds, list[str](), 0
        while kind not in seen:
            assert time.monotonic() < until, f"{execution_id}: only {seen} came by the socket"
            try:
                events = self._next(execution_id, last)
            except (OSError, WebSocketException):
                self.close()
                time.sleep(0.2)
                continue
            seen += [event["type"] for event in events]
            last = max([last, *(event["sequence"] for event in events)])
        return seen

    def connect(self) -> ClientConnection:
        if self._socket is None:
            self._socket = connect(self._address, open_timeout=5, ping_interval=None, legacy=True)
        return self._socket

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _next(self, execution_id: str, after: int) -> list[dict[str, Any]]:
        """Events that come within a moment. Asking each time also tells whether the server lives."""
        socket = self.connect()
        socket.send(json.dumps({"type": "subscribe", "execution_id": execution_id, "after": after}))
        found: list[dict[str, Any]] = []
        while True:
            try:
                frame = json.loads(socket.recv(timeout=1))
            except TimeoutError:
                return found
            found += [
                event for event in (frame if isinstance(frame, list) else [frame]) if "sequence" in event
            ]
