"""The values an agent asks for when it starts: one block per kind of form field.

Each hands on its value, and nothing at all if there is none.
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Any

from blocks.sdk import (
    Block,
    BlockInput,
    BlockKind,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
)
from blocks.sdk.coercion import shortened
from blocks.sdk.pins import Widget

JsonList = list[Any]


class InputPins(BlockInput):
    """What every agent input has. Subclasses say what kind of value they take."""

    name: str = Pin(description="The name under which the value is given", example="topic", min_length=1)
    value: Any = Pin(
        None, description="The value; what is set here serves as default", example="bees", by_reference=True
    )
    title: str | None = Pin(None, description="The label in the form", advanced=True)
    description: str | None = Pin(None, description="A hint in the form", advanced=True)
    advanced: bool = Pin(False, description="Fold the field away", advanced=True)
    secret: bool = Pin(False, description="Never show the value again", advanced=True)


class _AgentInput(Block):
    category = Category.INPUT
    categories = (Category.INPUT, Category.BASIC)
    kind = BlockKind.INPUT
    pure = True
    static_output = True

    async def run(self, input: Any, ctx: Context) -> Outputs:
        if input.value is not None:
            yield "result", input.value


class AgentInput(_AgentInput):
    """A value of any type that the agent is given when it starts."""

    id = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b"
    slug = "agent.input"

    Input = InputPins

    class Output(BlockOutput):
        result: Any = Pin(description="The value")


class AgentShortTextInput(_AgentInput):
    """A line of text that the agent is given when it starts."""

    id = "7fcd3bcb-8e1b-4e69-903d-32d3d4a92158"
    slug = "agent.short_text_input"

    class Input(InputPins):
        value: str | None = Pin(
            None, description="The text; what is set here serves as default", widget=Widget.TEXT
        )

    class Output(BlockOutput):
        result: str = Pin(description="The text")


class AgentLongTextInput(_AgentInput):
    """Text of several lines that the agent is given when it starts."""

    id = "90a56ffb-7024-4b2b-ab50-e26c5e5ab8ba"
    slug = "agent.long_text_input"

    class Input(InputPins):
        value: str | None = Pin(
            None, description="The text; what is set here serves as default", widget=Widget.LONG_TEXT
        )

    class Output(BlockOutput):
        result: str = Pin(description="The text")


class AgentNumberInput(_AgentInput):
    """A whole number that the agent is given when it starts."""

    id = "96dae2bb-97a2-41c2-bd2f-13a3b5a8ea98"
    slug = "agent.number_input"

    class Input(InputPins):
        value: int | None = Pin(None, description="The number; what is set here serves as default", example=7)

    class Output(BlockOutput):
        result: int = Pin(description="The number")


class AgentDateInput(_AgentInput):
    """A date that the agent is given when it starts."""

    id = "7e198b09-4994-47db-8b4d-952d98241817"
    slug = "agent.date_input"

    class Input(InputPins):
        value: str | None = Pin(
            None, description="The date as YYYY-MM-DD", example="2026-03-14", widget=Widget.DATE
        )

    class Output(BlockOutput):
        result: str = Pin(description="The date as YYYY-MM-DD")

    async def run(self, input: Any, ctx: Context) -> Outputs:
        if input.value:
            yield "result", _as_iso(date, input.value, "a date as in 2026-03-14")


class AgentTimeInput(_AgentInput):
    """A time of day that the agent is given when it starts."""

    id = "2a1c757e-86cf-4c7e-aacf-060dc382e434"
    slug = "agent.time_input"

    class Input(InputPins):
        value: str | None = Pin(
            None, description="The time as HH:MM:SS", example="09:30:00", widget=Widget.TIME
        )

    class Output(BlockOutput):
        result: str = Pin(description="The time as HH:MM:SS")

    async def run(self, input: Any, ctx: Context) -> Outputs:
        if input.value:
            yield "result", _as_iso(time, input.value, "a time of day as in 09:30")


def _as_iso(kind: type[date] | type[time], value: str, expected: str) -> str:
    try:
        return kind.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise InvalidInput(f"Input 'value' needs {expected}, not {shortened(value)}.", pin="value") from None


class AgentToggleInput(_AgentInput):
    """A yes or no that the agent is given when it starts."""

    id = "cbf36ab5-df4a-43b6-8a7f-f7ed8652116e"
    slug = "agent.toggle_input"

    class Input(InputPins):
        value: bool = Pin(False, description="Yes or no", widget=Widget.TOGGLE)

    class Output(BlockOutput):
        result: bool = Pin(description="Yes or no")


class AgentDropdownInput(_AgentInput):
    """One of several choices that the agent is given when it starts."""

    id = "655d6fdf-a334-421c-b733-520549c07cd1"
    slug = "agent.dropdown_input"

    class Input(InputPins):
        value: str | None = Pin(None, description="The choice", widget=Widget.SELECT)
        options: JsonList = Pin([], description="What the form offers", example=["small", "large"])

    class Output(BlockOutput):
        result: str = Pin(description="The choice")


class AgentTableInput(_AgentInput):
    """A table, row by row, that the agent is given when it starts."""

    id = "5603b273-f41e-4020-af7d-fbc9c6a8d928"
    slug = "agent.table_input"

    class Input(InputPins):
        value: list[dict[str, Any]] | None = Pin(
            None, description="Rows, each from column to cell", example=[{"Name": "Ada"}], widget=Widget.TABLE
        )
        column_headers: list[str] = Pin(
            ["Column 1", "Column 2", "Column 3"], description="The columns of the form", example=["Name"]
        )

    class Output(BlockOutput):
        result: list[dict[str, Any]] = Pin(description="Rows, each from column to cell")


class AgentFileInput(_AgentInput):
    """A file that the agent is given when it starts."""

    id = "95ead23f-8283-4654-aef3-10c053b74a31"
    slug = "agent.file_input"

    class Input(InputPins):
        value: str | None = Pin(None, description="A reference to the file", widget=Widget.FILE)
        base_64: bool = Pin(
            False, description="Hand on the content in base 64, not the reference", advanced=True
        )

    class Output(BlockOutput):
        result: str = Pin(description="The file's reference, or its content")


class DriveView(StrEnum):
    DOCS = "DOCS"
    SPREADSHEETS = "SPREADSHEETS"
    PRESENTATIONS = "PRESENTATIONS"
    DOCUMENTS = "DOCUMENTS"
    DRAWINGS = "DRAWINGS"
    FOLDERS = "FOLDERS"
    FORMS = "FORMS"
    PDFS = "PDFS"
    DOCS_IMAGES = "DOCS_IMAGES"
    DOCS_VIDEOS = "DOCS_VIDEOS"


class AgentGoogleDriveFileInput(_AgentInput):
    """A file on Google Drive that the agent is given when it starts."""

    id = "d3b32f15-6fd7-40e3-be52-e083f51b19a2"
    slug = "agent.google_drive_file_input"

    class Input(InputPins):
        value: dict[str, Any] | None = Pin(
            None, description="The file's `id`, `name` and `mimeType`", example={"id": "1a2b", "name": "Plan"}
        )
        allowed_views: list[DriveView] = Pin(
            [DriveView.DOCS, DriveView.SPREADSHEETS, DriveView.PRESENTATIONS],
            description="Which kinds of file the picker offers",
            advanced=True,
        )
        allow_folder_selection: bool = Pin(False, description="Folders may be picked too", advanced=True)

    class Output(BlockOutput):
        result: dict[str, Any] = Pin(description="The file's `id`, `name` and `mimeType`")
