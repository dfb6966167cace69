"""Posts: write, change, find and read them. https://www.reddit.com/dev/api/oauth#section_links_and_comments"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.reddit import _things
from blocks.library.providers.reddit._api import (
    API,
    JSON,
    OBJECT,
    OBJECTS,
    POST_ID,
    RAW,
    SUBREDDIT,
    USERNAME,
    a_page_of,
    at_most,
    pages,
    post_of,
    sends,
    subreddit_of,
)
from blocks.library.providers.reddit._things import SITE
from blocks.rest import (
    Operation,
    Subpath,
    Values,
    blocks_of,
    choice,
    constant,
    echo,
    get,
    gives,
    number,
    text,
)

TITLE_LETTERS, BODY_LETTERS = 300, 40_000
LONGEST_MINUTES = 60 * 24 * 366
ORDER = choice("hot new top controversial", "In which order", "new")
EACH = {"post": gives(OBJECT, "Each post, on its own", each="posts")}
POSTS = {
    **EACH,
    "posts": gives(OBJECTS, "The posts: id, subreddit, title, body, author, score…", _things.posts),
}
THE_POST = echo(str, "The post's id", "post_id")


def kind(values: Values) -> Values:
    return {"kind": "link" if values["url"] else "self"}


def place(values: Values) -> Values:
    """Where to search, and how many a page has."""
    within = values["subreddit"]
    path = f"r/{within}/search" if within else "search"
    return {"place": Subpath(path), "restricted": True if within else None, **a_page_of("limit")(values)}


def address(answer: dict[str, Any]) -> str:
    """Of a post that was changed."""
    found = answer["json"]["data"]["things"][0]["data"]
    return f"{SITE}{found.get('permalink') or '/comments/' + found['id']}"


OPERATIONS = (
    Operation(
        id="f3a2b1c0-8d7e-4f6a-9b5c-1234567890ab",
        slug="create_post",
        about="Write a post, or post a link.",
        calls=[
            sends(
                "/api/submit",
                {
                    **JSON,
                    "kind": "{kind}",
                    "sr": "{subreddit}",
                    "title": "{title}",
                    "text": "{content}",
                    "url": "{url}",
                    "flair_id": "{flair_id}",
                    "flair_text": "{flair_text}",
                },
                derive=kind,
            )
        ],
        takes={
            "subreddit": SUBREDDIT,
            "title": text("Its title", example="It rains in", min_length=1, max_length=TITLE_LETTERS),
            "content": text("What it says, in Markdown", "", long=True, max_length=BODY_LETTERS),
            "url": text("What it links to, if it is a link", None),
            "flair_id": text("The id of its flair", None, advanced=True),
            "flair_text": text("What its flair says, where that may be chosen", None, advanced=True),
        },
        gives={
            "post_id": gives(str, "Its id", "json.data.id"),
            "post_url": gives(str, "Its address", "json.data.url"),
            "subreddit": echo(str, "Where it is"),
        },
        scopes=("submit",),
        is_sensitive=True,
    ),
    Operation(
        id="cdb9df0f-8b1d-433e-873a-ededc1b6479d",
        slug="edit_post",
        about="Replace the text of a post of yours.",
        calls=[sends("/api/editusertext", {**JSON, "thing_id": "t3_{post_id}", "text": "{new_content}"})],
        takes={
            "post_id": POST_ID,
            "new_content": text(
                "What it says now, in Markdown", example="Mended.", long=True, max_length=BODY_LETTERS
            ),
        },
        gives={
            "success": constant(True, "That it is done"),
            "post_id": THE_POST,
            "post_url": gives(str, "Its address", address),
        },
        scopes=("edit",),
        repeats=True,
        is_sensitive=True,
    ),
    Operation(
        id="72e4730a-d66d-4785-8e54-5ab3af450c81",
        slug="delete_post",
        about="Delete a post of yours.",
        calls=[sends("/api/del", {"id": "t3_{post_id}"})],
        takes={"post_id": POST_ID},
        gives={"success": constant(True, "That it is done"), "post_id": THE_POST},
        scopes=("edit",),
        is_sensitive=True,
    ),
    Operation(
        id="36e6a259-168c-4032-83ec-b2935d0e4584",
        slug="get_post",
        about="Read a post.",
        calls=[get("/api/info", {**RAW, "id": "t3_{post_id}"})],
        takes={"post_id": POST_ID},
        gives={
            "post": gives(OBJECT, "The post: id, subreddit, title, body…", _things.only("post", _things.post))
        },
        scopes=("read",),
    ),
    Operation(
        id="c6731acb-4285-4ee1-bc9b-03d0766c370f",
        slug="get_posts",
        about="List the newest posts of a subreddit.",
        calls=[
            get(
                "/r/{subreddit}/new",
                {**RAW, "limit": "{page}"},
                derive=a_page_of("post_limit"),
                keep={"found": "data.children"},
            )
        ],
        takes={
            "subreddit": text(
                "The subreddit's name", "writingprompts", example="writingprompts", read=subreddit_of
            ),
            "last_minutes": number(
                "Of so many minutes; all if empty", None, ge=1, le=LONGEST_MINUTES, advanced=True
            ),
            "last_post": text("Only those that came after this one", None, read=post_of, advanced=True),
            "post_limit": number("Among so many of the newest", 10, ge=1, le=1_000).or_none(),
        },
        gives={**EACH, "posts": echo(OBJECTS, "The posts, the newest first", _things.new_posts)},
        paging=pages("post_limit"),
        scopes=("read",),
    ),
    Operation(
        id="6fbe6329-d13e-4d2e-bd4d-b4d921b56161",
        slug="get_user_posts",
        about="List the posts of a user.",
        calls=[
            get(
                "/user/{username}/submitted",
                {**RAW, "sort": "{sort}", "limit": "{page}"},
                derive=a_page_of("post_limit"),
            )
        ],
        takes={"username": USERNAME, "post_limit": at_most(10), "sort": ORDER},
        gives=POSTS,
        paging=pages("post_limit"),
        scopes=("history",),
    ),
    Operation(
        id="4ab3381b-0c07-4201-89b3-fa2ec264f154",
        slug="get_my_posts",
        about="List your posts.",
        calls=[
            get("/api/v1/me", keep={"me": "name"}),
            get(
                "/user/{me}/submitted",
                {**RAW, "sort": "{sort}", "limit": "{page}"},
                derive=a_page_of("post_limit"),
            ),
        ],
        takes={"post_limit": at_most(10), "sort": ORDER},
        gives=POSTS,
        paging=pages("post_limit"),
        scopes=("identity", "history"),
    ),
    Operation(
        id="4a0c975e-807b-4d5e-83c9-1619864a4b1a",
        slug="search",
        about="Search the posts of a subreddit, or of all.",
        calls=[
            get(
                "/{place}",
                {
                    **RAW,
                    "q": "{query}",
                    "sort": "{sort}",
                    "t": "{time_filter}",
                    "type": "link",
                    "restrict_sr": "{restricted}",
                    "limit": "{page}",
                },
                derive=place,
            )
        ],
        takes={
            "query": text("What to search for", example="roof", min_length=1, max_length=512),
            "subreddit": text("Only in this one", None, read=subreddit_of),
            "sort": choice("relevance hot top new comments", "In which order", "relevance"),
            "time_filter": choice("all year month week day hour", "Of which time", "all"),
            "limit": at_most(10),
        },
        gives={
            "result": gives(OBJECT, "Each post, on its own", each="results"),
            "results": gives(OBJECTS, "The posts: id, subreddit, title, body, author, score…", _things.posts),
        },
        paging=pages("limit"),
        scopes=("read",),
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
