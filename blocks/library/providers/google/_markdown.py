"""Markdown as requests of the Docs API: headings, lists, quotes, bold, italic, code and links.

Indexes count UTF-16 units. https://developers.google.com/workspace/docs/api/concepts/structure
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Request = dict[str, Any]

_LINE = re.compile(
    r"^(?P<heading>#{1,6})\s+(?P<title>.*)$|^\s*[-*+]\s+(?P<bullet>.*)$|^\s*\d+[.)]\s+(?P<number>.*)$|^>\s?(?P<quote>.*)$"
)
_PIECE = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*|__(?P<bold2>[^_]+)__|\*(?P<italic>[^*]+)\*|`(?P<code>[^`]+)`"
    r"|\[(?P<text>[^\]]+)\]\((?P<link>[^)\s]+)\)"
)
_BULLETS = {"bullet": "BULLET_DISC_CIRCLE_SQUARE", "number": "NUMBERED_DECIMAL_ALPHA_ROMAN"}
_STYLES: dict[str, tuple[Request, str]] = {
    "bold": ({"bold": True}, "bold"),
    "bold2": ({"bold": True}, "bold"),
    "italic": ({"italic": True}, "italic"),
    "code": ({"weightedFontFamily": {"fontFamily": "Courier New"}}, "weightedFontFamily"),
}


def units(text: str) -> int:
    """The length of a text as Google counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def inserted(markdown: str, index: int) -> list[Request]:
    """Requests that insert what the Markdown says before `index`."""
    if not markdown:
        return []
    written = _Written(index)
    lines = markdown.split("\n")
    for place, line in enumerate(lines):
        written.line(line, is_last=place == len(lines) - 1)
    insert: Request = {"insertText": {"location": {"index": index}, "text": "".join(written.text)}}
    plain = {
        "range": {"startIndex": index, "endIndex": written.end},
        "textStyle": {},
        "fields": "bold,italic,link",
    }
    # Bullets last: making them takes away leading tabs, and so could move what follows.
    return [insert, {"updateTextStyle": plain}, *written.styles, *written.bullets]


@dataclass
class _Written:
    """The plain text so far, and how its parts look."""

    end: int
    text: list[str] = field(default_factory=list)
    styles: list[Request] = field(default_factory=list)
    bullets: list[Request] = field(default_factory=list)

    def line(self, line: str, *, is_last: bool) -> None:
        start = self.end
        found = _LINE.match(line)
        kind = found.lastgroup if found else None
        for text, style in _pieces(found[kind] if found and kind else line):
            before = self.end
            self._add(text)
            if style is not None and text:
                look, fields = style
                at = {"startIndex": before, "endIndex": self.end}
                self.styles.append({"updateTextStyle": {"range": at, "textStyle": look, "fields": fields}})
        if not is_last:
            self._add("\n")
        self._paragraph(kind, found, {"startIndex": start, "endIndex": max(self.end, start + 1)})

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.end += units(text)

    def _paragraph(self, kind: str | None, found: re.Match[str] | None, at: Request) -> None:
        if found is None or kind is None:
            return
        if kind in _BULLETS:
            self.bullets.append({"createParagraphBullets": {"range": at, "bulletPreset": _BULLETS[kind]}})
        elif kind == "quote":
            indent = {"indentStart": {"magnitude": 36, "unit": "PT"}}
            self._look(at, indent, "indentStart")
        else:
            self._look(at, {"namedStyleType": f"HEADING_{len(found['heading'])}"}, "namedStyleType")

    def _look(self, at: Request, look: Request, fields: str) -> None:
        change = {"range": at, "paragraphStyle": look, "fields": fields}
        self.styles.append({"updateParagraphStyle": change})


def _pieces(line: str) -> Iterator[tuple[str, tuple[Request, str] | None]]:
    at = 0
    for found in _PIECE.finditer(line):
        yield line[at : found.start()], None
        if found["link"]:
            yield found["text"], ({"link": {"url": found["link"]}}, "link")
        else:
            kind = str(found.lastgroup)
            yield found[kind], _STYLES[kind]
        at = found.end()
    yield line[at:], None
