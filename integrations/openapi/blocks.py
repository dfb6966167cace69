"""Definitions as blocks: rows of `blocks.rest`, whose classes come and go with what they were made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Body,
    Call,
    Gives,
    Operation,
    RestBlock,
    Takes,
    Values,
    Wants,
    gives,
)
from blocks.rest.making import make_block
from blocks.rest.pins import REQUIRED, Read
from blocks.rest.templates import LEFT_OUT, filled
from blocks.sdk import Block, Category
from blocks.sdk.pins import Widget
from integrations.openapi.definitions import Definition, Given, Kind, Taken, Written
from integrations.openapi.security import Right

_ANNOTATIONS: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.NUMBER: int,
    Kind.FRACTION: float,
    Kind.FLAG: bool,
    Kind.LIST: list[Any],
    Kind.MAPPING: dict[str, Any],
    Kind.FILE: str,
    Kind.ANY: Any,
}
# What blocks keep of themselves once it is made: of these for as long as the class is there, not for ever.
_KEPT = (
    "shared", "ready", "input_pins", "output_pins", "secret_pins", "header_pins", "_by_reference",
    "output_shapes", "input_schema", "output_schema",
)  # fmt: skip


def _kept_on_class(name: str) -> Any:
    make = getattr(Block, name).__func__.__wrapped__
    place = f"_kept_{name}"

    def kept(cls: type[Block]) -> Any:
        if place not in cls.__dict__:
            setattr(cls, place, make(cls))
        return cls.__dict__[place]

    return classmethod(kept)


class PrivateBlock(RestBlock):
    """One operation of an API that a workspace imported. It is that workspace's alone."""

    workspace_id: ClassVar[str]


for _name in _KEPT:
    setattr(PrivateBlock, _name, _kept_on_class(_name))


def private_blocks(
    definitions: Mapping[str, Definition],
    *,
    provider: str,
    family: str,
    name: str,
    base_url: str,
    right: Right,
    workspace_id: str,
    edition: str,
) -> dict[str, type[PrivateBlock]]:
    """Block id → block. definitions: by block id. edition: another one whenever anything here is another."""
    api = Api(
        provider=provider,
        family=family,
        name=name,
        base_url=base_url,
        auth=Auth(AuthStyle(right.style), right.name or "Authorization", right.prefix),
        category=Category.DEVELOPER_TOOLS,
    )
    free = replace(api, auth=Auth(AuthStyle.NONE))
    found: dict[str, type[PrivateBlock]] = {}
    for block_id, told in definitions.items():
        operation = replace(operation_of(told, block_id), name=f"{name}: {told.name}")
        block = make_block(api if told.needs_credential else free, operation, __name__, PrivateBlock)
        assert issubclass(block, PrivateBlock)
        block.workspace_id, block.edition = workspace_id, edition
        found[block_id] = block
    return found


def operation_of(told: Definition, block_id: str) -> Operation:
    call = Call(
        method=told.method,
        path=told.path,
        query=told.query,
        headers=told.headers,
        body=_body(told),
        encoding=Body(told.encoding),
        wants=Wants(told.wants),
        reads=told.method == "GET",
    )
    return Operation(
        id=block_id,
        slug=told.slug,
        name=told.name,
        about=told.about,
        calls=(call,),
        takes={pin.name: _takes(pin) for pin in told.takes},
        gives={pin.name: _gives(pin) for pin in told.gives},
        version=told.version,
    )


def _body(told: Definition) -> Any:
    """A body that has to be there is {} where nothing was given for it."""
    if not told.has_body_always:
        return told.body

    def body(values: Values) -> Any:
        found = filled(told.body, values)
        return {} if found is LEFT_OUT else found

    return body


def _takes(pin: Taken) -> Takes:
    annotation = Literal[pin.choices] if pin.choices else _ANNOTATIONS[pin.kind]
    is_open = pin.kind is Kind.ANY or pin.is_required
    hints: dict[str, Any] = {"advanced": not pin.is_required, "secret": pin.is_secret}
    if pin.kind is Kind.FILE:
        hints["widget"] = Widget.FILE
    return Takes(
        annotation=annotation if is_open else annotation | None,
        description=pin.description,
        default=REQUIRED if pin.is_required else None,
        read=_READS.get(pin.written),
        is_file=pin.kind is Kind.FILE,
        hints=hints,
    )


def _gives(pin: Given) -> Gives:
    annotation = _ANNOTATIONS[pin.kind]
    if pin.may_be_null and pin.kind is not Kind.ANY:
        annotation = annotation | None
    return gives(annotation, pin.description, json.dumps(pin.field) if pin.field else _all_of_it)


def _all_of_it(answer: Any) -> Any:
    return answer


def _between(sign: str) -> Read:
    def read(value: Any) -> str:
        return sign.join(map(_word, value)) if isinstance(value, list) else _word(value)

    return read


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_READS: dict[Written, Read] = {
    Written.COMMAS: _between(","),
    Written.SPACES: _between(" "),
    Written.PIPES: _between("|"),
    Written.JSON: json.dumps,
    Written.COOKIE: lambda value: quote(_word(value), safe=""),
}
