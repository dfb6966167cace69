"""XML read into JSON."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from blocks.sdk.aside import aside
from blocks.sdk.errors import InvalidInput, TooLarge

MAX_XML_CHARACTERS = 5_000_000
MAX_CHARACTERS_HERE = 20_000  # a long name space is copied for each element
MAX_DEPTH = 90  # elements within elements
TEXT_KEY = "#text"  # no element can be called so, nor as an attribute begins


def read_xml(text: str, pin: str) -> dict[str, Any]:
    """The root element's name and what is in it.

    An element is its text, or the list of its elements, each as {name: what is in it}. The attributes of an
    element are at the end of that list, as {"@name": value}; its text then stands in it as {"#text": text}.
    Blocks for a second at most. Raises InvalidInput naming the pin, TooLarge and TooCostly.
    """
    if len(text) > MAX_XML_CHARACTERS:
        raise TooLarge(f"The XML is longer than {MAX_XML_CHARACTERS:,} characters.")
    if len(text) <= MAX_CHARACTERS_HERE:
        return read_xml_here(text, pin)
    read: dict[str, Any] = aside("read_xml", "The XML", text=text, pin=pin)
    return read


def read_xml_here(text: str, pin: str) -> dict[str, Any]:
    """As `read_xml`, here and now and for as long as it takes."""
    root = _parsed(text, pin)
    if not len(root) and not root.text and not root.attrib:
        raise InvalidInput(f"`{pin}` has an empty root element.", pin=pin)
    return {root.tag: _content(root, 1)}


def _parsed(text: str, pin: str) -> Element:
    try:
        root: Element = fromstring(text.strip(), forbid_dtd=True)
    except ParseError as err:
        raise InvalidInput(f"`{pin}` is not well-formed XML: {err}.", pin=pin) from None
    except DefusedXmlException:
        raise InvalidInput(f"`{pin}` may not declare a document type or entities.", pin=pin) from None
    except ValueError as err:
        raise InvalidInput(f"`{pin}` cannot be read: {err}.", pin=pin) from None
    return root


def _content(element: Element, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise TooLarge(f"The XML is nested deeper than {MAX_DEPTH} elements.")
    if not len(element) and not element.attrib:
        return element.text or ""
    found = [{child.tag: _content(child, depth + 1)} for child in element]
    if not found and element.text:
        found.append({TEXT_KEY: element.text})
    # At the end: paths into the list (`_$_0`) lead where they would without the attributes.
    return [*found, *({f"@{name}": value} for name, value in element.attrib.items())]
