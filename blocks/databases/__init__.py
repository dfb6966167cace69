"""Queries of users' databases: a connection for each, closed afterwards; one statement, in bounds.

Only reading is left to the database itself: the transaction is read-only there, and the protocol takes one
statement alone, so nothing can end that transaction first.
"""

from __future__ import annotations

import asyncio

from blocks.databases.mysql import ask_mysql
from blocks.databases.postgres import ask_postgres
from blocks.sdk import ProviderRefused, TimedOut
from blocks.sdk.sql import Answered, DatabaseKind, Query

CONNECT_SECONDS = 10
_ASKING = {DatabaseKind.POSTGRES: ask_postgres, DatabaseKind.MYSQL: ask_mysql}


class UsersDatabases:
    """`blocks.sdk.sql.Databases`."""

    async def query(self, query: Query) -> Answered:
        if query.kind not in _ASKING:
            raise ProviderRefused(f"Databases of type '{query.kind}' cannot be asked here.")
        try:
            async with asyncio.timeout(query.timeout_seconds + CONNECT_SECONDS):
                return await _ASKING[query.kind](query)
        except TimeoutError:
            raise TimedOut(f"The database took longer than {query.timeout_seconds} s.") from None
