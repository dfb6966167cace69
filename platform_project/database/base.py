"""PostgreSQL without the query log that DEBUG turns on.

Django keeps the last 9,000 statements of a connection with their values, formatted once more for it. Workers
never empty that log: it costs a quarter of a statement's time and can fill the memory. Whoever wants the
statements still gets them (`CaptureQueriesContext`, `connection.force_debug_cursor`).
"""

from __future__ import annotations

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def queries_logged(self) -> bool:
        return bool(self.force_debug_cursor)
