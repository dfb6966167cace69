"""Statements that a connection keeps prepared, by libpq's own calls: a third of the time that a cursor takes.

A cursor of the driver converts, prepares and waits in many steps of Python, and asks of each column anew how
it is read; what is made thousands of times a second need not. Errors are psycopg's. What a transaction begins
with goes along with its first statement, in one round trip.

Values go as text whose type PostgreSQL infers from their place; where it cannot, the statement says it
(`%s::interval`).

To plan such a statement takes PostgreSQL several times as long as to run it, so where they are told to, they
keep their plans. A plan that is kept must never read a whole table because that was small when it was made:
in those transactions none does that could use an index.
"""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Values = Mapping[str, Any] | Sequence[Any]

_PLACE = re.compile(r"%(?:\((\w+)\)s|(s)|(%))")
_KEEP_PLANS = """SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_seqscan', 'off', true)"""
_WENT_WELL = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


def _text(value: str) -> bytes:
    if "\0" in value:  # libpq takes it for the end
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return value.encode()


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"t" if value else b"f",
    UUID: lambda value: b"%032x" % value.int,
    bytes: lambda value: rb"\x" + value.hex().encode(),
    datetime: lambda value: value.isoformat().encode(),
}


class Rows:
    """What came of a statement, as a cursor gives it; of one that goes `together`, once that is over."""

    __slots__ = ("_at", "_reader", "_result")

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._result: PGresult | None = None
        self._at = 0

    @property
    def rowcount(self) -> int:
        """How many rows it read or changed."""
        return self._given().command_tuples or 0

    def fetchone(self) -> tuple[Any, ...] | None:
        found = self._fetch(1)
        return found[0] if found else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._fetch(self._given().ntuples)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    def _fetch(self, most: int) -> list[tuple[Any, ...]]:
        given, at = self._given(), self._at
        self._at = min(at + most, given.ntuples)
        return self._reader(given, at, self._at)

    def _given(self) -> PGresult:
        if self._result is None:
            raise psycopg.ProgrammingError("What goes together with other statements is known after them.")
        return self._result


class _Reader:
    """Makes Python's values of what one statement gives; how each column is read is looked up once."""

    def __init__(self) -> None:
        # Not the connection's: Django's reads a time in Python, this one in C. Both give it in UTC.
        self._transformer = Transformer(psycopg.adapters)
        self._is_first = True

    def __call__(self, given: PGresult, since: int, until: int) -> list[tuple[Any, ...]]:
        self._transformer.set_pgresult(given, set_loaders=self._is_first)
        self._is_first = False
        rows = self._transformer.load_rows(since, until, tuple)
        self._transformer.set_pgresult(None, set_loaders=False)  # it may be large
        return rows


@dataclass(slots=True)
class _Statement:
    name: bytes
    text: bytes  # with $1, $2 … for its values
    order: list[str]  # of its values, where they have names
    reader: _Reader = field(default_factory=_Reader)
    is_prepared: bool = False

    def values(self, given: Values) -> Sequence[Any]:
        return [given[name] for name in self.order] if isinstance(given, Mapping) else given


_Sent = tuple[Rows | None, _Statement | None]  # who is told what came of it: of a run, of a preparation


class Prepared:
    """The prepared statements of one connection. As it is, for one thread at a time."""

    def __init__(self, pgconn: PGconn) -> None:
        self._pgconn = pgconn
        self._known: dict[str, _Statement] = {}
        self._others = Transformer(psycopg.adapters)  # writes values of rare types
        self._sent: list[_Sent] | None = None  # since a pipeline began
        self._keeps_plans = False  # until the transaction ends

    def run(self, statement: str, values: Values, *, begins: bool) -> Rows:
        """begins: a transaction, if there is none. Raises psycopg.Error."""
        its = self._statement(statement)
        written: list[Any] = [self._written(value) for value in its.values(values)]
        if self._sent is not None:
            return self._send(its, written)
        if not its.is_prepared or (begins and self._is_idle()):
            with self.together(begins=begins):
                return self._send(its, written)
        rows = Rows(its.reader)
        rows._result = _sound(self._pgconn.exec_prepared(its.name, written))
        return rows

    @contextmanager
    def together(self, *, begins: bool, keeps_plans: bool = False) -> Iterator[None]:
        """Send what is run inside in one go, and wait for it at the end. The first error ends all of it."""
        if self._sent is not None:
            yield
            return
        self._pgconn.enter_pipeline_mode()
        self._sent = []
        try:
            is_idle = self._is_idle()
            if begins and is_idle:
                self._pgconn.send_query_params(b"BEGIN", None)
                self._sent.append((None, None))
            if keeps_plans and not self._keeps_plans:
                self._send(self._statement(_KEEP_PLANS), [])
                self._keeps_plans = begins or not is_idle
            yield
        finally:
            sent, self._sent = self._sent, None
            results = self._all_of(sent)
        for result in results:
            _sound(result)

    def commit(self) -> None:
        """End the transaction, if there is one. Raises psycopg.Error."""
        self._keeps_plans = False
        if not self._is_idle():
            _sound(self._pgconn.exec_(b"COMMIT"))

    def rolled_back(self) -> None:
        """To be told of each transaction that came to nothing."""
        self._keeps_plans = False

    def _all_of(self, sent: list[_Sent]) -> list[PGresult]:
        """What came of all that was sent, each told of it."""
        try:
            self._pgconn.pipeline_sync()
            results = self._received()
        finally:
            if self._pgconn.status == ConnStatus.OK:
                self._pgconn.exit_pipeline_mode()
        for (rows, its), result in zip(sent, results, strict=True):
            if rows:
                rows._result = result
            if its and result.status == ExecStatus.COMMAND_OK:
                its.is_prepared = True
        return results

    def _send(self, its: _Statement, written: list[Any]) -> Rows:
        sent = self._sent
        assert sent is not None
        if not its.is_prepared and not any(prepared is its for _, prepared in sent):
            self._pgconn.send_prepare(its.name, its.text)
            sent.append((None, its))
        self._pgconn.send_query_prepared(its.name, written)
        rows = Rows(its.reader)
        sent.append((rows, None))
        return rows

    def _statement(self, statement: str) -> _Statement:
        its = self._known.get(statement)
        if its is None:
            its = self._known[statement] = _read(statement, f"kept_{len(self._known)}")
        return its

    def _is_idle(self) -> bool:
        return self._pgconn.transaction_status == TransactionStatus.IDLE

    def _received(self) -> list[PGresult]:
        """What came of all that was sent, up to the sync, while what is left to send is sent."""
        pgconn = self._pgconn
        results: list[PGresult] = []
        poll = select.poll()
        is_sent = False
        while True:
            if not is_sent:
                is_sent = not pgconn.flush()
                poll.register(pgconn.socket, select.POLLIN if is_sent else select.POLLIN | select.POLLOUT)
            if any(events & ~select.POLLOUT for _, events in poll.poll()):
                pgconn.consume_input()
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    continue  # the end of one statement
                if result.status == ExecStatus.PIPELINE_SYNC:
                    return results
                results.append(result)

    def _written(self, value: Any) -> bytes | None:
        if value is None:
            return None
        write = _WRITERS.get(type(value))
        if write is not None:
            return write(value)
        given = self._others.get_dumper(value, PyFormat.TEXT).dump(value)
        return None if given is None else bytes(given)


_of_connection: WeakKeyDictionary[psycopg.Connection[Any], Prepared] = WeakKeyDictionary()


def prepared(connection: psycopg.Connection[Any]) -> Prepared:
    """What a connection has prepared by this module."""
    found = _of_connection.get(connection)
    if found is None:
        found = _of_connection[connection] = Prepared(connection.pgconn)
    return found


def _sound(result: PGresult) -> PGresult:
    if result.status in _WENT_WELL:
        return result
    if result.error_field(DiagnosticField.SQLSTATE) is None:  # the server is gone
        raise psycopg.OperationalError(result.get_error_message())
    raise error_from_result(result)


def _read(statement: str, name: str) -> _Statement:
    order: list[str] = []

    def place(found: re.Match[str]) -> str:
        by_name, by_order, _ = found.groups()
        if by_order:
            order.append("")
            return f"${len(order)}"
        if not by_name:
            return "%"
        if by_name not in order:
            order.append(by_name)
        return f"${order.index(by_name) + 1}"

    text = _PLACE.sub(place, statement)
    return _Statement(name.encode(), text.encode(), order)
