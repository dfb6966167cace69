"""Posts: write, delete, find and read them. https://docs.x.com/x-api/posts"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blocks.library.providers.twitter._api import (
    API,
    BETWEEN,
    ME,
    META,
    NEXT,
    OBJECT,
    OBJECTS,
    PAGE,
    WITHIN,
    id_of,
    id_pin,
    ids_of,
    included,
    page,
    row,
    success,
)
from blocks.library.providers.twitter._fields import EXCLUDE, OF_POSTS, asking
from blocks.rest import Call, Values, blocks_of, delete, flag, get, gives, items, mapping, number, post, text

MOST_LETTERS = 25_000  # of those who pay; X refuses what is too long for others
DAY_MINUTES = 24 * 60
_REPLIES = {"mentioned_users_only": "mentionedUsers", "following_users_only": "following", "all_users": None}


def repliers(given: Mapping[str, bool]) -> str | None:
    """Who may answer, as X takes it; None for all."""
    for name in given:
        if name.lower() not in _REPLIES:
            raise ValueError(
                f"{name[:100]!r} is none of Mentioned_Users_Only, Following_Users_Only, All_Users."
            )
    asked = {name.lower() for name, is_wanted in given.items() if is_wanted}
    return next((own for name, own in _REPLIES.items() if name in asked), None)


def attached(values: Values) -> Values:
    """What goes with a post, by the names that X's body has."""
    told = values["attachment"] or {}
    found = {
        "media_ids": told.get("media_ids") or None,
        "tagged": told.get("media_tagged_user_ids") or None,
        "deep_link": told.get("direct_message_deep_link") or None,
        "options": told.get("poll_options") or None,
        "place_id": told.get("place_id") or None,
        "quote_id": told.get("quote_tweet_id") or None,
    }
    if not (values["tweet_text"] or found["media_ids"] or found["options"] or found["quote_id"]):
        raise ValueError("`tweet_text` is empty, and no media, poll or post is attached.")
    minutes = (told.get("poll_duration_minutes") or DAY_MINUTES) if found["options"] else None
    return {**found, "minutes": minutes, "for_supporters": values["for_super_followers_only"] or None}


def by_time(values: Values) -> Values:
    """Timelines have one order."""
    if values["sort_order"] not in (None, "recency"):
        raise ValueError(
            "`sort_order`: a timeline comes by time ('recency'); searches have 'relevancy', too."
        )
    return {}


def timeline(path: str) -> Call:
    return get(path, {**WITHIN, **asking(OF_POSTS), **PAGE}, derive=by_time)


TWEET_ID, USER_ID = id_pin("tweet"), id_pin("user")
ORDER = {"sort_order": text("recency, or in searches relevancy", None, advanced=True)}
SOME = page()
IDS = {"ids": gives(list[str], "The posts' ids", "data[].id")}
TEXTS = {"texts": gives(list[str], "What they say", "data[].text")}
AUTHORS = {
    "userIds": gives(
        list[str], "Their authors' ids, with the expansion Author_User_ID", "includes.users[].id"
    ),
    "userNames": gives(list[str], "Their authors' names, likewise", "includes.users[].username"),
}
DATA = {"data": gives(OBJECTS, "The posts", "data")}
LISTED = {**IDS, **TEXTS, **AUTHORS, **NEXT, **DATA, **included(), **META}

WRITING = (
    row(
        "761babf0-a630-11ef-a03d-abceb082f58f",
        "delete_tweet",
        "Delete a post of yours.",
        [delete("/2/tweets/{tweet_id}")],
        TWEET_ID,
        success("deleted"),
        "tweet.write",
        is_sensitive=True,
    ),
    row(
        "7bb0048a-a630-11ef-aeb8-abc0dadb9b12",
        "post_tweet",
        "Write a post, with media, a poll, a place or another post if need be.",
        [
            post(
                "/2/tweets",
                {
                    "text": "{tweet_text}",
                    "for_super_followers_only": "{for_supporters}",
                    "media": {"media_ids": "{media_ids}", "tagged_user_ids": "{tagged}"},
                    "direct_message_deep_link": "{deep_link}",
                    "poll": {"options": "{options}", "duration_minutes": "{minutes}"},
                    "geo": {"place_id": "{place_id}"},
                    "quote_tweet_id": "{quote_id}",
                    "reply": {
                        "in_reply_to_tweet_id": "{in_reply_to_tweet_id}",
                        "exclude_reply_user_ids": "{exclude_reply_user_ids}",
                    },
                    "reply_settings": "{reply_settings}",
                },
                derive=attached,
            )
        ],
        {
            "tweet_text": text(
                "What it says", None, example="It rains in.", long=True, max_length=MOST_LETTERS
            ),
            "for_super_followers_only": flag("For those alone who pay you", False, advanced=True),
            "attachment": mapping(
                "One of media_ids with media_tagged_user_ids, poll_options with poll_duration_minutes, "
                "place_id, quote_tweet_id, direct_message_deep_link",
                {"discriminator": "media", "media_ids": None, "media_tagged_user_ids": None},
                example={"poll_options": ["Tiles", "Thatch"], "poll_duration_minutes": 60},
            ).or_none(),
            "exclude_reply_user_ids": items(str, "Who of a conversation is not told", None, advanced=True),
            "in_reply_to_tweet_id": text("The post that it answers", None, read=id_of),
            "reply_settings": mapping(
                "Who may answer",
                {"Mentioned_Users_Only": False, "Following_Users_Only": False, "All_Users": True},
                of=bool,
                read=repliers,
                advanced=True,
            ),
        },
        {
            "tweet_id": gives(str, "The post's id", "data.id"),
            "tweet_url": gives(
                str, "Its address", lambda answer: f"https://x.com/i/web/status/{answer['data']['id']}"
            ),
        },
        "tweet.write",
        is_sensitive=True,
    ),
)

FINDING = (
    row(
        "53e5cf8e-a630-11ef-ba85-df6d666fa5d5",
        "search_recent_tweets",
        "Search the posts of the last seven days.",
        [
            get(
                "/2/tweets/search/recent",
                {
                    "query": "{query}",
                    **WITHIN,
                    "sort_order": "{sort_order}",
                    **asking(OF_POSTS),
                    "max_results": "{max_results}",
                    "next_token": "{pagination}",
                },
            )
        ],
        {
            **BETWEEN,
            **ORDER,
            **OF_POSTS,
            "query": text(
                "What to search for, as X writes searches", example="roof -is:retweet", min_length=1
            ),
            "max_results": number("At most so many", 10, ge=10, le=100),
            "pagination": SOME["pagination_token"],
        },
        {
            "tweet_ids": IDS["ids"],
            "tweet_texts": TEXTS["texts"],
            **NEXT,
            **DATA,
            **included(),
            **META,
        },
    ),
    row(
        "9fbdd208-a630-11ef-9b97-ab7a3a695ca3",
        "get_quote_tweets",
        "List the posts that quote a post.",
        [
            get(
                "/2/tweets/{tweet_id}/quote_tweets",
                {**asking(OF_POSTS), **PAGE, "exclude": "{exclude}"},
            )
        ],
        {**OF_POSTS, **TWEET_ID, **page(least=10), "exclude": EXCLUDE},
        {
            "ids": gives(list[Any], "The posts' ids", "data[].id"),
            "texts": gives(list[Any], "What they say", "data[].text"),
            **NEXT,
            **DATA,
            **included(),
            **META,
        },
    ),
    row(
        "d222a070-a630-11ef-a18a-3f52f76c6962",
        "get_home_timeline",
        "List the newest posts of those whom you follow, and your own.",
        [ME, timeline("/2/users/{me}/timelines/reverse_chronological")],
        {**BETWEEN, **ORDER, **OF_POSTS, **SOME},
        LISTED,
    ),
    row(
        "e01c890c-a630-11ef-9e20-37da24888bd0",
        "get_user_mentions",
        "List the newest posts that mention somebody.",
        [timeline("/2/users/{user_id}/mentions")],
        {**BETWEEN, **ORDER, **OF_POSTS, **USER_ID, **page(least=5)},
        LISTED,
    ),
    row(
        "c44c3ef2-a630-11ef-9ff7-eb7b5ea3a5cb",
        "get_user_tweets",
        "List the newest posts of somebody.",
        [timeline("/2/users/{user_id}/tweets")],
        {**BETWEEN, **ORDER, **OF_POSTS, **USER_ID, **page(least=5)},
        LISTED,
    ),
    row(
        "f5155c3a-a630-11ef-9cc1-a309988b4d92",
        "get_tweet",
        "Read a post.",
        [get("/2/tweets/{tweet_id}", asking(OF_POSTS))],
        {**OF_POSTS, **TWEET_ID},
        {
            "id": gives(str, "Its id", "data.id"),
            "text": gives(str, "What it says", "data.text"),
            "userId": gives(
                str,
                "Its author's id, with the expansion Author_User_ID",
                "includes.users[0].id || data.author_id",
            ),
            "userName": gives(str, "Its author's name, likewise", "includes.users[0].username"),
            "data": gives(OBJECT, "What is known of it", "data"),
            **included(),
            **META,
        },
    ),
    row(
        "e7cc5420-a630-11ef-bfaf-13bdd8096a51",
        "get_tweets",
        "Read several posts.",
        [get("/2/tweets", {**asking(OF_POSTS), "ids": "{tweet_ids}"})],
        {
            **OF_POSTS,
            "tweet_ids": items(
                str, "The posts' ids, at most 100", example=["1346889436626259968"], read=ids_of
            ),
        },
        {**IDS, **TEXTS, **AUTHORS, **DATA, **included(), **META},
    ),
)

BLOCKS = blocks_of(API, (*WRITING, *FINDING), __name__)
