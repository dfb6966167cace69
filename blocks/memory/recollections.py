"""Texts that are found again by what they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet
from pgvector.django import CosineDistance

from blocks.memory.owner import Owner
from blocks.models import Recollection
from blocks.sdk.errors import TooLarge
from blocks.sdk.memory import MAX_TEXT_CHARACTERS, Reach, Remembered, Wanted
from platform_project.kit.hashing_embedder import embed

MAX_TEXTS = 20_000  # of one user in a workspace
MAX_METADATA_BYTES = 20_000
LEAST_SCORE = 0.1  # of a text that is found; below it is chance, two features in one place of the vector


@transaction.atomic
def remember(owner: Owner, text: str, metadata: Mapping[str, Any]) -> Remembered | None:
    """Keep a text; None if it is kept already. Raises TooLarge, and changes nothing."""
    said = orjson.dumps(metadata, option=orjson.OPT_SORT_KEYS)
    if len(text) > MAX_TEXT_CHARACTERS or len(said) > MAX_METADATA_BYTES:
        raise TooLarge(
            f"A memory has at most {MAX_TEXT_CHARACTERS:,} characters "
            f"and {MAX_METADATA_BYTES:,} bytes of metadata."
        )
    row, is_new = Recollection.objects.get_or_create(
        workspace_id=owner.workspace_id,
        user_id=owner.user_id,
        agent_id=owner.agent_id,
        digest=hashlib.sha256(said + b"\0" + text.encode()).hexdigest(),
        defaults={
            "execution_id": owner.execution_id,
            "text": text,
            "metadata": dict(metadata),
            "embedding": embed(text),
        },
    )
    if not is_new:
        return None
    if Recollection.objects.filter(**owner.as_filter()).count() > MAX_TEXTS:
        raise TooLarge(f"At most {MAX_TEXTS:,} memories can be kept for one user.")
    return _shown(row)


def recall(owner: Owner, query: str, reach: Reach, wanted: Wanted, most: int) -> list[Remembered]:
    """The nearest texts; those that share next to nothing with the query are not among them."""
    distance = CosineDistance("embedding", embed(query))
    near = _within(owner, reach, wanted).annotate(distance=distance).filter(distance__lt=1 - LEAST_SCORE)
    return [_shown(row, 1.0 - row.distance) for row in near.order_by("distance", "-id")[:most]]


def remembered(owner: Owner, reach: Reach, wanted: Wanted, most: int) -> list[Remembered]:
    return [_shown(row) for row in _within(owner, reach, wanted).order_by("-created_at", "-id")[:most]]


def _within(owner: Owner, reach: Reach, wanted: Wanted) -> QuerySet[Recollection]:
    rows: QuerySet[Recollection] = Recollection.objects.filter(**owner.as_filter())
    if reach.this_agent:
        rows = rows.filter(agent_id=owner.agent_id)
    if reach.this_run:
        rows = rows.filter(execution_id=owner.execution_id, execution_id__isnull=False)
    if wanted.metadata:
        rows = rows.filter(metadata__contains=dict(wanted.metadata))
    if wanted.categories:
        rows = rows.filter(_any_category(wanted.categories))
    return rows


def _any_category(names: Iterable[str]) -> Q:
    found = Q()
    for name in names:
        found |= Q(metadata__categories__contains=[name])
    return found


def _shown(row: Recollection, score: float | None = None) -> Remembered:
    return Remembered(
        str(row.pk), row.text, row.metadata, row.created_at, None if score is None else round(score, 4)
    )
