"""The table of models as it is now: what was released, with the operator's rows laid over it.

Each process keeps it for `KEEP_SECONDS`: a price that changes in the admin holds everywhere soon after.
"""

from __future__ import annotations

import asyncio

from django.db import connection
from django.db.models import Q

from blocks.sdk import ModelSpec, ModelTable
from blocks.sdk.models import known_models
from integrations.models import AIModel
from platform_project.kit.kept_tables import Kept

KEEP_SECONDS = 20.0


def table_now() -> ModelTable:
    """The table, from the database. While that is away: the last one, else the one that was released."""
    return _table.now()


async def models_now() -> ModelTable:
    """The same for blocks, beside their event loop."""
    kept = _table.fresh()
    return kept if kept is not None else await asyncio.to_thread(_read_aside)


def forget() -> None:
    """Read the table anew at the next question: a row of it has changed."""
    _table.forget()


def add_known_models() -> None:
    """Bring what was released into the database, where the operator sees and changes it.

    Called at each start. Rows that were changed here stay as they are.
    """
    own = set(AIModel.objects.filter(is_own=True).values_list("name", flat=True))
    rows = [_row(spec) for spec in known_models() if spec.name not in own]
    fields = [f.name for f in AIModel._meta.concrete_fields if f.name not in ("id", "name", "is_own")]
    AIModel.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=fields)
    names = [row.name for row in rows]
    AIModel.objects.filter(Q(is_own=False) & ~Q(name__in=names)).delete()  # a release took them away
    forget()


def _read() -> ModelTable:
    return known_models().overlaid(row.spec() for row in AIModel.objects.all())


_table = Kept(
    _read, otherwise=known_models, seconds=KEEP_SECONDS, complaint="the table of models could not be read"
)


def _row(spec: ModelSpec) -> AIModel:
    return AIModel(
        name=spec.name,
        provider=spec.provider,
        provider_name=spec.provider_name,
        context_tokens=spec.context_tokens,
        max_output_tokens=spec.max_output_tokens,
        input_price=spec.input_price,
        output_price=spec.output_price,
        cached_price=spec.cached_price,
        capabilities=sorted(spec.capabilities),
        replaced_by=spec.replaced_by,
        is_enabled=spec.is_enabled,
    )


def _read_aside() -> ModelTable:
    try:
        return table_now()
    finally:
        connection.close()  # this thread may not come back for long
