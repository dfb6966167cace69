"""Posts, comments, messages, users and subreddits, as blocks hand them on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from blocks.rest import Values

SITE = "https://www.reddit.com"
Thing = dict[str, Any]
_POST = (
    "id", "subreddit", "title", "author", "score", "upvote_ratio", "num_comments", "created_utc", "url",
    "is_self", "over_18", "spoiler", "stickied", "locked",
)  # fmt: skip
_COMMENT = ("id", "author", "body", "score", "created_utc", "edited", "is_submitter", "depth", "subreddit")
_MESSAGE = ("id", "author", "subject", "body", "created_utc", "subreddit", "parent_id", "dest")
_USER = (
    "id", "link_karma", "comment_karma", "total_karma", "created_utc", "is_gold", "is_mod", "is_suspended",
    "has_verified_email", "icon_img",
)  # fmt: skip
_SUBREDDIT = ("id", "title", "subscribers", "created_utc", "over18", "subreddit_type", "lang", "icon_img")


def post(data: Mapping[str, Any]) -> Thing:
    return {
        **_some(data, _POST),
        "post_id": data["id"],
        "body": data.get("selftext") or "",
        "flair": data.get("link_flair_text"),
        "permalink": _address(data),
    }


def comment(data: Mapping[str, Any]) -> Thing:
    return {
        **_some(data, _COMMENT),
        "comment_id": data["id"],
        "post_id": (data.get("link_id") or "").removeprefix("t3_"),
        "parent_id": data.get("parent_id"),
        "permalink": _address(data),
    }


def message(child: Mapping[str, Any]) -> Thing:
    """Of the inbox: a message, or a comment that answers or names the user."""
    data = child["data"]
    return {
        **_some(data, _MESSAGE),
        "type": "comment" if child["kind"] == "t1" else "message",
        "is_new": data.get("new"),
        "permalink": f"{SITE}{data['context']}" if data.get("context") else "",
    }


def user(answer: Mapping[str, Any]) -> Thing:
    data = answer["data"]
    profile = data.get("subreddit") or {}
    return {
        **_some(data, _USER),
        "username": data["name"],
        "description": profile.get("public_description") or "",
        "profile_url": f"{SITE}/user/{data['name']}",
    }


def subreddit(answer: Mapping[str, Any]) -> Thing:
    """Raises ValueError if there is none: Reddit then answers with what it found instead."""
    if answer.get("kind") != "t5":
        raise ValueError("There is no such subreddit.")
    data = answer["data"]
    return {
        **_some(data, _SUBREDDIT),
        "name": data["display_name"],
        "description": data.get("public_description") or "",
        "active_users": data.get("active_user_count") or data.get("accounts_active"),
        "url": f"{SITE}{data['url']}",
    }


# --- Out of answers ---------------------------------------------------------------------------------------
def only(kind: str, shape: Callable[[Mapping[str, Any]], Thing]) -> Callable[[Any], Thing]:
    """The first of a list. kind: a word for what is missing if it is empty."""

    def found(answer: Mapping[str, Any]) -> Thing:
        children = answer["data"]["children"]
        if not children:
            raise ValueError(f"There is no such {kind}.")
        return shape(children[0]["data"])

    return found


def posts(answer: Mapping[str, Any]) -> list[Thing]:
    return [post(child["data"]) for child in answer["data"]["children"] if child["kind"] == "t3"]


def comments(children: list[Mapping[str, Any]], most: int) -> list[Thing]:
    """Without what stands for those that are left out."""
    return [comment(child["data"]) for child in children if child["kind"] == "t1"][:most]


def new_posts(values: Values) -> list[Thing]:
    """Those that are not older than `last_minutes`, and came after `last_post`; the newest first."""
    minutes, found = values["last_minutes"], []
    since = 0.0 if minutes is None else (values["now"] - timedelta(minutes=minutes)).timestamp()
    for one in posts({"data": {"children": values["found"]}}):
        if one["id"] == values["last_post"] or one["created_utc"] < since:
            break
        found.append(one)
    return found


def _some(data: Mapping[str, Any], names: tuple[str, ...]) -> Thing:
    return {name: data.get(name) for name in names}


def _address(data: Mapping[str, Any]) -> str:
    return f"{SITE}{data['permalink']}" if data.get("permalink") else ""
