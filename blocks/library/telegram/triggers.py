"""Agents that start with what people write to a Telegram bot. https://core.telegram.org/bots/api#update"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blocks.sdk import (
    Block,
    BlockInput,
    BlockKind,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
    WebhookSpec,
)

_ADA = {"id": 5, "username": "ada", "first_name": "Ada"}
_MESSAGE = {"message_id": 1, "chat": {"id": 5}, "from": _ADA, "text": "Good morning!"}
_REACTION = {"message_id": 1, "chat": {"id": 5}, "user": _ADA, "new_reaction": [], "old_reaction": []}
_FILES = ("voice", "audio", "document", "video")


class TelegramMessageTrigger(Block):
    """Start the agent when somebody writes or sends something to the bot."""

    id = "4435e4e0-df6e-4301-8f35-ad70b12fc9ec"
    slug = "telegram.message_trigger"
    category = Category.SOCIAL
    kind = BlockKind.TRIGGER
    pure = True
    webhook = WebhookSpec(provider="telegram", event="message.{event}", events_pin="events")

    class Input(BlockInput):
        payload: dict[str, Any] = Pin(
            {},
            description="What Telegram sends; filled in when it comes",
            example={"update_id": 1, "message": _MESSAGE},
            advanced=True,
        )
        events: dict[str, bool] = Pin(
            description="What starts the agent: text, photo, voice, audio, document, video, edited_message; "
            "any new message if none is chosen",
            example={"text": True},
        )

    class Output(BlockOutput):
        payload: dict[str, Any] = Pin(description="All that Telegram sent")
        chat_id: int = Pin(description="The chat, to answer into")
        message_id: int = Pin(description="The message")
        user_id: int = Pin(description="Who sent it")
        username: str = Pin(description="Their name at Telegram; empty if they have none")
        first_name: str = Pin(description="Their first name")
        event: str = Pin(description="What it is: text, photo, voice, audio, document, video or other")
        text: str = Pin(description="The text, of a message that has one")
        photo_file_id: str = Pin(description="The largest size of the photo, if it is one")
        voice_file_id: str = Pin(description="The voice message, if it is one")
        audio_file_id: str = Pin(description="The piece of music, if it is one")
        file_id: str = Pin(description="The file, whatever it holds")
        file_name: str = Pin(description="The name of the document, if it is one")
        caption: str = Pin(description="What stands below a photo or file")
        is_edited: bool = Pin(description="Whether it was sent before, and changed now")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        payload = input.payload
        edited = payload.get("edited_message")
        message = edited if isinstance(edited, dict) else payload.get("message")
        if not isinstance(message, dict):
            raise InvalidInput("Telegram's update has no message.", pin="payload")
        yield "payload", payload
        for pin, value in (*_who(message, "from"), *_what(message)):
            yield pin, value
        yield "is_edited", isinstance(edited, dict)


class TelegramMessageReactionTrigger(Block):
    """Start the agent when somebody reacts to a message. The bot must be an administrator of the chat."""

    id = "82525328-9368-4966-8f0c-cd78e80181fd"
    slug = "telegram.reaction_trigger"
    category = Category.SOCIAL
    kind = BlockKind.TRIGGER
    pure = True
    webhook = WebhookSpec(provider="telegram", event="message_reaction")

    class Input(BlockInput):
        payload: dict[str, Any] = Pin(
            {},
            description="What Telegram sends; filled in when it comes",
            example={"update_id": 1, "message_reaction": _REACTION},
            advanced=True,
        )

    class Output(BlockOutput):
        payload: dict[str, Any] = Pin(description="All that Telegram sent")
        chat_id: int = Pin(description="The chat")
        message_id: int = Pin(description="The message")
        user_id: int = Pin(description="Who reacted; nothing if they did so as a group")
        username: str = Pin(description="Their name at Telegram; empty if they have none")
        new_reactions: list[Any] = Pin(description="Their reactions now")
        old_reactions: list[Any] = Pin(description="Their reactions before")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        reaction = input.payload.get("message_reaction")
        if not isinstance(reaction, dict):
            raise InvalidInput("Telegram's update has no reaction.", pin="payload")
        yield "payload", input.payload
        for pin, value in _who(reaction, "user"):
            if pin != "first_name":
                yield pin, value
        yield "new_reactions", _list(reaction.get("new_reaction"))
        yield "old_reactions", _list(reaction.get("old_reaction"))


def _who(message: dict[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    user = _object(message.get(key))
    numbers = {
        "chat_id": _object(message.get("chat")).get("id"),
        "message_id": message.get("message_id"),
        "user_id": user.get("id"),
    }
    yield from ((pin, value) for pin, value in numbers.items() if type(value) is int)
    yield "username", _text(user.get("username"))
    yield "first_name", _text(user.get("first_name"))


def _what(message: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    event = next((name for name in ("text", "photo", *_FILES) if name in message), "other")
    yield "event", event
    if "text" in message:
        yield "text", _text(message["text"])
    if photo := _photo(message):
        yield "photo_file_id", photo
    files = {name: _text(_object(message.get(name)).get("file_id")) for name in _FILES}
    for name in ("voice", "audio"):
        if files[name]:
            yield f"{name}_file_id", files[name]
    if found := photo or next(filter(None, files.values()), ""):
        yield "file_id", found
    if name := _text(_object(message.get("document")).get("file_name")):
        yield "file_name", name
    if "caption" in message:
        yield "caption", _text(message["caption"])


def _photo(message: dict[str, Any]) -> str:
    """The file of the largest size, which Telegram puts last."""
    sizes = _list(message.get("photo"))
    return _text(_object(sizes[-1]).get("file_id")) if sizes else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
