"""Takes the entries out of a feed: `python _feed_reader.py BYTES CONTENT_TYPE MAX_ENTRIES < feed > JSON`.
See `blocks/library/_programs.py`."""

from __future__ import annotations

import calendar
import io
import json
import resource
import sys
from datetime import UTC, datetime
from typing import Any


def main() -> None:
    memory_bytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    json.dump(_answer(sys.stdin.buffer.read(), sys.argv[2], int(sys.argv[3])), sys.stdout)


def _answer(feed: bytes, content_type: str, max_entries: int) -> dict[str, Any]:
    letters = feed.replace(b"\0", b"")  # of UTF-16 and UTF-32 as well
    if b"<!ENTITY" in letters:
        return {"refused": "The feed may not declare entities.", "too_large": False}
    if letters.count(b"<item") + letters.count(b"<entry") > max_entries:
        return {"refused": f"The feed has more than {max_entries:,} entries.", "too_large": True}
    if not letters.strip():
        return {"refused": "The address holds no feed.", "too_large": False}
    import feedparser  # here: it is slow to import and only the program needs it

    # As a file: bytes as such would be taken for the name of one.
    parsed = feedparser.parse(io.BytesIO(feed), response_headers={"content-type": content_type})
    if not parsed.get("version"):
        return {"refused": "The address holds no feed.", "too_large": False}
    return {"done": [_entry(entry) for entry in parsed.entries]}


def _entry(entry: Any) -> dict[str, Any]:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return {
        "title": entry.get("title", ""),
        "link": entry.get("link", ""),
        "description": entry.get("summary", ""),
        "pub_date": moment and datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat(),
        "author": entry.get("author", ""),
        "categories": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
    }


if __name__ == "__main__":
    main()
