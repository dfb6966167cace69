"""WordPress.com. https://developer.wordpress.com/docs/api/"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Operation,
    Values,
    blocks_of,
    choice,
    echo,
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
    provider="wordpress",
    name="WordPress.com",
    base_url="https://public-api.wordpress.com",
    category=Category.SOCIAL,
)


def site_of(given: str) -> str:
    """A site's id or domain, out of that or of its address."""
    site = given.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
    if not site or "/" in site:
        raise ValueError(f"{given[:100]!r} is no site; it is named by its domain, as example.wordpress.com.")
    return site


def status(values: Values) -> Values:
    return {"status": "draft" if values["publish_as_draft"] else "publish"}


SITE = text("The site's domain or id", example="example.wordpress.com", read=site_of)
THE_SITE = echo(str, "The site", "site")
_FIELDS = "title content excerpt slug author categories tags featured_image media_urls status"

OPERATIONS = (
    Operation(
        id="ee4fe08c-18f9-442f-a985-235379b932e1",
        slug="create_post",
        about="Write a post on a site.",
        calls=[post("/rest/v1.2/sites/{site}/posts/new", _FIELDS, derive=status)],
        takes={
            "site": SITE,
            "title": text("Its title", example="It rains in"),
            "content": text("What it says, in HTML", example="<p>Through the roof.</p>", long=True),
            "excerpt": text("What it says in short", None, long=True),
            "slug": text("The last part of its address", None, advanced=True),
            "author": text("Who wrote it, by name or id, if it was not you", None, advanced=True),
            "categories": items(str, "Its categories, by name or id", []),
            "tags": items(str, "Its tags, by name or id", []),
            "featured_image": text("The id of the picture that stands for it", None, advanced=True),
            "media_urls": items(
                str, "Addresses of pictures and so on to put into the library", [], advanced=True
            ),
            "publish_as_draft": flag("Nobody sees it yet", False),
        },
        gives={
            "site": THE_SITE,
            "post_id": gives(int, "Its id", "ID"),
            "post_url": gives(str, "Its address", "URL"),
            "short_url": gives(str, "A short address", "short_URL"),
            "post_data": gives(dict[str, Any], "All that WordPress.com says of it", "@"),
        },
        scopes=("posts", "media"),
        is_sensitive=True,
    ),
    Operation(
        id="97728fa7-7f6f-4789-ba0c-f2c114119536",
        slug="get_all_posts",
        about="List the posts of a site.",
        calls=[get("/rest/v1.1/sites/{site}/posts/", "status number offset")],
        takes={
            "site": SITE,
            "status": choice(
                "publish private draft pending future auto-draft trash any",
                "Which ones; the published if empty",
                None,
            ),
            "number": number("At most so many", 20, ge=1, le=100),
            "offset": number("Without the first so many", 0, ge=0),
        },
        gives={
            "site": THE_SITE,
            "found": gives(int, "How many there are"),
            "posts": gives(list[dict[str, Any]], "The posts"),
            "post": gives(dict[str, Any], "Each post, on its own", each="posts"),
        },
        scopes=("posts",),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
