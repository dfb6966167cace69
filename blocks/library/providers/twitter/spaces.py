"""Spaces, where people talk live. https://docs.x.com/x-api/spaces"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.twitter._api import API, META, NEXT, OBJECT, OBJECTS, either, included, row
from blocks.library.providers.twitter._fields import OF_POSTS, OF_SPACES, OF_USERS, asking
from blocks.rest import blocks_of, choice, get, gives, mapping, number, text

SPACE_ID = {"space_id": text("The space's id", example="1DXxyRYNejbKM", min_length=1)}
IDS = {"ids": gives(list[str], "The spaces' ids", "data[].id")}
TITLES = {"titles": gives(list[str], "Their titles", "data[].title")}
DATA = {"data": gives(OBJECTS, "The spaces", "data")}
INCLUDES = included("includes")
SPACE = "space.read"

OPERATIONS = (
    row(
        "aaefdd48-a62f-11ef-a73c-3f44df63e276",
        "search_spaces",
        "Search for spaces by words of their titles.",
        [
            get(
                "/2/spaces/search",
                {**asking(OF_SPACES), "query": "{query}", "max_results": "{max_results}", "state": "{state}"},
            )
        ],
        {
            **OF_SPACES,
            "query": text("The words", example="roofs", min_length=1, max_length=2_048),
            "max_results": number("At most so many", 10, ge=1, le=100).or_none(),
            "state": choice("live scheduled all", "Which ones", "all"),
        },
        {
            **IDS,
            **TITLES,
            "host_ids": gives(list[Any], "The ids of all their hosts", "data[].host_ids[]"),
            **NEXT,
            **DATA,
            **INCLUDES,
            **META,
        },
        SPACE,
    ),
    row(
        "c1c121a8-a62f-11ef-8b0e-d7b85f96a46f",
        "get_space_buyers",
        "List who bought a ticket for a space of yours.",
        [get("/2/spaces/{space_id}/buyers", asking(OF_USERS))],
        {**OF_USERS, **SPACE_ID},
        {
            "buyer_ids": gives(list[str], "Their ids", "data[].id"),
            "usernames": gives(list[str], "Their names", "data[].username"),
            "data": gives(OBJECTS, "The buyers", "data"),
            **INCLUDES,
        },
        SPACE,
    ),
    row(
        "c79700de-a62f-11ef-ab20-fb32bf9d5a9d",
        "get_space_by_id",
        "Tell what is known of a space.",
        [get("/2/spaces/{space_id}", asking(OF_SPACES))],
        {**OF_SPACES, **SPACE_ID},
        {
            "id": gives(str, "Its id", "data.id"),
            "title": gives(str, "Its title", "data.title"),
            "host_ids": gives(list[str], "The ids of its hosts", "data.host_ids"),
            "data": gives(OBJECT, "What is known of it", "data"),
            **INCLUDES,
        },
        SPACE,
    ),
    row(
        "b69731e6-a62f-11ef-b2d4-1bf14dd6aee4",
        "get_space_tweets",
        "List the posts that were shared in a space.",
        [get("/2/spaces/{space_id}/tweets", asking(OF_POSTS))],
        {**OF_POSTS, **SPACE_ID},
        {
            "tweet_ids": gives(list[str], "The posts' ids", "data[].id"),
            "texts": gives(list[str], "What they say", "data[].text"),
            "data": gives(OBJECTS, "The posts", "data"),
            **INCLUDES,
            **META,
        },
        SPACE,
    ),
    row(
        "d75bd7d8-a62f-11ef-b0d8-c7a9496f617f",
        "get_spaces",
        "Tell what is known of several spaces, by their ids or by who made them.",
        [
            get(
                "/2/spaces",
                {**asking(OF_SPACES), "ids": "{space_ids}"},
                when="space_ids",
                derive=either("space_ids", "user_ids"),
            ),
            get(
                "/2/spaces/by/creator_ids",
                {**asking(OF_SPACES), "user_ids": "{user_ids}"},
                when="user_ids",
            ),
        ],
        {
            **OF_SPACES,
            "identifier": mapping(
                "Which ones: space_ids, or user_ids", example={"space_ids": ["1DXxyRYNejbKM"]}
            ),
        },
        {**IDS, **TITLES, **DATA, **INCLUDES},
        SPACE,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
