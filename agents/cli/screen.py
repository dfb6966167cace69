"""Events of an execution as lines on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TextIO

MAX_ERROR_CHARACTERS = 300

Firing = tuple[str, int]  # node id, index


class Screen:
    """Writes one line per firing that starts or ends, and the words of a model as they come."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._began: dict[Firing, datetime] = {}
        self._speaking: Firing | None = None  # whose words the open line holds

    def show(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "execution.started":
                self._line("· running")
            case "node.started":
                self._began[_firing(event)] = datetime.fromisoformat(event["at"])
                self._line(f"▸ {_name(event)} started")
            case "node.completed":
                self._line(f"✓ {_name(event)} completed{self._took(event)}")
            case "node.failed":
                error = _printable(event.get("error") or "")[:MAX_ERROR_CHARACTERS]
                self._line(f"✗ {_name(event)} {event['status'].lower()}{self._took(event)}: {error}")
            case "output.delta":
                self._words(event)

    def close(self) -> None:
        """End an open line."""
        if self._speaking is not None:
            self._out.write("\n")
            self._speaking = None
        self._out.flush()

    def _line(self, text: str) -> None:
        self.close()
        self._out.write(f"  {text}\n")
        self._out.flush()

    def _words(self, event: dict[str, Any]) -> None:
        if self._speaking != _firing(event):
            self.close()
            self._out.write(f"  … {_name(event)}: ")
            self._speaking = _firing(event)
        self._out.write(_printable(event["text"], keep="\n\t"))
        self._out.flush()

    def _took(self, event: dict[str, Any]) -> str:
        began = self._began.pop(_firing(event), None)
        if began is None:
            return ""
        seconds = (datetime.fromisoformat(event["at"]) - began).total_seconds()
        return f" in {max(0.0, seconds):.2f} s"


def _firing(event: dict[str, Any]) -> Firing:
    return event["node_id"], event["index"]


def _name(event: dict[str, Any]) -> str:
    """The node's id, with the number of the firing from the second on."""
    name = _printable(event["node_id"])
    return f"{name} #{event['index'] + 1}" if event["index"] else name


def _printable(text: str, keep: str = "") -> str:
    """Without control characters: what a page or a model wrote must not steer the terminal."""
    return "".join(char if char.isprintable() or char in keep else " " for char in text)
