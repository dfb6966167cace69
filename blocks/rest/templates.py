"""Templates: JSON in which `{name}` stands for a value. What has no value is left out, with its key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

_PLACE = re.compile(r"\{([a-zA-Z_]\w*(?:\.\w+)*)\}")  # {document.id}: of a dictionary
LEFT_OUT = object()


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with values; LEFT_OUT if nothing of it remains. What `values` lacks has none."""
    if isinstance(template, str):
        return _filled_text(template, values)
    if isinstance(template, Mapping):
        pairs = ((key, filled(value, values)) for key, value in template.items())
        kept = {key: value for key, value in pairs if value is not LEFT_OUT}
        return kept if kept or not template else LEFT_OUT
    if isinstance(template, list | tuple):
        found = [value for item in template if (value := filled(item, values)) is not LEFT_OUT]
        return found if found or not template else LEFT_OUT
    return template


class Subpath(str):
    """A value that is several parts of a path: its slashes stay what they are."""

    __slots__ = ()


def filled_path(path: str, values: Mapping[str, Any]) -> str:
    """The path, each value quoted.

    Raises KeyError with the name of a value that is missing, empty, or would lead elsewhere.
    """

    def place(match: re.Match[str]) -> str:
        value = _value(values, match[1])
        text = "" if value is None else _as_text(value)
        if not text or any(part in (".", "..") for part in text.split("/")):
            raise KeyError(match[1].split(".")[0])
        return quote(text, safe="/" if isinstance(value, Subpath) else "")

    return _PLACE.sub(place, path)


def names_in(template: Any) -> Iterator[str]:
    """The names that a template asks for."""
    if isinstance(template, str):
        yield from (name.split(".")[0] for name in _PLACE.findall(template))
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from names_in(value)
    elif isinstance(template, list | tuple):
        for item in template:
            yield from names_in(item)


def _filled_text(template: str, values: Mapping[str, Any]) -> Any:
    whole = _PLACE.fullmatch(template)
    if whole:
        value = _value(values, whole[1])
        return LEFT_OUT if value is None else value
    found = {name: _value(values, name) for name in _PLACE.findall(template)}
    if any(value is None for value in found.values()):
        return LEFT_OUT
    return _PLACE.sub(lambda match: _as_text(found[match[1]]), template)


def _value(values: Mapping[str, Any], name: str) -> Any:
    """What the name stands for; with dots, of dictionaries within. None if there is nothing."""
    found: Any = values
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
