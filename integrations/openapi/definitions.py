"""One operation of an imported document, as it is kept: JSON that becomes a row of `blocks.rest`.

Definition   a request as templates over its pins, and what its answer gives
Taken        one input pin: `read` says how its value is written where the request has it
Given        one output pin: `field` of the answer, or all of it
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    """What a value is. Beyond its first level nothing is promised: documents seldom tell the truth there."""

    TEXT = "text"
    NUMBER = "number"
    FRACTION = "fraction"
    FLAG = "flag"
    LIST = "list"
    MAPPING = "mapping"
    FILE = "file"
    ANY = "any"


class Written(StrEnum):
    """How a value stands in a request."""

    AS_IT_IS = ""
    COMMAS = "commas"
    SPACES = "spaces"
    PIPES = "pipes"
    JSON = "json"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    name: str
    kind: Kind
    description: str
    is_required: bool = False
    choices: tuple[str, ...] = ()
    written: Written = Written.AS_IT_IS
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    name: str
    kind: Kind
    description: str
    field: str = ""  # of the answer; empty: the whole
    may_be_null: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    key: str  # operationId, else method and path: by it a later import knows the operation again
    slug: str  # without the provider's
    name: str
    about: str
    method: str
    path: str  # with the names of pins
    takes: tuple[Taken, ...]
    gives: tuple[Given, ...]
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None  # a template
    encoding: str = "json"
    has_body_always: bool = False  # also where nothing was given for it
    wants: str = "json"
    needs_credential: bool = True
    tags: tuple[str, ...] = ()
    version: int = 1

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        takes = (
            Taken(
                **{
                    **one,
                    "kind": Kind(one["kind"]),
                    "written": Written(one["written"]),
                    "choices": tuple(one["choices"]),
                }
            )
            for one in kept["takes"]
        )
        gives = (Given(**{**one, "kind": Kind(one["kind"])}) for one in kept["gives"])
        return cls(**{**kept, "takes": tuple(takes), "gives": tuple(gives), "tags": tuple(kept["tags"])})

    @property
    def digest(self) -> str:
        """The same for what is the same operation in the same words, whatever its version."""
        text = json.dumps(replace(self, version=1).as_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]
