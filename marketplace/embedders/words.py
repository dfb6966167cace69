"""Texts as words, in one way for what is indexed and for what is asked."""

from __future__ import annotations

import re
import unicodedata

MAX_QUERY_CHARACTERS = 200
MAX_QUERY_WORDS = 16
_WORD = re.compile(r"[^\W_]+")
_OPERATOR = re.compile(r'(?<!\S)(-?)"([^"]+)"|(?<!\S)-([^\W_]\S*)')


def folded(text: str) -> str:
    """Without case, accents and whatever stands between words."""
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_WORD.findall(plain))


def operators(text: str) -> tuple[str, list[str], list[str]]:
    """What is left of a query, the phrases in quotes, and what stands behind a minus; each folded."""
    phrases: list[str] = []
    unwanted: list[str] = []

    def take(found: re.Match[str]) -> str:
        said = folded(found[2] or found[3])
        if said:
            (unwanted if found[1] or found[3] else phrases).append(said)
        return f" {found[2]} " if found[2] and not found[1] else " "

    return folded(_OPERATOR.sub(take, text[:MAX_QUERY_CHARACTERS])), phrases, unwanted


def pieces(word: str, *, first: str) -> list[str]:
    """A word's trigrams, each behind the letter `first`."""
    padded = f" {word} "
    return sorted({first + padded[start : start + 3] for start in range(len(padded) - 2)})
