"""Comments. https://www.reddit.com/dev/api/oauth#section_links_and_comments"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.reddit import _things
from blocks.library.providers.reddit._api import (
    API,
    COMMENT_ID,
    JSON,
    OBJECT,
    OBJECTS,
    POST_ID,
    RAW,
    at_most,
    sends,
)
from blocks.rest import Operation, Values, blocks_of, choice, constant, echo, get, gives, text

LETTERS = 10_000
MOST = 500  # that Reddit tells at once
MADE = gives(str, "The new comment's id", "json.data.things[0].data.id")


def order(given: str) -> str:
    return "confidence" if given == "best" else given


def beneath(values: Values) -> list[dict[str, Any]]:
    """The answers to the comment that was asked for, which comes first."""
    tree = values["tree"] or []
    replies = tree[0]["data"].get("replies") if tree else None  # "" where there are none
    return _things.comments(replies["data"]["children"] if replies else [], values["limit"])


OPERATIONS = (
    Operation(
        id="4a92261b-701e-4ffb-8970-675fd28e261f",
        slug="post_comment",
        about="Comment on a post.",
        calls=[sends("/api/comment", {**JSON, "thing_id": "t3_{post_id}", "text": "{comment}"})],
        takes={
            "post_id": POST_ID,
            "comment": text(
                "The comment, in Markdown", example="Thank you!", long=True, min_length=1, max_length=LETTERS
            ),
        },
        gives={"comment_id": MADE, "post_id": echo(str, "The post's id")},
        scopes=("submit",),
        is_sensitive=True,
    ),
    Operation(
        id="7635b059-3a9f-4f7d-b499-1b56c4f76f4f",
        slug="reply_to_comment",
        about="Answer a comment.",
        calls=[sends("/api/comment", {**JSON, "thing_id": "t1_{comment_id}", "text": "{reply_text}"})],
        takes={
            "comment_id": COMMENT_ID,
            "reply_text": text(
                "The answer, in Markdown", example="Thank you!", long=True, min_length=1, max_length=LETTERS
            ),
        },
        gives={
            "comment_id": MADE,
            "parent_comment_id": echo(str, "The id of the comment that it answers", "comment_id"),
        },
        scopes=("submit",),
        is_sensitive=True,
    ),
    Operation(
        id="2650584d-434f-46db-81ef-26c8d8d41f81",
        slug="delete_comment",
        about="Delete a comment of yours.",
        calls=[sends("/api/del", {"id": "t1_{comment_id}"})],
        takes={"comment_id": COMMENT_ID},
        gives={"success": constant(True, "That it is done"), "comment_id": echo(str, "The comment's id")},
        scopes=("edit",),
        is_sensitive=True,
    ),
    Operation(
        id="72cb311a-5998-4e0a-9bc4-f1b67a97284e",
        slug="get_comment",
        about="Read a comment.",
        calls=[get("/api/info", {**RAW, "id": "t1_{comment_id}"})],
        takes={"comment_id": COMMENT_ID},
        gives={
            "comment": gives(
                OBJECT, "The comment: id, body, author, score…", _things.only("comment", _things.comment)
            )
        },
        scopes=("read",),
    ),
    Operation(
        id="98422b2c-c3b0-4d70-871f-56bd966f46da",
        slug="get_post_comments",
        about="List the comments on a post, without the answers to them.",
        calls=[
            get(
                "/comments/{post_id}",
                {**RAW, "limit": "{limit}", "depth": 1, "sort": "{sort}"},
                keep={"tree": "[1].data.children"},
            )
        ],
        takes={
            "post_id": POST_ID,
            "limit": at_most(25, MOST),
            "sort": choice("best top new controversial old qa", "In which order", "best", read=order),
        },
        gives={
            "comment": gives(OBJECT, "Each comment, on its own", each="comments"),
            "comments": echo(
                OBJECTS,
                "The comments: id, body, author, score…",
                lambda values: _things.comments(values["tree"] or [], values["limit"]),
            ),
            "post_id": echo(str, "The post's id"),
        },
        scopes=("read",),
    ),
    Operation(
        id="7fa83965-7289-432f-98a9-1575f5bcc8f1",
        slug="get_comment_replies",
        about="List the answers to a comment.",
        calls=[
            get(
                "/comments/{post_id}",
                {**RAW, "comment": "{comment_id}", "limit": "{most}", "depth": 2},
                derive=lambda values: {"most": values["limit"] + 1},  # it counts the comment, too
                keep={"tree": "[1].data.children"},
            )
        ],
        takes={"comment_id": COMMENT_ID, "post_id": POST_ID, "limit": at_most(10, MOST - 1)},
        gives={
            "reply": gives(OBJECT, "Each answer, on its own", each="replies"),
            "replies": echo(OBJECTS, "The answers: id, body, author, score…", beneath),
            "comment_id": echo(str, "The comment's id"),
            "post_id": echo(str, "The post's id"),
        },
        scopes=("read",),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
