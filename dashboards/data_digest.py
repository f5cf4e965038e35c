"""A short text that changes with any data behind a page: while it stays the same, a cached part of the page holds.

It is read in one query at each request (three where people are named) and covers every way in which a page may
change: an act of the contract (its sequence), a series that waits or was rebuilt (`Indicator.recomputed`, never twice
the same), and whole rows of what the page names, whoever rewrote them and by whatever means. No column is listed here:
a new one counts by itself.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet

from commitments.models import Contract, Ownership
from indicators.models import Assignment, Indicator

# Signing in writes these two, and no page shows them.
NEVER_SHOWN = ("password", "last_login")


def scores_digest(contracts: Sequence[Contract]) -> str:
    """For a page of scores by theme. The contracts were just read, each with its body. One query."""
    return _digest(
        _own(contracts), _rows(_indicators(contracts).select_related("measure", "theme", "pending"))
    )


def figures_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names the fiches. One query."""
    return _digest(_own(contracts), _rows(_with_fiches(contracts)))


def people_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names who fills in each indicator and who answers for each action. Three queries."""
    assignments = Assignment.objects.filter(indicator__contract__in=contracts).order_by("pk")
    owners = Ownership.objects.filter(action__engagement__fiche__contract__in=contracts).order_by("pk")
    return _digest(
        _own(contracts),
        _rows(_with_fiches(contracts)),
        _rows(_with_person(assignments, "user")),
        _rows(_with_person(owners, "current__owner")),
    )


def _indicators(contracts: Sequence[Contract]) -> QuerySet[Indicator]:
    return Indicator.objects.filter(contract__in=contracts).order_by("contract_id", "position")


def _with_fiches(contracts: Sequence[Contract]) -> QuerySet[Indicator]:
    return _indicators(contracts).select_related("measure", "theme", "pending", "fiche")


def _with_person[T: Model](rows: QuerySet[T], path: str) -> QuerySet[T]:
    return rows.select_related(path).defer(*(f"{path}__{name}" for name in NEVER_SHOWN))


def _rows(rows: QuerySet[Any]) -> list[tuple[object, ...]]:
    """Every column of the rows and of those they are read with, as the database gives them.

    No instance is made: this runs at each request, and sixty columns named one by one take longer to look up than to
    read.
    """
    sql, params = rows.query.sql_with_params()
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, params)
        read: list[tuple[object, ...]] = cursor.fetchall()
    return read


def _own(contracts: Sequence[Contract]) -> list[list[object]]:
    """What each contract and its body held when they were read; what Django keeps beside it is no column."""
    return [
        [value for name, value in sorted(vars(row).items()) if not name.startswith("_")]
        for contract in contracts
        for row in (contract, contract.body)
    ]


def _digest(*data: object) -> str:
    return blake2b(repr(data).encode(), digest_size=16).hexdigest()
