"""XML as JSON."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, TooLarge
from blocks.sdk.pins import Widget

MAX_XML_CHARACTERS = 5_000_000
MAX_DEPTH = 90  # elements within elements


class XMLParser(Block):
    """Turn XML text into a dictionary, element by element.

    An element becomes its text, or the list of what is in it; attributes are left out.
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
        if len(input.input_xml) > MAX_XML_CHARACTERS:
            raise TooLarge(f"The XML is longer than {MAX_XML_CHARACTERS:,} characters.")
        root = _parsed(input.input_xml)
        if not len(root) and not root.text:
            raise InvalidInput("`input_xml` has an empty root element.", pin="input_xml")
        yield "parsed_xml", {root.tag: _content(root, 1)}


def _parsed(text: str) -> Element:
    try:
        root: Element = fromstring(text.strip(), forbid_dtd=True)
    except ParseError as err:
        raise InvalidInput(f"`input_xml` is not well-formed XML: {err}.", pin="input_xml") from None
    except DefusedXmlException:
        raise InvalidInput(
            "`input_xml` may not declare a document type or entities.", pin="input_xml"
        ) from None
    except ValueError as err:
        raise InvalidInput(f"`input_xml` cannot be read: {err}.", pin="input_xml") from None
    return root


def _content(element: Element, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise TooLarge(f"The XML is nested deeper than {MAX_DEPTH} elements.")
    if len(element):
        return [{child.tag: _content(child, depth + 1)} for child in element]
    return element.text or ""
