"""Subreddits, users, the inbox and messages. https://www.reddit.com/dev/api/oauth"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.reddit import _things
from blocks.library.providers.reddit._api import (
    API,
    JSON,
    MOST_A_PAGE,
    OBJECT,
    OBJECTS,
    RAW,
    SUBREDDIT,
    USERNAME,
    at_most,
    sends,
)
from blocks.rest import Operation, Values, blocks_of, choice, constant, echo, flag, get, gives, text

BOXES = {
    "all": "inbox",
    "unread": "unread",
    "messages": "messages",
    "mentions": "mentions",
    "comment_replies": "comments",
    "post_replies": "selfreply",
    "sent": "sent",
}
THE_SUBREDDIT = echo(str, "The subreddit's name", "subreddit")
_RULE = (
    "{name: short_name, description: description, kind: kind, violation_reason: violation_reason, "
    "priority: priority}"
)
_FLAIR = (
    "{id: id, text: text, is_editable: text_editable, is_for_moderators: mod_only, color: background_color}"
)


def read_ones(values: Values) -> Values:
    """`names` of the messages that are to count as read."""
    found = values["found"] or []
    return {"names": ",".join(one["data"]["name"] for one in found) if values["mark_read"] else ""}


def messages(values: Values) -> list[dict[str, Any]]:
    return [_things.message(child) for child in values["found"] or []]


OPERATIONS = (
    Operation(
        id="5a2d1f0c-01fb-43ea-bad7-2260d269c930",
        slug="get_subreddit_info",
        about="Tell what is known of a subreddit.",
        calls=[get("/r/{subreddit}/about", RAW)],
        takes={"subreddit": SUBREDDIT},
        gives={
            "info": gives(OBJECT, "Name, title, description, subscribers…", _things.subreddit),
            "subreddit": THE_SUBREDDIT,
        },
        scopes=("read",),
    ),
    Operation(
        id="222aa36c-fa70-4879-8e8a-37d100175f5c",
        slug="get_subreddit_rules",
        about="List the rules of a subreddit.",
        calls=[get("/r/{subreddit}/about/rules", RAW)],
        takes={"subreddit": SUBREDDIT},
        gives={
            "rule": gives(OBJECT, "Each rule, on its own", each="rules"),
            "rules": gives(OBJECTS, "The rules: name, description, kind…", f"rules[].{_RULE}"),
            "subreddit": THE_SUBREDDIT,
        },
        scopes=("read",),
    ),
    Operation(
        id="ada08f34-a7a9-44aa-869f-0638fa4e0a84",
        slug="get_subreddit_flairs",
        about="List the flairs that posts in a subreddit may have.",
        calls=[get("/r/{subreddit}/api/link_flair_v2", RAW)],
        takes={"subreddit": SUBREDDIT},
        gives={
            "flair": gives(OBJECT, "Each flair, on its own", each="flairs"),
            "flairs": gives(OBJECTS, "The flairs: id, text…", f"[].{_FLAIR}"),
            "subreddit": THE_SUBREDDIT,
        },
        scopes=("flair",),
    ),
    Operation(
        id="1b4c6bd1-4f28-4bad-9ae9-e7034a0f61ff",
        slug="get_user_info",
        about="Tell what is known of a user.",
        calls=[get("/user/{username}/about", RAW)],
        takes={"username": USERNAME},
        gives={
            "user": gives(OBJECT, "Name, karma, since when…", _things.user),
            "username": echo(str, "The user's name"),
        },
        scopes=("read",),
    ),
    Operation(
        id="5a91bb34-7ffe-4b9e-957b-9d4f8fe8dbc9",
        slug="get_inbox",
        about="Read your inbox: messages, answers and mentions.",
        calls=[
            get(
                "/message/{inbox_type}",
                {**RAW, "limit": "{limit}", "mark": False},
                keep={"found": "data.children"},
            ),
            sends("/api/read_message", {"id": "{names}"}, when="names", derive=read_ones),
        ],
        takes={
            "inbox_type": choice(" ".join(BOXES), "What of it", "unread", read=BOXES.__getitem__),
            "limit": at_most(25, MOST_A_PAGE),
            "mark_read": flag("They count as read from then on", False),
        },
        gives={
            "item": gives(OBJECT, "Each of them, on its own", each="items"),
            "items": echo(OBJECTS, "Type, author, subject, body…", messages),
        },
        scopes=("privatemessages",),
        repeats=True,
    ),
    Operation(
        id="7921101a-0537-4259-82ea-bc186ca6b1b6",
        slug="send_message",
        about="Send a user a message.",
        calls=[
            sends("/api/compose", {**JSON, "to": "{username}", "subject": "{subject}", "text": "{message}"})
        ],
        takes={
            "username": USERNAME,
            "subject": text("What it is about", example="The roof", min_length=1, max_length=100),
            "message": text(
                "The message, in Markdown", example="It rains in.", long=True, min_length=1, max_length=10_000
            ),
        },
        gives={"success": constant(True, "That it is done"), "username": echo(str, "To whom")},
        scopes=("privatemessages",),
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
