"""Whether a value is what a JSON Schema asks for, in words that a model can put right.

The part of JSON Schema that people and tools write: types, enum, const, bounds, properties, items, anyOf,
allOf. Patterns and references are not followed: both could be made to take for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

MAX_PROBLEMS = 10
MAX_DEPTH = 50

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": lambda value: _is_number(value),
}


def problems(value: Any, schema: Any) -> list[str]:
    """What is wrong with `value`, each with its place; the first `MAX_PROBLEMS`."""
    found: list[str] = []
    for problem in _check(value, schema, "", 0):
        found.append(problem)
        if len(found) == MAX_PROBLEMS:
            break
    return found


def _check(value: Any, schema: Any, at: str, depth: int) -> Iterator[str]:
    if not isinstance(schema, dict) or depth > MAX_DEPTH:
        return
    where = at or "the value"
    expected = _expected_types(schema)
    if expected and not any(_TYPES[name](value) for name in expected):
        yield f"{where} must be of type {' or '.join(expected)}"
        return
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        yield f"{where} must be one of {schema['enum'][:20]!r}"
    if "const" in schema and value != schema["const"]:
        yield f"{where} must be {schema['const']!r}"
    yield from _check_bounds(value, schema, where)
    yield from _check_alternatives(value, schema, at, depth)
    if isinstance(value, dict):
        yield from _check_object(value, schema, at, depth)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _check(item, schema.get("items"), f"{at}[{index}]", depth + 1)


def _expected_types(schema: Mapping[str, Any]) -> list[str]:
    named = schema.get("type")
    names = named if isinstance(named, list) else [named]
    return [name for name in names if isinstance(name, str) and name in _TYPES]


def _check_object(value: dict[str, Any], schema: Mapping[str, Any], at: str, depth: int) -> Iterator[str]:
    inside = schema.get("properties")
    properties = inside if isinstance(inside, dict) else {}
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in value:
            yield f"{_join(at, name)} is missing"
    for name, item in value.items():
        if name in properties:
            yield from _check(item, properties[name], _join(at, name), depth + 1)
        elif schema.get("additionalProperties") is False:
            yield f"{_join(at, name)} is not asked for"
        else:
            yield from _check(item, schema.get("additionalProperties"), _join(at, name), depth + 1)


def _check_alternatives(value: Any, schema: Mapping[str, Any], at: str, depth: int) -> Iterator[str]:
    for keyword in ("anyOf", "oneOf"):
        options = schema.get(keyword)
        if not isinstance(options, list) or not options:
            continue
        tried = [list(_check(value, option, at, depth + 1)) for option in options[:50]]
        if all(tried):
            yield f"{at or 'the value'} fits none of the alternatives ({tried[0][0]})"
    for option in schema["allOf"][:50] if isinstance(schema.get("allOf"), list) else ():
        yield from _check(value, option, at, depth + 1)


def _check_bounds(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _check_size(len(value), schema, where, "Length", "characters")
    elif isinstance(value, list):
        yield from _check_size(len(value), schema, where, "Items", "items")
    elif _is_number(value):
        least, most = _bound(schema, "minimum"), _bound(schema, "maximum")
        if least is not None and value < least:
            yield f"{where} must be at least {least}"
        if most is not None and value > most:
            yield f"{where} must be at most {most}"


def _check_size(size: int, schema: Mapping[str, Any], where: str, word: str, unit: str) -> Iterator[str]:
    least, most = _bound(schema, f"min{word}"), _bound(schema, f"max{word}")
    if least is not None and size < least:
        yield f"{where} must have at least {least} {unit}"
    if most is not None and size > most:
        yield f"{where} must have at most {most} {unit}"


def _bound(schema: Mapping[str, Any], name: str) -> float | None:
    value = schema.get(name)
    return value if _is_number(value) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _join(at: str, name: Any) -> str:
    return f"{at}.{name}" if at else str(name)
