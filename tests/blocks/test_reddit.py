"""How Reddit names things, and what it refuses by an answer of 200; the rows are tried by recordings."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from blocks.library.providers.reddit._api import comment_of, post_of, subreddit_of, user_of
from blocks.sdk import Context, Firing, find_block, fire
from tests.blocks.rest_recordings import NOW
from tests.blocks.wire import Reply, Wire


async def fired(slug: str, values: dict[str, Any], ctx: Context) -> Firing:
    block = find_block(f"reddit.{slug}")
    assert block is not None
    return await fire(block, values, ctx)


def said(body: Any) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "given",
    [
        "8xwlg1",
        "t3_8xwlg1",
        "https://redd.it/8xwlg1",
        "https://www.reddit.com/r/roofing/comments/8xwlg1/it_rains_in/",
        "https://old.reddit.com/r/roofing/comments/8xwlg1?sort=new",
    ],
)
def test_a_post_is_named_by_its_id_or_its_address(given: str) -> None:
    assert post_of(given) == "8xwlg1"


@pytest.mark.parametrize(
    "given",
    [
        "e2a1b2c",
        "t1_e2a1b2c",
        "https://www.reddit.com/r/roofing/comments/8xwlg1/it_rains_in/e2a1b2c/?context=3",
    ],
)
def test_a_comment_is_named_by_its_id_or_its_address(given: str) -> None:
    assert comment_of(given) == "e2a1b2c"


def test_subreddits_and_users_may_be_written_as_people_write_them() -> None:
    assert {subreddit_of(name) for name in ("a_b", "r/a_b", "/r/a_b/", "https://www.reddit.com/r/a_b/")} == {
        "a_b"
    }
    assert {user_of(name) for name in ("a-b", "u/a-b", "/u/a-b", "https://www.reddit.com/user/a-b/")} == {
        "a-b"
    }


@pytest.mark.parametrize(
    "given", ["", "t1_8xwlg1", "8XWLG1", "../api/v1/me", "https://a/comments/" * 100_000]
)
def test_what_names_no_post_is_refused_at_once(given: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match="is no id or address of a post"):
        post_of(given)
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize(
    ("told", "code", "error"),
    [
        (
            ["RATELIMIT", "Take a break for 5 minutes.", "ratelimit"],
            "rate_limited",
            "Reddit asks to send less often: Take a break for 5 minutes.",
        ),
        (
            ["SUBREDDIT_NOEXIST", "that subreddit doesn't exist", "sr"],
            "invalid_input",
            "Reddit refuses: that subreddit doesn't exist.",
        ),
        (["QUARANTINE", "no", None], "provider_refused", "Reddit refuses: no."),
    ],
)
async def test_a_post_that_reddit_does_not_take_fails_though_it_answers_with_200(
    told: list[Any], code: str, error: str, wire: Wire, ctx: Context
) -> None:
    wire.replies = [said({"json": {"errors": [told], "ratelimit": 300.0}})]
    firing = await fired("create_post", {"subreddit": "roofing", "title": "It rains in"}, ctx)
    assert (firing.error_code, firing.error) == (code, error)
    assert len(wire.seen) == 1
    assert wire.seen[0].headers["user-agent"] == "web:polychord:v1"


def _posts(*ids: str) -> Reply:
    found = [
        {"kind": "t3", "data": {"id": name, "created_utc": NOW.timestamp() - 60 * age}}
        for age, name in enumerate(ids)
    ]
    return said({"data": {"children": found, "after": None}})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["d", "c", "b", "a"]),
        ({"last_post": "t3_b"}, ["d", "c"]),
        ({"last_minutes": 1}, ["d", "c"]),
        ({"last_minutes": 2, "last_post": "c"}, ["d"]),
    ],
)
async def test_new_posts_end_where_they_are_known_or_too_old(
    asked: dict[str, Any], found: list[str], wire: Wire, ctx: Context
) -> None:
    wire.replies = [_posts("d", "c", "b", "a")]
    ctx.clock = lambda: NOW
    firing = await fired("get_posts", asked, ctx)
    assert [post["id"] for post in dict(firing.outputs)["posts"]] == found


async def test_a_page_has_a_hundred_and_no_more_pages_are_read_than_it_takes(
    wire: Wire, ctx: Context
) -> None:
    wire.answer = lambda request: said(
        {"data": {"children": [{"kind": "t3", "data": {"id": "a"}}] * 100, "after": "t3_a"}}
    )
    firing = await fired("get_user_posts", {"username": "ada", "post_limit": 150}, ctx)
    assert len(dict(firing.outputs)["posts"]) == 150
    assert [request.path.partition("?")[2] for request in wire.seen] == [
        "raw_json=1&sort=new&limit=100",
        "raw_json=1&sort=new&limit=100&after=t3_a",
    ]


@pytest.mark.parametrize(
    ("slug", "values", "answer", "error"),
    [
        ("get_post", {"post_id": "a1"}, {"data": {"children": []}}, "There is no such post."),
        ("get_comment", {"comment_id": "a1"}, {"data": {"children": []}}, "There is no such comment."),
        (
            "get_subreddit_info",
            {"subreddit": "nowhere"},
            {"kind": "Listing", "data": {"children": []}},
            "There is no such subreddit.",
        ),
    ],
)
async def test_what_is_not_there_is_told(
    slug: str, values: dict[str, Any], answer: Any, error: str, wire: Wire, ctx: Context
) -> None:
    wire.replies = [said(answer)]
    firing = await fired(slug, values, ctx)
    assert (firing.error_code, firing.error) == ("invalid_input", error)


async def test_the_inbox_is_only_looked_at_unless_it_is_to_count_as_read(wire: Wire, ctx: Context) -> None:
    mail = {"kind": "t4", "data": {"id": "m1", "name": "t4_m1", "new": True}}
    wire.replies = [said({"data": {"children": [mail]}})]
    firing = await fired("get_inbox", {"inbox_type": "post_replies"}, ctx)
    assert [item["id"] for item in dict(firing.outputs)["items"]] == ["m1"]
    assert [request.path for request in wire.seen] == ["/message/selfreply?raw_json=1&limit=25&mark=false"]
