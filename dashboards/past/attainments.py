"""Attainments as they were: of the series that got a fact since, computed by the rules of every recompute.

What is stored holds for all others. They are kept in the memory of the process: facts up to a number never change.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.cache import caches
from django.db import connection, models

from commitments.models import Change, Contract
from dashboards.past.rules import COMPUTED, FILLED, TOUCHED, Then
from indicators import stored
from indicators.domain.attainment import attain_all
from indicators.models import (
    ActualRevision,
    CreditRevision,
    DefinitionRevision,
    Indicator,
    NeutralisationRevision,
    PendingRecompute,
    ProfileRevision,
    StoredAttainment,
    TargetRevision,
    VersionTerms,
)
from indicators.selectors import current_series

# Of one indicator, whatever a recompute reads.
OF_A_SERIES = (
    ActualRevision,
    NeutralisationRevision,
    TargetRevision,
    VersionTerms,
    DefinitionRevision,
    ProfileRevision,
)
PLACES = ", ".join("%s" for _ in StoredAttainment._meta.concrete_fields)


# A moment of thirty indicators takes some two megabytes.
MOMENTS_KEPT = 24
type Row = tuple[Any, ...]
type RowsByKey = dict[int, list[Row]]


def make_tables() -> None:
    """Tables of this session: of the columns of the stored one, for the keys of the indicators, for the name of what
    both hold. Where the session had them, with what they hold: a page of the same moment is often the next one.
    """
    # With their declared types, which SQLite forgets in a table that is made of a SELECT.
    fields = StoredAttainment._meta.concrete_fields
    columns = ", ".join(f'"{each.column}" {_type_of(each)}' for each in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {COMPUTED} ({columns})")
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {COMPUTED}_index ON {COMPUTED} (indicator_id, month)")
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {TOUCHED} (indicator_id bigint PRIMARY KEY)")
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {FILLED} (name text)")


def _type_of(column: "models.Field[Any, Any]") -> str:
    """Of a key, the type of those that refer to it: it counts nothing here."""
    return str(column.rel_db_type(connection) if column.primary_key else column.db_type(connection))


def fill_tables(then: Then) -> None:
    """Once the views are in place: the series are then read as they were."""
    keys = _touched(then)
    parts = _rows(keys)
    name = " ".join((*(part.name for part in parts), *map(str, keys)))
    with connection.cursor() as cursor:
        # In the tables themselves: what undoes their rows undoes their name.
        cursor.execute(f"SELECT name FROM {FILLED}")  # noqa: S608
        if cursor.fetchone() == (name,):
            return
        # Together, which for SQLite without a transaction would be one for each row. This takes no lock of the tables.
        cursor.execute("SAVEPOINT past_rows")
        for table in (TOUCHED, COMPUTED, FILLED):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        cursor.executemany(f"INSERT INTO {TOUCHED} VALUES (%s)", [(key,) for key in keys])  # noqa: S608
        for part in parts:
            rows = [row for key in part.keys for row in part.rows[key]]
            cursor.executemany(f"INSERT INTO {COMPUTED} VALUES ({PLACES})", rows)  # noqa: S608
        cursor.execute(f"INSERT INTO {FILLED} VALUES (%s)", [name])  # noqa: S608
        cursor.execute("RELEASE SAVEPOINT past_rows")


def _touched(then: Then) -> list[int]:
    """The indicators whose attainments are not those that are stored: they got a fact since, or wait to be computed."""
    act = (
        f"JOIN {then.table(Change)} act ON act.id = fact.change_id "
        f"AND NOT ({then.is_reached('act.contract_id', 'act.sequence')})"
    )
    later = [
        f"EXISTS (SELECT 1 FROM {then.table(kind)} fact {act} WHERE fact.indicator_id = own.id)"  # noqa: S608
        for kind in OF_A_SERIES
    ]
    credit = f"EXISTS (SELECT 1 FROM {then.table(CreditRevision)} fact {act} WHERE fact.contract_id = own.contract_id)"  # noqa: S608
    waits = (
        f"EXISTS (SELECT 1 FROM {then.table(PendingRecompute)} waiting WHERE waiting.indicator_id = own.id)"  # noqa: S608
    )
    shown = ", ".join(str(int(key)) for key in then.sequences) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT own.id FROM {then.table(Indicator)} own WHERE own.contract_id IN ({shown}) "  # noqa: S608
            f"AND ({' OR '.join((*later, credit, waits))}) ORDER BY own.id"
        )
        return [key for (key,) in cursor.fetchall()]


class Part(NamedTuple):
    """The rows of a contract at a moment, by indicator, under a name that no other rows ever have; `keys` are those of
    the indicators that are asked for.
    """

    name: str
    rows: RowsByKey
    keys: Sequence[int]


def _rows(touched: Sequence[int]) -> list[Part]:
    """Kept by contract, number and years, which is all that they depend on."""
    parts = []
    for contract, keys in _by_contract(touched).items():
        key = f"past/{contract.pk}/{contract.sequence}/{contract.first_year}/{contract.last_year}"
        name, kept = KEPT.of(key)
        if missing := [each for each in keys if each not in kept]:
            kept = {**kept, **_computed(missing, contract.sequence)}
            name = KEPT.keep(key, kept)
        parts.append(Part(name, kept, keys))
    return parts


class Kept:
    """The rows of some moments, the last ones asked for, beside the kept pages: what empties these, empties it."""

    def __init__(self) -> None:
        self.lock, self.held = Lock(), OrderedDict[str, RowsByKey]()

    def of(self, key: str) -> tuple[str, RowsByKey]:
        """With their name."""
        name = caches["pages"].get(key, "")
        with self.lock:
            return name, self.held.get(name, {})

    def keep(self, key: str, rows: RowsByKey) -> str:
        """Their name, which they alone have."""
        name = uuid4().hex
        caches["pages"].set(key, name)
        with self.lock:
            self.held[name] = rows
            while len(self.held) > MOMENTS_KEPT:
                self.held.popitem(last=False)
        return name


KEPT = Kept()


def _by_contract(keys: Sequence[int]) -> dict[Contract, list[int]]:
    """Those that were there then. No query for none."""
    found: dict[Contract, list[int]] = {}
    for each in Indicator.objects.filter(pk__in=keys).select_related("contract").order_by("pk"):
        found.setdefault(each.contract, []).append(each.pk)
    return found


def _computed(keys: Sequence[int], sequence: int) -> RowsByKey:
    """The rows of each series, as the database takes them."""
    fields = StoredAttainment._meta.concrete_fields
    series = current_series(keys)
    found: RowsByKey = {key: [] for key in keys}
    for key, own in series.items():
        for each in attain_all(own):
            row = StoredAttainment(indicator_id=key, sequence=sequence, **stored.columns_of(each))
            # The key of a row is shown nowhere, and read by nothing: the number of its month is as good as any.
            row.pk = key * 10_000 + row.month.year % 100 * 100 + row.month.month
            found[key].append(tuple(_for_database(column, getattr(row, column.attname)) for column in fields))
    return found


def _for_database(column: "models.Field[Any, Any]", value: Any) -> Any:
    """A list as a text, which both databases take, and which can be kept."""
    return json.dumps(value) if column.attname == "missing" else column.get_db_prep_save(value, connection)
