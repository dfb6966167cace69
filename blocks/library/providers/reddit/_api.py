"""Reddit's API, how its things are named, and pins that many of its operations share."""

from __future__ import annotations

import re
from typing import Any

from blocks.rest import Api, Body, Call, Paging, PagingStyle, Values, number, post, text
from blocks.sdk import AuthFailed, Category, InvalidInput, RateLimited

API = Api(
    provider="reddit",
    name="Reddit",
    base_url="https://oauth.reddit.com",
    headers={"User-Agent": "web:polychord:v1"},  # it turns away those it knows from elsewhere
    said="explanation || reason || message",
    failed="json.errors[0][:2]",  # a code, and words; then the field
    meaning={
        "RATELIMIT": RateLimited,
        "USER_REQUIRED": AuthFailed,
        **dict.fromkeys(
            (
                "ALREADY_SUB", "BAD_SR_NAME", "DELETED_COMMENT", "DELETED_LINK", "INVALID_USER", "NO_LINKS",
                "NO_SELFS", "NO_SUBJECT", "NO_TEXT", "NO_URL", "NO_USER", "SUBREDDIT_NOEXIST",
                "SUBREDDIT_NOTALLOWED", "SUBMIT_VALIDATION_FLAIR_REQUIRED", "THREAD_LOCKED", "TOO_LONG",
                "TOO_OLD", "USER_DOESNT_EXIST",
            ),
            InvalidInput,
        ),
    },
    category=Category.SOCIAL,
)  # fmt: skip
OBJECT = dict[str, Any]
OBJECTS = list[OBJECT]
MOST_A_PAGE, MOST = 100, 1_000  # Reddit's lists end after a thousand
LONGEST_NAME = 500  # letters
RAW = {"raw_json": 1}  # else < > & come as they stand in HTML
JSON = {"api_type": "json"}

_SUBREDDIT = re.compile(r"(?:https?://[^/\s]+)?/?(?:r/)?([\w+]{2,200})/?", re.ASCII)
_USER = re.compile(r"(?:https?://[^/\s]+)?/?(?:u/|user/)?([\w-]{1,30})/?", re.ASCII)
_POST = re.compile(r"(?:t3_|https?://redd\.it/|https?://\S+?/comments/)?([a-z0-9]{1,13})(?:[/?]\S*)?")
_COMMENT = re.compile(r"(?:t1_|https?://\S+?/comments/\w+/\w*/)?([a-z0-9]{1,13})(?:[/?]\S*)?")


def _named(pattern: re.Pattern[str], what: str) -> Any:
    def found(given: str) -> str:
        match = pattern.fullmatch(given.strip()) if len(given) <= LONGEST_NAME else None
        if match is None:
            raise ValueError(f"{given[:100]!r} is no {what}.")
        return match[1]

    return found


subreddit_of = _named(_SUBREDDIT, "name of a subreddit")
user_of = _named(_USER, "name of a user")
post_of = _named(_POST, "id or address of a post")
comment_of = _named(_COMMENT, "id or address of a comment")

SUBREDDIT = text("The subreddit's name", example="writingprompts", read=subreddit_of)
USERNAME = text("The user's name", example="spez", read=user_of)
POST_ID = text("The post's id or address", example="8xwlg1", read=post_of)
COMMENT_ID = text("The comment's id or address", example="e2a1b2c", read=comment_of)


def at_most(count: int, most: int = MOST) -> Any:
    return number("At most so many", count, ge=1, le=most)


def sends(path: str, body: dict[str, Any], **options: Any) -> Call:
    """A call that changes something: Reddit takes forms."""
    return post(path, body, encoding=Body.FORM, **options)


def pages(limit: str) -> Paging:
    """limit: name of the pin that says how many are wanted."""
    return Paging(
        style=PagingStyle.CURSOR, items="data.children", next="data.after", field="after", limit=limit
    )


def a_page_of(limit: str) -> Any:
    """`page`: how many a page has, where `limit` are wanted."""

    def found(values: Values) -> Values:
        wanted = values[limit]
        return {"page": MOST_A_PAGE if wanted is None else min(wanted, MOST_A_PAGE)}

    return found
