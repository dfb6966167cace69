"""JSON that comes back as it went in.

Django's JSONField keeps values as `jsonb`, which sorts the keys of objects, turns 1e20 into a whole number of
21 digits and stops at 256 MB. Values that travel through graphs must not change on the way, so these columns
are of the type `json`, which keeps the text. What they lose (operators, indexes into it) nothing here needs.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from psycopg.types.json import Json


class ExactJSONField(models.JSONField):
    """A JSON value, kept to the letter. Not to be filtered by."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def cast_db_type(self, connection: Any) -> str:
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return Json(value, dumps=_dumps)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return None if value is None else self.get_db_prep_value(value, connection)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return f"({sql})::text", params  # or psycopg would parse it, and a text could be anything

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else orjson.loads(value)


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value)
