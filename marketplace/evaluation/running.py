"""The labelled listings as entries of search, and the rankings' marks on the labelled queries."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean
from typing import Any

from marketplace.embedders.models import the_embedder
from marketplace.evaluation.labels import LabelledQuery, labelled_listings, labelled_queries
from marketplace.evaluation.measures import ndcg, recall
from marketplace.models import Creator, EntryKind, Listing, SearchEntry, SearchMeaning
from marketplace.search.conditions import LISTINGS, conditions_of
from marketplace.search.entries import Entry, write_entries
from marketplace.search.finding import ranked
from marketplace.search.modelling import embed_waiting
from marketplace.search.query import Query
from marketplace.search.understanding import understood
from platform_project.accounts.models import Workspace

RANKINGS: dict[str, tuple[str, ...]] = {
    "hybrid": ("words", "meant", "hashed", "modelled"),
    "lexical": ("words",),
    "vectors": ("hashed", "modelled"),
}
_DEEP = 50


def fill() -> int:
    """Make the labelled listings found; how many they are. In a database that has no others."""
    workspace = Workspace.objects.create(name="evaluation")
    creator = Creator.objects.create(workspace=workspace, slug="evaluation", name="Evaluation")
    told = labelled_listings()
    rows = Listing.objects.bulk_create(
        Listing(workspace=workspace, creator=creator, slug=f"labelled-{number}")
        for number in range(len(told))
    )
    return write_entries(
        Entry(
            kind=EntryKind.LISTING,
            id=str(row.pk),
            listing_id=row.pk,
            creator_id=creator.pk,
            title=listing.title,
            subtitle=listing.subtitle,
            body=listing.description,
            categories=(listing.category,),
            tags=listing.tags,
            names=(listing.category,),
        )
        for row, listing in zip(rows, told, strict=True)
    )


def give_vectors() -> dict[str, Any]:
    """Have the set model read all of them, if one is set: its name, and how many have its vector."""
    embedder = the_embedder()
    while embed_waiting():
        continue
    name = embedder.name if embedder else "hashing"
    return {"embedder": name, "modelled": SearchMeaning.objects.filter(modelled_by=name).count()}


def marks() -> dict[str, Any]:
    """Of each ranking over all queries, over both halves and over each kind."""
    queries = labelled_queries()
    titles = dict(SearchEntry.objects.values_list("key", "title"))
    found = {
        name: {query.text: [titles[key] for key in _keys(query, only, name)] for query in queries}
        for name, only in RANKINGS.items()
    }
    groups = {"all": queries}
    for query in queries:
        groups.setdefault(query.half, []).append(query)
        groups.setdefault(query.kind, []).append(query)
    return {
        group: {"queries": len(members), **{name: _marks(members, found[name]) for name in RANKINGS}}
        for group, members in groups.items()
    }


def is_hybrid_best(measured: dict[str, Any]) -> bool:
    """On all queries and on those that nothing was fitted to, by nDCG and by recall in the first ten."""
    return all(
        measured[group]["hybrid"][mark] > measured[group][other][mark]
        for group in ("all", "held out")
        for other in ("lexical", "vectors")
        for mark in ("ndcg_10", "recall_10")
    )


def _keys(query: LabelledQuery, only: Sequence[str], name: str) -> list[str]:
    words = understood(query.text, guess=name == "hybrid")
    asked = Query(text=query.text, limit=_DEEP)
    return ranked(asked, words, [LISTINGS], conditions_of(asked, words), with_facets=False, only=only)[0]


def _marks(queries: Sequence[LabelledQuery], found: dict[str, list[str]]) -> dict[str, float]:
    told = [(found[query.text], query.grades) for query in queries]
    return {
        "ndcg_10": round(mean(ndcg(titles, grades, 10) for titles, grades in told), 4),
        "recall_10": round(mean(recall(titles, grades, 10) for titles, grades in told), 4),
        "recall_50": round(mean(recall(titles, grades, 50) for titles, grades in told), 4),
    }
