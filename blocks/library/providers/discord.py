"""Discord, by a bot's token. https://discord.com/developers/docs/resources

Messages to a channel by its name, and in parts, are `blocks/library/discord/messages.py`.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Body,
    Call,
    Operation,
    Takes,
    Values,
    blocks_of,
    choice,
    constant,
    echo,
    file,
    flag,
    get,
    gives,
    items,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="discord",
    name="Discord",
    base_url="https://discord.com/api/v10",
    auth=Auth(AuthStyle.BEARER, prefix="Bot "),
    category=Category.SOCIAL,
)
_EPOCH = 1_420_070_400_000  # of Discord's ids, milliseconds
_SNOWFLAKE = re.compile(r"\d{15,20}")
_KINDS = {
    0: "text",
    2: "voice",
    4: "category",
    5: "news",
    10: "news thread",
    11: "thread",
    12: "private thread",
    13: "stage",
    15: "forum",
}
_CDN = "https://cdn.discordapp.com"

USER_ID = text("The person's id", example="80351110224678912", pattern=r"^\d{1,20}$")
SERVER = text("The server's name; any of the bot's servers if empty", "")
MESSAGE = text("The message", example="Good morning!", min_length=1, max_length=2_000, long=True)
SENT = {
    "status": constant("Message sent", '"Message sent"'),
    "message_id": gives(str, "The message's id", "id"),
}


def channel_pin(name: str) -> dict[str, Takes]:
    return {name: text("The channel's name or id", example="general", min_length=1), "server_name": SERVER}


# --- Channels by name -------------------------------------------------------------------------------------
def looking_for(pin: str) -> tuple[Call, ...]:
    """Calls after which `lists` are the channels of the bot's servers, unless the pin is an id."""

    def named(values: Values) -> Values:
        given = values[pin].strip()
        if _SNOWFLAKE.fullmatch(given):
            return {"is_named": False, "channel_id": given}
        return {"is_named": True, "server_name": (values["server_name"] or "").strip()}

    def servers(values: Values) -> Values:
        wanted = (values["server_name"] or "").lower()
        chosen = [one for one in values.get("guilds") or () if not wanted or one["name"].lower() == wanted]
        return {"server_ids": [one["id"] for one in chosen][:100]}

    return (
        get("/users/@me/guilds", when="is_named", derive=named, keep={"guilds": "@"}),
        get("/guilds/{item}/channels", over="server_ids", derive=servers, keep={"lists": "@"}),
    )


def channel_of(pin: str, more: Callable[[Values], Values] | None = None) -> Callable[[Values], Values]:
    """`channel_id`, of what was named."""

    def found(values: Values) -> Values:
        added = more(values) if more is not None else {}
        if not values["is_named"]:
            return added
        wanted = values[pin].strip().removeprefix("#").lower()
        for channel in (one for several in values["lists"] or () for one in several):
            if channel["name"].lower() == wanted and channel["type"] != 4:
                return {**added, "channel_id": channel["id"]}
        raise ValueError(f"The bot sees no channel {values[pin][:100]!r}.")

    return found


# --- What is sent -----------------------------------------------------------------------------------------
def embed(values: Values) -> Values:
    told = {
        "title": values["title"],
        "description": values["description"],
        "color": values["color"],
        "thumbnail": {"url": values["thumbnail_url"]} if values["thumbnail_url"] else None,
        "image": {"url": values["image_url"]} if values["image_url"] else None,
        "author": {"name": values["author_name"]} if values["author_name"] else None,
        "footer": {"text": values["footer_text"]} if values["footer_text"] else None,
        "fields": values["fields"],
    }
    shown = {name: value for name, value in told.items() if value}
    if not shown.keys() - {"color"}:
        raise ValueError("The embed shows nothing: give it a title, a description or fields.")
    return {"embed": shown}


def upload(values: Values) -> Values:
    """The form of a message with a file."""
    media_type = values["file"].media_type
    name = values["filename"] or f"file{mimetypes.guess_extension(media_type) or ''}"
    form = {"files[0]": values["file"], "content": values["message_content"], "filename": name}
    return {"form": {key: value for key, value in form.items() if value}}


def made_at(snowflake: str) -> str:
    """When a thing was made, by its id."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + _EPOCH) / 1_000, UTC).isoformat()


def avatar(user: dict[str, Any]) -> str:
    if user.get("avatar"):
        return f"{_CDN}/avatars/{user['id']}/{user['avatar']}.png"
    return f"{_CDN}/embed/avatars/{(int(user['id']) >> 22) % 6}.png"


OPERATIONS = (
    Operation(
        id="e8f3c9a2-7b5d-4f1e-9c6a-3d8e2b4f7a1c",
        slug="create_thread",
        about="Begin a thread in a channel.",
        calls=[
            *looking_for("channel_name"),
            post(
                "/channels/{channel_id}/threads",
                {
                    "name": "{thread_name}",
                    "type": "{kind}",
                    "auto_archive_duration": "{auto_archive_duration}",
                },
                derive=channel_of(
                    "channel_name", lambda values: {"kind": 12 if values["is_private"] else 11}
                ),
                keep={"thread_id": "id", "name": "name"},
            ),
            post("/channels/{thread_id}/messages", {"content": "{message_content}"}, when="message_content"),
        ],
        takes={
            **channel_pin("channel_name"),
            "thread_name": text("Its name", example="Roof", min_length=1, max_length=100),
            "is_private": flag("Only those who are invited see it", False),
            "auto_archive_duration": choice(
                "60 1440 4320 10080", "Put away after so many minutes without a message", "10080", read=int
            ),
            "message_content": text("Its first message", "", long=True, max_length=2_000),
        },
        gives={
            "status": constant("Thread created successfully", "That it is done"),
            "thread_id": echo(str, "Its id"),
            "thread_name": echo(str, "Its name", "name"),
        },
    ),
    Operation(
        id="592f815e-35c3-4fed-96cd-a69966b45c8f",
        slug="channel_info",
        about="Tell what is known of a channel.",
        calls=[
            *looking_for("channel_identifier"),
            get("/channels/{channel_id}", derive=channel_of("channel_identifier"), keep={"found": "@"}),
            get("/guilds/{found.guild_id}", keep={"guild": "name"}),
        ],
        takes=channel_pin("channel_identifier"),
        gives={
            "channel_id": echo(str, "Its id", "found.id"),
            "channel_name": echo(str, "Its name", "found.name"),
            "server_id": echo(str, "Its server's id", "found.guild_id"),
            "server_name": echo(str, "Its server's name", "guild"),
            "channel_type": echo(
                str, "text, voice, thread …", lambda values: _KINDS.get(values["found"]["type"], "other")
            ),
        },
    ),
    Operation(
        id="9aeed32a-6ebf-49b8-a0a3-e2e509d86120",
        slug="user_info",
        about="Tell what is known of a person.",
        calls=[get("/users/{user_id}")],
        takes={"user_id": USER_ID},
        gives={
            "user_id": gives(str, "Their id", "id"),
            "username": gives(str, "Their name"),
            "display_name": gives(str, "The name that is shown", "global_name || username"),
            "discriminator": gives(str, "The number of old names"),
            "avatar_url": gives(str, "Their picture", avatar),
            "is_bot": gives(bool, "Whether it is a bot", "bot || `false`"),
            "created_at": gives(str, "Since when they are there", lambda user: made_at(user["id"])),
        },
    ),
    Operation(
        id="7226cb99-6e7b-4672-b6b2-acec95336eec",
        slug="reply_to_message",
        about="Answer a message.",
        calls=[
            post(
                "/channels/{channel_id}/messages",
                {
                    "content": "{reply_content}",
                    "message_reference": {"message_id": "{message_id}"},
                    "allowed_mentions": {"replied_user": "{mention_author}"},
                },
            )
        ],
        takes={
            "channel_id": text("The channel's id", example="1234567890", pattern=r"^\d{1,20}$"),
            "message_id": text("The message's id", example="1234567891", pattern=r"^\d{1,20}$"),
            "reply_content": MESSAGE,
            "mention_author": flag("Tell who wrote the message", True),
        },
        gives={
            "status": constant("Reply sent", '"Reply sent"'),
            "reply_id": gives(str, "The answer's id", "id"),
        },
        is_sensitive=True,
    ),
    Operation(
        id="40d71a5a-e268-4060-9ee0-38ae6f225682",
        slug="send_direct_message",
        about="Send a message to a person alone.",
        calls=[
            post("/users/@me/channels", {"recipient_id": "{user_id}"}, keep={"channel_id": "id"}),
            post("/channels/{channel_id}/messages", {"content": "{message_content}"}),
        ],
        takes={"user_id": USER_ID, "message_content": MESSAGE},
        gives=SENT,
        is_sensitive=True,
    ),
    Operation(
        id="c76293f4-9ae8-454d-a029-0a3f8c5bc499",
        slug="send_embed",
        about="Send a message that looks like a card.",
        calls=[
            *looking_for("channel_identifier"),
            post(
                "/channels/{channel_id}/messages",
                {"embeds": ["{embed}"]},
                derive=channel_of("channel_identifier", embed),
            ),
        ],
        takes={
            **channel_pin("channel_identifier"),
            "title": text("Its title", "", max_length=256),
            "description": text("What it says", "", long=True, max_length=4_096),
            "color": number(
                "The color of its edge, as a number", 5_793_266, ge=0, le=16_777_215, advanced=True
            ),
            "thumbnail_url": text("A small picture", "", advanced=True),
            "image_url": text("A large picture", "", advanced=True),
            "author_name": text("Who says it", "", advanced=True),
            "footer_text": text("What stands below", "", advanced=True),
            "fields": items(dict[str, Any], "Parts: name, value, inline", [], max_length=25, advanced=True),
        },
        gives=SENT,
        is_sensitive=True,
    ),
    Operation(
        id="b1628cf2-4622-49bf-80cf-10e55826e247",
        slug="send_file",
        about="Send a file to a channel.",
        calls=[
            *looking_for("channel_identifier"),
            post(
                "/channels/{channel_id}/messages",
                "{form}",
                derive=channel_of("channel_identifier", upload),
                encoding=Body.MULTIPART,
            ),
        ],
        takes={
            **channel_pin("channel_identifier"),
            "file": file("The file", example="data:text/plain;base64,SGk="),
            "filename": text("Its name", ""),
            "message_content": text("A message with it", "", long=True, max_length=2_000),
        },
        gives=SENT,
        is_sensitive=True,
    ),
    Operation(
        id="8c7e39b8-4e9d-4f3a-b4e1-2a8c9d5f6e3b",
        slug="get_current_user",
        about="Tell whose credential it is.",
        calls=[get("/users/@me")],
        takes={},
        gives={
            "user_id": gives(str, "Their id", "id"),
            "username": gives(str, "Their name"),
            "avatar_url": gives(str, "Their picture", avatar),
            "banner_url": gives(
                str,
                "The picture behind; empty if there is none",
                lambda user: (
                    f"{_CDN}/banners/{user['id']}/{user['banner']}.png" if user.get("banner") else ""
                ),
            ),
            "accent_color": gives(int, "Their color, as a number"),
        },
        scopes=("identify",),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
