"""Blocks out of rows. Pins become models when a block is first used: hundreds are imported, few are fired."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import RLock
from typing import Any, ClassVar, cast

from pydantic import create_model

from blocks.rest.calling import answer_of, values_of
from blocks.rest.functions import called
from blocks.rest.operation import Api, AuthStyle, Operation
from blocks.rest.pins import Gives, Source, Takes
from blocks.rest.requests import Line
from blocks.rest.selectors import NothingSelected, select
from blocks.sdk import Block, BlockInput, BlockOutput, Context, Outputs, ProviderDown
from blocks.sdk.shapes import DictShape, ListShape, Shape, TextShape, Uncoercible

_building = RLock()
_EMPTY: tuple[tuple[type[Shape], Any], ...] = ((TextShape, ""), (ListShape, []), (DictShape, {}))


class _Lazy:
    """A model of pins that is made when it is first asked for, and kept on the block's class."""

    def __init__(self, name: str, make: Callable[[type[RestBlock]], type[Any]]) -> None:
        self._name = name
        self._make = make

    def __get__(self, instance: object, owner: type[RestBlock]) -> type[Any]:
        with _building:
            if self._name not in owner.__dict__:
                setattr(owner, self._name, self._make(owner))
            return cast("type[Any]", owner.__dict__[self._name])


class RestBlock(Block):
    """One operation of an API."""

    api: ClassVar[Api]
    operation: ClassVar[Operation]

    Input = _Lazy("Input", lambda block: _model("Input", BlockInput, block.operation.takes))
    Output = _Lazy("Output", lambda block: _model("Output", BlockOutput, block.operation.gives))

    async def run(self, input: Any, ctx: Context) -> Outputs:
        values = await values_of(self.operation, input, ctx)
        needs_none = self.api.auth.style is AuthStyle.NONE
        credential = None if needs_none else await ctx.credential(self.api.provider)
        body = await answer_of(Line(self.api, self.operation, credential, ctx), values)
        if self.operation.computes:
            given = await asyncio.to_thread(lambda: list(self._given(body, values)))
        else:
            given = list(self._given(body, values))
        for pin, value in given:
            yield pin, value

    def _given(self, body: Any, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The outputs, in the order of the row; pins of which the answer says nothing send nothing."""
        found = {
            name: self._found(name, gives, body, values)
            for name, gives in self.operation.gives.items()
            if not gives.each
        }
        for name, gives in self.operation.gives.items():
            if not gives.each:
                if found[name] is not None or (not gives.is_rare and self._takes_none(name)):
                    yield name, found[name]
                continue
            within = gives.each.startswith("@.")
            for item in (select(gives.each, body) if within else found[gives.each]) or []:
                value = select(str(gives.select), item) if gives.select else item
                if value is not None or not gives.is_rare:
                    yield name, self._fitting(name, value)

    def _found(self, name: str, gives: Gives, body: Any, values: Mapping[str, Any]) -> Any:
        """One output's value; None if there is nothing to send."""
        value = _selected(self.api, name, gives, body, values)
        return None if value is None and gives.is_rare else self._fitting(name, value)

    def _takes_none(self, name: str) -> bool:
        return self.output_shapes()[name].accepts(None)

    def _fitting(self, name: str, value: Any) -> Any:
        """The value as its pin's type has it. Raises ProviderDown."""
        shape = self.output_shapes()[name]
        if shape.accepts(value):
            return value
        if value is None:
            return next((type(empty)() for kind, empty in _EMPTY if isinstance(shape, kind)), None)
        try:
            return shape.coerce(value)
        except Uncoercible:
            raise ProviderDown(f"{self.api.name}'s answer has no {name} that is {shape.expected}.") from None


def blocks_of(
    api: Api, operations: Sequence[Operation], module: str, base: type[RestBlock] = RestBlock
) -> tuple[type[RestBlock], ...]:
    """A block for each row. module: `__name__` of the module that keeps them."""
    return tuple(make_block(api, operation, module, base) for operation in operations)


def make_block(
    api: Api, operation: Operation, module: str, base: type[RestBlock] = RestBlock
) -> type[RestBlock]:
    family = api.family or api.provider
    categories = operation.categories or (api.category,)
    body = {
        "__module__": module,
        "__doc__": operation.about,
        "api": api,
        "operation": operation,
        "id": operation.id,
        "slug": f"{family}.{operation.slug}",
        "name": operation.name or f"{api.name} {operation.slug.replace('_', ' ').title()}",
        "aliases": operation.aliases,
        "category": categories[0],
        "categories": categories,
        "at_most_once": not (operation.reads or operation.repeats),
        "is_sensitive": operation.is_sensitive,
        "timeout_seconds": operation.timeout_seconds,
        "providers": () if api.auth.style is AuthStyle.NONE else (api.provider,),
        "prices": () if operation.price is None else (operation.price,),
        "scopes": operation.scopes,
        "version": operation.version,
    }
    name = f"{family}_{operation.slug}".title().replace("_", "")
    return cast("type[RestBlock]", type(name, (base,), body))


def _model(
    name: str, base: type[BlockInput] | type[BlockOutput], pins: Mapping[str, Takes] | Mapping[str, Gives]
) -> type[Any]:
    fields: dict[str, Any] = {pin: (told.annotation, told.as_field()) for pin, told in pins.items()}
    return create_model(name, __base__=base, **fields)


def _selected(api: Api, name: str, gives: Gives, body: Any, values: Mapping[str, Any]) -> Any:
    source = body if gives.source is Source.ANSWER else values
    if not isinstance(gives.select, str):
        return called(gives.select, source, api)
    try:
        return select(gives.select or name, source)
    except NothingSelected:
        raise ProviderDown(f"{api.name}'s answer has no {name} that can be read.") from None
