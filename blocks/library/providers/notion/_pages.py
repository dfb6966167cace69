"""Notion's pages: their titles, properties and blocks, as text, and text as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Value = Mapping[str, Any]
MOST_CHARACTERS = 2_000  # of one piece of text, Notion's own limit

_ID = re.compile(
    r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})(?=$|[?#&/])", re.I
)
_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^### (.*)$"), "heading_3"),
    (re.compile(r"^## (.*)$"), "heading_2"),
    (re.compile(r"^# (.*)$"), "heading_1"),
    (re.compile(r"^- \[[ xX]\] (.*)$"), "to_do"),
    (re.compile(r"^[-*+] (.*)$"), "bulleted_list_item"),
    (re.compile(r"^\d+[.)] (.*)$"), "numbered_list_item"),
    (re.compile(r"^> ?(.*)$"), "quote"),
)
_MARKS = {
    "heading_1": "# ",
    "heading_2": "## ",
    "heading_3": "### ",
    "bulleted_list_item": "- ",
    "numbered_list_item": "1. ",
    "quote": "> ",
}


def page_id(given: str) -> str:
    """The id, out of an id or of an address."""
    found = _ID.search(given.strip())
    if found is None:
        raise ValueError(f"{given[:100]!r} is no id of Notion's, and no address that ends with one.")
    return "-".join(found.groups()).lower()


# --- Out of Notion ----------------------------------------------------------------------------------------
def plain(texts: Sequence[Value] | None) -> str:
    return "".join(piece.get("plain_text", "") for piece in texts or ())


def title_of(thing: Value) -> str:
    """Of a page or database."""
    if "title" in thing:
        return plain(thing["title"])
    for value in thing.get("properties", {}).values():
        if value.get("type") == "title":
            return plain(value["title"])
    return ""


def simple(value: Value) -> Any:
    """A property as a plain value."""
    kind = value.get("type", "")
    told = value.get(kind)
    if told is None:
        return None
    match kind:
        case "title" | "rich_text":
            return plain(told)
        case "select" | "status":
            return told["name"]
        case "multi_select" | "people":
            return [one.get("name", "") for one in told]
        case "date":
            return told["start"] if not told.get("end") else f"{told['start']}/{told['end']}"
        case "relation":
            return [one["id"] for one in told]
        case "files":
            return [(one.get("external") or one.get("file") or {}).get("url", "") for one in told]
        case "formula":
            return told.get(told.get("type", ""))
        case "rollup":
            return (
                [simple(one) for one in told["array"]]
                if told.get("type") == "array"
                else told.get(told.get("type"))
            )
        case "unique_id":
            return f"{told['prefix']}-{told['number']}" if told.get("prefix") else told["number"]
        case "created_by" | "last_edited_by":
            return told.get("name", "")
    return told


def entry_of(page: Value) -> dict[str, Any]:
    return {
        "_id": page["id"],
        "_url": page.get("url", ""),
        **{name: simple(value) for name, value in page.get("properties", {}).items()},
    }


def markdown_of(blocks: Sequence[Value] | None, depth: int = 0) -> str:
    return "\n\n".join(line for block in blocks or () if (line := _line(block, "  " * depth)) is not None)


def _line(block: Value, indent: str) -> str | None:
    kind = block.get("type", "")
    told = block.get(kind) or {}
    text = "".join(_styled(piece) for piece in told.get("rich_text", []))
    match kind:
        case "to_do":
            return f"{indent}- [{'x' if told.get('checked') else ' '}] {text}"
        case "code":
            return f"```{told.get('language', '')}\n{plain(told.get('rich_text'))}\n```"
        case "divider":
            return "---"
        case "child_page" | "child_database":
            return f"**{told.get('title', '')}**"
        case "image" | "file" | "pdf" | "video":
            url = (told.get("external") or told.get("file") or {}).get("url", "")
            caption = plain(told.get("caption")) or kind
            return f"{'!' if kind == 'image' else ''}[{caption}]({url})"
        case "bookmark" | "embed" | "link_preview":
            return f"<{told.get('url', '')}>"
        case "table_row":
            return "| " + " | ".join(plain(cell) for cell in told.get("cells", [])) + " |"
    return f"{indent}{_MARKS.get(kind, '')}{text}" if text or kind == "paragraph" else None


def _styled(piece: Value) -> str:
    text = piece.get("plain_text", "")
    look = piece.get("annotations", {})
    for name, mark in (("code", "`"), ("bold", "**"), ("italic", "*"), ("strikethrough", "~~")):
        if look.get(name) and text.strip():
            text = f"{mark}{text}{mark}"
    return f"[{text}]({piece['href']})" if piece.get("href") else text


# --- Into Notion ------------------------------------------------------------------------------------------
def rich(text: str) -> list[dict[str, Any]]:
    pieces = [text[at : at + MOST_CHARACTERS] for at in range(0, len(text), MOST_CHARACTERS)]
    return [{"type": "text", "text": {"content": piece}} for piece in pieces]


def blocks_of_text(markdown: str) -> list[dict[str, Any]]:
    return [{"object": "block", "type": kind, kind: told} for kind, told in _told(markdown)]


def _told(markdown: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in filter(str.strip, markdown.split("\n")):
        kind, text = next(
            ((kind, found[1]) for pattern, kind in _LINES if (found := pattern.match(line.strip()))),
            ("paragraph", line),
        )
        told: dict[str, Any] = {"rich_text": rich(text)}
        if kind == "to_do":
            told["checked"] = line.strip()[3] in "xX"
        yield kind, told


def property_of(value: Any) -> Any:
    """A plain value as a property; what is one already stays."""
    if isinstance(value, bool):
        return {"checkbox": value}
    if isinstance(value, int | float):
        return {"number": value}
    if isinstance(value, str):
        return {"rich_text": rich(value)}
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return {"multi_select": [{"name": one} for one in value]}
    return value
