"""Calls of Discord's API with a bot's token. https://discord.com/developers/docs/reference"""

from __future__ import annotations

from typing import Any

from blocks.sdk import Answer, BlockFailure, Context, Credential, ProviderDown, ProviderRefused
from blocks.sdk.answers import refusal

TEXT_CHANNELS = frozenset({0, 5, 10, 11, 12})  # text, announcement, threads


async def call(ctx: Context, bot: Credential, method: str, path: str, **options: Any) -> Any:
    """One call of Discord's API. Raises AuthFailed, RateLimited, ProviderDown or ProviderRefused."""
    headers = {"Authorization": f"Bot {bot.api_key}"}
    answer = await ctx.http.request(method, f"{bot.base_url}{path}", headers=headers, **options)
    if answer.status_code >= 300:
        raise _failure(answer)
    try:
        return answer.json()
    except ValueError:
        raise ProviderDown("Discord's answer cannot be read.") from None


def _failure(answer: Answer) -> BlockFailure:
    said = _said(answer)
    if answer.status_code == 403:
        return ProviderRefused(f"The bot may not do this on Discord: {said}")
    return refusal(answer, "Discord", right="the bot's token", said=said)


def _said(answer: Answer) -> str:
    try:
        body = answer.json()
    except ValueError:
        return answer.text[:200]
    return str(body.get("message", body) if isinstance(body, dict) else body)[:200]
