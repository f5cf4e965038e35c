"""Show the database as it was: within, each table of a contract is a view that holds what it held at that moment.

The views are of this connection only, under the names of the tables, which both databases look for there first. So
every statement of every page reads the past without knowing, and what it must not do, the database refuses: within,
nothing can be written (decision 95).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.clock import clock_at
from dashboards.past.attainments import Attainments, make_tables
from dashboards.past.rules import RULES, Then
from dashboards.past.wanted import wanted_by
from indicators.models import StoredAttainment

STORED = StoredAttainment._meta.db_table


@contextmanager
def shown_at(moment: datetime, sequences: Mapping[int, int], query: str = "") -> Iterator[None]:
    """Everything read within is of that moment: contracts (by primary key) up to these numbers, others before any.
    `query` is how the address asks for it, which files name too; without it, the minute.
    """
    then = Then(moment, sequences, _schema())
    enter = _sqlite if connection.vendor == "sqlite" else _postgres
    with clock_at(moment, query=query), enter(then):
        yield


def _schema() -> str:
    if connection.vendor == "sqlite":
        return "main"
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        ((schema,),) = cursor.fetchall()
    return str(schema)


@dataclass
class Reading:
    """Puts in place what a statement reads before it runs: the views that are still to be made, and the attainments of
    then that it asks for. Most pages read a quarter of the tables, and half of them no attainment.
    """

    then: Then
    to_make: dict[str, str]
    write: Callable[[], AbstractContextManager[None]]
    is_placing: bool = False

    def __post_init__(self) -> None:
        self.attainments = Attainments(self.then)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        if named := [each for each in self.to_make if self._reads(sql, each)]:
            # What is placed reads through views too, where it already may write.
            with nullcontext() if self.is_placing else self.write():
                for each in named:
                    execute(self.to_make.pop(each), None, False, context)
        if not self.is_placing and self._reads(sql, STORED):
            self.is_placing = True
            with self.write():
                self.attainments.place(wanted_by(sql, params))
            self.is_placing = False
        return execute(sql, params, many, context)

    def _reads(self, sql: str, table: str) -> bool:
        """Not with its schema, as those do which read what is under the views."""
        return table in sql and sql.count(table) > sql.count(f'{self.then.schema}."{table}"')


@contextmanager
def _sqlite(then: Then) -> Iterator[None]:
    reading = Reading(then, _views(then), _written_on_sqlite)
    make_tables()
    with _one_instant():
        try:
            with connection.execute_wrapper(reading):
                _execute("PRAGMA query_only = ON")
                yield
        finally:
            _leave(reading)


@contextmanager
def _one_instant() -> Iterator[None]:
    """A transaction in which nothing can be written but what is of this connection. What is stored is read as it was
    when the facts since were counted: a fact recomputed in between would show its figure in the past. Deferred, it does
    not take the lock of writers.

    It is committed: after a rollback in which views were made, the next statement of the connection reads the whole
    schema again, which took 8 ms of a page of 60.
    """
    wrapper: Any = connection
    usual = wrapper.transaction_mode
    wrapper.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            wrapper.transaction_mode = usual
            yield
    finally:
        wrapper.transaction_mode = usual


@contextmanager
def _written_on_sqlite() -> Iterator[None]:
    """Only what is of this connection is written within."""
    _execute("PRAGMA query_only = OFF")
    yield
    _execute("PRAGMA query_only = ON")


def _leave(reading: Reading) -> None:
    """A connection that could not be put back is closed: nobody may read the past without knowing. The tables of rows
    stay for the next page: their names are nobody else's.
    """
    try:
        made = {table._meta.db_table for table in RULES} - set(reading.to_make)
        _execute("PRAGMA query_only = OFF", *(f'DROP VIEW IF EXISTS temp."{name}"' for name in made))
    except Exception:
        connection.close()
        raise


@contextmanager
def _postgres(then: Then) -> Iterator[None]:
    """In a transaction that is rolled back, views and all, and may write only the tables of this connection: so all
    views are made before. The path names its schema, so that a statement that was planned before is planned again.
    All of its statements see one instant, as on SQLite; a transaction that had begun before keeps what it sees.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), _grouping_by_every_column():
        try:
            if is_outermost:
                _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            make_tables()
            _execute(
                "; ".join(_views(then).values()),
                f"SET LOCAL search_path = pg_temp, {then.schema}",
                "SET LOCAL transaction_read_only = on",
            )
            with connection.execute_wrapper(Reading(then, {}, nullcontext)):
                yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def _grouping_by_every_column() -> Iterator[None]:
    """Of a view, the server does not know that its key decides of the other columns."""
    features: Any = connection.features
    features.allows_group_by_selected_pks = False
    try:
        yield
    finally:
        del features.allows_group_by_selected_pks


def _views(then: Then) -> dict[str, str]:
    """The statements that make them, by the table whose name each takes."""
    names = {table: table._meta.db_table for table in RULES}
    return {
        name: f'CREATE TEMPORARY VIEW "{name}" AS {RULES[table](then, table)}'
        for table, name in names.items()
    }


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
