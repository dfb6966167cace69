"""What an operation's success answers with, as pins: each part of its first level, and all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.openapi.definitions import Given, Kind
from integrations.openapi.document import Document, mapping
from integrations.openapi.pins import MAX_PINS, Names, given
from integrations.openapi.requests import MAX_NAME_CHARS
from integrations.openapi.schemas import Shown, shown

WHOLE = "response"
_IS_TEXT = ("text/", "application/xml", "application/yaml", "application/x-ndjson")


@dataclass(frozen=True, slots=True)
class Answered:
    gives: tuple[Given, ...]
    wants: str = "json"  # as blocks.rest.Wants


def answered(document: Document, operation: Mapping[str, Any]) -> Answered:
    """The pins of the best answer that is told. Raises DocumentRefused."""
    response = _success(document, operation)
    offered = {
        str(name).split(";")[0].strip().lower(): one for name, one in mapping(response.get("content")).items()
    }
    as_json = next((name for name in offered if _is_json(name)), None)
    if as_json is None and offered:
        media_type = next(iter(offered))
        is_text = media_type.startswith(_IS_TEXT) or media_type.endswith("+xml")
        told = "The answer's text" if is_text else "The answer, a file"
        return Answered((Given(name=WHOLE, kind=Kind.TEXT, description=told),), "text" if is_text else "file")
    seen = shown(document, mapping(offered.get(as_json or "")).get("schema"))
    names = Names()
    parts = [
        given(names.name(str(name), "answer"), part, str(name))
        for name, schema in list(seen.properties.items())[:MAX_PINS]
        if len(str(name)) <= MAX_NAME_CHARS and not (part := shown(document, schema)).is_write_only
    ]
    return Answered((*parts, _whole(seen)))


def _whole(seen: Shown) -> Given:
    kind = seen.kind if seen.kind in (Kind.LIST, Kind.MAPPING) and not seen.may_be_null else Kind.ANY
    return Given(name=WHOLE, kind=kind, description="The whole answer")


def _success(document: Document, operation: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the lowest status that is told of those from 200 to 299; else the one for all others."""
    told = {str(status).upper(): one for status, one in mapping(operation.get("responses")).items()}
    good = sorted(status for status in told if status.startswith("2"))
    found = [document.at(told[status]) for status in (*good, "DEFAULT") if status in told]
    return next((one for one in found if mapping(one.get("content"))), {})


def _is_json(media_type: str) -> bool:
    return media_type in ("application/json", "*/*") or media_type.endswith("+json")
