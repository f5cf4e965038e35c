"""Reads whose SQL is written once in each process: for one series, writing it takes longer than running it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# The first of the keys that a statement is written with: no other parameter of it has such a value.
FIRST = 7_000_000_000


class PreparedRead:
    """Rows of the indicators with some primary keys, as tuples.

    `read` gives the rows, a `values_list`, for any keys; its statement has no other parameter (a ValueError
    where it has).
    """

    def __init__(self, read: Callable[[Sequence[int]], "QuerySet[Any, Any]"]) -> None:
        self._read = read
        self._written: dict[int, tuple[Any, str, tuple[int, ...]]] = {}

    def __call__(self, keys: Sequence[int]) -> list[Any]:
        if not keys:
            return []
        if len(keys) not in self._written:
            self._written[len(keys)] = self._write(len(keys))
        compiler, sql, places = self._written[len(keys)]
        with connection.cursor() as cursor:
            cursor.execute(sql, [keys[place] for place in places])
            rows = cursor.fetchall()
        # SQLite gives texts for dates, which Django converts.
        return list(compiler.results_iter([rows]))

    def _write(self, count: int) -> tuple[Any, str, tuple[int, ...]]:
        """The statement for so many keys, and which key each of its parameters is."""
        keys = range(FIRST, FIRST + count)
        compiler = self._read(keys).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(keys.index(param) for param in params)
