"""XML as JSON: what stands where."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.sdk.xml_values import MAX_CHARACTERS_HERE
from tests.blocks.firings import failure_of, outputs_of


def parsed(text: str) -> Any:
    [(pin, value)] = outputs_of("text.parse_xml", {"input_xml": text})
    assert pin == "parsed_xml"
    return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("<a>1</a>", {"a": "1"}, id="text"),
        pytest.param("<a><b>1</b><b>2</b></a>", {"a": [{"b": "1"}, {"b": "2"}]}, id="elements"),
        pytest.param("<a><b/><c></c></a>", {"a": [{"b": ""}, {"c": ""}]}, id="empty elements"),
        pytest.param("<a>x<b>1</b>y</a>", {"a": [{"b": "1"}]}, id="text between elements"),
    ],
)
def test_an_element_without_attributes_is_its_text_or_the_list_of_its_elements(text: str, value: Any) -> None:
    assert parsed(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('<a id="7"/>', {"a": [{"@id": "7"}]}, id="alone, also of the root"),
        pytest.param('<a id="7">x</a>', {"a": [{"#text": "x"}, {"@id": "7"}]}, id="with text"),
        pytest.param('<a id="7"><b>1</b></a>', {"a": [{"b": "1"}, {"@id": "7"}]}, id="behind elements"),
        pytest.param(
            '<a><b z="1" y="">t</b><b>u</b></a>',
            {"a": [{"b": [{"#text": "t"}, {"@z": "1"}, {"@y": ""}]}, {"b": "u"}]},
            id="in their order, of one element alone",
        ),
        pytest.param(
            '<a xmlns:n="urn:x" n:id="7"><id>1</id></a>',
            {"a": [{"id": "1"}, {"@{urn:x}id": "7"}]},
            id="beside an element of the same name, with its name space",
        ),
    ],
)
def test_attributes_are_kept(text: str, value: Any) -> None:
    assert parsed(text) == value


def test_a_long_text_is_read_in_the_same_way() -> None:
    many = '<b n="1">x</b>' * (MAX_CHARACTERS_HERE // 10)
    assert parsed(f"<a>{many}</a>")["a"][-1] == {"b": [{"#text": "x"}, {"@n": "1"}]}


@pytest.mark.parametrize("text", ["<a/>", "<a></a>"])
def test_an_empty_root_is_refused(text: str) -> None:
    assert failure_of("text.parse_xml", {"input_xml": text}) == (
        "invalid_input",
        "`input_xml` has an empty root element.",
    )
