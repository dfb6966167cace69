"""What a document of the Docs API holds, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from blocks.library.providers.google._markdown import units


def text_of(document: Mapping[str, Any]) -> str:
    return "".join(_texts(document.get("body", {}).get("content", [])))


def _texts(content: list[Any]) -> Iterator[str]:
    for element in content:
        for piece in element.get("paragraph", {}).get("elements", []):
            yield piece.get("textRun", {}).get("content", "")
        for row in element.get("table", {}).get("tableRows", []):
            for cell in row.get("tableCells", []):
                yield from _texts(cell.get("content", []))


def segments_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its parts from top to bottom: type, text, start_index, end_index, and the style of a paragraph."""
    found = []
    for element in document.get("body", {}).get("content", []):
        kind = next((name for name in ("paragraph", "table", "tableOfContents") if name in element), None)
        if kind is None:
            continue
        part = {
            "type": kind,
            "text": "".join(_texts([element])),
            "start_index": element.get("startIndex", 0),
            "end_index": element.get("endIndex", 0),
        }
        if kind == "paragraph":
            style = element["paragraph"].get("paragraphStyle", {}).get("namedStyleType", "NORMAL_TEXT")
            part["style"] = style
            part["type"] = (
                "heading"
                if style.startswith("HEADING")
                else "list_item"
                if "bullet" in element["paragraph"]
                else kind
            )
        found.append(part)
    return found


def places_of(document: Mapping[str, Any], sought: str, *, match_case: bool) -> list[tuple[int, int]]:
    """Where a text stands within paragraphs: first index, and the one after the last."""
    wanted = sought if match_case else sought.lower()
    found = []
    for start, text in _paragraphs(document.get("body", {}).get("content", [])):
        within = text if match_case else text.lower()
        at = within.find(wanted) if wanted and len(within) == len(text) else -1
        while at >= 0:
            first = start + units(text[:at])
            found.append((first, first + units(text[at : at + len(sought)])))
            at = within.find(wanted, at + len(wanted))
    return found


def _paragraphs(content: list[Any]) -> Iterator[tuple[int, str]]:
    for element in content:
        if "paragraph" in element:
            pieces = element["paragraph"].get("elements", [])
            text = "".join(piece.get("textRun", {}).get("content", "￼") for piece in pieces)
            yield element.get("startIndex", 0), text
        for row in element.get("table", {}).get("tableRows", []):
            for cell in row.get("tableCells", []):
                yield from _paragraphs(cell.get("content", []))
