"""A row: one operation of an API, told as data.

    Api        where it is, how it takes a credential, how it says that something is wrong
    Operation  pins in, calls, pins out
    Call       one request; its path, query, headers and body are templates over the operation's values
    Paging     how the rest of a long list is asked for, and how much of it
    Poll       how often and how long work is asked for that takes its time

In a template `"{name}"` stands for the value of that name as it is, and is left out with its key where
nothing was given; `"a {name} b"` for text with it (`templates`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from blocks.rest.pins import Gives, Takes
from blocks.sdk import BlockFailure, Category, Price

Values = Mapping[str, Any]
Template = Any  # JSON with placeholders


class AuthStyle(StrEnum):
    BEARER = "bearer"
    HEADER = "header"
    QUERY = "query"
    BASIC = "basic"
    PATH = "path"  # the key is put before the path
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Auth:
    """How a credential travels. name: of the header or of the query's field. prefix: before the key."""

    style: AuthStyle = AuthStyle.BEARER
    name: str = "Authorization"
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A provider's API.

    provider: whose credential it takes. base_url: without a trailing slash. catalogue_url: what credentials
    name when nobody chose another address; any other goes before `base_url`. said: JMESPath of what is wrong,
    in a refusal. failed: JMESPath that gives something only if an answer of 200 is a refusal, as in GraphQL:
    words, or a pair of code and words. meaning: that code, or else those words → the failure it is.
    """

    provider: str
    name: str
    base_url: str
    family: str = ""  # of the slugs; the provider if empty
    catalogue_url: str = ""
    auth: Auth = field(default_factory=Auth)
    headers: Mapping[str, str] = field(default_factory=dict)
    said: str = "message || error.message || error || errors[0].message || detail"
    failed: str = ""
    meaning: Mapping[str, type[BlockFailure]] = field(default_factory=dict)
    category: Category = Category.PRODUCTIVITY


class PagingStyle(StrEnum):
    LINK = "link"  # the header Link, rel="next"
    CURSOR = "cursor"  # `next` in the answer goes into the query or body as `field`
    PAGE = "page"  # `field` counts pages from `first`
    OFFSET = "offset"  # `field` counts items from 0
    URL = "url"  # `next` in the answer is the whole address, on the same host


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Asks for page after page, and puts all their items where those of the first page stand.

    items: path of names and dots to the list in an answer; the answer itself if empty. limit: name of the
    value that says how many are wanted; None: `max_items`.
    """

    style: PagingStyle
    items: str = ""
    next: str = ""
    field: str = ""
    first: int = 1
    in_body: bool = False
    limit: str | None = None
    max_pages: int = 10
    max_items: int = 1_000


class Body(StrEnum):
    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"  # files of pins are its files
    RAW = "raw"  # a text or a file


class Wants(StrEnum):
    JSON = "json"
    TEXT = "text"
    FILE = "file"  # a data URI


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Asks again until the work is over; the answer is the last one, and `elapsed_time` a value.

    state: JMESPath of how far it is. until: the states in which it is over, or the name of a value with them.
    failed: those in which nothing will come of it; why: JMESPath of the reason. Seconds are numbers, or names
    of values: every, before it is asked again, half as long again each time up to at_most; within, for all of
    it. Too late is a failure, or with gives_up the value `timed_out`. cancel: made where nobody waits any
    more, because it is too late or the firing was stopped.
    """

    state: str
    until: tuple[Any, ...] | str
    failed: tuple[Any, ...] = ()
    why: str = ""
    every: float | str = 2.0
    at_most: float | str = 10.0
    within: float | str = 300.0
    gives_up: bool = False
    cancel: Call | None = None

    @property
    def names(self) -> set[str]:
        """The values that it asks for."""
        return {told for told in (self.until, self.every, self.at_most, self.within) if isinstance(told, str)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request.

    keep: name → JMESPath into the answer, for later calls and outputs. when: name of a value without which it
    is not made. over: name of a list: it is made once for each item, as `{item}`; what it keeps are lists
    then. missing_is_fine: a 404 keeps nothing instead of failing. derive: a pure function of the values, by
    then with what the calls before kept, that adds some; raises ValueError with words for people. elsewhere:
    the path is a value with a whole address, that an answer named: it is asked without the credential. root:
    what goes before a key in the path. is_slow: it is answered only when the work is done.
    """

    method: str
    path: str
    query: Mapping[str, Template] = field(default_factory=dict)
    body: Template | Callable[[Values], Any] = None
    headers: Mapping[str, str] = field(default_factory=dict)
    encoding: Body = Body.JSON
    wants: Wants = Wants.JSON
    keep: Mapping[str, str] = field(default_factory=dict)
    when: str = ""
    over: str = ""
    missing_is_fine: bool = False
    derive: Callable[[Values], Values] | None = None
    reads: bool = False  # changes nothing, so it may be sent again
    poll: Poll | None = None
    elsewhere: bool = False
    root: str = ""
    is_slow: bool = False
    is_paged: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One block over an API.

    calls: in order; outputs are selected from the answer of the last one that was made. paging: of the calls
    that say `is_paged`, or of the last one.
    """

    id: str  # UUID
    slug: str  # without the API's family
    about: str  # one sentence
    calls: Sequence[Call]
    takes: Mapping[str, Takes]
    gives: Mapping[str, Gives]
    paging: Paging | None = None
    scopes: tuple[str, ...] = ()
    name: str = ""  # for people; made from the slug if empty
    repeats: bool = False  # may happen twice though it changes something: setting a thing to the same again
    is_sensitive: bool = False
    computes: bool = False  # functions of its outputs may take long: they run in a thread
    price: Price | None = None
    timeout_seconds: float = 60.0
    categories: tuple[Category, ...] = ()  # those of the API if empty
    aliases: tuple[str, ...] = ()
    version: int = 1

    @property
    def reads(self) -> bool:
        return all(call.reads for call in self.calls)


# --- Calls, told shortly ----------------------------------------------------------------------------------
def get(path: str, query: Template = None, **options: Any) -> Call:
    return _call("GET", path, None, query, **{"reads": True, **options})


def post(path: str, body: Template = None, query: Template = None, **options: Any) -> Call:
    return _call("POST", path, body, query, **options)


def put(path: str, body: Template = None, query: Template = None, **options: Any) -> Call:
    return _call("PUT", path, body, query, **options)


def patch(path: str, body: Template = None, query: Template = None, **options: Any) -> Call:
    return _call("PATCH", path, body, query, **options)


def delete(path: str, query: Template = None, body: Template = None, **options: Any) -> Call:
    return _call("DELETE", path, body, query, **options)


def fetch(address: str, **options: Any) -> Call:
    """The file at an address that an answer named. address: a placeholder."""
    return get(address, **{"elsewhere": True, "wants": Wants.FILE, **options})


def _call(method: str, path: str, body: Template, query: Template, **options: Any) -> Call:
    if options.get("encoding") is not Body.RAW:
        body = _named(body)
    return Call(method=method, path=path, body=body, query=_named(query) or {}, **options)


def _named(template: Template) -> Template:
    """`"a b"` is short for `{"a": "{a}", "b": "{b}"}`; one placeholder alone stays what it is."""
    if isinstance(template, str) and "{" not in template:
        return {name: f"{{{name}}}" for name in template.split()}
    return template
