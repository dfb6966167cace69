"""The labelled set: listings by topic, and queries with what is relevant to them.

`listings.json`: topic → its category and [title, subtitle, description, tags]. `queries.json`: [words, kind,
{topic or title: grade}]; a title's grade goes before its topic's, what is not named is 0. Grades: 3 what was
asked for, 2 would serve, 1 of the same matter. They were written by topic, before any ranking was looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HALVES = ("tuning", "held out")  # tables and weights may be fitted to the first half, never to the second
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LabelledListing:
    topic: str
    category: str
    title: str
    subtitle: str
    description: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    text: str
    kind: str
    half: str
    grades: Mapping[str, int]  # of titles, 1 to 3


def labelled_listings() -> list[LabelledListing]:
    return [
        LabelledListing(topic, told["category"], title, subtitle, description, tuple(tags.split(", ")))
        for topic, told in json.loads((_FOLDER / "listings.json").read_text()).items()
        for title, subtitle, description, tags in told["listings"]
    ]


def labelled_queries() -> list[LabelledQuery]:
    """Of each kind every other query is in the held-out half."""
    titles: dict[str, list[str]] = {}
    for listing in labelled_listings():
        titles.setdefault(listing.topic, []).append(listing.title)
    known = {title for topic in titles.values() for title in topic}
    counts: dict[str, int] = {}
    found = []
    for text, kind, labels in json.loads((_FOLDER / "queries.json").read_text())["queries"]:
        unknown = labels.keys() - known - titles.keys()
        assert not unknown, f"{text}: there is no listing and no topic {unknown}."
        grades = {title: grade for name, grade in labels.items() for title in titles.get(name, ())}
        grades |= {name: grade for name, grade in labels.items() if name in known}
        counts[kind] = counts.get(kind, 0) + 1
        relevant = {title: grade for title, grade in grades.items() if grade}
        found.append(LabelledQuery(text, kind, HALVES[counts[kind] % 2], relevant))
    return found
