"""English words without their endings: light, so that words that mean different things stay apart."""

from __future__ import annotations

from functools import lru_cache

_LEAST = 3  # letters that stay
_SHORT = 4  # letters of a stem that may have lost an e: writ(ing) is of write
_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))
_ENDINGS = (
    ("ization", "ize"), ("isation", "ize"), ("ational", "ate"), ("ation", "ate"), ("izing", "ize"),
    ("ising", "ize"), ("ized", "ize"), ("ised", "ize"), ("izer", "ize"), ("iser", "ize"), ("ise", "ize"),
    ("ness", ""), ("fully", ""), ("ful", ""), ("ing", ""), ("edly", ""), ("ied", "y"), ("ed", ""),
    ("er", ""), ("or", ""), ("ly", ""),
)  # fmt: skip
_MAY_LACK_E = frozenset(("ing", "ed", "er"))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """`invoices`, `invoicing` and `invoiced` become the same; so may words that only look alike."""
    word = _singular(word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            root = word[: -len(ending)]
            word = _whole(root) if ending in _MAY_LACK_E else root + instead
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST and not _is_closed(word[:-1]) else word


def _singular(word: str) -> str:
    for ending, instead in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: -len(ending)] + instead
    if word.endswith("s") and len(word) > _LEAST and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _whole(root: str) -> str:
    """`planning` is of `plan`, `writing` of `write`; `selling` stays of `sell`."""
    if len(root) > _LEAST and root[-1] == root[-2] and root[-1] not in "lsz":
        return root[:-1]
    return f"{root}e" if _is_closed(root) else root


def _is_closed(root: str) -> bool:
    """Short, and a vowel between two consonants at its end: what an e follows, or another word."""
    if len(root) > _SHORT or len(root) < _LEAST:
        return False
    is_between = root[-3] not in "aeiou" and root[-2] in "aeiouy" and root[-1] not in "aeiouwxy"
    return is_between and not any(char in "aeiou" for char in root[:-3])
