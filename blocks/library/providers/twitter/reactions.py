"""What one does with posts of others: bookmark, like, repost, hide. https://docs.x.com/x-api/posts"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.twitter._api import (
    API,
    ME,
    META,
    NEXT,
    OBJECTS,
    PAGE,
    id_pin,
    included,
    page,
    row,
    success,
)
from blocks.library.providers.twitter._fields import OF_POSTS, OF_USERS, asking
from blocks.rest import blocks_of, delete, get, gives, post, put

TWEET_ID = id_pin("tweet")
POSTS = {"data": gives(OBJECTS, "The posts", "data"), **included(), **META}
USERS = {"data": gives(OBJECTS, "The users", "data"), **included(), **META}
AUTHOR_IDS = gives(list[str], "Their authors' ids, with the expansion Author_User_ID", "includes.users[].id")
AUTHORS = gives(list[str], "Their authors' names, likewise", "includes.users[].username")

OPERATIONS = (
    row(
        "f33d67be-a62f-11ef-a797-ff83ec29ee8e",
        "bookmark_tweet",
        "Bookmark a post.",
        [ME, post("/2/users/{me}/bookmarks", "tweet_id")],
        TWEET_ID,
        success("bookmarked"),
        "bookmark.write",
        repeats=True,
    ),
    row(
        "ed26783e-a62f-11ef-9a21-c77c57dd8a1f",
        "get_bookmarked_tweets",
        "List the posts that you bookmarked.",
        [ME, get("/2/users/{me}/bookmarks", {**asking(OF_POSTS), **PAGE})],
        {**OF_POSTS, **page()},
        {
            "id": gives(list[str], "The posts' ids", "data[].id"),
            "text": gives(list[str], "What they say", "data[].text"),
            "userId": AUTHOR_IDS,
            "userName": AUTHORS,
            **POSTS,
            **NEXT,
        },
        "bookmark.read",
    ),
    row(
        "e4100684-a62f-11ef-9be9-770cb41a2616",
        "remove_bookmark_tweet",
        "Take a bookmark off a post.",
        [ME, delete("/2/users/{me}/bookmarks/{tweet_id}")],
        TWEET_ID,
        success("bookmarked == `false`"),
        "bookmark.write",
        repeats=True,
    ),
    row(
        "07d58b3e-a630-11ef-a030-93701d1a465e",
        "hide_reply",
        "Hide an answer to a post of yours.",
        [put("/2/tweets/{tweet_id}/hidden", {"hidden": True})],
        TWEET_ID,
        success("hidden"),
        "tweet.moderate.write",
        repeats=True,
    ),
    row(
        "fcf9e4e4-a62f-11ef-9d85-57d3d06b616a",
        "unhide_reply",
        "Show an answer to a post of yours again.",
        [put("/2/tweets/{tweet_id}/hidden", {"hidden": False})],
        TWEET_ID,
        success("hidden == `false`"),
        "tweet.moderate.write",
        repeats=True,
    ),
    row(
        "292e7c78-a630-11ef-9f40-df5dffaca106",
        "get_liked_tweets",
        "List the posts that somebody likes.",
        [get("/2/users/{user_id}/liked_tweets", {**asking(OF_POSTS), **PAGE})],
        {**OF_POSTS, **id_pin("user"), **page(least=5)},
        {
            "ids": gives(list[str], "The posts' ids", "data[].id"),
            "texts": gives(list[str], "What they say", "data[].text"),
            "userIds": AUTHOR_IDS,
            "userNames": AUTHORS,
            **NEXT,
            **POSTS,
        },
        "like.read",
    ),
    row(
        "34275000-a630-11ef-b01e-5f00d9077c08",
        "get_liking_users",
        "List who likes a post.",
        [get("/2/tweets/{tweet_id}/liking_users", {**asking(OF_USERS), **PAGE})],
        {**OF_USERS, **TWEET_ID, **page()},
        {
            "id": gives(list[str], "Their ids", "data[].id"),
            "username": gives(list[str], "Their names", "data[].username"),
            **NEXT,
            **USERS,
        },
        "like.read",
    ),
    row(
        "4d0b4c5c-a630-11ef-8e08-1b14c507b347",
        "like_tweet",
        "Like a post.",
        [ME, post("/2/users/{me}/likes", "tweet_id")],
        TWEET_ID,
        success("liked"),
        "like.write",
        repeats=True,
    ),
    row(
        "1ed5eab8-a630-11ef-8e21-cbbbc80cbb85",
        "unlike_tweet",
        "Stop liking a post.",
        [ME, delete("/2/users/{me}/likes/{tweet_id}")],
        TWEET_ID,
        success("liked == `false`"),
        "like.write",
        repeats=True,
    ),
    row(
        "ad7aa6fa-a630-11ef-a6b0-e7ca640aa030",
        "get_retweeters",
        "List who reposted a post.",
        [get("/2/tweets/{tweet_id}/retweeted_by", {**asking(OF_USERS), **PAGE})],
        {**OF_USERS, **TWEET_ID, **page()},
        {
            "ids": gives(list[Any], "Their ids", "data[].id"),
            "names": gives(list[Any], "The names that are shown", "data[].name"),
            "usernames": gives(list[Any], "The names after the @", "data[].username"),
            **NEXT,
            **USERS,
        },
    ),
    row(
        "b6e663f0-a630-11ef-a7f0-8b9b0c542ff8",
        "remove_retweet",
        "Take back that you reposted a post.",
        [ME, delete("/2/users/{me}/retweets/{tweet_id}")],
        TWEET_ID,
        success("retweeted == `false`"),
        "tweet.write",
        repeats=True,
    ),
    row(
        "bd7b8d3a-a630-11ef-be96-6f4aa4c3c4f4",
        "retweet",
        "Repost a post.",
        [ME, post("/2/users/{me}/retweets", "tweet_id")],
        TWEET_ID,
        success("retweeted"),
        "tweet.write",
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
