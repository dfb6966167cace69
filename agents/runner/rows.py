"""The statements of a slice that are worth writing by hand: reading and locking an execution, rows by COPY.

A slice writes hundreds of rows, and through the ORM each costs more than its block; a statement costs about a
millisecond to build. What the ORM would have checked stays checked: constraints are the database's, and the
value of a column is what its field would send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

from agents.models import Execution, ExecutionState
from platform_project.kit.json_field import ExactJSONField

M = TypeVar("M", bound=models.Model)
Encode = Callable[[Any], str]
Column = tuple[str, str, Encode]  # attribute, column, how its values are written

_KEEP = "SELECT active_number FROM agents_graph WHERE id = %s FOR KEY SHARE"
_VERSION = "SELECT id FROM agents_graphversion WHERE graph_id = %s AND number = %s"
_ADD_STATE = "INSERT INTO agents_executionstate (execution_id, snapshot, failed_slices) VALUES (%s, NULL, 0)"
_COUNT = """
UPDATE agents_execution SET status = 'RUNNING', started_at = coalesce(started_at, statement_timestamp()),
    touched_at = statement_timestamp(), node_count = node_count + %s, error_count = error_count + %s,
    unhandled_error_count = unhandled_error_count + %s, cost = cost + %s
WHERE id = %s AND status IN ('QUEUED', 'RUNNING')
"""
_SAVE = "UPDATE agents_executionstate SET snapshot = %s, failed_slices = 0 WHERE execution_id = %s"
_NULL = r"\N"
_SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Maker(Generic[M]):
    """Makes instances of a model from defaults that are asked for once, in a third of the ORM's time.

    A default that is called or could be changed (an id, a list) is shared: name those columns each time.
    """

    def __init__(self, model: type[M]) -> None:
        fields = model._meta.concrete_fields
        self._model = model
        self._defaults = [field.get_default() for field in fields]
        self._places = {field.attname: place for place, field in enumerate(fields)}

    def __call__(self, **values: Any) -> M:
        row = self._defaults.copy()
        for name, value in values.items():
            row[self._places[name]] = value
        return self._model(*row)


def lock_state(execution_id: UUID) -> ExecutionState | None:
    """The planner's snapshot, locked until the transaction ends, and its execution as it is *after* the lock.

    None if there is no such execution. Two statements in one round trip: in a join, a row that was waited for
    would come with an execution from before the wait.
    """
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.connection.pipeline():
            locked = cursor.connection.execute(_selected(ExecutionState, "FOR UPDATE"), [execution_id])
            read = cursor.connection.execute(_selected(Execution), [execution_id])
        state, execution = _as_row(ExecutionState, locked.fetchone()), _as_row(Execution, read.fetchone())
    if state is None or execution is None:
        return None
    state.execution = execution
    return state


def keep_version(graph_id: UUID, number: int | None) -> UUID | None:
    """The id of a version of a graph, the active one if `number` is None; neither can be deleted meanwhile.

    The lock is the weakest that a deletion respects, so that starts of one graph do not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [graph_id])
        graph = cursor.fetchone()
        if graph is None:
            return None
        # Not by a join: where a save was waited for, its new version would not be seen yet.
        cursor.execute(_VERSION, [graph_id, graph[0] if number is None else number])
        version = cursor.fetchone()
    return version[0] if version else None


def add_state(execution_id: UUID) -> None:
    """The planner's row of a new execution."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_STATE, [execution_id])


def count_slice(execution_id: UUID, *, ended: int, failed: int, unhandled: int, cost: int) -> bool:
    """Add what a slice did to an execution, RUNNING from its first slice on. False if it ended or paused."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [ended, failed, unhandled, cost, execution_id])
        return bool(cursor.rowcount)


def save_snapshot(execution_id: UUID, snapshot: dict[str, Any]) -> None:
    """Keep how far planning has come; a slice went well, so failures in a row are over."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [orjson.dumps(snapshot).decode(), execution_id])


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in the current transaction.

    What was left to the database's defaults is left to them. Raises IntegrityError as an INSERT does.
    """
    if not rows:
        return
    columns = _columns(type(rows[0]))
    for left_out, group in groupby(rows, key=_left_to_database):
        _copy(rows[0]._meta.db_table, [column for column in columns if column[0] not in left_out], group)


def _copy(table: str, columns: Sequence[Column], rows: Iterable[models.Model]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column) for _, column, _ in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    encoders = [(attribute, encode) for attribute, _, encode in columns]
    lines = [_line(row.__dict__, encoders) for row in rows]
    # Django's own wrapper turns what psycopg raises into django.db's errors.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))


def _line(values: dict[str, Any], encoders: Sequence[tuple[str, Encode]]) -> str:
    found = [(values[attribute], encode) for attribute, encode in encoders]
    return "\t".join([_NULL if value is None else encode(value) for value, encode in found]) + "\n"


def _left_to_database(row: models.Model) -> tuple[str, ...]:
    return tuple(name for name, value in row.__dict__.items() if type(value) is DatabaseDefault)


@cache
def _selected(model: type[models.Model], lock: str = "") -> sql.Composed:
    """Reads one row by its key; JSON comes as text, for its field to read."""
    columns = [
        sql.SQL("{}::text" if isinstance(field, ExactJSONField) else "{}").format(
            sql.Identifier(str(field.column))
        )
        for field in model._meta.concrete_fields
    ]
    assert model._meta.pk is not None
    return sql.SQL("SELECT {} FROM {} WHERE {} = %s {}").format(
        sql.SQL(", ").join(columns),
        sql.Identifier(model._meta.db_table),
        sql.Identifier(str(model._meta.pk.column)),
        sql.SQL(lock),
    )


def _as_row(model: type[M], values: Sequence[Any] | None) -> M | None:
    if values is None:
        return None
    fields = model._meta.concrete_fields
    read = [
        orjson.loads(value) if isinstance(field, ExactJSONField) and value is not None else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


@cache
def _columns(model: type[models.Model]) -> list[Column]:
    return [(field.attname, str(field.column), _encoder(field)) for field in model._meta.concrete_fields]


def _encoder(field: models.Field[Any, Any]) -> Encode:
    if isinstance(field, ExactJSONField):
        return _json
    if isinstance(field, models.CharField | models.TextField):
        return _text
    if isinstance(field, models.DateTimeField):
        return _iso
    return str  # numbers, booleans and ids are written as Python writes them


def _json(value: Any) -> str:
    return (
        orjson.dumps(value).decode().replace("\\", r"\\")
    )  # JSON has no other character that is special here


def _text(value: str) -> str:
    return value.translate(_SPECIAL) if not value.isalnum() else value


def _iso(value: Any) -> str:
    text: str = value.isoformat()
    return text
