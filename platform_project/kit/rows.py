"""Rows without the ORM, where thousands are made: read by one statement, made from defaults, sent by COPY.

Through the ORM a statement costs about a millisecond to build, and a row more than most work that is done
with it. What the ORM would have checked stays checked: constraints are the database's, and the value of a
column is what its field would send. Only for models whose JSON columns are of `kit/json_field.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Generic, LiteralString, TypeVar

import orjson
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

from platform_project.kit.json_field import ExactJSONField

M = TypeVar("M", bound=models.Model)
Encode = Callable[[Any], str]
Column = tuple[str, str, Encode]  # attribute, column, how its values are written

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


@cache
def selected(model: type[models.Model], rest: LiteralString) -> str:
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
    return statement.as_string()  # made once: the driver would put it together anew for each use


def as_row(model: type[M], values: Sequence[Any] | None) -> M | None:
    """What a statement of `selected` fetched, as an instance; None if that is nothing."""
    if values is None:
        return None
    fields = model._meta.concrete_fields
    read = [
        orjson.loads(value) if isinstance(field, ExactJSONField) and value is not None else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


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
    encoders = [(attribute, encode) for attribute, _, encode in columns]
    lines = [_line(row.__dict__, encoders) for row in rows]
    statement = _copy_into(table, tuple(column for _, column, _ in columns))
    # Django's own wrapper turns what psycopg raises into django.db's errors.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write("".join(lines))


@cache
def _copy_into(table: str, columns: tuple[str, ...]) -> str:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names).as_string()


def _line(values: dict[str, Any], encoders: Sequence[tuple[str, Encode]]) -> str:
    found = [(values[attribute], encode) for attribute, encode in encoders]
    return "\t".join([_NULL if value is None else encode(value) for value, encode in found]) + "\n"


def _left_to_database(row: models.Model) -> tuple[str, ...]:
    return tuple(name for name, value in row.__dict__.items() if type(value) is DatabaseDefault)


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
    # Of what COPY takes for special, JSON has only the backslash.
    return orjson.dumps(value).decode().replace("\\", r"\\")


def _text(value: str) -> str:
    return value.translate(_SPECIAL) if not value.isalnum() else value


def _iso(value: Any) -> str:
    text: str = value.isoformat()
    return text
