"""Lists and dictionaries: what the shared cases leave open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.firings import failure_of, outputs_of

CASES: list[tuple[str, dict[str, Any], list[tuple[str, Any]]]] = [
    ("data.get_list_item", {"list": [1, 2, 3], "index": -1}, [("item", 3)]),
    ("data.get_list_item", {"list": "[1, [2]]", "index": "1"}, [("item", [2])]),
    ("data.get_list_item", {"list": [None], "index": 0}, [("item", None)]),
    ("data.find_in_list", {"list": ["a", {"b": [1]}], "value": {"b": [1]}}, [("index", 1), ("found", True)]),
    ("data.find_in_list", {"list": [], "value": "ä"}, [("found", False), ("not_found_value", "ä")]),
    (
        "data.remove_from_list",
        {"list": [1, 2, 1], "value": 1, "return_item": True},
        [("updated_list", [2, 1]), ("removed_item", 1)],
    ),
    (
        "data.remove_from_list",
        {"list": [1, 2, 3], "index": -1, "value": 1, "return_item": True},
        [("updated_list", [1, 2]), ("removed_item", 3)],
    ),
    ("data.remove_from_list", {"list": [1, 2], "index": 0}, [("updated_list", [2])]),
    (
        "data.replace_list_item",
        {"list": [1, 2], "index": 0, "value": [3]},
        [("updated_list", [[3], 2]), ("old_item", 1)],
    ),
    ("data.list_is_empty", {"list": []}, [("is_empty", True)]),
    ("data.list_is_empty", {"list": "[]"}, [("is_empty", True)]),
    ("data.reverse_list", {"input_list": [[1, 2], None, "x"]}, [("reversed_list", ["x", None, [1, 2]])]),
    ("data.reverse_list", {"input_list": "ab"}, [("reversed_list", ["ab"])]),
    (
        "data.flatten_list",
        {"nested_list": []},
        [("flattened_list", []), ("length", 0), ("original_depth", 1)],
    ),
    (
        "data.flatten_list",
        {"nested_list": [1, [2]], "max_depth": 0},
        [("flattened_list", [1, [2]]), ("length", 2), ("original_depth", 2)],
    ),
    (
        "data.flatten_list",
        {"nested_list": [1, [2, [3, [4]]]], "max_depth": 2},
        [("flattened_list", [1, 2, 3, [4]]), ("length", 4), ("original_depth", 4)],
    ),
    ("data.concatenate_lists", {"lists": []}, [("concatenated_list", []), ("length", 0)]),
    (
        "data.concatenate_lists",
        {"lists": [[{"a": 1, "b": 2}, [1]], [{"b": 2, "a": 1}, [1], "1"]], "deduplicate": True},
        [("concatenated_list", [{"a": 1, "b": 2}, [1], "1"]), ("length", 3)],
    ),
    (
        "data.concatenate_lists",
        {"lists": [[None, 1, None, 1]], "deduplicate": True, "remove_none": True},
        [("concatenated_list", [1]), ("length", 1)],
    ),
    (
        "data.interleave_lists",
        {"lists": [[1, 2, 3], ["a"], [None, None]]},
        [("interleaved_list", [1, "a", None, 2, None, 3]), ("length", 6)],
    ),
    ("data.zip_lists", {"lists": []}, [("zipped_list", []), ("length", 0)]),
    ("data.zip_lists", {"lists": [[1, 2, 3], ["a"]]}, [("zipped_list", [[1, "a"]]), ("length", 1)]),
    (
        "data.zip_lists",
        {"lists": [[1, 2], ["a"]], "pad_to_longest": True, "fill_value": "-"},
        [("zipped_list", [[1, "a"], [2, "-"]]), ("length", 2)],
    ),
    (
        "data.list_difference",
        {"list_a": [1, 1, 2, {"a": 1}], "list_b": [2, 3, {"a": 1}], "symmetric": True},
        [("difference", [1, 1, 3]), ("length", 3)],
    ),
    (
        "data.list_intersection",
        {"list_a": [2, 1, 2, "2"], "list_b": [2.0, 1, 5]},
        [("intersection", [2, 1]), ("length", 2)],
    ),
    ("data.list_intersection", {"list_a": [], "list_b": [1]}, [("intersection", []), ("length", 0)]),
    (
        "data.add_to_dictionary",
        {"key": "k", "value": 0, "entries": {"k": 1, "l": 2}},
        [("updated_dictionary", {"k": 1, "l": 2})],
    ),
    (
        "data.add_to_dictionary",
        {"dictionary": {"a": 1}, "key": "", "value": 2},
        [("updated_dictionary", {"a": 1})],
    ),
    (
        "data.remove_from_dictionary",
        {"dictionary": {"a": None, "b": 2}, "key": "a", "return_value": True},
        [("updated_dictionary", {"b": 2}), ("removed_value", None)],
    ),
    ("data.dictionary_is_empty", {"dictionary": "{}"}, [("is_empty", True)]),
    ("data.dictionary_is_empty", {"dictionary": {"a": None}}, [("is_empty", False)]),
    ("data.find_in_dictionary", {"input": [{"a": 1}, {"b": 2}, {"a": 3}], "key": "a"}, [("output", [1, 3])]),
    ("data.find_in_dictionary", {"input": {"1": "x"}, "key": 1}, [("missing", {"1": "x"})]),
    ("data.find_in_dictionary", {"input": [10, 20], "key": 1}, [("output", 20)]),
    ("data.find_in_dictionary", {"input": [10, 20], "key": 2}, [("missing", [10, 20])]),
]


@pytest.mark.parametrize(
    ("slug", "values", "outputs"), CASES, ids=[f"{c[0]}-{str(c[1])[:50]}" for c in CASES]
)
def test_lists_and_dictionaries(slug: str, values: dict[str, Any], outputs: list[tuple[str, Any]]) -> None:
    assert outputs_of(slug, values) == outputs


@pytest.mark.parametrize(
    ("slug", "values", "message"),
    [
        (
            "data.get_list_item",
            {"list": [1], "index": -2},
            "Index out of range: there is no item -2 in a list of 1.",
        ),
        (
            "data.remove_from_list",
            {"list": [1], "index": 1, "value": 1},
            "Index or value not found: nothing was taken out of the list.",
        ),
        (
            "data.find_in_dictionary",
            {"input": "a: 1", "key": "a"},
            '`input` is text that is not JSON: "a: 1"',
        ),
        (
            "data.flatten_list",
            {"nested_list": [1], "max_depth": -2},
            "`max_depth` must be 0 or more, or -1 for all levels.",
        ),
        (
            "data.replace_dictionary_value",
            {"dictionary": {"1": 5}, "key": 1, "value": 2},
            "Key '1' not found in dictionary.",
        ),
    ],
)
def test_what_is_not_there_is_said(slug: str, values: dict[str, Any], message: str) -> None:
    assert failure_of(slug, values) == ("invalid_input", message)
