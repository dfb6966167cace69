"""The things that websets found, in the form that blocks give."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS = ("id", "url", "title", "content", "created_at", "updated_at")


def name_of(item: Mapping[str, Any]) -> str:
    """What a company, person, article or paper is called."""
    for told in (item.get("properties") or {}).values():
        if isinstance(told, Mapping) and (name := told.get("name") or told.get("title")):
            return str(name)
    return ""


def shaped(
    item: Mapping[str, Any], *, with_content: bool = True, with_enrichments: bool = True
) -> dict[str, Any]:
    told = dict(item.get("properties") or {})
    content = told.pop("content", None)
    found: dict[str, Any] = {
        "id": item.get("id", ""),
        "url": told.get("url") or "",
        "title": name_of(item),
        "entity_data": told,
        "created_at": item.get("createdAt") or "",
        "updated_at": item.get("updatedAt") or "",
    }
    if with_content:
        found["content"] = content or told.get("description") or ""
    if with_enrichments:
        found["enrichments"] = {one.get("enrichmentId", ""): one for one in item.get("enrichments") or ()}
    return found


def as_text(items: Sequence[Mapping[str, Any]], form: str) -> str:
    """As `json`, `jsonl`, or `csv` with a column for what each enrichment found."""
    if form == "json":
        return json.dumps(items, ensure_ascii=False, indent=2)
    if form == "jsonl":
        return "\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return _as_table(items)


def _as_table(items: Sequence[Mapping[str, Any]]) -> str:
    found = list(dict.fromkeys(name for item in items for name in item.get("enrichments") or ()))
    known = [name for name in COLUMNS if any(name in item for item in items)]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*known, *found])
    for item in items:
        enriched = item.get("enrichments") or {}
        table.writerow(
            [item.get(name, "") for name in known]
            + ["; ".join(map(str, (enriched.get(name) or {}).get("result") or ())) for name in found]
        )
    return text.getvalue()
