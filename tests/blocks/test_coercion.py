"""Values turned into what the pins declare."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.sdk import Context, NotJson, coerce_value, find_block, fire_pure, json_safe
from blocks.sdk.shapes import Uncoercible, shape_of


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (list, "[1, 2]", [1, 2]),
        (list, '{"a": 1}', ['{"a": 1}']),
        (list, {"a": 1}, [["a", 1]]),
        (list, 5, [5]),
        (list[str], [1, None, True], ["1", "null", "true"]),
        (list[list[Any]], [[1], None, "x"], [[1], [None], ["x"]]),
        (dict, '{"a": 1}', {"a": 1}),
        (dict, "[1]", {"value": [1]}),
        (dict, "5", {"value": 5}),
        (dict, "five", {"value": "five"}),
        (dict, "NaN", {"value": "NaN"}),
        (dict, ["x", "y"], {"0": "x", "1": "y"}),
        (dict, 5, {"value": 5}),
        (dict[str, str], {"a": 1}, {"a": "1"}),
        (str, {"a": [1, "é"]}, '{"a": [1, "é"]}'),
        (str, True, "true"),
        (int, "7", 7),
        (int, 7.9, 7),
        (int, [1, 2], 2),
        (int, "many", 0),
        (float, {"a": 1}, 1.0),
        (float, "1.5", 1.5),
        (bool, "TRUE", True),
        (bool, "yes", False),
        (bool, 0.0, False),
        (str | int, 5, 5),
        (int | None, "5", 5),
        (int | None, None, None),
        (str, None, None),
        (Literal["a", "b"], "b", "b"),
        (Any, {"x": [None]}, {"x": [None]}),
    ],
)
def test_it_coerces(annotation: Any, value: Any, expected: Any) -> None:
    coerced = coerce_value(value, shape_of(annotation))
    assert coerced == expected
    assert type(coerced) is type(expected)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(Literal["a", "b"], "c"), (float, "nan"), (int, "inf"), (int, 1e30), (int, "9" * 30)],
)
def test_it_refuses_what_has_no_counterpart(annotation: Any, value: Any) -> None:
    with pytest.raises(Uncoercible):
        coerce_value(value, shape_of(annotation))


def test_a_refusal_names_pin_type_and_a_short_value() -> None:
    calculator = find_block("logic.calculator")
    assert calculator is not None
    firing = fire_pure(calculator, {"operation": "x" * 500, "a": 1, "b": 2}, Context())
    expected = f"Input 'operation' needs one of Add, Subtract, Multiply, Divide, Power, not \"{'x' * 98}…."
    assert firing.error == expected
    assert firing.error_code == "invalid_input"


def test_a_missing_value_is_named_with_its_type() -> None:
    calculator = find_block("logic.calculator")
    assert calculator is not None
    firing = fire_pure(calculator, {"operation": "Add", "a": 1}, Context())
    assert firing.error == "Input 'b' is missing; it needs a number."


def test_nothing_on_a_pin_with_a_default_is_the_default() -> None:
    combine = find_block("text.combine")
    assert combine is not None
    firing = fire_pure(combine, {"input": ["a", "b"], "delimiter": None}, Context())
    assert firing.outputs == [("output", "ab")]
    assert firing.input == {"input": ["a", "b"], "delimiter": None}


def test_names_that_are_no_pins_are_left_out() -> None:
    note = find_block("basic.note")
    assert note is not None
    assert fire_pure(note, {"text": "x", "credentials": {"id": "1"}}, Context()).input == {"text": "x"}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (float("nan"), "not finite"),
        (float("-inf"), "not finite"),
        (2**70, "beyond 64 bits"),
        (b"x", "bytes"),
        ({(1, 2): 1}, "key of type tuple"),
    ],
)
def test_json_cannot_carry(value: Any, why: str) -> None:
    with pytest.raises(NotJson, match=why):
        json_safe([value])


def test_deep_nesting_is_refused_not_followed() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(NotJson, match="nested deeper than 100 levels"):
        json_safe(deep)


def test_characters_that_databases_refuse_are_replaced() -> None:
    assert json_safe({"a\x00": ["x\x00y", "\ud800z", "é"]}) == {"a\ufffd": ["x\ufffdy", "\ufffdz", "é"]}


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(
    _JSON,
    st.sampled_from(
        [str, int, float, bool, list, dict, list[str], dict[str, int], int | None, str | list[int]]
    ),
)
def test_what_was_coerced_has_its_type_and_stays_as_it_is(value: Any, annotation: Any) -> None:
    shape = shape_of(annotation)
    try:
        coerced = coerce_value(value, shape)
    except Uncoercible:
        return
    if coerced is not None:
        assert shape.accepts(coerced)
    assert coerce_value(coerced, shape) == coerced
