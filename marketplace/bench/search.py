"""How long searches take among many listings, beside a statement that asks nothing."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection

from marketplace.bench.texts import Words
from marketplace.models import Creator, EntryKind, Listing, SearchMeaning
from marketplace.search import Query, find_listings
from marketplace.search.entries import Entry, write_entries
from platform_project.accounts.models import Workspace
from platform_project.kit.ids import uuid7

CREATORS = 500
AT_A_TIME = 1_000
TARGETS_MS = {10_000: 30.0, 100_000: 80.0}
_MEMORY = "SET maintenance_work_mem = '512MB'"


def fill(count: int) -> float:
    """Make so many listings that can be found; seconds it took."""
    began = time.monotonic()
    creators = _creators()
    indexes = [index for index in SearchMeaning._meta.indexes if "near" in index.name]
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(SearchMeaning, index)
    entries = _entries(count, creators)
    while batch := list(islice(entries, AT_A_TIME)):
        Listing.objects.bulk_create(_listing(entry, creators) for entry in batch)
        write_entries(batch)
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.add_index(SearchMeaning, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.monotonic() - began


def measure(count: int, queries: int) -> dict[str, Any]:
    """Milliseconds of searches among `count` listings."""
    words = Words(seed=count)
    asked = [(kind, _query(text, words)) for kind, text in words.queries(queries)]
    for _, query in asked[:20]:
        find_listings(query)  # the process's own beginnings, and the server's caches
    took: dict[str, list[float]] = {}
    nothing = []
    for kind, query in asked:
        nothing.append(_milliseconds(_ask_nothing))
        name = f"{kind}, filtered" if query.categories or query.is_free is not None else kind
        took.setdefault(name, []).append(_milliseconds(partial(find_listings, query)))
    browsing = [_milliseconds(lambda: find_listings(Query(limit=24, offset=24))) for _ in range(50)]
    every = [one for part in took.values() for one in part]
    target = TARGETS_MS.get(count)
    return {
        "listings": count,
        "searches": len(every),
        **_of(every),
        "target_p95_ms": target,
        "meets": None if target is None else _of(every)["p95_ms"] <= target,
        "SELECT 1": _of(nothing),
        "browsing": _of(browsing),
        "kinds": {name: _of(part) for name, part in sorted(took.items())},
    }


def _query(text: str, words: Words) -> Query:
    """A third of them filtered."""
    way = words.chance()
    if way < 0.15:
        return Query(text=text, categories=("marketing", "data"))
    if way < 0.25:
        return Query(text=text, is_free=True, min_rating=3.0)
    return Query(text=text, providers=("slack",)) if way < 0.33 else Query(text=text)


def _entries(count: int, creators: list[Creator]) -> Iterator[Entry]:
    words = Words()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for number, text in enumerate(words.texts(count)):
        listing_id = uuid7()
        yield Entry(
            kind=EntryKind.LISTING,
            id=str(listing_id),
            listing_id=listing_id,
            creator_id=creators[number % len(creators)].pk,
            title=text.title,
            subtitle=text.subtitle,
            categories=text.categories,
            providers=text.providers,
            tags=text.tags,
            names=(*text.categories, *text.providers),
            body=text.body,
            price=0 if words.chance() < 0.5 else int(words.chance() * 100) * 1_000_000,
            score=1 + 4 * words.chance(),
            popularity=-math.log(words.chance() + 1e-9),
            published_at=now + timedelta(minutes=number),
        )


def _creators() -> list[Creator]:
    places = Workspace.objects.bulk_create(Workspace(name=f"bench {number}") for number in range(CREATORS))
    return Creator.objects.bulk_create(
        Creator(workspace=place, slug=f"bench-{number}", name=f"Bench {number}")
        for number, place in enumerate(places)
    )


def _listing(entry: Entry, creators: list[Creator]) -> Listing:
    by_id = {creator.pk: creator for creator in creators}
    assert entry.creator_id is not None
    creator = by_id[entry.creator_id]
    return Listing(id=entry.listing_id, workspace_id=creator.workspace_id, creator=creator, slug=entry.id)


def _ask_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _of(took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    p95 = ordered[min(len(ordered) - 1, math.ceil(len(ordered) * 0.95) - 1)]
    return {"p50_ms": round(statistics.median(ordered), 2), "p95_ms": round(p95, 2)}
