"""Messages to Discord, through a bot's token. https://discord.com/developers/docs/resources/message"""

from __future__ import annotations

import math
import re

from blocks.library.discord._client import TEXT_CHANNELS, call
from blocks.sdk import (
    Block,
    BlockFailure,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    InvalidInput,
    Outputs,
    Pin,
    ProviderRefused,
)
from blocks.sdk.pins import Widget

MAX_MESSAGE_CHARACTERS = 2_000  # Discord's own limit
MAX_PARTS = 10
_SNOWFLAKE = re.compile(r"\d{1,20}")


class PostDiscordMessage(Block):
    """Post a message to a Discord channel. A long one is posted in parts."""

    id = "a5f0c3e2-47d9-4b3c-8f0e-6d1b7f2c9a10"
    slug = "discord.post_message"
    is_sensitive = True
    aliases = ("g7h8i9-discord-block",)
    category = Category.SOCIAL
    categories = (Category.SOCIAL, Category.OUTPUT)
    at_most_once = True
    providers = ("discord",)

    class Input(BlockInput):
        channel_id: str = Pin(description="The channel's id", example="1234567890", pattern=r"^\d{1,20}$")
        message: str = Pin(
            description="The message", example="Good morning!", min_length=1, widget=Widget.LONG_TEXT
        )

    class Output(BlockOutput):
        message_id: str = Pin(description="The id of the message, of the last one if there were parts")
        channel_id: str = Pin(description="The channel's id")
        status: str = Pin(description='"Message sent"')

    @classmethod
    def resource_key(cls, input: Input) -> str:
        return f"discord:channel:{input.channel_id}"  # the parts of a message stay together

    async def run(self, input: Input, ctx: Context) -> Outputs:
        bot = await ctx.credential("discord")
        message_id = await _post(ctx, bot, input.channel_id, input.message)
        yield "message_id", message_id
        yield "channel_id", input.channel_id
        yield "status", "Message sent"


class SendDiscordMessage(Block):
    """Send a message to a Discord channel, found by its name or id."""

    id = "d0822ab5-9f8a-44a3-8971-531dd0178b6b"
    slug = "discord.send_message"
    is_sensitive = True
    aliases = ("h1i2j3k4-5l6m-7n8o-9p0q-r1s2t3u4v5w6",)
    category = Category.SOCIAL
    at_most_once = True
    providers = ("discord",)

    class Input(BlockInput):
        message_content: str = Pin(
            description="The message", example="Good morning!", min_length=1, widget=Widget.LONG_TEXT
        )
        channel_name: str = Pin(description="The channel's name or id", example="general", min_length=1)
        server_name: str = Pin(
            "", description="The server's name; any of the bot's servers if empty", advanced=True
        )

    class Output(BlockOutput):
        status: str = Pin(description='"Message sent"')
        message_id: str = Pin(description="The id of the message, of the last one if there were parts")
        channel_id: str = Pin(description="The channel's id")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        bot = await ctx.credential("discord")
        channel_id = await _channel_id(ctx, bot, input.channel_name.strip(), input.server_name.strip())
        message_id = await _post(ctx, bot, channel_id, input.message_content)
        yield "status", "Message sent"
        yield "message_id", message_id
        yield "channel_id", channel_id


async def _post(ctx: Context, bot: Credential, channel_id: str, message: str) -> str:
    """The id of the last message. What failed after a part was sent must not be tried again as a whole."""
    parts = _parts(message)
    path = f"/channels/{channel_id}/messages"
    made = await call(ctx, bot, "POST", path, json={"content": parts[0]})
    for sent, part in enumerate(parts[1:], start=1):
        try:
            made = await call(ctx, bot, "POST", path, json={"content": part})
        except BlockFailure as err:
            raise ProviderRefused(f"{sent} of {len(parts)} parts were sent, then: {err.message}") from err
    return str(made["id"])


def _parts(message: str) -> list[str]:
    """The message in pieces that Discord takes. Raises InvalidInput if there are too many."""
    count = math.ceil(len(message) / MAX_MESSAGE_CHARACTERS)
    if count > MAX_PARTS:
        most = MAX_PARTS * MAX_MESSAGE_CHARACTERS
        raise InvalidInput(
            f"The message has {len(message):,} characters; at most {most:,} can be sent.", pin="message"
        )
    if not message.strip():
        raise InvalidInput("The message is empty.", pin="message")
    return [message[i : i + MAX_MESSAGE_CHARACTERS] for i in range(0, len(message), MAX_MESSAGE_CHARACTERS)]


async def _channel_id(ctx: Context, bot: Credential, channel: str, server: str) -> str:
    if _SNOWFLAKE.fullmatch(channel):
        return channel
    wanted = channel.removeprefix("#").lower()
    for guild in await call(ctx, bot, "GET", "/users/@me/guilds"):
        if server and guild["name"].lower() != server.lower():
            continue
        for found in await call(ctx, bot, "GET", f"/guilds/{guild['id']}/channels"):
            if found["name"].lower() == wanted and found["type"] in TEXT_CHANNELS:
                return str(found["id"])
    where = f" on the server '{server}'" if server else ""
    raise InvalidInput(f"The bot sees no channel '{channel}'{where}.", pin="channel_name")
