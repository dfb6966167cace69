"""Messages that people write on Discord, waited for. https://discord.com/developers/docs/resources/message

Discord tells of new messages over a connection that a bot keeps open; a step has none. It asks: the list of
channels of a server says which message was the last in each, so that one request tells of all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from blocks.library.discord._client import TEXT_CHANNELS, call
from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    InvalidInput,
    Outputs,
    Pin,
)

MAX_SERVERS = 20  # that are asked each time
_ASK_EVERY_SECONDS = 3.0
_MOST_AT_ONCE = 50  # messages of a channel, between two questions

Channels = dict[str, Mapping[str, Any]]  # id → as Discord tells it, with its server's id


class ReadDiscordMessages(Block):
    """Wait for the next message that a person writes in a channel that a bot can read, and hand it on."""

    id = "df06086a-d5ac-4abb-9996-2ad0acb2eff7"
    slug = "discord.read_messages"
    aliases = ("d3f4g5h6-1i2j-3k4l-5m6n-7o8p9q0r1s2t",)
    category = Category.SOCIAL
    providers = ("discord",)
    timeout_seconds = 660.0

    class Input(BlockInput):
        channel_name: str = Pin("", description="The channel's name or id; all that the bot sees if empty")
        server_name: str = Pin(
            "", description="The server's name; all of the bot's servers if empty", advanced=True
        )
        wait_seconds: int = Pin(
            300, description="How long to wait; then the step fails", ge=5, le=600, advanced=True
        )

    class Output(BlockOutput):
        message_content: str = Pin(description="What was written; empty unless the bot may read contents")
        message_id: str = Pin(description="The id of the message")
        channel_id: str = Pin(description="The id of its channel")
        channel_name: str = Pin(description="The name of its channel")
        user_id: str = Pin(description="The id of whoever wrote it")
        username: str = Pin(description="Their name")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        bot = await ctx.credential("discord")
        servers = await _servers(ctx, bot, input.server_name.strip())
        before = await _channels(ctx, bot, servers, input.channel_name.strip())
        try:
            async with asyncio.timeout(input.wait_seconds):
                message, channel = await _next(ctx, bot, servers, before)
        except TimeoutError:
            yield "error", f"Nobody wrote anything within {input.wait_seconds} seconds."
            return
        author = message.get("author", {})
        yield "message_content", message.get("content", "")
        yield "message_id", str(message["id"])
        yield "channel_id", str(channel["id"])
        yield "channel_name", str(channel.get("name", ""))
        yield "user_id", str(author.get("id", ""))
        yield "username", str(author.get("username", ""))


async def _servers(ctx: Context, bot: Credential, wanted: str) -> list[str]:
    """Ids. Raises InvalidInput if the bot is on none, or on too many to ask."""
    every = await call(ctx, bot, "GET", "/users/@me/guilds")
    found = [str(one["id"]) for one in every if not wanted or one["name"].lower() == wanted.lower()]
    if not found:
        raise InvalidInput(f"The bot is on no server{f' {wanted!r}' if wanted else ''}.", pin="server_name")
    if len(found) > MAX_SERVERS:
        raise InvalidInput(
            f"The bot is on {len(found)} servers; name one, since at most {MAX_SERVERS} can be asked.",
            pin="server_name",
        )
    return found


async def _channels(ctx: Context, bot: Credential, servers: list[str], wanted: str) -> Channels:
    """Those to wait in, with the last message of each. Raises InvalidInput if there are none."""
    name = wanted.removeprefix("#").lower()
    found = {
        one: channel
        for one, channel in (await _all(ctx, bot, servers)).items()
        if not wanted or name in (one, str(channel.get("name", "")).lower())
    }
    if not found:
        raise InvalidInput(f"The bot sees no channel{f' {wanted!r}' if wanted else ''}.", pin="channel_name")
    return found


async def _all(ctx: Context, bot: Credential, servers: list[str]) -> Channels:
    found: Channels = {}
    for server in servers:
        for channel in await call(ctx, bot, "GET", f"/guilds/{server}/channels"):
            if channel["type"] in TEXT_CHANNELS:
                found[str(channel["id"])] = channel
    return found


async def _next(
    ctx: Context, bot: Credential, servers: list[str], before: Channels
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The first message of a person after those in `before`, and its channel."""
    last = {one: str(channel.get("last_message_id") or "0") for one, channel in before.items()}
    while True:
        await asyncio.sleep(_ASK_EVERY_SECONDS)
        for one, channel in (await _all(ctx, bot, servers)).items():
            newest = str(channel.get("last_message_id") or "0")
            if one not in last or newest == last[one]:
                continue
            params = {"after": last[one], "limit": str(_MOST_AT_ONCE)}
            written = await call(ctx, bot, "GET", f"/channels/{one}/messages", params=params)
            last[one] = newest
            for message in sorted(written, key=lambda told: int(told["id"])):
                if not message.get("author", {}).get("bot"):
                    return message, channel
