"""How a block declares its pins, and what the rest of the platform reads of a declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticUndefined

from blocks.sdk.shapes import Shape


class Widget(StrEnum):
    """How the builder's form asks for a value. A pin that does not say has the one of its type."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    TOGGLE = "toggle"
    SELECT = "select"  # one of several choices
    LIST = "list"
    KEY_VALUE = "key_value"
    TABLE = "table"
    JSON = "json"  # a value of any type
    FILE = "file"
    MODEL = "model"  # one of `GET /models`, or a name of one's own
    SECRET = "secret"  # noqa: S105  # hidden while it is typed
    CREDENTIAL = "credential"  # by which right the step acts; never stored in a file
    HEADERS = "headers"  # names and values of HTTP headers; values that look like credentials are hidden


class BlockInput(BaseModel):
    """The input pins of a block, one annotated field each. Names it does not know are ignored.

    Its validator is built when the block is first used: hundreds are imported, few are fired (`Block.ready`).
    """

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=False, defer_build=True)


class BlockOutput(BaseModel):
    """The output pins of a block. `error` exists beside them without being declared."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


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
    depends_on: Mapping[str, Sequence[Any]] | None = None,
    **constraints: Any,
) -> Any:
    """One pin of a block; required if it has no default.

    secret: its value is never stored, shown or exported. advanced: folded away in forms.
    human_input: a person supplies the value while the agent runs. by_reference: the block hands the value, or
    what is in it, on without reading it, so a large one need not be loaded. constraints: pydantic's own, as
    in `ge=0, max_length=100`.
    """
    extra: dict[str, Any] = {"advanced": advanced, "secret": secret}
    optional: dict[str, Any] = {
        "widget": widget and widget.value,
        "placeholder": placeholder,
        "human_input": human_input,
        "by_reference": by_reference,
        "depends_on": depends_on and {pin: list(wanted) for pin, wanted in depends_on.items()},
    }
    extra.update({name: value for name, value in optional.items() if value})
    return Field(
        default,
        description=description,
        title=title,
        examples=None if example is None else [example],
        json_schema_extra=extra,
        **constraints,
    )


_OF_TYPE = {
    "string": Widget.TEXT,
    "integer": Widget.NUMBER,
    "number": Widget.NUMBER,
    "boolean": Widget.TOGGLE,
    "array": Widget.LIST,
    "object": Widget.KEY_VALUE,
}


def widget_of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Widget:
    """How a form asks for a value of this JSON Schema. definitions: its `$defs`."""
    if schema.get("widget"):
        return Widget(schema["widget"])
    if schema.get("secret"):
        return Widget.SECRET
    if "$ref" in schema:
        return widget_of(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "enum" in schema or "const" in schema:
        return Widget.SELECT
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    if len(kinds) == 1:
        return widget_of(kinds[0], definitions)
    return _OF_TYPE.get(str(schema.get("type")), Widget.JSON)


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
