"""JSON Schemas of a document, as far as pins need them: what a value is, and what its first level holds.

`allOf` is all of its parts in one; of `oneOf` and `anyOf` every part's properties may be there, and those
are required that each part requires. Each schema is looked at once: what holds itself is anything there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from integrations.openapi.definitions import Kind
from integrations.openapi.document import Document, listed, mapping, one_line, word

MAX_DEPTH = 12  # of allOf, oneOf and anyOf within each other
MAX_PARTS = 50  # of one of them
MAX_CHOICES = 200
MAX_CHOICES_CHARS = 5_000  # together
MAX_PROPERTIES = 500  # that are looked at
_KINDS = {
    "string": Kind.TEXT,
    "integer": Kind.NUMBER,
    "number": Kind.FRACTION,
    "boolean": Kind.FLAG,
    "array": Kind.LIST,
    "object": Kind.MAPPING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is known of a value."""

    kind: Kind = Kind.ANY
    properties: Mapping[str, Any] = field(default_factory=dict)  # name → schema, as the document has it
    required: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()  # texts that it may be
    may_be_null: bool = False
    is_null: bool = False  # it is nothing else
    is_read_only: bool = False
    is_write_only: bool = False
    description: str = ""
    format: str = ""
    default: str = ""


def shown(document: Document, schema: Any, depth: int = 0) -> Shown:
    """What a schema says of a value. Raises DocumentRefused for references that lead nowhere."""
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return Shown()
    kept = document.kept.get(id(schema))
    if kept is None:
        document.kept[id(schema)] = (schema, Shown())  # of itself, where it holds itself
        document.kept[id(schema)] = kept = (schema, _looked_at(document, schema, depth))
    found: Shown = kept[1]
    return found


def _looked_at(document: Document, schema: Mapping[str, Any], depth: int) -> Shown:
    stands = document.at(schema)
    found = _own(stands)
    for part in _parts(stands, "allOf"):
        found = _both(found, shown(document, part, depth + 1))
    for choice in ("oneOf", "anyOf"):
        if parts := _parts(stands, choice):
            found = _both(found, _one_of([shown(document, part, depth + 1) for part in parts]))
    return found


def _own(schema: Mapping[str, Any]) -> Shown:
    kinds, may_be_null = _types(schema)
    enum = listed(schema.get("enum")) or ([schema["const"]] if "const" in schema else [])
    choices = [value for value in enum if value is not None]
    are_texts = bool(choices) and len(choices) <= MAX_CHOICES and all(isinstance(v, str) for v in choices)
    are_texts = are_texts and sum(map(len, choices)) <= MAX_CHOICES_CHARS
    return Shown(
        kind=_kind(kinds, schema, are_texts=are_texts),
        properties=dict(islice(mapping(schema.get("properties")).items(), MAX_PROPERTIES)),
        required=frozenset(name for name in listed(schema.get("required")) if isinstance(name, str)),
        choices=tuple(dict.fromkeys(choices)) if are_texts else (),
        may_be_null=may_be_null or None in enum,
        is_null=schema.get("type") in ("null", ["null"]),
        is_read_only=schema.get("readOnly") is True,
        is_write_only=schema.get("writeOnly") is True,
        description=one_line(schema.get("description") or schema.get("title"), 300),
        format=word(schema.get("format")),
        default=word(schema.get("default")),
    )


def _types(schema: Mapping[str, Any]) -> tuple[list[str], bool]:
    """The types a schema names, without null, and whether null is one: 3.1 has lists, 3.0 `nullable`."""
    told = schema.get("type")
    named = [told] if isinstance(told, str) else [one for one in listed(told) if isinstance(one, str)]
    return [one for one in named if one != "null"], "null" in named or schema.get("nullable") is True


def _kind(types: Sequence[str], schema: Mapping[str, Any], *, are_texts: bool) -> Kind:
    if set(types) == {"integer", "number"}:
        return Kind.FRACTION
    if len(types) > 1:
        return Kind.ANY
    if types:
        is_file = types[0] == "string" and _is_binary(schema)
        return Kind.FILE if is_file else _KINDS.get(types[0], Kind.ANY)
    if "properties" in schema:
        return Kind.MAPPING
    if "items" in schema:
        return Kind.LIST
    return Kind.FILE if _is_binary(schema) else Kind.TEXT if are_texts else Kind.ANY


def _is_binary(schema: Mapping[str, Any]) -> bool:
    if schema.get("format") == "binary":
        return True
    media_type = schema.get("contentMediaType")  # 3.1 says it so
    return isinstance(media_type, str) and "contentEncoding" not in schema and "json" not in media_type


def _parts(schema: Mapping[str, Any], word: str) -> list[Any]:
    return listed(schema.get(word))[:MAX_PARTS]


def _both(one: Shown, other: Shown) -> Shown:
    """What is both."""
    return replace(
        one,
        kind=other.kind if one.kind is Kind.ANY else one.kind,
        properties={
            **one.properties,
            **{n: s for n, s in other.properties.items() if n not in one.properties},
        },
        required=one.required | other.required,
        choices=one.choices or other.choices,
        may_be_null=one.may_be_null or other.may_be_null,
        is_read_only=one.is_read_only or other.is_read_only,
        is_write_only=one.is_write_only or other.is_write_only,
        description=one.description or other.description,
        format=one.format or other.format,
        default=one.default or other.default,
    )


def _is_alike(one: Any, other: Any) -> bool:
    """Whether two schemas say the same at their first level: what is within may have no end."""
    return one is other or _words(one) == _words(other)


def _words(schema: Any) -> dict[Any, str]:
    return {name: word(value) for name, value in mapping(schema).items()}


def _one_of(parts: Sequence[Shown]) -> Shown:
    """What is one of them."""
    real = [part for part in parts if not part.is_null]
    may_be_null = len(real) < len(parts) or any(part.may_be_null for part in parts)
    if len(real) == 1:
        return replace(real[0], may_be_null=may_be_null)
    kinds = {part.kind for part in real}
    if len(kinds) != 1:
        return Shown(may_be_null=may_be_null)
    properties: dict[str, Any] = {}
    for part in real:
        for name, schema in part.properties.items():
            differs = name in properties and not _is_alike(properties[name], schema)
            properties[name] = {} if differs else schema
    have_choices = all(part.choices for part in real)
    return Shown(
        kind=kinds.pop(),
        properties=properties,
        required=frozenset.intersection(*(part.required for part in real)),
        choices=tuple(dict.fromkeys(c for part in real for c in part.choices)) if have_choices else (),
        may_be_null=may_be_null,
    )
