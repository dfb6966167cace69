"""Every test of the accounts begins with no tries counted."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    # Not cache.clear(): that empties the whole Redis, which other things share.
    client = cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]  # the Redis back end has it
    keys = list(client.scan_iter("cache:*rate:*"))
    if keys:
        client.delete(*keys)
