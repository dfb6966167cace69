"""Pins out of values: names that a pin may have, and what people are told of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, count

from integrations.openapi.definitions import Given, Kind, Taken, Written
from integrations.openapi.document import one_line
from integrations.openapi.schemas import Shown

MAX_PINS = 60  # of one operation, on either side
MAX_NAME_CHARS = 60
_NO_PART = re.compile(r"[^a-zA-Z0-9_]+")
# What pydantic's models have of their own, and what nodes and templates call other things.
_TAKEN = frozenset(
    (
        *("construct", "copy", "dict", "fields_set", "from_orm", "json", "parse_file", "parse_obj"),
        *("parse_raw", "schema", "schema_json", "update_forward_refs", "validate"),
        *("credentials", "error", "item", "now", "response"),
    )
)


class Names:
    """Names of the pins of one side of an operation, each given once."""

    def __init__(self, taken: Iterable[str] = _TAKEN) -> None:
        self._given = set(taken)

    def name(self, wanted: str, instead: str) -> str:
        """A name for what the API calls `wanted`. instead: what goes before it if that is taken."""
        bare = _NO_PART.sub("_", wanted).strip("_")[:MAX_NAME_CHARS] or instead
        if not bare[0].isalpha() or bare.startswith("model_"):
            bare = f"{instead}_{bare}"
        further = (f"{bare}_{number}" for number in count(2))
        found = next(one for one in chain([bare, f"{instead}_{bare}"], further) if one not in self._given)
        self._given.add(found)
        return found


def taken(name: str, shown: Shown, *, is_required: bool, written: Written = Written.AS_IT_IS) -> Taken:
    return Taken(
        name=name,
        kind=shown.kind,
        description=_told(name, shown),
        is_required=is_required,
        choices=shown.choices if shown.kind is Kind.TEXT else (),
        written=written,
        is_secret=shown.format == "password",
    )


def given(name: str, shown: Shown, field: str) -> Given:
    kind = Kind.TEXT if shown.kind is Kind.FILE else shown.kind
    return Given(
        name=name, kind=kind, description=_told(name, shown), field=field, may_be_null=shown.may_be_null
    )


def _told(name: str, shown: Shown) -> str:
    told = shown.description or name.replace("_", " ").strip().capitalize()
    return f"{told.rstrip('.')} (usually {one_line(shown.default, 40)})" if shown.default else told
