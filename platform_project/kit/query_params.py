"""What lists may be asked for: parameters of the query, checked. Raises BadInput naming the parameter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from rest_framework.request import Request

from platform_project.errors import BadInput

MAX_SEARCH_CHARACTERS = 100
MAX_IDS = 100


def words_of(request: Request, name: str = "search") -> str:
    """A text to look for; empty if there is none."""
    given = request.query_params.get(name, "").strip()
    if len(given) > MAX_SEARCH_CHARACTERS or "\0" in given:
        raise _bad(name, f"At most {MAX_SEARCH_CHARACTERS} characters, none of them NUL.")
    return given


def choice_of(request: Request, name: str, known: Sequence[str], default: str) -> str:
    """One of the known values."""
    given = request.query_params.get(name, default)
    if given not in known:
        raise _bad(name, f"One of {', '.join(known)}.")
    return given


def choices_of(request: Request, name: str, known: Collection[str]) -> list[str]:
    """Several of the known values: the parameter repeated, or commas between them. Empty if not asked for."""
    given = _listed(request, name)
    if not set(given) <= set(known):
        raise _bad(name, f"One or several of {', '.join(known)}.")
    return given


def ids_of(request: Request, name: str) -> list[UUID] | None:
    """Several ids; None if the parameter is missing."""
    if name not in request.query_params:
        return None
    given = _listed(request, name)
    if len(given) > MAX_IDS:
        raise _bad(name, f"At most {MAX_IDS} ids.")
    return [_id(name, text) for text in given]


def id_of(request: Request, name: str) -> UUID | None:
    """One id; None if the parameter is missing."""
    given = request.query_params.get(name)
    return None if given is None else _id(name, given)


def number_of(request: Request, name: str) -> int | None:
    """A whole number from 1; None if the parameter is missing."""
    given = request.query_params.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given)):
        raise _bad(name, "A whole number from 1.")
    return int(given)


def moment_of(request: Request, name: str) -> datetime | None:
    """A moment with its time zone; None if the parameter is missing."""
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        found = parse_datetime(given[:50])
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _bad(name, "A date and time with its zone, as 2026-01-31T12:00:00Z.")
    return found


def day_of(request: Request, name: str) -> date | None:
    """A day; None if the parameter is missing."""
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        found = parse_date(given[:50])
    except ValueError:
        found = None
    if found is None:
        raise _bad(name, "A day, as 2026-01-31.")
    return found


def truth_of(request: Request, name: str, default: bool) -> bool:
    given = request.query_params.get(name)
    if given not in (None, "true", "false"):
        raise _bad(name, "true or false.")
    return default if given is None else given == "true"


def _listed(request: Request, name: str) -> list[str]:
    parts = [part.strip() for given in request.query_params.getlist(name) for part in given.split(",")]
    return [part for part in parts if part]


def _id(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as err:
        raise _bad(name, "Must be a UUID.") from err


def _bad(name: str, message: str) -> BadInput:
    return BadInput(f"{name}: {message}", **{name: [message]})
