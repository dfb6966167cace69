"""Medium. https://github.com/Medium/medium-api-docs"""

from __future__ import annotations

from blocks.rest import (
    Api,
    Operation,
    Values,
    blocks_of,
    choice,
    flag,
    get,
    gives,
    items,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="medium",
    name="Medium",
    base_url="https://api.medium.com/v1",
    headers={"Accept": "application/json"},
    category=Category.SOCIAL,
)
FORMATS = ("html", "markdown")


def written_in(given: str) -> str:
    if given not in FORMATS:
        raise ValueError(f"it is html or markdown, not {given[:100]!r}.")
    return given


def whose(values: Values) -> Values:
    """Whether to ask who the author is."""
    return {"is_asked": not values["author_id"], "author": values["author_id"]}


OPERATIONS = (
    Operation(
        id="3f7b2dcb-4a78-4e3f-b0f1-88132e1b89df",
        slug="publish",
        about="Publish a story.",
        calls=[
            get("/me", derive=whose, when="is_asked", keep={"author": "data.id"}),
            post(
                "/users/{author}/posts",
                {
                    "title": "{title}",
                    "contentFormat": "{content_format}",
                    "content": "{content}",
                    "tags": "{tags}",
                    "canonicalUrl": "{canonical_url}",
                    "publishStatus": "{publish_status}",
                    "license": "{license}",
                    "notifyFollowers": "{notify_followers}",
                },
            ),
        ],
        takes={
            "author_id": text("The author's id; whose token it is if empty", "", secret=True, advanced=True),
            "title": text("Its title", example="It rains in", min_length=1, max_length=100),
            "content": text("What it says", example="# It rains in", long=True, min_length=1),
            "content_format": text("html or markdown", example="markdown", read=written_in),
            "tags": items(str, "Its tags; the first three count", example=["roofs"]),
            "canonical_url": text("Where it stood first", None, advanced=True),
            "publish_status": choice("public draft unlisted", "Who sees it", example="draft"),
            "license": text("Under which license, as cc-40-by", "all-rights-reserved", advanced=True),
            "notify_followers": flag("Tell followers", False, advanced=True),
        },
        gives={
            "post_id": gives(str, "Its id", "data.id"),
            "post_url": gives(str, "Its address", "data.url"),
            "published_at": gives(
                int, "When, in milliseconds since 1970; nothing of a draft", "data.publishedAt"
            ),
        },
        scopes=("basicProfile", "publishPost"),
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
