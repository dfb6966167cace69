"""What the functions beside X's rows take and refuse; the rows are tried by recordings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blocks.library.providers.twitter._api import id_of, ids_of, moment_of
from blocks.library.providers.twitter._fields import OF_POSTS
from blocks.library.providers.twitter.posts import repliers
from blocks.sdk import Context, Firing, find_block, fire
from tests.blocks.wire import Reply, Wire


async def fired(slug: str, values: dict[str, Any], ctx: Context) -> Firing:
    block = find_block(f"twitter.{slug}")
    assert block is not None
    return await fire(block, values, ctx)


@pytest.mark.parametrize(
    "given",
    ["1346889436626259968", " 1346889436626259968 ", "https://x.com/a/status/1346889436626259968?s=20"],
)
def test_a_post_is_named_by_its_id_or_its_address(given: str) -> None:
    assert id_of(given) == "1346889436626259968"


@pytest.mark.parametrize("given", ["", "ada", "12 34", "https://x.com/ada", "-1", "1" * 20])
def test_what_is_no_id_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is no id: those are numbers"):
        id_of(given)


def test_no_more_than_x_takes_at_once_are_asked_for() -> None:
    assert ids_of(["1", "2"]) == "1,2"
    with pytest.raises(ValueError, match="101 are too many; X takes 100 at once"):
        ids_of(["1"] * 101)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2026-11-21", "2026-11-21T00:00:00Z"),
        ("2026-11-21T18:00", "2026-11-21T18:00:00Z"),
        ("2026-11-21T18:00:00+02:00", "2026-11-21T16:00:00Z"),
    ],
)
def test_moments_are_told_as_x_writes_them(given: str, told: str) -> None:
    assert moment_of(given) == told


@pytest.mark.parametrize("given", ["tomorrow", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is no moment"):
        moment_of(given)


def test_fields_are_called_by_our_names_or_by_those_of_x() -> None:
    read = OF_POSTS["expansions"].read
    assert read is not None
    assert read({"Author_User_ID": True, "author_id": True, "Place_ID": False}) == "author_id"
    assert read({"Author_User_ID": False}) is None
    with pytest.raises(ValueError, match="'Colour' is none of Poll_IDs, Media_Keys"):
        read({"Colour": True})


def test_the_narrowest_of_those_who_may_answer_counts() -> None:
    assert repliers({"All_Users": True, "Following_Users_Only": True}) == "following"
    assert repliers({"All_Users": True}) is None
    with pytest.raises(ValueError, match="'Nobody' is none of"):
        repliers({"Nobody": True})


@pytest.mark.parametrize(
    ("slug", "values", "error"),
    [
        ("post_tweet", {}, "`tweet_text` is empty, and no media, poll or post is attached."),
        ("create_list", {}, "`name` is empty."),
        ("update_list", {"list_id": "1"}, "Give `name` or `description`."),
        ("get_user", {"identifier": {}}, "`identifier` needs user_id or username."),
        ("get_users", {"identifier": {"user_ids": [[]]}}, "`identifier`: user_ids is text."),
        ("get_tweet", {"tweet_id": "x"}, "`tweet_id`: 'x' is no id: those are numbers."),
        (
            "get_user_tweets",
            {"user_id": "1", "sort_order": "relevancy"},
            "`sort_order`: a timeline comes by time ('recency'); searches have 'relevancy', too.",
        ),
    ],
)
async def test_what_x_would_refuse_is_not_sent(
    slug: str, values: dict[str, Any], error: str, wire: Wire, ctx: Context
) -> None:
    firing = await fired(slug, values, ctx)
    assert (firing.error_code, firing.error, wire.seen) == ("invalid_input", error, [])


@pytest.mark.parametrize(
    ("problem", "code"),
    [("resource-not-found", "invalid_input"), ("not-authorized-for-resource", "auth_failed")],
)
async def test_what_is_not_there_is_told_though_x_answers_with_200(
    problem: str, code: str, wire: Wire, ctx: Context
) -> None:
    detail = "Could not find user with id: [2244994945]."
    errors = [{"type": f"https://api.twitter.com/2/problems/{problem}", "detail": detail}]
    wire.replies = [Reply(200, json.dumps({"errors": errors}).encode())]
    firing = await fired("get_user", {"identifier": {"user_id": "2244994945"}}, ctx)
    assert firing.error_code == code
    assert firing.error is not None
    assert firing.error.startswith(f"X refuses: {detail}")


async def test_the_last_page_names_no_next_one(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, b'{"meta": {"result_count": 0}}')]
    firing = await fired("get_followers", {"target_user_id": "1"}, ctx)
    assert firing.error is None
    assert [pin for pin, _ in firing.outputs] == ["ids", "usernames", "data", "includes", "meta"]
