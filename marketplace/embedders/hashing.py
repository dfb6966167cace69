"""The built-in embedder: words, what they are about, and pieces of words, hashed into one vector.

It needs nothing and takes about a millisecond a text. What words are about comes from `concepts.txt`, groups
of words of one meaning, so that a mail is found by who asks for an inbox. Beyond that table it is lexical.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from marketplace.embedders.stems import stem
from marketplace.embedders.words import folded
from platform_project.kit.hashing_embedder import DIMENSIONS

NAME = "hashing 1"  # another one makes all vectors anew: count on when what comes out changes
MAX_WORDS = 400  # of one text; what follows does not count
Said = Sequence[tuple[str, float]]  # texts, with how much each counts

_WEIGHTS = {"word": 1.0, "concept": 1.5, "pair": 0.15, "piece": 0.22}
_PIECE_CHARACTERS = 4
_PIECES_FROM = 0.9  # texts that count less give no pieces: there are many, and they would bury the rest
_FOLDER = Path(__file__).parent  # of the tables
_COMMON_WEIGHT = 0.25


def embed(said: Said, weights: Mapping[str, float] | None = None) -> list[float]:
    """A vector of length 1; all zeros without words. weights: of words, where they differ from 1."""
    counts: defaultdict[tuple[str, str], float] = defaultdict(float)
    for text, weight in said:
        words = folded(text).split()[:MAX_WORDS]
        for feature, share in _features(words, weights or {}, has_pieces=weight >= _PIECES_FROM):
            counts[feature] += share * weight
    vector = [0.0] * DIMENSIONS
    for (kind, said_so), count in counts.items():
        place, sign = _hashed(f"{kind}:{said_so}")
        vector[place] += sign * _WEIGHTS[kind] * math.log1p(count)
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else vector


def _features(
    words: list[str], weights: Mapping[str, float], *, has_pieces: bool
) -> Iterator[tuple[tuple[str, str], float]]:
    """What a text is made of, each with its share."""
    told = [(word, stem(word)) for word in words if word not in light_words()]
    for word, root in told:
        share = weights.get(word, 1.0) * (_COMMON_WEIGHT if root in common_stems() else 1.0)
        yield ("word", root), share
        meant = concepts().get(root, ())
        for concept in meant:
            yield ("concept", concept), share / math.sqrt(len(meant))
        if has_pieces and root not in common_stems():
            yield from ((("piece", piece), share) for piece in _pieces(word))
    for (_, first), (_, second) in pairwise(told):
        yield ("pair", f"{first} {second}"), 1.0
        for concept in concepts().get(f"{first} {second}", ()):
            yield ("concept", concept), 1.0


def _pieces(word: str) -> list[str]:
    padded = f"<{word}>"
    return [padded[start : start + _PIECE_CHARACTERS] for start in range(len(padded) - _PIECE_CHARACTERS + 1)]


@cache
def concepts() -> dict[str, tuple[str, ...]]:
    """Stem, or two of them, → the groups that it belongs to."""
    found: dict[str, list[str]] = {}
    for name, words in concept_words().items():
        for said in words:
            roots = " ".join(stem(word) for word in folded(said).split())
            if name not in found.setdefault(roots, []):
                found[roots].append(name)
    return {roots: tuple(names) for roots, names in found.items()}


@cache
def known_words() -> frozenset[str]:
    """Single words of the table of concepts, folded."""
    told = (folded(word) for words in concept_words().values() for word in words)
    return frozenset(word for word in told if " " not in word)


@cache
def light_words() -> frozenset[str]:
    return frozenset(word for line in _lines("light_words.txt") for word in line.split())


@cache
def common_stems() -> frozenset[str]:
    """Of words that say a little, but that nearly every agent has."""
    return frozenset(stem(word) for line in _lines("common_words.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=50_000)
def _hashed(feature: str) -> tuple[int, float]:
    number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")
    return number % DIMENSIONS, 1.0 if number >> 63 else -1.0


def concept_words() -> dict[str, tuple[str, ...]]:
    """The groups, with their words as they are written."""
    groups = (line.partition(":") for line in _lines("concepts.txt"))
    return {name: tuple(word.strip() for word in words.split(",")) for name, _, words in groups}
