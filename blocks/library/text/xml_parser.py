"""XML as JSON."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin
from blocks.sdk.pins import Widget
from blocks.sdk.xml_values import read_xml


class XMLParser(Block):
    """Turn XML text into a dictionary, element by element.

    An element becomes its text, or the list of what is in it; attributes stand at the end of that list,
    as in `{"a": [{"b": "1"}, {"@id": "7"}]}`, and the text of an element with attributes as `{"#text": "…"}`.
    """

    id = "286380af-9529-4b55-8be0-1d7c854abdb5"
    slug = "text.parse_xml"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        input_xml: str = Pin(
            description="XML with one root element", example="<a><b>1</b></a>", widget=Widget.CODE
        )

    class Output(BlockOutput):
        parsed_xml: dict[str, Any] = Pin(description="The root element's name and what is in it")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "parsed_xml", read_xml(input.input_xml, "input_xml")
