"""A short text that changes with any data behind a page: while it stays the same, a cached part of the page holds.

It is read in one query at each request (four where people are named) and covers every way in which a page may
change: an act of the contract (its sequence), a series that waits or was rebuilt (`Indicator.recomputed`, never twice
the same), and whole rows of what the page names, whoever rewrote them and by whatever means. No column is listed here:
a new one counts by itself.
"""

from collections.abc import Callable, Sequence
from functools import cache, reduce
from hashlib import blake2b
from operator import or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet

from accounts.models import Membership, User
from commitments.models import Change, Contract, Ownership
from dashboards.models.resolution import ResolutionRevision
from indicators.models import Assignment, Indicator, Source, SourceArrival

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


class Digests(NamedTuple):
    figures: str
    people: str


def both_digests(contracts: Sequence[Contract]) -> Digests:
    """Those of figures and of people, for a page with parts of both. Four queries."""
    figures = figures_digest(contracts)
    of_people = [_rows(read, contracts) for read in (_assignments, _arrivals, _named)]
    return Digests(figures, _hashed((figures, of_people)))


def people_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names who fills in each indicator, who answers for each action or stands in for them, who
    does what a committee decided, has a file of a source to confirm. Four queries.
    """
    return both_digests(contracts).people


def acts_digest(contracts: Sequence[Contract]) -> str:
    """For a page that also names who did what. Three queries."""
    return _digest(contracts, _with_fiches, _assignments, _named_or_author)


def _with_themes(keys: Sequence[int]) -> QuerySet[Indicator]:
    rows = Indicator.objects.filter(contract__in=keys).order_by("contract_id", "position")
    return rows.select_related("current_definition", "theme", "pending")


def _with_fiches(keys: Sequence[int]) -> QuerySet[Indicator]:
    return _with_themes(keys).select_related("current_definition", "theme", "pending", "fiche")


def _assignments(keys: Sequence[int]) -> QuerySet[Assignment]:
    # Those of every date: a statement is written once, and the day is part of the key of what is kept.
    return Assignment.every_date.filter(indicator__contract__in=keys).order_by("pk")


def _arrivals(keys: Sequence[int]) -> QuerySet[SourceArrival, Any]:
    """What waits for somebody: it comes without an act. Files may be large: who has to confirm which."""
    waiting = SourceArrival.objects.filter(source__contract__in=keys, job__isnull=False, job__ended_at=None)
    return waiting.order_by("pk").values("pk", "job__state", "job__user")


def _named(keys: Sequence[int]) -> QuerySet[User]:
    return _users(*_naming(keys))


def _named_or_author(keys: Sequence[int]) -> QuerySet[User]:
    acting = Change.objects.filter(contract__in=keys).order_by().values("actor")
    return _users(*_naming(keys), acting)


def _naming(keys: Sequence[int]) -> list[QuerySet[Any]]:
    """Who is named beside an indicator, an action, a decision or a file that arrived. That another one is, is an act or
    an assignment, or changes what waits.
    """
    assigned = Assignment.every_date.filter(indicator__contract__in=keys).order_by().values("user")
    owning = Ownership.objects.filter(action__engagement__fiche__contract__in=keys).order_by()
    resolving = ResolutionRevision.objects.filter(resolution__contract__in=keys).order_by()
    owners = [owning.values("current__owner"), owning.values("current__deputy")]
    # Who confirms a file owns its source.
    sources = Source.objects.filter(contract__in=keys).order_by().values("owner")
    return [assigned, *owners, resolving.values("owner"), sources]


def _users(*named: QuerySet[Any]) -> QuerySet[User]:
    """These people, once for each of their memberships: whose turn it is depends on what each may do."""
    condition = reduce(or_, [Q(pk__in=keys) for keys in named])
    held = {
        f"membership_{field.attname}": F(f"memberships__{field.attname}")
        for field in Membership._meta.concrete_fields
    }
    return (
        User.objects.filter(condition).annotate(**held).order_by("pk", "memberships__pk").defer(*NEVER_SHOWN)
    )


def _digest(contracts: Sequence[Contract], *reads: Read) -> str:
    return _hashed((_own(contracts), [_rows(read, contracts) for read in reads]))


def _hashed(data: object) -> str:
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
    sql, times = _sql(read, len(keys))
    # Planning them takes longer than running them; a connection of the tests has no such cursor.
    planned_cursor = getattr(connection, "planned_cursor", connection.cursor)
    with planned_cursor() as cursor:
        cursor.execute(sql, keys * times)
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


@cache
def _sql(read: Read, count: int) -> tuple[str, int]:
    """The statement that reads the rows of so many contracts, and how many times their primary keys are its parameters.

    It runs at each request, and writing it takes longer than running it: it is written once in each process.
    """
    sql, params = read(range(count)).query.sql_with_params()
    if list(params) != [*range(count)] * (len(params) // count):
        raise ValueError(f"{read.__name__} asks for more than the contracts: {params}")
    if connection.vendor == "postgresql":
        # One text a row: the server writes it faster than Python would read its columns.
        sql = f"SELECT found::text FROM ({sql}) found"  # noqa: S608 (written by Django)
    return sql, len(params) // count
