"""Types of pins, compiled once from their annotations so that each firing only walks values.

A shape converts a JSON value to its type (`coerce`, the rules of rule 9: lenient between text, number,
list and dictionary) and tells whether a JSON value already has it (`accepts`, strict).
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from blocks.sdk.json_values import check_items, is_64_bit, json_safe

_json_text = json.JSONEncoder(ensure_ascii=False).encode  # made once: it is called for each item of a list


class Uncoercible(ValueError):
    """The value cannot be turned into the shape's type."""


class Shape(Protocol):
    @property
    def expected(self) -> str:
        """The type in words, to be put after "needs"."""

    def accepts(self, value: Any) -> bool: ...

    def coerce(self, value: Any) -> Any: ...


class AnyShape:
    expected = "a value"

    def accepts(self, value: Any) -> bool:
        return True

    def coerce(self, value: Any) -> Any:
        return value


class NullShape:
    expected = "nothing"

    def accepts(self, value: Any) -> bool:
        return value is None

    def coerce(self, value: Any) -> Any:
        if value is None:
            return None
        raise Uncoercible


class TextShape:
    expected = "text"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str)

    def coerce(self, value: Any) -> str:
        return value if isinstance(value, str) else _json_text(value)


class BooleanShape:
    expected = "true or false"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool)

    def coerce(self, value: Any) -> bool:
        if isinstance(value, str):
            return value.strip().lower() in {"true", "1"}
        return bool(value)


class IntegerShape:
    expected = "a whole number"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def coerce(self, value: Any) -> int:
        if type(value) is int:
            return value
        number = _integer_from_text(value) if isinstance(value, str) else int(_number(value))
        if not is_64_bit(number):
            raise Uncoercible
        return number


class NumberShape:
    expected = "a number"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)

    def coerce(self, value: Any) -> float:
        return value if type(value) is float else float(_number(value))


class ChoiceShape:
    """One of a fixed set of values: a Literal or an Enum."""

    def __init__(self, choices: tuple[Any, ...]) -> None:
        self.choices = choices
        self.expected = "one of " + ", ".join(str(choice) for choice in choices)

    def accepts(self, value: Any) -> bool:
        return any(value == choice and type(value) is type(choice) for choice in self.choices)

    def coerce(self, value: Any) -> Any:
        if self.accepts(value):
            return value
        raise Uncoercible


class ListShape:
    def __init__(self, element: Shape) -> None:
        self.element = element
        self.expected = "a list" if isinstance(element, AnyShape) else f"a list of: {element.expected}"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list) and all(map(self.element.accepts, value))

    def coerce(self, value: Any) -> list[Any]:
        items = _as_list(value)
        if isinstance(self.element, AnyShape):
            return items
        return [self.element.coerce(item) for item in items]


class DictShape:
    def __init__(self, element: Shape) -> None:
        self.element = element
        self.expected = "a dictionary"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, dict) and all(map(self.element.accepts, value.values()))

    def coerce(self, value: Any) -> dict[str, Any]:
        entries = _as_dict(value)
        if isinstance(self.element, AnyShape):
            return entries
        return {key: self.element.coerce(item) for key, item in entries.items()}


class UnionShape:
    def __init__(self, members: tuple[Shape, ...]) -> None:
        self.members = members
        self.expected = " or ".join(m.expected for m in members if not isinstance(m, NullShape))

    def accepts(self, value: Any) -> bool:
        return any(member.accepts(value) for member in self.members)

    def coerce(self, value: Any) -> Any:
        if self.accepts(value):
            return value
        for member in self.members:
            try:
                return member.coerce(value)
            except Uncoercible:
                continue
        raise Uncoercible


class ModelShape:
    """A pydantic model or any other type that pydantic knows how to read from JSON."""

    def __init__(self, annotation: Any) -> None:
        self.adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        self.expected = f"a {getattr(annotation, '__name__', 'value')}"

    def accepts(self, value: Any) -> bool:
        try:
            self.adapter.validate_python(value)
        except ValidationError:
            return False
        return True

    def coerce(self, value: Any) -> Any:
        parsed = _parsed(value, dict) if isinstance(value, str) else value
        if isinstance(parsed, dict) or self.accepts(parsed):
            return parsed  # what is wrong within is named by the schema
        raise Uncoercible


def shape_of(annotation: Any) -> Shape:
    """The shape of a type annotation as pydantic resolved it."""
    simple = _SIMPLE.get(annotation) if isinstance(annotation, type) or annotation in (Any, None) else None
    if simple is not None:
        return simple()
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0])
    if origin in (Union, types.UnionType):
        return UnionShape(tuple(shape_of(argument) for argument in arguments))
    if origin is Literal:
        return ChoiceShape(arguments)
    if annotation is list or origin is list:
        return ListShape(shape_of(arguments[0] if arguments else Any))
    if annotation is dict or origin is dict:
        return DictShape(shape_of(arguments[1] if arguments else Any))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ChoiceShape(tuple(member.value for member in annotation))
    return ModelShape(annotation)


_SIMPLE: dict[Any, Callable[[], Shape]] = {
    Any: AnyShape,
    object: AnyShape,
    None: NullShape,
    type(None): NullShape,
    str: TextShape,
    bool: BooleanShape,
    int: IntegerShape,
    float: NumberShape,
}


def is_nullable(shape: Shape) -> bool:
    """Whether None is a value of its own here, not the absence of one."""
    return isinstance(shape, NullShape) or (
        isinstance(shape, UnionShape) and any(map(is_nullable, shape.members))
    )


def _number(value: Any) -> int | float:
    """A number from a number, a truth value, text, or the length of a container."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | dict):
        return len(value)
    if isinstance(value, str):
        return _number_from_text(value)
    raise Uncoercible


def _number_from_text(text: str) -> float:
    """The number that `text` writes; 0 if it writes none. Raises Uncoercible for infinities and NaN."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    if not math.isfinite(number):
        raise Uncoercible
    return number


def _integer_from_text(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return int(_number_from_text(text))


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [[key, item] for key, item in value.items()]
    if isinstance(value, str):
        parsed = _parsed(value, list)
        return parsed if isinstance(parsed, list) else [value]
    return [value]


def _as_dict(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    parsed = _json_in(value) if isinstance(value, str) else value
    return parsed if isinstance(parsed, dict) else {"value": parsed}


def _parsed(text: str, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
    """What the JSON in `text` says, if it is of that kind; else the text itself."""
    if not text.lstrip().startswith("[" if kind is list else "{"):
        return text
    parsed = _json_in(text)
    return parsed if isinstance(parsed, kind) else text


def _json_in(text: str) -> Any:
    """What the JSON in `text` says; the text itself if it is none."""
    if text.lstrip()[:1] in ("[", "{"):
        check_items(text)
    try:
        return json_safe(json.loads(text, parse_constant=_refuse_constant))
    except (ValueError, RecursionError):  # NotJson is a ValueError
        return text


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


__all__ = ["Shape", "Uncoercible", "is_nullable", "shape_of"]
