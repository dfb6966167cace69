"""How well the values of one pin suit another, told from their types alone.

Coercion takes nearly anything for anything; here is what people would link on purpose.
"""

from __future__ import annotations

from enum import IntEnum

from blocks.sdk.shapes import (
    AnyShape,
    BooleanShape,
    ChoiceShape,
    DictShape,
    IntegerShape,
    ListShape,
    ModelShape,
    NullShape,
    NumberShape,
    Shape,
    TextShape,
    UnionShape,
)


class Fit(IntEnum):
    NONE = 0
    CONVERTED = 1  # as a number to text, or one value to a list of them
    OPEN = 2  # one of the two takes or gives anything
    EXACT = 3


_SCALARS = (IntegerShape, NumberShape, BooleanShape, ChoiceShape)


def fit(source: Shape, sink: Shape) -> Fit:
    """How well a value of the one type goes where the other is asked for; the best case of alternatives."""
    if isinstance(source, UnionShape):
        return max((fit(member, sink) for member in _real(source)), default=Fit.NONE)
    if isinstance(sink, UnionShape):
        return max((fit(source, member) for member in _real(sink)), default=Fit.NONE)
    if isinstance(source, AnyShape) or isinstance(sink, AnyShape):
        return Fit.OPEN
    if isinstance(sink, ListShape):
        return _fit_list(source, sink)
    if isinstance(source, DictShape) and isinstance(sink, DictShape):
        return fit(source.element, sink.element)
    if isinstance(source, DictShape | ModelShape) and isinstance(sink, DictShape | ModelShape):
        return Fit.EXACT if source.expected == sink.expected else Fit.OPEN
    return _fit_scalar(source, sink)


def _fit_list(source: Shape, sink: ListShape) -> Fit:
    if isinstance(source, ListShape):
        return fit(source.element, sink.element)
    return min(fit(source, sink.element), Fit.CONVERTED)


def _fit_scalar(source: Shape, sink: Shape) -> Fit:
    if isinstance(sink, ChoiceShape):
        return _fit_choice(source, sink)
    if isinstance(sink, TextShape):
        if isinstance(source, TextShape) or _is_choice_of_texts(source):
            return Fit.EXACT
        return Fit.CONVERTED if isinstance(source, _SCALARS) else Fit.NONE
    if type(source) is type(sink) or (isinstance(source, IntegerShape) and isinstance(sink, NumberShape)):
        return Fit.EXACT
    return Fit.CONVERTED if isinstance(source, NumberShape) and isinstance(sink, IntegerShape) else Fit.NONE


def _fit_choice(source: Shape, sink: ChoiceShape) -> Fit:
    if isinstance(source, ChoiceShape):
        return Fit.EXACT if set(source.choices) <= set(sink.choices) else Fit.NONE
    return Fit.CONVERTED if isinstance(source, TextShape) and _is_choice_of_texts(sink) else Fit.NONE


def _is_choice_of_texts(shape: Shape) -> bool:
    return isinstance(shape, ChoiceShape) and all(isinstance(choice, str) for choice in shape.choices)


def _real(union: UnionShape) -> list[Shape]:
    return [member for member in union.members if not isinstance(member, NullShape)]
