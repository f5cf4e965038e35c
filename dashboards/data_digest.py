"""A short text that changes with any data behind a page: while it stays the same, a cached part of the page holds.

It is read in one query at each request (four or five where people are named) and covers every way in which a page may
change: an act of the contract (its sequence), a series that waits or was rebuilt (`Indicator.recomputed`, never twice
the same), and whole rows of what the page names, whoever rewrote them and by whatever means. No column is listed here:
a new one counts by itself.
"""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from commitments.models import Change, Contract, Ownership
from dashboards.models.resolution import ResolutionRevision
from indicators.models import Assignment, Indicator

# Signing in writes these two, and no page shows them.
NEVER_SHOWN = ("password", "last_login")

# The rows of the contracts with these primary keys.
type Read = Callable[[Sequence[int]], QuerySet[Any]]


def scores_digest(contracts: Sequence[Contract]) -> str:
    """For a page of scores by theme. The contracts were just read, each with its body. One query."""
    return _digest(contracts, _with_themes)


def figures_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names the fiches. One query."""
    return _digest(contracts, _with_fiches)


def people_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names who fills in each indicator, who answers for each action, who does what a committee
    decided. Four queries.
    """
    return _digest(contracts, _with_fiches, _assignments, _owners, _resolvers)


def acts_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names who did what: `people_digest`, and whoever acted on the contracts. Five queries."""
    return _digest(contracts, _with_fiches, _assignments, _owners, _resolvers, _authors)


def _with_themes(keys: Sequence[int]) -> QuerySet[Indicator]:
    rows = Indicator.objects.filter(contract__in=keys).order_by("contract_id", "position")
    return rows.select_related("current_definition", "theme", "pending")


def _with_fiches(keys: Sequence[int]) -> QuerySet[Indicator]:
    return _with_themes(keys).select_related("current_definition", "theme", "pending", "fiche")


def _assignments(keys: Sequence[int]) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(indicator__contract__in=keys).order_by("pk").select_related("user")
    return rows.defer(*(f"user__{name}" for name in NEVER_SHOWN))


def _owners(keys: Sequence[int]) -> QuerySet[Ownership]:
    rows = Ownership.objects.filter(action__engagement__fiche__contract__in=keys).order_by("pk")
    return rows.select_related("current__owner").defer(*(f"current__owner__{name}" for name in NEVER_SHOWN))


def _resolvers(keys: Sequence[int]) -> QuerySet[User]:
    named = ResolutionRevision.objects.filter(resolution__contract__in=keys).order_by().values("owner")
    return User.objects.filter(pk__in=named).order_by("pk").defer(*NEVER_SHOWN)


def _authors(keys: Sequence[int]) -> QuerySet[User]:
    acted = Change.objects.filter(contract__in=keys).values("actor")
    return User.objects.filter(pk__in=acted).order_by("pk").defer(*NEVER_SHOWN)


def _digest(contracts: Sequence[Contract], *reads: Read) -> str:
    data = (_own(contracts), [_rows(read, contracts) for read in reads])
    return blake2b(repr(data).encode(), digest_size=16).hexdigest()


def _own(contracts: Sequence[Contract]) -> list[list[object]]:
    """What each contract and its body held when they were read; what Django keeps beside it is no column."""
    return [
        [value for name, value in sorted(vars(row).items()) if not name.startswith("_")]
        for contract in contracts
        for row in (contract, contract.body)
    ]


def _rows(read: Read, contracts: Sequence[Contract]) -> list[tuple[object, ...]]:
    """Every column of the rows and of those they are read with, as the database gives them: no instance is made."""
    keys = [contract.pk for contract in contracts]
    with connection.cursor() as cursor:
        cursor.execute(_sql(read, len(keys)), keys)
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


@cache
def _sql(read: Read, count: int) -> str:
    """The statement that reads the rows of so many contracts; its only parameters are their primary keys.

    It runs at each request, and writing it takes longer than running it: it is written once in each process.
    """
    sql, _ = read(range(count)).query.sql_with_params()
    return sql
