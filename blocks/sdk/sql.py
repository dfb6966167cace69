"""Queries of databases, as blocks see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class DatabaseKind(StrEnum):
    POSTGRES = "postgres"
    MYSQL = "mysql"  # known to files made elsewhere, not asked here; nor is the next
    MSSQL = "mssql"


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


# Comments and quoted texts, each from its beginning to its end: what is within one begins nothing else.
_PIECES = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\2\$", re.DOTALL
)


def bare_statements(text: str) -> list[str]:
    """The statements in `text`, without comments and with nothing left in quotes."""
    bare = _PIECES.sub(lambda match: " " if match["comment"] is not None else " '' ", text)
    return [part.strip() for part in bare.split(";") if part.strip()]


def first_word(statement: str) -> str:
    """What a bare statement begins with, in capitals."""
    words = statement.lstrip("( \n\t\r").split(None, 1)
    return words[0].upper() if words else ""
