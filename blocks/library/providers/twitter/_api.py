"""X's API, how its things are named, and pins that many of its operations share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from blocks.rest import Api, Call, Gives, Operation, Takes, Values, get, gives, number, text
from blocks.sdk import AuthFailed, Category, InvalidInput

_PROBLEM = "https://api.twitter.com/2/problems/"
API = Api(
    provider="twitter",
    name="X",
    base_url="https://api.x.com",
    said="errors[0].message || errors[0].detail || detail || title",
    failed="!data && errors[0].[type, detail]",  # what is not there, or not to be seen, is told by a 200
    meaning={
        f"{_PROBLEM}resource-not-found": InvalidInput,
        f"{_PROBLEM}invalid-request": InvalidInput,
        f"{_PROBLEM}not-authorized-for-resource": AuthFailed,
        f"{_PROBLEM}resource-unavailable": InvalidInput,
    },
    category=Category.SOCIAL,
)
OBJECT = dict[str, Any]
OBJECTS = list[OBJECT]
READ = ("tweet.read", "users.read")
LONGEST_NAME = 500  # letters
MOST_AT_ONCE = 100  # things that one call takes

_ID = re.compile(r"(?:https?://\S+/(?:status|lists)/)?(\d{1,19})(?:[/?#]\S*)?")


def id_of(given: str) -> str:
    """A post's, user's or list's id, out of that or of an address."""
    found = _ID.fullmatch(given.strip()) if len(given) <= LONGEST_NAME else None
    if found is None:
        raise ValueError(f"{given[:100]!r} is no id: those are numbers.")
    return found[1]


def ids_of(given: Sequence[str]) -> str:
    return joined([id_of(one) for one in given])


def joined(given: Sequence[str]) -> str:
    """As X takes several in one call."""
    if len(given) > MOST_AT_ONCE:
        raise ValueError(f"{len(given):,} are too many; X takes {MOST_AT_ONCE} at once.")
    return ",".join(given)


def moment_of(given: str) -> str:
    """A date, or a moment, as X writes it. What names no time zone is UTC."""
    try:
        told = datetime.fromisoformat(given.strip())
        told = told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{given[:100]!r} is no moment, as 2026-11-21T18:00:00Z.") from None
    return told.strftime("%Y-%m-%dT%H:%M:%SZ")


# --- Pins -------------------------------------------------------------------------------------------------
def id_pin(what: str, name: str = "") -> dict[str, Takes]:
    """name: of the pin, if it is no `what_id`."""
    told = "post" if what == "tweet" else what
    return {name or f"{what}_id": text(f"The {told}'s id", example="1346889436626259968", read=id_of)}


def page(least: int = 1, most: int = 100) -> dict[str, Takes]:
    return {
        "max_results": number("At most so many", 10, ge=least, le=most).or_none(),
        "pagination_token": text("The next_token of the page before", "", advanced=True).or_none(),
    }


PAGE = {"max_results": "{max_results}", "pagination_token": "{pagination_token}"}
BETWEEN = {
    "start_time": text("From then on, as 2026-11-21T18:00:00Z", None, read=moment_of, advanced=True),
    "end_time": text("Until then", None, read=moment_of, advanced=True),
    "since_id": text("Newer than the post of this id", None, read=id_of, advanced=True),
    "until_id": text("Older than the post of this id", None, read=id_of, advanced=True),
}
WITHIN = {name: f"{{{name}}}" for name in BETWEEN}
META = {"meta": gives(OBJECT, "Of the page: how many there are, and its tokens")}
NEXT = {
    "next_token": gives(
        str, "Asks for the next page; nothing after the last", "meta.next_token", is_rare=True
    )
}


def included(name: str = "included") -> dict[str, Gives]:
    return {name: gives(OBJECT, "What came with it by `expansions`", "includes")}


def success(path: str) -> dict[str, Gives]:
    """path: of what X says of the state that was asked for."""
    return {"success": gives(bool, "Whether it is so now", f"data.{path}")}


# --- Rows -------------------------------------------------------------------------------------------------
ME = get("/2/users/me", keep={"me": "data.id"})


def row(
    id: str,
    slug: str,
    about: str,
    calls: Sequence[Call],
    takes: dict[str, Takes],
    gives: dict[str, Gives],
    *rights: str,
    repeats: bool = False,
    is_sensitive: bool = False,
) -> Operation:
    """rights: beside those that everything takes."""
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=calls,
        takes=takes,
        gives=gives,
        scopes=(*READ, *rights),
        repeats=repeats,
        is_sensitive=is_sensitive,
    )


def either(*names: str) -> Any:
    """A function that takes the first of `names` that the pin `identifier` holds, without the others."""

    def found(values: Values) -> Values:
        given = values["identifier"] or {}
        name = next((name for name in names if given.get(name)), None)
        if name is None:
            raise ValueError(f"`identifier` needs {' or '.join(names)}.")
        return {**dict.fromkeys(names), name: _plain(name, given[name])}

    return found


def _plain(name: str, given: Any) -> str:
    several = given if isinstance(given, list) else [given]
    if not all(isinstance(one, str | int) for one in several):
        raise ValueError(f"`identifier`: {name} is text.")
    plain = [str(one).strip().removeprefix("@") for one in several]
    return joined([id_of(one) for one in plain] if name.startswith("user_id") else plain)
