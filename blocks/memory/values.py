"""Values under names."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import transaction
from django.db.models import Count, Sum

from blocks.memory.owner import Owner
from blocks.models import KeptValue
from blocks.sdk.errors import TooLarge

MAX_VALUE_BYTES = 1024 * 1024
MAX_VALUES = 10_000  # of one user in a workspace
MAX_BYTES = 50 * 1024 * 1024  # of one user in a workspace


@transaction.atomic
def put(owner: Owner, key: str, value: Any, *, shared: bool) -> None:
    """Keep `value` in place of what is kept. Raises TooLarge, and changes nothing."""
    size = len(orjson.dumps(value))
    if size > MAX_VALUE_BYTES:
        raise TooLarge(f"The value has {size:,} bytes; at most {MAX_VALUE_BYTES:,} can be kept.")
    KeptValue.objects.update_or_create(
        **_place(owner, key, shared),
        defaults={"value": value, "size_bytes": size},
    )
    kept = KeptValue.objects.filter(**owner.as_filter()).aggregate(count=Count("pk"), size=Sum("size_bytes"))
    if kept["count"] > MAX_VALUES or kept["size"] > MAX_BYTES:
        raise TooLarge(f"At most {MAX_VALUES:,} values and {MAX_BYTES:,} bytes can be kept for one user.")


def get(owner: Owner, key: str, *, shared: bool) -> tuple[bool, Any]:
    row = KeptValue.objects.filter(**owner.as_filter(), agent_id=_agent(owner, shared), key=key).first()
    return (row is not None, None if row is None else row.value)


def _place(owner: Owner, key: str, shared: bool) -> dict[str, Any]:
    return {
        "workspace_id": owner.workspace_id,
        "user_id": owner.user_id,
        "agent_id": _agent(owner, shared),
        "key": key,
    }


def _agent(owner: Owner, shared: bool) -> Any:
    return None if shared else owner.agent_id
