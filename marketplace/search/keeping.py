"""Libraries and the catalogue of blocks in search: looked for, not told (ADR 24).

Each save of an agent makes a version, whose id begins with its time: what was saved since the last look is a
range of ids. The catalogue changes with the code alone, so its digest says whether it has to be written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils import timezone

from agents.models import Graph, GraphVersion
from blocks.sdk import Block, all_blocks
from marketplace.embedders import hashing
from marketplace.models import EntryKind, SearchEntry
from marketplace.search.entries import Entry, remove_entries, write_entries
from platform_project.notifications.models import Mark

LAG = timedelta(seconds=2)  # what is committed so long after it was made is not found until it is saved again
AT_A_TIME = 500
_AGENTS = f"search: agents, {hashing.NAME}"  # another embedder looks at all of them again
_BLOCKS = "search: blocks, "
_RECOUNT = """
    WITH counted AS MATERIALIZED (
        SELECT word, nentry FROM ts_stat($$
            SELECT to_tsvector('simple', e.title || ' ' || e.subtitle || ' ' || array_to_string(e.tags, ' ')
                || ' ' || m.body)
            FROM marketplace_searchentry e JOIN marketplace_searchmeaning m ON m.entry_id = e.id
            WHERE e.workspace_id IS NULL
        $$)
    ) UPDATE marketplace_searchword w SET entries = coalesce(counted.nentry, 0)
    FROM marketplace_searchword known LEFT JOIN counted USING (word)
    WHERE w.word = known.word AND w.entries <> coalesce(counted.nentry, 0)
"""
_COUNTS = """
    UPDATE marketplace_searchentry e
    SET score = l.score, popularity = ln(1 + 2 * l.install_count + l.run_count)
    FROM marketplace_listing l
    WHERE e.listing_id = l.id AND e.kind = 'listing'
        AND (e.score, e.popularity)
            IS DISTINCT FROM (l.score, ln(1 + 2 * l.install_count + l.run_count)::float8)
"""


@transaction.atomic
def index_saved_agents() -> int:
    """Index agents that were saved since the last look; how many versions that were. One looks at a time."""
    Mark.objects.get_or_create(name=_AGENTS, defaults={"at": datetime.fromtimestamp(0, UTC)})
    mark = Mark.objects.select_for_update(skip_locked=True).filter(name=_AGENTS).first()
    if mark is None:
        return 0
    until = timezone.now() - LAG
    saved = GraphVersion.everything.filter(pk__gt=_last_id(mark.at), pk__lte=_last_id(until))
    found = list(saved.order_by("pk").values_list("pk", "graph_id")[:AT_A_TIME])
    graphs = Graph.objects.filter(pk__in={graph_id for _, graph_id in found}, origin__is_step=False)
    graphs |= Graph.objects.filter(pk__in={graph_id for _, graph_id in found}, origin=None)
    write_entries(_of_graph(graph) for graph in graphs)
    if len(found) == AT_A_TIME:
        until = _made_at(found[-1][0]) - timedelta(
            milliseconds=1
        )  # others may have been made in the same one
    Mark.objects.filter(pk=mark.pk).update(at=max(until, mark.at))
    return len(found)


def index_blocks() -> bool:
    """Write the catalogue if it is another than what was written; whether it was."""
    blocks = all_blocks()
    entries = [_of_block(block) for block in blocks]
    name = f"{_BLOCKS}{hashlib.sha256(orjson.dumps([entry.digest for entry in entries])).hexdigest()[:24]}"
    if Mark.objects.filter(name=name).exists():
        return False
    write_entries(entries)
    gone = SearchEntry.objects.filter(kind=EntryKind.BLOCK).exclude(key__in=[entry.key for entry in entries])
    remove_entries(gone.values_list("key", flat=True))
    Mark.objects.filter(name__startswith=_BLOCKS).delete()
    Mark.objects.create(name=name, at=timezone.now())
    return True


def recount() -> None:
    """Count in how many public entries each word is, and take over how much listings are used and liked."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT)
        cursor.execute(_COUNTS)


def _of_graph(graph: Graph) -> Entry:
    return Entry(
        kind=EntryKind.AGENT,
        id=str(graph.pk),
        graph_id=graph.pk,
        workspace_id=graph.workspace_id,
        title=graph.name,
        subtitle=graph.description[:300],
        body=graph.description,
    )


def _of_block(block: type[Block]) -> Entry:
    return Entry(
        kind=EntryKind.BLOCK,
        id=block.id,
        title=block.name,
        subtitle=block.description[:300],
        providers=tuple(block.providers),
        names=(*_words(block.categories), *block.providers, *_words([block.slug, *block.aliases])),
        body=block.description,
    )


def _words(names: Iterable[str]) -> list[str]:
    return [str(name).replace("_", " ").replace(".", " ").lower() for name in names]


def _last_id(moment: datetime) -> UUID:
    """The greatest that a version 7 UUID of that millisecond can be."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | ((1 << 80) - 1))


def _made_at(version_id: UUID) -> datetime:
    return datetime.fromtimestamp((version_id.int >> 80) / 1000, UTC)
