"""The pins of a row: what it takes and gives, as data that becomes fields when the block is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Literal

from blocks.sdk.pins import Pin, Widget

Read = Callable[[Any], Any]  # a value as the API takes it; raises ValueError with words for people


class _Required(Enum):
    REQUIRED = "required"


REQUIRED = _Required.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """One input pin. Templates of the operation's calls say where its value goes."""

    annotation: Any
    description: str
    default: Any = REQUIRED
    read: Read | None = None
    is_file: bool = False  # a data URI or web address, loaded before the call
    hints: Mapping[str, Any] = field(default_factory=dict)  # further arguments of Pin

    @property
    def is_required(self) -> bool:
        return self.default is REQUIRED

    def or_none(self) -> Takes:
        """The same pin, that may also be told to ask for nothing, which its default does not."""
        return replace(self, annotation=self.annotation | None)

    def as_field(self) -> Any:
        given = {} if self.is_required else {"default": self.default}
        return Pin(description=self.description, **given, **self.hints)

    def is_unset(self, value: Any) -> bool:
        """Whether a request leaves it out: nobody asked for anything."""
        return value is None or (not self.is_required and value in ("", [], {}))


class Source(Enum):
    ANSWER = "answer"  # of the operation's last call
    VALUES = "values"  # what it was given, and what earlier calls kept
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """One output pin.

    select: a JMESPath, a pure function of the source, or with Source.CONSTANT the value itself. each: name of
    an output that is a list, or after `@.` a JMESPath of the answer: this pin is sent once for each of its
    items. is_rare: nothing is sent where nothing is found, also of texts, lists and dictionaries; so a loop
    over pages ends with the last one.
    """

    annotation: Any
    description: str
    select: str | Callable[[Any], Any] = ""
    source: Source = Source.ANSWER
    each: str = ""
    is_rare: bool = False

    def as_field(self) -> Any:
        return Pin(description=self.description)


# --- Inputs -----------------------------------------------------------------------------------------------
def _takes(
    annotation: Any,
    description: str,
    default: Any,
    *,
    read: Read | None = None,
    is_file: bool = False,
    **hints: Any,
) -> Takes:
    is_optional = default is None and annotation is not Any
    return Takes(
        annotation=annotation | None if is_optional else annotation,
        description=description,
        default=default,
        read=read,
        is_file=is_file,
        hints=hints,
    )


def text(description: str, default: Any = REQUIRED, *, long: bool = False, **hints: Any) -> Takes:
    if long:
        hints.setdefault("widget", Widget.LONG_TEXT)
    return _takes(str, description, default, **hints)


def number(description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    return _takes(int, description, default, **hints)


def fraction(description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    return _takes(float, description, default, **hints)


def flag(description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    return _takes(bool, description, default, **hints)


def choice(choices: str | Sequence[str], description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    """One of the words in `choices`, or of the texts in it."""
    several = choices.split() if isinstance(choices, str) else choices
    return _takes(Literal[tuple(several)], description, default, **hints)


def items(annotation: Any, description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    """A list of `annotation`."""
    return _takes(list[annotation], description, default, **hints)


def mapping(description: str, default: Any = REQUIRED, *, of: Any = Any, **hints: Any) -> Takes:
    """A dictionary of `of`."""
    return _takes(dict[str, of], description, default, **hints)


def anything(description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    return _takes(Any, description, default, **hints)


def files(description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    """Several files."""
    return _takes(list[str], description, default, is_file=True, **hints)


def file(description: str, default: Any = REQUIRED, **hints: Any) -> Takes:
    """A file, whose content and media type a template's `{name}` stands for."""
    hints.setdefault("widget", Widget.FILE)
    return _takes(str, description, default, is_file=True, **hints)


# --- Outputs ----------------------------------------------------------------------------------------------
def gives(
    annotation: Any,
    description: str,
    select: str | Callable[[Any], Any] = "",
    *,
    each: str = "",
    is_rare: bool = False,
) -> Gives:
    """Out of the answer; `select` is the pin's own name if left out."""
    return Gives(annotation=annotation, description=description, select=select, each=each, is_rare=is_rare)


def echo(annotation: Any, description: str, select: str | Callable[[Any], Any] = "") -> Gives:
    """Out of what the operation was given."""
    return Gives(annotation=annotation, description=description, select=select, source=Source.VALUES)


def constant(value: Any, description: str) -> Gives:
    """Always the same, as `"Done"`."""
    kind = type(value)
    return Gives(annotation=kind, description=description, select=lambda _: value, source=Source.CONSTANT)
