"""PostgreSQL by its socket, without the query log that DEBUG turns on, with a pool that gets over an outage.

Django keeps the last 9,000 statements of a connection with their values, formatted once more for it. Workers
never empty that log: it costs a quarter of a statement's time and can fill the memory. Whoever wants the
statements still gets them (`CaptureQueriesContext`, `connection.force_debug_cursor`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction

from platform_project.kit import connection_pool
from platform_project.kit.prepared import prepared

_LONGEST_SOCKET = 103  # bytes of a path: the least that systems take


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """By the Unix socket in `SOCKET_FOLDER`, if there is one: a fifth less for each round trip."""
        params: dict[str, Any] = super().get_connection_params()
        folder = self.settings_dict.get("SOCKET_FOLDER")
        socket = Path(folder or "", f".s.PGSQL.{params.get('port')}")
        if folder and len(bytes(socket)) <= _LONGEST_SOCKET and socket.is_socket():
            params["host"] = folder
        return params

    @property
    def pool(self) -> Any:
        pool: Any = super().pool
        if pool is not None and pool._check is not None:
            pool._check = connection_pool.check  # Django has no setting for it
        return pool

    @property
    def queries_logged(self) -> bool:
        return bool(self.force_debug_cursor)

    def _commit(self) -> None:
        if self.connection is not None:
            with debug_transaction(self, "COMMIT"), self.wrap_database_errors:
                prepared(self.connection).commit()

    def _rollback(self) -> None:
        if self.connection is not None:
            prepared(self.connection).rolled_back()
        super()._rollback()  # type: ignore[misc]  # Django's types leave it out
