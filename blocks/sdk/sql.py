"""Queries of databases, as blocks see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class DatabaseKind(StrEnum):
    POSTGRES = "postgres"
    MYSQL = "mysql"  # and MariaDB
    MSSQL = "mssql"  # known to files made elsewhere, not asked here


@dataclass(frozen=True, slots=True)
class Query:
    """One statement for one database, with its bounds."""

    kind: DatabaseKind
    host: str
    addresses: list[str]  # vetted ones of the host
    port: int
    database: str
    username: str
    password: str
    text: str
    is_read_only: bool
    timeout_seconds: int
    max_rows: int


@dataclass(frozen=True, slots=True)
class Answered:
    columns: list[str]
    rows: list[dict[str, Any]]  # JSON-safe
    is_truncated: bool  # there were more rows
    affected_rows: int | None  # of a statement that gives no rows


class Databases(Protocol):
    async def query(self, query: Query) -> Answered:
        """Raises AuthFailed, ProviderDown, ProviderRefused, TimedOut or TooLarge."""
        ...


# How comments and quoted texts begin, and how what began so ends. What is within one begins nothing else.
_OPENINGS = {
    DatabaseKind.POSTGRES: re.compile(r"--|/\*|'|\"|\$\w*\$"),
    # A `--` is a comment only before white space; what stands in /*! … */ is executed, so it is none.
    DatabaseKind.MYSQL: re.compile(r"--(?=\s|\Z)|#|/\*(?!M?!)|'|\"|`"),
}
_LINE_END, _COMMENT_END = re.compile(r"[^\n]*"), re.compile(r".*?\*/", re.DOTALL)
_COMMENT_ENDS = {"--": _LINE_END, "#": _LINE_END, "/*": _COMMENT_END}
_DOUBLED = {quote: re.compile(rf"(?:[^{quote}]|{quote}{quote})*{quote}") for quote in "'\"`"}
_ESCAPED = {
    quote: re.compile(rf"(?:[^{quote}\\]|\\.|{quote}{quote})*{quote}", re.DOTALL) for quote in "'\""
}  # with a backslash, too
_QUOTE_ENDS = {DatabaseKind.POSTGRES: _DOUBLED, DatabaseKind.MYSQL: {**_DOUBLED, **_ESCAPED}}


def bare_statements(text: str, kind: DatabaseKind = DatabaseKind.POSTGRES) -> list[str]:
    """The statements in `text`, without comments and with nothing left in quotes.

    What begins and never ends is left as it stands; no database takes such a statement.
    """
    bare = "".join(_bare_pieces(text, kind))
    return [part.strip() for part in bare.split(";") if part.strip()]


def first_word(statement: str) -> str:
    """What a bare statement begins with, in capitals."""
    words = statement.lstrip("( \n\t\r").split(None, 1)
    return words[0].upper() if words else ""


def _bare_pieces(text: str, kind: DatabaseKind) -> Iterator[str]:
    """Once through the text, however many openings there are."""
    place = 0
    while (opening := _OPENINGS[kind].search(text, place)) is not None:
        yield text[place : opening.start()]
        is_comment, end = _end_of(opening, text, kind)
        if end is None:
            place = opening.start()
            break
        yield " " if is_comment else " '' "
        place = end
    yield text[place:]


def _end_of(opening: re.Match[str], text: str, kind: DatabaseKind) -> tuple[bool, int | None]:
    """Whether it is a comment, and where it ends."""
    mark = opening[0]
    if mark.startswith("$"):
        found = text.find(mark, opening.end())
        return False, None if found < 0 else found + len(mark)
    ending = _COMMENT_ENDS.get(mark)
    match = (ending or _QUOTE_ENDS[kind][mark]).match(text, opening.end())
    return ending is not None, match.end() if match else None
