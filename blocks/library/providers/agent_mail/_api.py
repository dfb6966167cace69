"""AgentMail's API, and pins that many of its operations share."""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Call, Gives, Operation, Takes, constant, delete, get, gives, items, number, text
from blocks.sdk import Category

API = Api(
    provider="agent_mail",
    name="AgentMail",
    base_url="https://api.agentmail.to/v0",
    category=Category.COMMUNICATION,
)
INBOX = "/inboxes/{inbox_id}"

RESULT = gives(dict[str, Any], "All that AgentMail says of it", "@")
GONE = {"success": constant(True, "That it is done")}


def id_pin(what: str) -> Takes:
    return text(f"The {what}'s id", example=f"{what}_1", min_length=1)


INBOX_ID = {"inbox_id": text("The inbox's id: its address", example="ada@agentmail.to", min_length=1)}

PAGE = {
    "limit": number("At most so many", 20, ge=1, le=100),
    "page_token": text("Where a list before ended", "", advanced=True),
}
LABELS = {"labels": items(str, "Only those with all of these labels", [])}
TO = items(str, "Who gets it", example=["ada@example.com"], min_length=1)
COPIES = {
    "cc": items(str, "Who gets a copy", []),
    "bcc": items(str, "Who gets a copy that nobody else sees", []),
}
TEXTS = {
    "text": text("The text", "", long=True),
    "html": text("The text as HTML", "", long=True, advanced=True),
}

NEW_INBOX = {
    "username": text("The part of its address before the @; made up if empty", ""),
    "domain": text("The part behind; agentmail.to if empty", ""),
    "display_name": text("The name that people see", ""),
}

SENT = {
    "message_id": gives(str, "The message's id"),
    "thread_id": gives(str, "Its thread's id"),
    "result": RESULT,
}

NEW_INBOX_GIVES = {
    "inbox_id": gives(str, "Its id"),
    "email_address": gives(str, "Its address", "email || inbox_id"),
    "result": RESULT,
}


def row(
    id: str,
    slug: str,
    about: str,
    call: Call,
    takes: dict[str, Takes],
    gives: dict[str, Gives],
    *,
    is_sensitive: bool = False,
    repeats: bool = False,
) -> Operation:
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=[call],
        takes=takes,
        gives=gives,
        is_sensitive=is_sensitive,
        repeats=repeats,
    )


def listing(id: str, slug: str, about: str, path: str, things: str, takes: dict[str, Takes]) -> Operation:
    """A page of a list, with the token of the next."""
    query = " ".join(name for name in ("limit", "page_token", "labels") if name in takes)
    found = {
        things: gives(list[dict[str, Any]], f"The {things}"),
        "count": gives(int, "How many there are on this page"),
        "next_page_token": gives(str, "Where the next page begins; empty if this was the last"),
    }
    return row(id, slug, about, get(path, query), takes, found)


def removal(id: str, slug: str, about: str, path: str, takes: dict[str, Takes]) -> Operation:
    return row(id, slug, about, delete(path), takes, GONE, is_sensitive=True)
