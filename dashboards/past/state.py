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
from dashboards.past.attainments import fill_tables, make_tables
from dashboards.past.rules import RULES, Then
from indicators.models import StoredAttainment

STORED = StoredAttainment._meta.db_table


@contextmanager
def shown_at(moment: datetime, sequences: Mapping[int, int]) -> Iterator[None]:
    """Everything read within is of that moment: contracts (by primary key) up to these numbers, others before any."""
    then = Then(moment, sequences, _schema())
    enter = _sqlite if connection.vendor == "sqlite" else _postgres
    with clock_at(moment), enter(then):
        yield


def _schema() -> str:
    if connection.vendor == "sqlite":
        return "main"
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        ((schema,),) = cursor.fetchall()
    return str(schema)


@dataclass
class Filling:
    """Computes the attainments of then before the first statement that reads some: half of the pages read none."""

    then: Then
    write: Callable[[], AbstractContextManager[None]]
    is_done: bool = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]
    ) -> Any:
        if not self.is_done and STORED in sql:
            self.is_done = True
            with self.write():
                fill_tables(self.then)
        return execute(sql, params, many, context)


@contextmanager
def _sqlite(then: Then) -> Iterator[None]:
    """Without a transaction, which would take the lock of writers: what was written by then never changes."""
    try:
        make_tables()
        _make_views(then)
        with connection.execute_wrapper(Filling(then, _written_on_sqlite)):
            _execute("PRAGMA query_only = ON")
            yield
    finally:
        _leave()


@contextmanager
def _written_on_sqlite() -> Iterator[None]:
    """Only the tables of this connection are written within."""
    _execute("PRAGMA query_only = OFF")
    yield
    _execute("PRAGMA query_only = ON")


def _leave() -> None:
    """A connection that could not be put back is closed: nobody may read the past without knowing. The tables of rows
    stay for the next page: their names are nobody else's.
    """
    try:
        views = [f'DROP VIEW IF EXISTS temp."{table._meta.db_table}"' for table in RULES]
        _execute("PRAGMA query_only = OFF", *views)
    except Exception:
        connection.close()
        raise


@contextmanager
def _postgres(then: Then) -> Iterator[None]:
    """In a transaction that is rolled back, views and all, and may write only the tables of this connection. The path
    names its schema, so that a statement that was planned before is planned again.
    """
    with transaction.atomic(), _grouping_by_every_column():
        try:
            make_tables()
            _make_views(then)
            _execute(f"SET LOCAL search_path = pg_temp, {then.schema}")
            _execute("SET LOCAL transaction_read_only = on")
            with connection.execute_wrapper(Filling(then, nullcontext)):
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


def _make_views(then: Then) -> None:
    _execute(
        *(
            f'CREATE TEMPORARY VIEW "{table._meta.db_table}" AS {rule(then, table)}'
            for table, rule in RULES.items()
        )
    )


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
