"""Firing one block by its slug, without anything around it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from blocks.sdk import Context, Firing, find_block, fire


def fired(slug: str, values: Mapping[str, Any], ctx: Context | None = None) -> Firing:
    block = find_block(slug)
    assert block is not None, slug
    return asyncio.run(fire(block, values, ctx or Context()))


def outputs_of(slug: str, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What it yields. It may not fail."""
    firing = fired(slug, values)
    assert firing.error is None, firing.error
    return firing.outputs


def failure_of(slug: str, values: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(code, message) of a firing that yields nothing but its failure."""
    firing = fired(slug, values)
    assert firing.outputs == [("error", firing.error)]
    return firing.error_code, firing.error
