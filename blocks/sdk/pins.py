"""How a block declares its pins, and what the rest of the platform reads of a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticUndefined

from blocks.sdk.shapes import Shape


class Widget(StrEnum):
    """How the builder's form asks for a value, where its type does not say it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"
    DATE = "date"
    TIME = "time"
    TOGGLE = "toggle"
    SELECT = "select"
    FILE = "file"
    TABLE = "table"
    CREDENTIAL = "credential"  # by which right the step acts; never stored in a file
    HEADERS = "headers"  # names and values of HTTP headers; values that look like credentials are hidden


class BlockInput(BaseModel):
    """The input pins of a block, one annotated field each. Names it does not know are ignored."""

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=False)


class BlockOutput(BaseModel):
    """The output pins of a block. `error` exists beside them without being declared."""

    model_config = ConfigDict(extra="forbid")


def Pin(  # noqa: N802  # reads as a declaration, like pydantic's Field
    default: Any = PydanticUndefined,
    *,
    description: str,
    title: str | None = None,
    example: Any = None,
    advanced: bool = False,
    secret: bool = False,
    widget: Widget | None = None,
    human_input: bool = False,
    placeholder: str | None = None,
    by_reference: bool = False,
    **constraints: Any,
) -> Any:
    """One pin of a block; required if it has no default.

    secret: its value is never stored, shown or exported. advanced: folded away in forms.
    human_input: a person supplies the value while the agent runs. by_reference: the block hands the value, or
    what is in it, on without reading it, so a large one need not be loaded. constraints: pydantic's own, as
    in `ge=0, max_length=100`.
    """
    extra: dict[str, Any] = {"advanced": advanced, "secret": secret}
    optional = {"widget": widget and widget.value, "placeholder": placeholder, "human_input": human_input}
    optional["by_reference"] = by_reference
    extra.update({name: value for name, value in optional.items() if value})
    return Field(
        default,
        description=description,
        title=title,
        examples=None if example is None else [example],
        json_schema_extra=extra,
        **constraints,
    )


@dataclass(frozen=True, slots=True)
class PinSpec:
    """What a graph, a form or a price list has to know of one pin."""

    name: str
    required: bool
    default: Any  # JSON-safe; None if required
    schema: dict[str, Any]  # JSON Schema of this pin alone
    annotation: Any
    shape: Shape
    secret: bool = False
    advanced: bool = False
    human_input: bool = False
    by_reference: bool = False

    @property
    def is_credential(self) -> bool:
        """Whether it names a right to use a provider, not a value."""
        return bool(self.schema.get("widget") == Widget.CREDENTIAL)
