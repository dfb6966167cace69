"""Telegram, by a bot's token. https://core.telegram.org/bots/api"""

from __future__ import annotations

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Body,
    Gives,
    Operation,
    Subpath,
    Takes,
    Values,
    Wants,
    blocks_of,
    choice,
    constant,
    file,
    flag,
    get,
    gives,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="telegram",
    name="Telegram",
    base_url="https://api.telegram.org",
    auth=Auth(AuthStyle.PATH, prefix="bot"),
    said="description",
    failed="ok == `false` && description",
    category=Category.SOCIAL,
)
CHAT = number("The chat's id", example=123456789)
MESSAGE_ID = number("The message's id", example=42, ge=1)
ANSWERED = number("The id of the message that it answers", None, ge=1)
CAPTION = text("A text with it", "", max_length=1_024, long=True)
TEXT = text("The message", example="Good morning!", min_length=1, max_length=4_096, long=True)
SECONDS = number("How long it is, seconds", None, ge=0)
# `none` is what agents from elsewhere say; Telegram wants nothing then.
MODE = choice(
    "none Markdown MarkdownV2 HTML",
    "How the text is written",
    "none",
    read=lambda given: None if given == "none" else given,
)


def done(status: str) -> dict[str, Gives]:
    return {
        "message_id": gives(int, "The message's id", "result.message_id"),
        "status": constant(status, "That it is done"),
    }


def reply_to(values: Values) -> Values:
    return {"reply": {"message_id": values["reply_to_message_id"]} if values["reply_to_message_id"] else None}


def its_path(values: Values) -> Values:
    if not values.get("where"):
        raise ValueError("Telegram hands out no file that is larger than 20 MB.")
    return {"path": Subpath(values["where"])}


def media(id: str, kind: str, method: str, fields: str, takes: dict[str, Takes]) -> Operation:
    """A message with a file, which is uploaded."""
    body = {name: f"{{{name}}}" for name in ["chat_id", kind, *fields.split()]}
    shown = {"chat_id": CHAT, kind: file(f"The {kind}", example="data:text/plain;base64,SGk="), **takes}
    return Operation(
        id=id,
        slug=f"send_{kind}",
        about=f"Send {'an' if kind[0] in 'aeiou' else 'a'} {kind}.",
        calls=[
            post(
                f"/{method}",
                {**body, "reply_parameters": "{reply}"},
                derive=reply_to,
                encoding=Body.MULTIPART,
            )
        ],
        takes={**shown, "reply_to_message_id": ANSWERED},
        gives=done(f"{kind.title()} sent"),
        is_sensitive=True,
    )


OPERATIONS = (
    Operation(
        id="787678ad-1f47-4efc-89df-643f9908621a",
        slug="send_message",
        about="Send a message.",
        calls=[
            post(
                "/sendMessage",
                {
                    "chat_id": "{chat_id}",
                    "text": "{text}",
                    "parse_mode": "{parse_mode}",
                    "reply_parameters": "{reply}",
                    "disable_notification": "{disable_notification}",
                },
                derive=reply_to,
            )
        ],
        takes={
            "chat_id": CHAT,
            "text": TEXT,
            "parse_mode": MODE,
            "reply_to_message_id": ANSWERED,
            "disable_notification": flag("Without a sound", False),
        },
        gives=done("Message sent"),
        is_sensitive=True,
    ),
    Operation(
        id="c2b1c976-844f-4b6c-ab21-4973d2ceab15",
        slug="reply_to_message",
        about="Answer a message.",
        calls=[
            post(
                "/sendMessage",
                {
                    "chat_id": "{chat_id}",
                    "text": "{text}",
                    "parse_mode": "{parse_mode}",
                    "reply_parameters": {"message_id": "{reply_to_message_id}"},
                },
            )
        ],
        takes={
            "chat_id": CHAT,
            "reply_to_message_id": number("The id of the message that it answers", example=42, ge=1),
            "text": TEXT,
            "parse_mode": MODE,
        },
        gives=done("Reply sent"),
        is_sensitive=True,
    ),
    Operation(
        id="c55816a2-37af-4901-ba19-36edcf2acfc1",
        slug="edit_message",
        about="Replace the text of a message.",
        calls=[post("/editMessageText", "chat_id message_id text parse_mode")],
        takes={"chat_id": CHAT, "message_id": MESSAGE_ID, "text": TEXT, "parse_mode": MODE},
        gives=done("Message edited"),
        is_sensitive=True,
    ),
    Operation(
        id="bb4fd91a-883e-4d29-9879-b06c4bb79d30",
        slug="delete_message",
        about="Delete a message.",
        calls=[post("/deleteMessage", "chat_id message_id")],
        takes={"chat_id": CHAT, "message_id": MESSAGE_ID},
        gives={"status": constant("Message deleted", "That it is done")},
        is_sensitive=True,
    ),
    media(
        "ceb9fd95-fd95-49ff-b57b-278957255716",
        "photo",
        "sendPhoto",
        "caption parse_mode",
        {"caption": CAPTION, "parse_mode": MODE},
    ),
    media(
        "cda075af-3f31-47b0-baa9-0050b3bd78bd",
        "video",
        "sendVideo",
        "caption parse_mode duration",
        {"caption": CAPTION, "parse_mode": MODE, "duration": SECONDS},
    ),
    media(
        "9044829a-7915-4ab4-a50f-89922ba3679f",
        "audio",
        "sendAudio",
        "caption title performer duration",
        {
            "caption": CAPTION,
            "title": text("Its title", ""),
            "performer": text("Who plays", ""),
            "duration": SECONDS,
        },
    ),
    media(
        "7a0ef660-1a5b-4951-8642-c13a0c8d6d93",
        "voice",
        "sendVoice",
        "caption duration",
        {"caption": CAPTION, "duration": SECONDS},
    ),
    media(
        "554f4bad-4c99-48ba-9d1c-75840b71c5ad",
        "document",
        "sendDocument",
        "filename caption parse_mode",
        {"filename": text("Its name", ""), "caption": CAPTION, "parse_mode": MODE},
    ),
    Operation(
        id="b600aaf2-6272-40c6-b973-c3984747c5bd",
        slug="get_file",
        about="Fetch a file of a message.",
        calls=[
            get("/getFile", "file_id", keep={"where": "result.file_path"}),
            get("/{path}", root="/file", wants=Wants.FILE, derive=its_path),
        ],
        takes={"file_id": text("The file's id, as in a message", example="AgACAgIAAxkBAAI", min_length=1)},
        gives={
            "file": gives(str, "The file, as a data URI", "@"),
            "status": constant("File downloaded", "That it is done"),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
