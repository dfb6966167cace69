"""People: whom one follows, mutes and blocks. https://docs.x.com/x-api/users"""

from __future__ import annotations

from blocks.library.providers.twitter._api import (
    API,
    ME,
    META,
    NEXT,
    OBJECT,
    OBJECTS,
    PAGE,
    either,
    id_pin,
    included,
    page,
    row,
    success,
)
from blocks.library.providers.twitter._fields import OF_USERS, asking
from blocks.rest import blocks_of, delete, get, gives, mapping, post

TARGET = id_pin("user", "target_user_id")
IDS = {"ids": gives(list[str], "Their ids", "data[].id")}
USERNAMES = {"usernames": gives(list[str], "Their names", "data[].username")}
DATA = {"data": gives(OBJECTS, "The users", "data")}
INCLUDES = included("includes")
SOME = page(most=1_000)
ASKED = {**asking(OF_USERS), **PAGE}
LISTED = {**IDS, **USERNAMES, **NEXT, **DATA, **INCLUDES, **META}

OPERATIONS = (
    row(
        "05f409e8-a631-11ef-ae89-93de863ee30d",
        "get_blocked_users",
        "List whom you block.",
        [ME, get("/2/users/{me}/blocking", ASKED)],
        {**OF_USERS, **SOME},
        {
            "user_ids": gives(list[str], "Their ids", "data[].id"),
            "usernames_": gives(list[str], "Their names", "data[].username"),
            **included(),
            **META,
            **NEXT,
        },
        "block.read",
    ),
    row(
        "1aae6a5e-a631-11ef-a090-435900c6d429",
        "follow_user",
        "Follow somebody, or ask to where that has to be allowed.",
        [ME, post("/2/users/{me}/following", "target_user_id")],
        TARGET,
        success("[following, pending_follow] | contains(@, `true`)"),
        "follows.write",
        repeats=True,
    ),
    row(
        "30f66410-a631-11ef-8fe7-d7f888b4f43c",
        "get_followers",
        "List who follows somebody.",
        [get("/2/users/{target_user_id}/followers", ASKED)],
        {**OF_USERS, **TARGET, **SOME},
        LISTED,
        "follows.read",
    ),
    row(
        "264a399c-a631-11ef-a97d-bfde4ca91173",
        "get_following",
        "List whom somebody follows.",
        [get("/2/users/{target_user_id}/following", ASKED)],
        {**OF_USERS, **TARGET, **SOME},
        LISTED,
        "follows.read",
    ),
    row(
        "37e386a4-a631-11ef-b7bd-b78204b35fa4",
        "unfollow_user",
        "Stop following somebody.",
        [ME, delete("/2/users/{me}/following/{target_user_id}")],
        TARGET,
        success("following == `false`"),
        "follows.write",
        repeats=True,
    ),
    row(
        "475024da-a631-11ef-9ccd-f724b8b03cda",
        "get_muted_users",
        "List whom you mute.",
        [ME, get("/2/users/{me}/muting", ASKED)],
        {**OF_USERS, **SOME},
        LISTED,
        "mute.read",
    ),
    row(
        "4d1919d0-a631-11ef-90ab-3b73af9ce8f1",
        "mute_user",
        "Mute somebody: their posts do not show.",
        [ME, post("/2/users/{me}/muting", "target_user_id")],
        TARGET,
        success("muting"),
        "mute.write",
        repeats=True,
    ),
    row(
        "40458504-a631-11ef-940b-eff92be55422",
        "unmute_user",
        "Stop muting somebody.",
        [ME, delete("/2/users/{me}/muting/{target_user_id}")],
        TARGET,
        success("muting == `false`"),
        "mute.write",
        repeats=True,
    ),
    row(
        "5446db8e-a631-11ef-812a-cf315d373ee9",
        "get_user",
        "Tell what is known of a user, by id or name.",
        [
            get(
                "/2/users/{user_id}",
                asking(OF_USERS),
                when="user_id",
                derive=either("user_id", "username"),
            ),
            get("/2/users/by/username/{username}", asking(OF_USERS), when="username"),
        ],
        {
            **OF_USERS,
            "identifier": mapping("Whom: a user_id, or a username", example={"username": "XDevelopers"}),
        },
        {
            "id": gives(str, "The user's id", "data.id"),
            "username_": gives(str, "The name after the @", "data.username"),
            "name_": gives(str, "The name that is shown", "data.name"),
            "data": gives(OBJECT, "What is known of the user", "data"),
            **included(),
        },
    ),
    row(
        "5abc857c-a631-11ef-8cfc-f7b79354f7a1",
        "get_users",
        "Tell what is known of several users, by their ids or names.",
        [
            get(
                "/2/users",
                {**asking(OF_USERS), "ids": "{user_ids}"},
                when="user_ids",
                derive=either("user_ids", "usernames"),
            ),
            get("/2/users/by", {**asking(OF_USERS), "usernames": "{usernames}"}, when="usernames"),
        ],
        {
            **OF_USERS,
            "identifier": mapping(
                "Whom: user_ids, or usernames", example={"usernames": ["XDevelopers", "X"]}
            ),
        },
        {
            **IDS,
            "usernames_": gives(list[str], "The names after the @", "data[].username"),
            "names_": gives(list[str], "The names that are shown", "data[].name"),
            **DATA,
            **included(),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
