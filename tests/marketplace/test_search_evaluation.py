"""The labelled set is what it says, and the hybrid ranking beats its parts on it."""

from __future__ import annotations

from collections import Counter

import pytest

from marketplace.evaluation.labels import labelled_listings, labelled_queries
from marketplace.evaluation.measures import ndcg, recall
from marketplace.evaluation.running import fill, is_hybrid_best, marks


def test_the_set_is_large_and_has_paraphrases_and_typos_in_both_halves() -> None:
    queries = labelled_queries()
    assert len(labelled_listings()) >= 300
    assert len(queries) >= 120
    kinds = Counter((query.half, query.kind) for query in queries)
    assert len(kinds) == 8
    assert min(kinds.values()) >= 15
    assert len({query.text for query in queries}) == len(queries)
    assert all(3 in query.grades.values() for query in queries)


def test_measures_reward_what_was_asked_for_at_the_top() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades, 10) == 1.0
    assert ndcg(["c", "b", "a"], grades, 10) == pytest.approx(0.6806, abs=0.001)
    assert ndcg(["x", "y"], grades, 10) == 0.0
    assert recall(["x", "b"], grades, 10) == 0.5
    assert recall(["x", "b", "a"], grades, 2) == 0.5
    assert recall(["c"], {"c": 1}, 10) == 1.0


def test_the_hybrid_ranking_beats_words_alone_and_vectors_alone(db: None) -> None:
    assert fill() == len(labelled_listings())
    measured = marks()
    assert is_hybrid_best(measured)
    assert measured["held out"]["hybrid"]["ndcg_10"] > 0.5
    assert measured["typo"]["hybrid"]["ndcg_10"] > 0.5
