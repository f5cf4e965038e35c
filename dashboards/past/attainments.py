"""The tables of the session that hold attainments as they were: those that the statements of a page ask for.

What is stored holds for all others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db import connection, models

from cpg.shared.periods import Month, months_between
from dashboards.past.computing import COLUMNS, FIELDS, Row, moment_of
from dashboards.past.rules import COMPUTED, TOUCHED, Then
from dashboards.past.touched import Touched, touched
from dashboards.past.wanted import Wanted

INSERT = f"INSERT INTO {COMPUTED} VALUES ({', '.join('%s' for _ in COLUMNS)})"  # noqa: S608 (our own words)
type MonthsByKey = dict[int, list[str]]


def make_tables() -> None:
    """Of the columns of the stored one, for the indicators that have others, for since when."""
    # With their declared types, which SQLite forgets in a table that is made of a SELECT.
    columns = ", ".join(f'"{each.column}" {_type_of(each)}' for each in FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {COMPUTED} ({columns})")
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {COMPUTED}_index ON {COMPUTED} (indicator_id, month)")
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {TOUCHED} (indicator_id bigint PRIMARY KEY, since date)"
        )


def _type_of(column: "models.Field[Any, Any]") -> str:
    """Of a key, the type of those that refer to it: it counts nothing here."""
    return str(column.rel_db_type(connection) if column.primary_key else column.db_type(connection))


@dataclass
class Attainments:
    """Of a moment, once its views are in place: the series are then read as they were."""

    then: Then
    placed: set[tuple[int, str]] = field(default_factory=set)

    @cached_property
    def touched(self) -> Mapping[int, Touched]:
        return touched(self.then)

    def place(self, wanted: Wanted) -> None:
        """In the tables, what is wanted and not there yet."""
        is_first = "touched" not in self.__dict__
        missing = self._missing(wanted)
        if not is_first and not missing:
            return
        rows = [row for keys in self._by_contract(missing) for row in self._rows(keys)]
        with connection.cursor() as cursor:
            # Together, which for SQLite without a transaction would be one for each row. This locks no other table.
            cursor.execute("SAVEPOINT past_rows")
            if is_first:
                for table in (TOUCHED, COMPUTED):
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608
                since = [(key, each.since) for key, each in self.touched.items()]
                cursor.executemany(f"INSERT INTO {TOUCHED} VALUES (%s, %s)", since)  # noqa: S608
            cursor.executemany(INSERT, rows)
            cursor.execute("RELEASE SAVEPOINT past_rows")
        self.placed.update((key, month) for key, months in missing.items() for month in months)

    def _missing(self, wanted: Wanted) -> MonthsByKey:
        found: MonthsByKey = {}
        for key, own in self.touched.items():
            if _is_wanted(wanted.indicators, key) and _is_wanted(wanted.contracts, own.contract):
                months = [
                    each
                    for each in months_of(own.first_year, own.last_year)
                    if each >= own.since
                    and _is_wanted(wanted.months, each)
                    and (key, each) not in self.placed
                ]
                if months:
                    found[key] = months
        return found

    def _by_contract(self, wanted: MonthsByKey) -> Iterable[MonthsByKey]:
        found: dict[int, MonthsByKey] = defaultdict(dict)
        for key, months in wanted.items():
            found[self.touched[key].contract][key] = months
        return found.values()

    def _rows(self, wanted: MonthsByKey) -> Iterable[Row]:
        """Of indicators of one contract."""
        _, contract, *years = self.touched[next(iter(wanted))]
        return moment_of(contract, self.then.sequences[contract], *years).rows_of(wanted)


def _is_wanted[T](wanted: frozenset[T] | None, value: T) -> bool:
    return wanted is None or value in wanted


@cache
def months_of(first_year: int, last_year: int) -> tuple[str, ...]:
    return tuple(f"{each}-01" for each in months_between(Month(first_year, 1), Month(last_year, 12)))
