"""Rows without the ORM, where thousands are made: read by one statement, made from defaults, sent in one go.

Through the ORM a statement costs about a millisecond to build, and a row more than most work that is done
with it. What the ORM would have checked stays checked: constraints are the database's, and the value of a
column is what its field would send. Only for models whose JSON columns are of `kit/json_field.py`.

Statements that are made over and over are prepared: PostgreSQL reads each once for a connection. So between
the platform and PostgreSQL there may be no pooler that moves transactions between connections, but one that
knows of prepared statements (PgBouncer from 1.21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from typing import Any, Generic, LiteralString, TypeVar

import orjson
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

from platform_project.kit.json_field import ExactJSONField
from platform_project.kit.prepared import Rows, Values, prepared

M = TypeVar("M", bound=models.Model)
Encode = Callable[[Any], str]
Column = tuple[str, str, Encode, Encode]  # attribute, column, how its values are written: by INSERT, by COPY

FEW = 4  # rows, of which an INSERT each costs less than a COPY of all, and goes along with other statements
_NULL = r"\N"
_SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Maker(Generic[M]):
    """Makes instances of a model from defaults that are asked for once, in a tenth of the ORM's time.

    Values are by attribute, a foreign key's by `…_id`; they are not looked at, and no signal is sent. A
    default that is called or could be changed (an id, a list) is shared: name those columns each time.
    """

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._defaults = {field.attname: field.get_default() for field in model._meta.concrete_fields}

    def __call__(self, related: dict[str, models.Model], /, **values: Any) -> M:
        """related: rows that foreign keys point at, by the key's name, so that they are not asked for."""
        row = self._model.__new__(self._model)
        row.__dict__ = {"_state": ModelState(), **self._defaults, **values}
        row._state.fields_cache = related
        return row


def run(statement: LiteralString, values: Values, *, keeps_plans: bool = False) -> Rows:
    """Run a statement that is made over and over. Raises django.db's errors, in `together` at its end."""
    if keeps_plans:
        with together(keeps_plans=True):
            return run(statement, values)
    here = _ready()
    raw = _raw(here)
    if here.force_debug_cursor:  # somebody looks at what is asked
        here.queries_log.append({"sql": psycopg.ClientCursor(raw).mogrify(statement, values), "time": "0"})
    with here.wrap_database_errors:
        return prepared(raw).run(statement, values, begins=not raw.autocommit)


@contextmanager
def together(*, keeps_plans: bool = False) -> Iterator[None]:
    """Several of them in one round trip; what they gave may be fetched once it is over.

    keeps_plans: these and what follows in the transaction find rows by an index, and keep their plans.
    """
    here = _ready()
    raw = _raw(here)
    trip = prepared(raw).together(begins=not raw.autocommit, keeps_plans=keeps_plans)
    with here.wrap_database_errors, trip:
        yield


def _ready() -> BaseDatabaseWrapper:
    """This thread's connection itself: each name that is asked of `django.db.connection` looks it up anew."""
    here: BaseDatabaseWrapper = connections[DEFAULT_DB_ALIAS]
    here.close_if_health_check_failed()
    here.ensure_connection()
    return here


def _raw(here: BaseDatabaseWrapper) -> psycopg.Connection[Any]:
    raw: Any = here.connection
    return raw  # type: ignore[no-any-return]  # Django's types do not say which driver it is


@cache
def selected(model: type[models.Model], rest: LiteralString) -> LiteralString:
    """SELECT of all columns of a model, for `as_row`. rest: from WHERE on."""
    columns = [
        sql.SQL("{}::text" if isinstance(field, ExactJSONField) else "{}").format(
            sql.Identifier(field.column)
        )
        for field in model._meta.concrete_fields
        if field.column
    ]
    table = sql.Identifier(model._meta.db_table)
    statement = sql.SQL("SELECT {} FROM {} ").format(sql.SQL(", ").join(columns), table) + sql.SQL(rest)
    made: Any = statement.as_string()  # once: the driver would put it together anew for each use
    return made  # type: ignore[no-any-return]  # of names and literals


def as_row(model: type[M], values: Sequence[Any] | None) -> M | None:
    """What a statement of `selected` fetched, as an instance; None if that is nothing."""
    if values is None:
        return None
    row = model.__new__(model)
    row.__dict__ = {"_state": ModelState(), **dict(zip(_attributes(model), values, strict=True))}
    for name in _json_attributes(model):
        if row.__dict__[name] is not None:
            row.__dict__[name] = orjson.loads(row.__dict__[name])
    row._state.adding, row._state.db = False, connection.alias
    row._state.fields_cache = {}
    return row


@cache
def _attributes(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _json_attributes(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, ExactJSONField)]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in the current transaction; a few of them may be written `together`.

    What was left to the database's defaults is left to them. Raises IntegrityError as an INSERT does.
    """
    if not rows:
        return
    columns = _columns(type(rows[0]))
    for left_out, group in groupby(rows, key=_left_to_database):
        write = _insert if len(rows) <= FEW else _copy
        write(rows[0]._meta.db_table, [column for column in columns if column[0] not in left_out], group)


def _insert(table: str, columns: Sequence[Column], rows: Iterable[models.Model]) -> None:
    statement = _insert_into(table, tuple(column for _, column, _, _ in columns))
    encoders = [(attribute, encode) for attribute, _, encode, _ in columns]
    for row in rows:
        found = [(row.__dict__[attribute], encode) for attribute, encode in encoders]
        run(statement, [None if value is None else encode(value) for value, encode in found])


def _copy(table: str, columns: Sequence[Column], rows: Iterable[models.Model]) -> None:
    encoders = [(attribute, encode) for attribute, _, _, encode in columns]
    lines = [_line(row.__dict__, encoders) for row in rows]
    statement = _copy_into(table, tuple(column for _, column, _, _ in columns))
    # Django's own wrapper turns what psycopg raises into django.db's errors.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write("".join(lines))


@cache
def _insert_into(table: str, columns: tuple[str, ...]) -> LiteralString:
    places = sql.SQL(", ").join([sql.Placeholder()] * len(columns))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), _names(columns), places
    )
    made: Any = statement.as_string()
    return made  # type: ignore[no-any-return]  # of names and placeholders


@cache
def _copy_into(table: str, columns: tuple[str, ...]) -> str:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(columns)).as_string()


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _line(values: dict[str, Any], encoders: Sequence[tuple[str, Encode]]) -> str:
    found = [(values[attribute], encode) for attribute, encode in encoders]
    return "\t".join([_NULL if value is None else encode(value) for value, encode in found]) + "\n"


def _left_to_database(row: models.Model) -> tuple[str, ...]:
    return tuple(name for name, value in row.__dict__.items() if type(value) is DatabaseDefault)


@cache
def _columns(model: type[models.Model]) -> list[Column]:
    return [(field.attname, str(field.column), *_encoder(field)) for field in model._meta.concrete_fields]


def _encoder(field: models.Field[Any, Any]) -> tuple[Encode, Encode]:
    if isinstance(field, ExactJSONField):
        return _json, _json_for_copy
    if isinstance(field, models.CharField | models.TextField):
        return str, _text_for_copy
    if isinstance(field, models.DateTimeField):
        return _iso, _iso
    return str, str  # numbers, booleans and ids are written as Python writes them


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _json_for_copy(value: Any) -> str:
    # Of what COPY takes for special, JSON has only the backslash.
    return _json(value).replace("\\", r"\\")


def _text_for_copy(value: str) -> str:
    return value.translate(_SPECIAL) if not value.isalnum() else value


def _iso(value: Any) -> str:
    text: str = value.isoformat()
    return text
