"""Exa's API, and pins that many of its operations share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Call,
    Gives,
    Operation,
    Poll,
    Takes,
    Values,
    constant,
    echo,
    flag,
    get,
    gives,
    mapping,
    number,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="exa",
    name="Exa",
    base_url="https://api.exa.ai",
    auth=Auth(AuthStyle.HEADER, "x-api-key"),
    category=Category.SEARCH,
)
OBJECTS = list[dict[str, Any]]
WEBSET, SETS = "/websets/v0/websets/{webset_id}", "/websets/v0/websets"
SUCCESS = constant("true", "That it is done")


def id_pin(what: str) -> dict[str, Takes]:
    return {f"{what}_id": text(f"The {what}'s id", example=f"{what}_01h", min_length=1)}


def id_of(what: str) -> dict[str, Gives]:
    return {f"{what}_id": gives(str, f"The {what}'s id", "id")}


WEBSET_ID = id_pin("webset")
STATUS = gives(str, "How far it is")
EXTERNAL_ID = gives(str | None, "The id of your own that it has", "externalId")
CREATED_AT = gives(str, "When it was made", "createdAt")
UPDATED_AT = gives(str, "When it was changed last", "updatedAt")
NOTES = mapping("Notes of your own, texts by name", None, advanced=True)
QUERY = text("What to look for", example="Roofers in Berlin", min_length=1)
FORMATS = "text date number options email phone"
ENTITIES = "company person article research_paper custom"
METADATA = gives(dict[str, Any], "Notes of your own")
PAGE = {
    "limit": number("At most so many", 25, ge=1, le=100),
    "cursor": text("Where a list before ended", None, advanced=True),
}


WAITING = 3_600  # seconds that a step may wait for Exa
WAITED = {
    "elapsed_time": echo(float, "How long that took, seconds"),
    "timed_out": echo(bool, "Whether it was not done by then"),
}


WAIT = {
    "wait_for_completion": flag("Wait until it is done", False),
    "polling_timeout": number("For so many seconds at most", 300, ge=1, le=WAITING),
}
WAIT_TIME = echo(float | None, "How long that took, seconds", "elapsed_time")
OVER = ("completed", "canceled", "failed")


def waiting(within: str, until: tuple[Any, ...] | str, *, state: str = "status", **options: Any) -> Poll:
    """What is not done in time is told as it is then: nothing of it is lost."""
    return Poll(state=state, until=until, within=within, gives_up=True, **options)


def found_in(webset: Mapping[str, Any]) -> int:
    """How many things a webset's searches found."""
    return sum(int((one.get("progress") or {}).get("found") or 0) for one in webset.get("searches") or ())


def listing(things: str, thing: str) -> dict[str, Gives]:
    return {
        things: gives(OBJECTS, f"The {things}", "data"),
        thing: gives(dict[str, Any], "Each of them, on its own", each=things),
        "has_more": gives(bool, "Whether there are more", "hasMore"),
        "next_cursor": gives(str | None, "Where the next list begins", "nextCursor"),
    }


def row(
    id: str,
    slug: str,
    about: str,
    calls: Call | Sequence[Call],
    takes: dict[str, Takes],
    gives: dict[str, Gives],
    **options: Any,
) -> Operation:
    several = [calls] if isinstance(calls, Call) else calls
    return Operation(id=id, slug=slug, about=about, calls=several, takes=takes, gives=gives, **options)


def page_of(path: str, **more: str) -> Call:
    return get(path, {"limit": "{limit}", "cursor": "{cursor}", **more})


def entity(values: Values) -> dict[str, Any] | None:
    """The kind of thing that is looked for; None lets Exa find out."""
    kind = values.get("entity_type") or values.get("search_entity_type")
    if not kind or kind == "auto":
        return None
    described = values.get("entity_description") or values.get("search_entity_description")
    return {"type": kind, **({"description": described} if described and kind == "custom" else {})}
