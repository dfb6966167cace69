"""What an embedder of a model can do, and which one is set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import Protocol

from platform_project.kit.hashing_embedder import DIMENSIONS


class Embedder(Protocol):
    """Makes vectors of texts by a model. `name` says by which: vectors of two names cannot be compared."""

    name: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector of DIMENSIONS and of length 1 for each text. Raises EmbedderFailed."""


def fitted(vector: Sequence[float]) -> list[float]:
    """A model's vector in DIMENSIONS places, of length 1.

    A shorter one is the same with zeros behind it. A longer one is folded: each place is added to one of
    DIMENSIONS, or taken from it, by a hash of its number; that keeps angles, up to some hundredths.
    """
    found = [0.0] * DIMENSIONS
    if len(vector) <= DIMENSIONS:
        found[: len(vector)] = vector
    else:
        for (place, sign), value in zip(_folding(len(vector)), vector, strict=True):
            found[place] += sign * value
    length = math.sqrt(sum(value * value for value in found))
    return [value / length for value in found] if length else found


_foldings: dict[int, list[tuple[int, float]]] = {}


def _folding(length: int) -> list[tuple[int, float]]:
    if length not in _foldings:
        numbers = [
            int.from_bytes(blake2b(f"{place}".encode(), digest_size=8).digest(), "big")
            for place in range(length)
        ]
        _foldings[length] = [(number % DIMENSIONS, 1.0 if number >> 63 else -1.0) for number in numbers]
    return _foldings[length]
