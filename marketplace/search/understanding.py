"""A query's words: which are rare, which nobody ever wrote, and what those may have meant.

Words that are in no public text are looked for among those that are: words that begin so (the last word may
be half typed), and words spelt nearly so, which share trigrams and their first letter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import connection

from marketplace.embedders import hashing
from marketplace.embedders.words import MAX_QUERY_WORDS, operators, pieces

MAX_TERMS = 6  # the rarest ones; others say little
_COMMON = 0.2  # of all entries: a word that more have says nothing, unless it is all there is
MAX_GUESSES = 3  # of one word
_ENOUGH = 1_500  # entries that words may be in for each of them to be looked at
_LEAST_TYPED = 3  # letters of a word that may be half typed
_LEAST_SPELT = 4  # letters of a word that may be mistyped
_LEAST_SHARE = 0.3  # of the commonest word in a vector
_SHARE_OF_HALF = 0.6  # of what a word says, for one that begins as what was typed
_ENTRIES = "SELECT greatest(reltuples, 1000) FROM pg_class WHERE oid = 'marketplace_searchentry'::regclass"
_LOOK_UP = f"""
    SELECT typed.word, lexeme.stem, coalesce(known.entries, 0), ({_ENTRIES}) AS everything
    FROM unnest(%s::text[]) WITH ORDINALITY AS typed (word, place)
    CROSS JOIN LATERAL (SELECT (tsvector_to_array(to_tsvector('english', typed.word)))[1] AS stem) lexeme
    CROSS JOIN LATERAL (
        SELECT sum(entries) AS entries FROM marketplace_searchword w WHERE w.stem = lexeme.stem
    ) known
    ORDER BY typed.place
"""  # noqa: S608  # of constants
_BEGINS = """
    SELECT word, stem, entries FROM marketplace_searchword WHERE word LIKE %s
    ORDER BY entries DESC, word LIMIT 5
"""
_SPELT = """
    SELECT word, stem, entries FROM (
        SELECT word, stem, entries,
            (SELECT count(*) FROM unnest(pieces) piece WHERE piece = ANY(%(pieces)s)) AS shared
        FROM marketplace_searchword
        WHERE pieces && %(pieces)s::varchar[] AND length(word) BETWEEN %(least)s AND %(most)s
    ) found ORDER BY shared DESC, entries DESC, word LIMIT 30
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it stands in SearchEntry.words, with how much it says."""

    word: str
    stem: str
    entries: int  # that have it
    weight: float  # more for rare words, less for guesses


@dataclass(frozen=True, slots=True)
class Understood:
    """terms: as typed. meant: with guesses for words that nobody wrote; empty if there are no such words."""

    text: str  # for embedders: as typed, with the best guess for each such word
    terms: tuple[Term, ...]
    meant: tuple[Term, ...]
    weights: Mapping[str, float]  # of words, for embedders that can weigh them: of the rarest 1
    phrases: tuple[str, ...]
    unwanted: tuple[str, ...]
    is_corrected: bool  # a word was mistyped

    @property
    def has_words(self) -> bool:
        return bool(self.text)


def understood(text: str, *, guess: bool = True) -> Understood:
    """guess: whether words that nobody wrote may have meant others."""
    rest, phrases, unwanted = operators(text)
    words = rest.split()[:MAX_QUERY_WORDS]
    if not words:
        return Understood("", (), (), {}, tuple(phrases), tuple(unwanted), is_corrected=False)
    rows = _rows(_LOOK_UP, [words])
    everything = max(float(row[3]) for row in rows)
    terms = [_term(word, stem, int(entries), everything) for word, stem, entries, _ in rows if stem]
    guesses: dict[str, list[Term]] = {}
    is_corrected = False
    for term in terms:
        if guess and not (term.entries or term.word.isdecimal() or term.word in hashing.known_words()):
            found, is_typo = _guessed(term.word, everything, may_be_half=term.word == words[-1])
            guesses[term.word] = found
            is_corrected = is_corrected or is_typo
    meant = [guess for term in terms for guess in guesses.get(term.word) or [term]]
    best = [guesses[word][0].word if guesses.get(word) else word for word in words]
    return Understood(
        " ".join(best),
        _telling(terms, everything),
        _telling(meant, everything) if any(guesses.values()) else (),
        _weights(terms, meant),
        tuple(phrases),
        tuple(unwanted),
        is_corrected,
    )


def any_of(terms: Sequence[Term]) -> str:
    """A tsquery, as text."""
    return " | ".join(_quoted(term) for term in terms)


def all_of(terms: Sequence[Term]) -> str:
    return " & ".join(_quoted(term) for term in terms)


def worth_a_look(terms: Sequence[Term]) -> tuple[str, bool]:
    """A tsquery of entries worth to be ranked, and whether it leaves out some with a word in their title.

    All that have rare words; of others those that have two of the words, or the only one.
    """
    rare: list[Term] = []
    for term in terms:  # the rarest first
        if sum(one.entries for one in rare) + term.entries > _ENOUGH:
            break
        rare.append(term)
    if len(rare) == len(terms):
        return any_of(terms), False
    rest = [term for term in terms if term not in rare][:4]
    pairs = [f"({all_of(pair)})" for pair in combinations(rest, 2)]
    parts = [_quoted(term) for term in rare] + pairs
    return " | ".join(parts or [_quoted(rest[0])]), True


def _guessed(word: str, everything: float, *, may_be_half: bool) -> tuple[list[Term], bool]:
    """What a word that nobody wrote may have meant, the best first, and whether it is taken for mistyped."""
    spelt = _spelt_alike(word) if len(word) >= _LEAST_SPELT else []
    begins = _rows(_BEGINS, [f"{word}%"]) if may_be_half and len(word) >= _LEAST_TYPED else []
    is_typo = bool(spelt) and not begins
    found = [_term(row[0], row[1], row[2], everything, share) for row, share in spelt]
    found += [_term(row[0], row[1], row[2], everything, _SHARE_OF_HALF) for row in begins]
    if begins:
        found.sort(key=lambda term: -term.entries)
    by_stem = {term.stem: term for term in reversed(found)}
    return sorted(by_stem.values(), key=found.index)[:MAX_GUESSES], is_typo


def _spelt_alike(word: str) -> list[tuple[tuple[Any, ...], float]]:
    """Known words that are one or two slips away, the nearest alone, the most used first."""
    firsts = {word[0], word[1]}  # its first letter may be missing, or behind its second
    asked = {
        "pieces": sorted({piece for first in firsts for piece in pieces(word, first=first)}),
        "least": len(word) - 1,
        "most": len(word) + 1,
    }
    rows = _rows(_SPELT, asked)
    rows += [(other, other, 0) for other in _known_alike(word) if other not in {row[0] for row in rows}]
    near = [(slips(word, row[0]), row) for row in rows]
    most = 1 if len(word) <= 5 else 2
    least = min((distance for distance, _ in near), default=most + 1)
    if least > most:
        return []
    share = 0.9 if least == 1 else 0.6
    nearest = [row for distance, row in near if distance == least]
    return [(row, share) for row in sorted(nearest, key=lambda row: -row[2])]


def _known_alike(word: str) -> list[str]:
    """Words of the table of concepts that it may be: they may be in no text and yet say what was meant."""
    lengths = range(len(word) - 1, len(word) + 2)
    return [other for other in hashing.known_words() if other[0] in word[:2] and len(other) in lengths]


def slips(typed: str, word: str) -> int:
    """Letters left out, added, exchanged, or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, one in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one != other))
            if i > 1 and j > 1 and one == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _term(word: str, stem: str, entries: int, everything: float, share: float = 1.0) -> Term:
    return Term(word, stem, entries, share * math.log(1 + max(everything, entries) / (entries + 0.5)))


def _telling(terms: Sequence[Term], everything: float) -> tuple[Term, ...]:
    """Each stem once, the rarest first, without those that nearly all entries have."""
    once = {term.stem: term for term in terms}
    rarest = sorted(once.values(), key=lambda term: term.entries)[:MAX_TERMS]
    return tuple(rarest[:1] + [term for term in rarest[1:] if term.entries <= _COMMON * everything])


def _weights(terms: Sequence[Term], meant: Sequence[Term]) -> dict[str, float]:
    told = {term.word: term.weight for term in (*terms, *meant)}
    most = max(told.values(), default=1.0)
    return {word: _LEAST_SHARE + (1 - _LEAST_SHARE) * weight / most for word, weight in told.items()}


def _quoted(term: Term) -> str:
    return "'" + term.stem.replace("'", "''") + "'"


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
