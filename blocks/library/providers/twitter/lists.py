"""Lists, their members, who follows them, and which are pinned. https://docs.x.com/x-api/lists"""

from __future__ import annotations

from blocks.library.providers.twitter._api import (
    API,
    ME,
    META,
    NEXT,
    OBJECT,
    OBJECTS,
    PAGE,
    id_pin,
    included,
    page,
    row,
    success,
)
from blocks.library.providers.twitter._fields import OF_LISTS, OF_POSTS, OF_USERS, asking
from blocks.rest import Values, blocks_of, delete, flag, get, gives, post, put, text

LIST_ID, USER_ID = id_pin("list"), id_pin("user")
LIST_IDS = {"list_ids": gives(list[str], "The lists' ids", "data[].id")}
LIST_NAMES = {"list_names": gives(list[str], "Their names", "data[].name")}
DATA = {"data": gives(OBJECTS, "The lists", "data")}
_ADDRESS = "https://x.com/i/lists"


def named(values: Values) -> Values:
    if not values["name"]:
        raise ValueError("`name` is empty.")
    return {}


def changed(values: Values) -> Values:
    if not (values["name"] or values["description"]):
        raise ValueError("Give `name` or `description`.")
    return {}


OPERATIONS = (
    row(
        "03d8acf6-a62f-11ef-b17f-b72b04a09e79",
        "follow_list",
        "Follow a list.",
        [ME, post("/2/users/{me}/followed_lists", "list_id")],
        LIST_ID,
        success("following"),
        "list.write",
        repeats=True,
    ),
    row(
        "1f43310a-a62f-11ef-8276-2b06a1bbae1a",
        "unfollow_list",
        "Stop following a list.",
        [ME, delete("/2/users/{me}/followed_lists/{list_id}")],
        LIST_ID,
        success("following == `false`"),
        "list.write",
        repeats=True,
    ),
    row(
        "34ebc80a-a62f-11ef-9c2a-3fcab6c07079",
        "get_list",
        "Tell what is known of a list.",
        [get("/2/lists/{list_id}", asking(OF_LISTS))],
        {**OF_LISTS, **LIST_ID},
        {
            "id": gives(str, "Its id", "data.id"),
            "name": gives(str, "Its name", "data.name"),
            "owner_id": gives(str, "The id of who owns it", "data.owner_id"),
            "owner_username": gives(str, "The name of who owns it", "includes.users[0].username"),
            "data": gives(OBJECT, "What is known of it", "data"),
            **included(),
            **META,
        },
        "list.read",
    ),
    row(
        "2b6bdb26-a62f-11ef-a9ce-ff89c2568726",
        "get_owned_lists",
        "List the lists that somebody owns.",
        [get("/2/users/{user_id}/owned_lists", {**asking(OF_LISTS), **PAGE})],
        {**OF_LISTS, **USER_ID, **page()},
        {**LIST_IDS, **LIST_NAMES, **NEXT, **DATA, **included(), **META},
        "list.read",
    ),
    row(
        "3ee8284e-a62f-11ef-84e4-8f6e2cbf0ddb",
        "add_list_member",
        "Add somebody to a list of yours.",
        [post("/2/lists/{list_id}/members", "user_id")],
        {**LIST_ID, **USER_ID},
        success("is_member"),
        "list.write",
        repeats=True,
    ),
    row(
        "4dba046e-a62f-11ef-b69a-87240c84b4c7",
        "get_list_members",
        "List the members of a list.",
        [get("/2/lists/{list_id}/members", {**asking(OF_USERS), **PAGE})],
        {**OF_USERS, **LIST_ID, **page()},
        {
            "ids": gives(list[str], "Their ids", "data[].id"),
            "usernames": gives(list[str], "Their names", "data[].username"),
            **NEXT,
            "data": gives(OBJECTS, "The members", "data"),
            **included(),
            **META,
        },
        "list.read",
    ),
    row(
        "46e6429c-a62f-11ef-81c0-2b55bc7823ba",
        "get_list_memberships",
        "List the lists on which somebody is.",
        [get("/2/users/{user_id}/list_memberships", {**asking(OF_LISTS), **PAGE})],
        {**OF_LISTS, **USER_ID, **page()},
        {**LIST_IDS, **NEXT, **DATA, **included(), **META},
        "list.read",
    ),
    row(
        "5a3d1320-a62f-11ef-b7ce-a79e7656bcb0",
        "remove_list_member",
        "Take somebody off a list of yours.",
        [delete("/2/lists/{list_id}/members/{user_id}")],
        {**LIST_ID, **USER_ID},
        success("is_member == `false`"),
        "list.write",
        repeats=True,
    ),
    row(
        "6657edb0-a62f-11ef-8c10-0326d832467d",
        "get_list_tweets",
        "List the posts of a list, the newest first.",
        [get("/2/lists/{list_id}/tweets", {**asking(OF_POSTS), **PAGE})],
        {**OF_POSTS, **LIST_ID, **page()},
        {
            "tweet_ids": gives(list[str], "The posts' ids", "data[].id"),
            "texts": gives(list[str], "What they say", "data[].text"),
            **NEXT,
            "data": gives(OBJECTS, "The posts", "data"),
            **included(),
            **META,
        },
        "list.read",
    ),
    row(
        "724148ba-a62f-11ef-89ba-5349b813ef5f",
        "create_list",
        "Make a list.",
        [post("/2/lists", "name description private", derive=named)],
        {
            "name": text("Its name", "", example="Roofers", max_length=25),
            "description": text("What it is about", "", long=True, max_length=100).or_none(),
            "private": flag("For you alone", False),
        },
        {
            "url": gives(str, "Its address", lambda answer: f"{_ADDRESS}/{answer['data']['id']}"),
            "list_id": gives(str, "Its id", "data.id"),
        },
        "list.write",
    ),
    row(
        "843c6892-a62f-11ef-a5c8-b71239a78d3b",
        "delete_list",
        "Delete a list of yours.",
        [delete("/2/lists/{list_id}")],
        LIST_ID,
        success("deleted"),
        "list.write",
        is_sensitive=True,
    ),
    row(
        "7d12630a-a62f-11ef-90c9-8f5a996612c3",
        "update_list",
        "Change the name or description of a list of yours.",
        [put("/2/lists/{list_id}", "name description", derive=changed)],
        {
            **LIST_ID,
            "name": text("Its new name", "", example="Roofers", max_length=25).or_none(),
            "description": text("What it is about now", "", long=True, max_length=100).or_none(),
        },
        success("updated"),
        "list.write",
        repeats=True,
    ),
    row(
        "97e03aae-a62f-11ef-bc53-5b89cb02888f",
        "get_pinned_lists",
        "List the lists that you pinned.",
        [ME, get("/2/users/{me}/pinned_lists", asking(OF_LISTS))],
        OF_LISTS,
        {**LIST_IDS, **LIST_NAMES, **DATA, **included(), **META},
        "list.read",
    ),
    row(
        "8ec16e48-a62f-11ef-9f35-f3d6de43a802",
        "pin_list",
        "Pin a list.",
        [ME, post("/2/users/{me}/pinned_lists", "list_id")],
        LIST_ID,
        success("pinned"),
        "list.write",
        repeats=True,
    ),
    row(
        "a099c034-a62f-11ef-9622-47d0ceb73555",
        "unpin_list",
        "Unpin a list.",
        [ME, delete("/2/users/{me}/pinned_lists/{list_id}")],
        LIST_ID,
        success("pinned == `false`"),
        "list.write",
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
