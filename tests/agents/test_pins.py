"""Paths in pin names: what they read, and what they build."""

from __future__ import annotations

from typing import Any

import pytest

from agents.engine.pins import MISSING, merge_pins, read_path, split_pin

VALUE = {"a": {"b": [5, 6]}, "x": None, "1": "one"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("out", VALUE),
        ("out_#_a_#_b_$_1", 6),
        ("out_#_a_#_b_$_-1", 6),
        ("out_#_a_@_b", [5, 6]),
        ("out_#_1", "one"),
        ("out_#_zzz", MISSING),
        ("out_#_a_#_b_$_9", MISSING),
        ("out_#_a_#_b_$_-3", MISSING),
        ("out_#_a_#_b_$_x", MISSING),
        ("out_$_0", MISSING),
        ("out_#_x", MISSING),
    ],
)
def test_a_source_path_picks_a_part_or_nothing(name: str, found: Any) -> None:
    base, path = split_pin(name)
    assert base == "out"
    assert read_path(VALUE, path) == found


@pytest.mark.parametrize(
    ("layers", "merged"),
    [
        ([{"v_$_0": "A", "v_$_2": "C"}], ["A", None, "C"]),
        ([{"v": []}, {"v_$_1": "B"}], [None, "B"]),
        ([{"v": ["a", "b"]}, {"v_$_1": "B"}], ["a", "B"]),
        ([{"v_$_1": "B", "v": ["a", "b", "c"]}], ["a", "B", "c"]),
        ([{"v": {"k": 1}}, {"v_#_n": 2}], {"k": 1, "n": 2}),
        ([{"v_#_a_$_1_#_deep": 1}], {"a": [None, {"deep": 1}]}),
        ([{"v": "text"}, {"v_#_n": 2}], {"value": "text", "n": 2}),
        ([{"v": "A"}, {"v_$_1": "B"}], ["A", "B"]),
        ([{"v": '["A", "B"]'}, {"v_$_2": "C"}], ["A", "B", "C"]),
        ([{"v_#_n": 2}, {"v": {"whole": 1}}], {"whole": 1}),
    ],
)
def test_sink_paths_build_the_base_pin_and_parts_win(layers: list[dict[str, Any]], merged: Any) -> None:
    values: dict[str, Any] = {}
    for layer in layers:
        merge_pins(values, layer)
    assert values == {"v": merged}


def test_building_a_value_leaves_what_it_was_built_from_alone() -> None:
    default = {"v": {"list": [1]}}
    values: dict[str, Any] = {}
    merge_pins(values, default)
    merge_pins(values, {"v_#_list_$_0": 2})
    assert (values, default) == ({"v": {"list": [2]}}, {"v": {"list": [1]}})
