"""Prompts that are templates where the step gives values for them."""

from __future__ import annotations

import asyncio
from typing import Any

from blocks.sdk.templates import render


async def filled(text: str, values: dict[str, Any]) -> str:
    """`text` with its `{{ names }}` filled, if there are values. It may take a while, so it runs aside."""
    return await asyncio.to_thread(render, text, values) if values else text
