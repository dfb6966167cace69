"""Ayrshare's API, and what posts to all networks share. https://www.ayrshare.com/docs/apis/post"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from blocks.rest import Api, Operation, Takes, Values, flag, gives, items, number, post, text
from blocks.sdk import Category

API = Api(
    provider="ayrshare",
    name="Ayrshare",
    base_url="https://api.ayrshare.com/api",
    said="message || errors[0].message || posts[0].errors[0].message",
    failed="status == 'error' && (message || errors[0].message || 'It was not posted')",
    category=Category.SOCIAL,
)
FILES = 20  # at most, of one post
MAX_POST_CHARACTERS = 65_000


def or_nothing(given: Any) -> Any:
    """A network is told only what differs from what it does of its own."""
    return given or None


def switch(description: str, **hints: Any) -> Takes:
    return flag(description, False, read=or_nothing, **hints)


def words(description: str, default: Any = "", **hints: Any) -> Takes:
    return text(description, default, **hints)


def texts(description: str, default: Any = (), **hints: Any) -> Takes:
    return items(str, description, list(default) if default is not None else None, **hints)


def whole(description: str, default: int | None = 0, **hints: Any) -> Takes:
    return number(description, default, read=or_nothing, **hints)


ALT_TEXT = texts("What each picture shows, for those who do not see it")
POST = words("What it says", long=True, max_length=MAX_POST_CHARACTERS)
VIDEO = flag("The file is a video, whatever its name is", False, read=or_nothing)


def shared(post_pin: Takes = POST, *, is_video: bool = False) -> dict[str, Takes]:
    return {
        "post": post_pin,
        "media_urls": texts("Pictures or videos: web addresses or data URIs", max_length=FILES),
        "is_video": replace(VIDEO, default=is_video),
        "schedule_date": words("When, as 2026-11-21T18:00:00Z; now if empty", None),
        "disable_comments": switch("Without comments", advanced=True),
        "shorten_links": switch("With short links", advanced=True),
        "unsplash": words("A picture of Unsplash: random, a search, or its id", None, advanced=True),
        "requires_approval": switch("Somebody has to agree first", advanced=True),
        "random_post": switch("A random text, to try", advanced=True),
        "random_media_url": switch("A random picture, to try", advanced=True),
        "notes": words("A note of your own", None, advanced=True),
    }


POST_PIN = text(
    "What it says", example="Good morning!", min_length=1, long=True, max_length=MAX_POST_CHARACTERS
)


def to_upload(values: Values) -> Values:
    """Files that nobody could fetch are sent to Ayrshare first."""
    return {"uploads": [one for one in values["media_urls"] or () if one.startswith("data:")]}


def addresses(values: Values) -> Values:
    uploaded = iter(values.get("uploaded") or ())
    given = values["media_urls"] or ()
    media = [next(uploaded) if one.startswith("data:") else one for one in given]
    return {"media": media or None, "said": values["post"] or ""}  # an empty text has to be there, too


def network(
    id: str,
    slug: str,
    called: str,
    platform: str,
    takes: dict[str, Takes],
    options: tuple[str, dict[str, Any]] | None = None,
    *,
    derive: Callable[[Values], Values] | None = None,
) -> Operation:
    """A post to one network. options: what the API calls those that only it has, and a template of them."""

    def ready(values: Values) -> Values:
        return {**addresses(values), **(derive(values) if derive else {})}

    body = {
        "post": "{said}",
        "platforms": [platform],
        "mediaUrls": "{media}",
        "isVideo": "{is_video}",
        "scheduleDate": "{schedule_date}",
        "disableComments": "{disable_comments}",
        "shortenLinks": "{shorten_links}",
        "unsplash": "{unsplash}",
        "requiresApproval": "{requires_approval}",
        "randomPost": "{random_post}",
        "randomMediaUrl": "{random_media_url}",
        "notes": "{notes}",
        **(dict([options]) if options else {}),
    }
    return Operation(
        id=id,
        slug=slug,
        about=f"Post something to {called}, now or later.",
        name=f"Post to {called} (Ayrshare)",
        calls=[
            post(
                "/media/upload",
                {"file": "{item}"},
                over="uploads",
                when="uploads",
                derive=to_upload,
                keep={"uploaded": "url"},
                is_slow=True,
            ),
            post("/post", body, derive=ready, is_slow=True),
        ],
        takes=takes,
        gives={
            "post_result": gives(dict[str, Any], "All that Ayrshare says", "@"),
            "post": gives(dict[str, Any], "Each post: id, postUrl, platform, status", each="@.postIds"),
        },
        timeout_seconds=180.0,
        is_sensitive=True,
    )
