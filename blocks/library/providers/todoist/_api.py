"""Todoist's API, how its things are named, and pins that many of its operations share."""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, Call, Gives, Operation, Paging, PagingStyle, Takes, constant, text
from blocks.sdk import Category

API = Api(
    provider="todoist",
    name="Todoist",
    base_url="https://api.todoist.com/api/v1",
    category=Category.PRODUCTIVITY,
)
SCOPES = ("task:add", "data:read", "data:read_write", "data:delete", "project:delete")
DONE = {"success": constant(True, "That it is done")}
COLORS = (
    "berry_red red orange yellow olive_green lime_green green mint_green teal sky_blue light_blue blue grape "
    "violet "
    "lavender magenta salmon charcoal grey taupe"
)
PAGES = Paging(style=PagingStyle.CURSOR, items="results", next="next_cursor", field="cursor")
LIMIT = {"limit": 200}
OBJECTS = list[dict[str, Any]]
_APP = "https://app.todoist.com/app"


def id_pin(what: str) -> dict[str, Takes]:
    return {f"{what}_id": text(f"The {what}'s id", example="6X7rM8997g3RQmvh", min_length=1)}


def row(
    id: str,
    slug: str,
    about: str,
    call: Call,
    takes: dict[str, Takes],
    gives: dict[str, Gives],
    *,
    paging: Paging | None = None,
    repeats: bool = False,
    is_sensitive: bool = False,
) -> Operation:
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=[call],
        takes=takes,
        gives=gives,
        paging=paging,
        repeats=repeats,
        is_sensitive=is_sensitive,
        scopes=SCOPES,
    )


def addressed(kind: str) -> Any:
    """The address of one thing, or of each."""
    return lambda answer: f"{_APP}/{kind}/{answer['id']}"


def addresses(kind: str) -> Any:
    return lambda answer: [f"{_APP}/{kind}/{one['id']}" for one in answer["results"]]
