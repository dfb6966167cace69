"""The base class of every block. One declaration gives the schema, the form, the docs and the checks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from enum import StrEnum
from functools import cache
from threading import RLock
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic_core import PydanticUndefined

from blocks.sdk.context import Context
from blocks.sdk.json_values import json_safe
from blocks.sdk.models import known_models
from blocks.sdk.pins import BlockInput, BlockOutput, PinSpec, Widget, widget_of
from blocks.sdk.prices import Price, price_among
from blocks.sdk.shapes import Shape, TextShape, shape_of
from blocks.sdk.webhooks import WebhookSpec

Outputs = AsyncIterator[tuple[str, Any]]
_building = RLock()


class BlockKind(StrEnum):
    STANDARD = "standard"
    INPUT = "input"  # a value asked for when the agent starts
    OUTPUT = "output"  # a value of the agent's result
    NOTE = "note"  # never fires
    TRIGGER = "trigger"  # starts an agent on an outside event
    REVIEW = "review"  # asks a person
    AGENT = "agent"  # runs another agent


class Category(StrEnum):
    AI = "AI"
    BASIC = "BASIC"
    COMMUNICATION = "COMMUNICATION"
    CRM = "CRM"
    DATA = "DATA"
    DEVELOPER_TOOLS = "DEVELOPER_TOOLS"
    HARDWARE = "HARDWARE"
    INPUT = "INPUT"
    ISSUE_TRACKING = "ISSUE_TRACKING"
    LOGIC = "LOGIC"
    MARKETING = "MARKETING"
    MULTIMEDIA = "MULTIMEDIA"
    OUTPUT = "OUTPUT"
    PRODUCTIVITY = "PRODUCTIVITY"
    SAFETY = "SAFETY"
    SEARCH = "SEARCH"
    SOCIAL = "SOCIAL"
    TEXT = "TEXT"
    WEB = "WEB"


class Block:
    """A type of step. Instances hold no state, so one is shared by all firings.

    Subclasses declare `id`, `slug`, `category`, `Input`, `Output` and either `run` (an async generator of
    pins and values) or `execute` (one `Output`).
    """

    id: ClassVar[str]  # UUID; never changes
    slug: ClassVar[str]  # "family.name"; never changes
    aliases: ClassVar[tuple[str, ...]] = ()  # other names under which graphs may call it
    name: ClassVar[str]  # made from the class name unless set
    description: ClassVar[str]  # the docstring
    category: ClassVar[Category]
    categories: ClassVar[tuple[Category, ...]]  # `category` first
    kind: ClassVar[BlockKind] = BlockKind.STANDARD
    pure: ClassVar[bool] = False  # deterministic, without I/O, free: may be computed again
    static_output: ClassVar[bool] = False  # its outputs keep lending their last value
    at_most_once: ClassVar[bool] = False  # after a lost worker it fails instead of repeating
    runs_dry: ClassVar[bool] = False  # not pure, but harmless: runs in a dry run too
    is_sensitive: ClassVar[bool] = False  # may be gated behind a review
    version: ClassVar[int] = 1  # goes up when its contract changes
    edition: ClassVar[str] = ""  # of a block that is no code, and may become another while processes run
    timeout_seconds: ClassVar[float] = 60.0
    max_at_once: ClassVar[int | None] = None  # firings of it in one worker; for blocks that compute
    calls_tools: ClassVar[bool] = False  # nodes linked to its pin `tools` are its to call (tools.py)
    providers: ClassVar[tuple[str, ...]] = ()  # outside services it needs a credential of
    scopes: ClassVar[tuple[str, ...]] = ()  # what that has to allow, as the service calls it
    prices: ClassVar[tuple[Price, ...]] = ()  # the first that fits counts; none: free
    webhook: ClassVar[WebhookSpec | None] = None  # of a trigger: which calls from outside it is about
    providers_are_optional: ClassVar[bool] = False  # it works without, in a way of its own

    Input: ClassVar[type[BlockInput]]
    Output: ClassVar[type[BlockOutput]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "id" not in cls.__dict__:
            return  # a base of several blocks
        cls.name = cls.__dict__.get("name") or _readable(cls.__name__)
        cls.description = " ".join((cls.__doc__ or "").split("\n\n")[0].split())
        shared = getattr(cls, "categories", ())  # a base of several blocks may say them
        cls.categories = shared if cls.category in shared[:1] else (cls.category,)
        if cls.run is Block.run and cls.execute is Block.execute:
            raise TypeError(f"{cls.__qualname__} defines neither run nor execute.")
        if cls.pure and cls.changes_shared_state():
            raise TypeError(f"{cls.__qualname__} is declared pure and has a resource key: it cannot be both.")
        if cls.pure and cls.prices:
            raise TypeError(f"{cls.__qualname__} is declared pure and has a price: it cannot be both.")

    async def run(self, input: Any, ctx: Context) -> Outputs:
        """Yield `(pin, value)` in order; `yield "error", text` ends the firing as a failure."""
        self.ready()
        output = await self.execute(input)
        for name in type(output).model_fields:
            if name in output.model_fields_set:
                yield name, getattr(output, name)

    async def execute(self, input: Any) -> BlockOutput:
        """The one result of a simple block; pins that were not set send nothing."""
        raise NotImplementedError

    @classmethod
    def providers_for(cls, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Of `providers` those of which a credential of one serves when it is fired with `values`.

        Where a model is chosen, the one that serves it.
        """
        for name, pin in cls.input_pins().items():
            if pin.schema.get("widget") == Widget.MODEL:
                model = known_models().find(str(values.get(name, pin.default)).strip())
                if model is not None and model.provider in cls.providers:
                    return (model.provider,)
        return cls.providers

    @classmethod
    def price_for(cls, values: Mapping[str, Any]) -> Price | None:
        """What a firing with these inputs costs; None is free."""
        return price_among(cls.prices, values)

    @classmethod
    def may_repeat(cls, values: Mapping[str, Any]) -> bool:
        """Whether a firing with these inputs may happen twice, as after a lost worker or for another try."""
        return not cls.at_most_once

    @classmethod
    def resource_key(cls, input: Any) -> str | None:
        """Names what this firing changes that others may change too, as in `"channel:17"`; None if nothing.

        Firings of a workspace with the same key run one after the other, each with a larger `ctx.fence`.
        """
        return None

    @classmethod
    def changes_shared_state(cls) -> bool:
        return cls.resource_key.__func__ is not Block.resource_key.__func__  # type: ignore[attr-defined]  # a bound class method has it

    @classmethod
    def dynamic_inputs(cls, defaults: Mapping[str, Any]) -> Mapping[str, Any]:
        """Input pins that a node has by what its author gave it, beside the block's: name → JSON Schema."""
        return {}

    @classmethod
    def dynamic_required(cls, defaults: Mapping[str, Any]) -> frozenset[str]:
        """Those of `dynamic_inputs` that have to be set."""
        return frozenset()

    @classmethod
    def gathered(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of a firing, with those of `dynamic_inputs` put where the block reads them."""
        return values

    @classmethod
    def tool_name(cls, defaults: Mapping[str, Any]) -> str:
        """What a model calls a node that it may use as a tool; empty: the block's own name."""
        return ""

    @classmethod
    def tool_description(cls, defaults: Mapping[str, Any]) -> str:
        """What a model is told of it; empty: the block's own description."""
        return ""

    @classmethod
    @cache
    def shared(cls) -> Block:
        return cls()

    @classmethod
    @cache
    def ready(cls) -> type[BlockInput]:
        """`Input`, with the validators of both models built; one thread at a time may build them."""
        with _building:
            cls.Input.model_rebuild()
            cls.Output.model_rebuild()
        return cls.Input

    @classmethod
    @cache
    def input_pins(cls) -> Mapping[str, PinSpec]:
        return MappingProxyType(_pins_of(cls.Input, cls.input_schema()))

    @classmethod
    @cache
    def output_pins(cls) -> Mapping[str, PinSpec]:
        pins = _pins_of(cls.Output, cls.output_schema())
        if "error" in cls.output_schema()["properties"]:
            schema = cls.output_schema()["properties"]["error"]
            pins.setdefault("error", PinSpec("error", False, None, schema, str, TextShape()))
        return MappingProxyType(pins)

    @classmethod
    @cache
    def secret_pins(cls) -> frozenset[str]:
        """Names of the inputs that are never stored or shown."""
        return frozenset(name for name, pin in cls.input_pins().items() if pin.secret)

    @classmethod
    @cache
    def header_pins(cls) -> frozenset[str]:
        """Names of the inputs that hold HTTP headers, some of which are credentials."""
        return frozenset(
            n for n, pin in cls.input_pins().items() if pin.schema.get("widget") == Widget.HEADERS
        )

    @classmethod
    def unread_pins(cls, values: Mapping[str, Any]) -> frozenset[str]:
        """Inputs whose large values it hands on without reading them, if it is fired with `values`."""
        return cls._by_reference()

    @classmethod
    @cache
    def _by_reference(cls) -> frozenset[str]:
        return frozenset(name for name, pin in cls.input_pins().items() if pin.by_reference)

    @classmethod
    @cache
    def output_shapes(cls) -> dict[str, Shape]:
        return {name: pin.shape for name, pin in cls.output_pins().items()}

    @classmethod
    @cache
    def input_schema(cls) -> dict[str, Any]:
        """JSON Schema of the inputs, each with its `widget`; `properties` stand in the order of the pins."""
        schema = cls.ready().model_json_schema()
        properties: dict[str, dict[str, Any]] = schema.setdefault("properties", {})
        for name, pin in properties.items():
            pin["widget"] = widget_of(pin, schema.get("$defs", {})).value
            if unknown := pin.get("depends_on", {}).keys() - properties.keys():
                raise TypeError(f"{cls.__qualname__}.{name} depends on {unknown}, which are no inputs.")
        return schema

    @classmethod
    @cache
    def output_schema(cls) -> dict[str, Any]:
        """JSON Schema of the outputs, with `error` on every block that can be linked onwards from it."""
        cls.ready()
        schema = cls.Output.model_json_schema(mode="serialization")
        properties = schema.setdefault("properties", {})
        if cls.kind not in (BlockKind.INPUT, BlockKind.OUTPUT):
            properties.setdefault("error", dict(_ERROR_PIN))
        return schema


_ERROR_PIN = {"type": "string", "title": "Error", "description": "Why the step failed"}


def _pins_of(model: type[BlockInput] | type[BlockOutput], schema: dict[str, Any]) -> dict[str, PinSpec]:
    definitions = schema.get("$defs")
    pins = {}
    for name, info in model.model_fields.items():
        own = dict(schema["properties"][name])
        if definitions and "$ref" in str(own):
            own["$defs"] = definitions
        default = info.get_default(call_default_factory=True, validated_data={})
        pins[name] = PinSpec(
            name=name,
            required=info.is_required(),
            default=None if default is PydanticUndefined else json_safe(default),
            schema=own,
            annotation=info.annotation,
            shape=shape_of(info.annotation),
            secret=bool(own.get("secret")),
            advanced=bool(own.get("advanced")),
            human_input=bool(own.get("human_input")),
            by_reference=bool(own.get("by_reference")),
        )
    return pins


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def _readable(class_name: str) -> str:
    return " ".join(_WORD.findall(class_name))
