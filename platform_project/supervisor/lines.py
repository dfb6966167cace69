"""The log lines of all programs on one terminal: `web      | …`, in colour where it is one."""

from __future__ import annotations

import json
import os
import sys

_COLOURS = {"web": 36, "engine": 32, "blocks": 33, "beat": 35, "postgres": 34, "redis": 31}
_WIDTH = 8
_LONGEST_BYTES = 64 * 1024


class Lines:
    """Writes whole lines, each with the name of the program it comes from.

    prefixed: False where machines read: then JSON passes as it is, and any other line becomes JSON.
    """

    def __init__(self, *, prefixed: bool, coloured: bool) -> None:
        self._prefixed = prefixed
        self._coloured = coloured
        self._begun: dict[str, bytes] = {}  # the beginning of a line whose end has not come yet

    def add(self, name: str, data: bytes) -> None:
        """Take what a program wrote; write the lines that are complete."""
        *whole, rest = (self._begun.pop(name, b"") + data).split(b"\n")
        if len(rest) > _LONGEST_BYTES:
            whole, rest = [*whole, rest], b""
        self._begun[name] = rest
        for line in whole:
            self.say(name, line.decode(errors="replace"))

    def finish(self, name: str) -> None:
        """The program has ended: what it wrote last needs no line end."""
        rest = self._begun.pop(name, b"")
        if rest:
            self.say(name, rest.decode(errors="replace"))

    def say(self, name: str, line: str) -> None:
        try:
            sys.stdout.write(f"{self._prefix(name)}{line}\n" if self._prefixed else _as_json(name, line))
            sys.stdout.flush()
        except BrokenPipeError:
            # Nobody reads any more (`make run | head`): go on without.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _prefix(self, name: str) -> str:
        padded = f"{name:<{_WIDTH}} | "
        return f"\033[{_COLOURS.get(name.split('-')[0], 90)}m{padded}\033[0m" if self._coloured else padded


def _as_json(name: str, line: str) -> str:
    if line.startswith("{") or not line:
        return f"{line}\n" if line else ""
    return json.dumps({"event": line, "process": name}, ensure_ascii=False) + "\n"
