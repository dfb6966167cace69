"""Choosing some of many items."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.firings import failure_of, outputs_of

TEN = [{"a": number, "g": number % 2, "w": number} for number in range(10)]


def _indices(**given: Any) -> list[int]:
    """The positions chosen; what is handed on are the items there."""
    (_, items), (_, indices) = outputs_of("logic.sample_data", {"data": TEN, "sample_size": 4, **given})
    assert items == [TEN[index] for index in indices]
    return list(indices)


@pytest.mark.parametrize(
    ("method", "keys", "expected"),
    [
        ("top", {}, [0, 1, 2, 3]),
        ("bottom", {}, [6, 7, 8, 9]),
        ("random", {}, [2, 1, 4, 0]),
        ("systematic", {}, [0, 2, 4, 6]),
        ("reservoir", {}, [0, 9, 2, 3]),
        ("weighted", {"weight_key": "w"}, [4, 9, 8, 5]),
        ("stratified", {"stratify_key": "g"}, [2, 0, 5, 1]),
        ("cluster", {"cluster_key": "g"}, [8, 0, 2, 6]),
    ],
)
def test_a_seed_repeats_a_choice(method: str, keys: dict[str, str], expected: list[int]) -> None:
    chosen = _indices(sampling_method=method, random_seed=1, **keys)
    assert chosen == expected
    assert _indices(sampling_method=method, random_seed=1, **keys) == chosen


def test_without_a_seed_it_is_not_the_same_each_time() -> None:
    assert len({tuple(_indices()) for _ in range(20)}) > 1


def test_groups_are_taken_by_their_part() -> None:
    data = [{"g": "a"}] * 8 + [{"g": "b"}] * 2 + [{"g": "c"}]
    given = {"data": data, "sampling_method": "stratified", "stratify_key": "g", "sample_size": 9}
    (_, items), _ = outputs_of("logic.sample_data", given)
    assert [item["g"] for item in items] == ["a"] * 7 + ["b"] + ["c"]


def test_more_groups_than_items_wanted_leave_some_out() -> None:
    given = {"sampling_method": "stratified", "stratify_key": "a", "sample_size": 3}
    assert _indices(**given) == [7, 8, 9]


def test_a_group_gives_no_more_than_it_has() -> None:
    data = [{"g": "a"}] * 3 + [{"g": "b"}] * 4
    given = {"data": data, "sampling_method": "stratified", "stratify_key": "g", "sample_size": 7}
    (_, items), _ = outputs_of("logic.sample_data", given)
    assert items == data


def test_a_weight_of_zero_is_never_chosen() -> None:
    given = {"sampling_method": "weighted", "weight_key": "g", "sample_size": 10}
    assert {index % 2 for index in _indices(**given)} == {1}


def test_a_single_dictionary_is_one_item() -> None:
    given = {"data": {"a": 1}, "sample_size": 1}
    assert outputs_of("logic.sample_data", given) == [("sampled_data", [{"a": 1}]), ("sample_indices", [0])]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"sample_size": 11}, "Sample size (11) cannot be larger than the dataset size (10)."),
        ({"sampling_method": "weighted"}, "Weight key must be provided for weighted sampling."),
        ({"sampling_method": "cluster"}, "Cluster key must be provided for cluster sampling."),
        (
            {"sampling_method": "cluster", "cluster_key": "x"},
            "An item has nothing under the key 'x'.",
        ),
        (
            {"data": [{"w": "much"}], "sampling_method": "weighted", "weight_key": "w", "sample_size": 1},
            "The weight 'much' is not a number.",
        ),
        (
            {"data": [{"w": -1}], "sampling_method": "weighted", "weight_key": "w", "sample_size": 1},
            "Weights must be finite and not negative.",
        ),
        (
            {"data": [{"w": 0}], "sampling_method": "weighted", "weight_key": "w", "sample_size": 1},
            "All weights are zero.",
        ),
    ],
)
def test_what_cannot_be_sampled_is_refused(given: dict[str, Any], message: str) -> None:
    assert failure_of("logic.sample_data", {"data": TEN, **given}) == ("invalid_input", message)


def test_more_groups_than_can_be_handled_are_refused() -> None:
    given = {"data": [{"a": number} for number in range(10_001)], "sampling_method": "stratified"}
    failure = failure_of("logic.sample_data", {**given, "stratify_key": "a"})
    assert failure == ("too_large", "The items make more than 10,000 groups.")


def test_items_are_gathered_where_they_can_be_remembered() -> None:
    given = {"data": TEN, "sample_size": 4, "sampling_method": "top", "accumulate": True}
    assert outputs_of("logic.sample_data", given)[1] == ("sample_indices", [0, 1, 2, 3])
    assert failure_of("logic.sample_data", {**given, "sample_size": 11})[0] == "nothing_remembers"
