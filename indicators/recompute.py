"""Rebuild the stored attainments of series from all their facts. Running it again gives the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import uuid4

import structlog
from django.db import transaction

from commitments.models import Contract
from indicators import stored, stored_rows
from indicators.domain.attainment import attain_all
from indicators.models import Indicator, PendingRecompute, StoredAttainment
from indicators.prepared import PreparedRead
from indicators.selectors import current_series, series_by_key

log = structlog.get_logger(__name__)

# How many series of a contract one transaction rebuilds: what it holds in memory, and how long it locks them.
SERIES_AT_ONCE = 100
SEQUENCE = PreparedRead(lambda keys: Contract.objects.filter(pk__in=keys).order_by().values_list("sequence"))
# Locked, so that two recomputes of a series never interleave, and in one order, so that none waits for another that
# waits for it. NO KEY: a plain FOR UPDATE would make everybody wait who writes a row with a foreign key to them.
LOCKED = PreparedRead(
    lambda keys: (
        Indicator.objects.select_for_update(no_key=True)
        .filter(pk__in=keys)
        .order_by("pk")
        .values_list("pk", "contract_id")
    )
)


@dataclass(frozen=True, slots=True)
class AttainmentDifference:
    """A stored column that differs from what the facts give. `stored` or `computed` is None where there is no row."""

    indicator: str
    month: str
    column: str
    stored: object
    computed: object


def lock_series(contract: Contract) -> None:
    """Every series of a contract, for who writes facts and computes them in one transaction: before any fact, since a
    recompute locks its series first, and then what waits to be computed.
    """
    LOCKED(list(contract.indicators.order_by("pk").values_list("pk", flat=True)))


def recompute_series(indicator_pk: int) -> int:
    """Rebuild every month of an indicator; returns the sequence up to which facts were read."""
    return recompute_together([indicator_pk])


@transaction.atomic
def recompute_together(indicator_pks: Sequence[int]) -> int:
    """Rebuild every month of indicators of one contract; returns the sequence up to which facts were read.

    The number of queries does not depend on that of the series. A fact that comes after that sequence keeps its own
    pending row.
    """
    contract = LOCKED(indicator_pks)[0][1]
    before = _sequence_of(contract)
    series = current_series(indicator_pks)
    sequence = _sequence_of(contract)
    if sequence != before:
        # Somebody committed in between, and what was read may be of two moments. Sequences commit in order, so all that
        # counts at this one is visible now; searching each fact's latest version up to it costs more than reading all.
        indicators = Indicator.objects.with_definition().filter(pk__in=indicator_pks)
        series = series_by_key(indicators, known_at=sequence)
    stored_rows.write({key: attain_all(each) for key, each in series.items()}, sequence)
    PendingRecompute.objects.filter(indicator__in=indicator_pks, wanted_sequence__lte=sequence).delete()
    # Part of the key of cached pages: a random value differs from any before, also after a restored backup.
    Indicator.objects.filter(pk__in=indicator_pks).update(recomputed=uuid4())
    return sequence


def _sequence_of(contract_pk: int) -> int:
    sequence: int = SEQUENCE([contract_pk])[0][0]
    return sequence


def recompute_many(indicator_pks: Sequence[int]) -> list[int]:
    """Rebuild indicators of one contract, as many as possible together; returns those that failed.

    A failure rolls its whole transaction back, so each of its series is then rebuilt alone: those that fail keep their
    pending row and the rows that they had.
    """
    return [failed for batch in batched(indicator_pks, SERIES_AT_ONCE) for failed in _failing(batch)]


def _failing(batch: Sequence[int]) -> list[int]:
    try:
        recompute_together(batch)
    except Exception:  # any failure: the other series must still be computed
        if len(batch) == 1:
            log.exception("recompute_failed", indicator=batch[0])
            return list(batch)
        return [failed for alone in batch for failed in _failing([alone])]
    return []


def differences(indicators: Iterable[Indicator]) -> Iterator[AttainmentDifference]:
    """Compare stored attainments with what the facts give, month by month and column by column.

    The indicators come `with_definition()`.
    """
    for batch in batched(indicators, SERIES_AT_ONCE):
        rows: Any = StoredAttainment.objects.filter(indicator__in=batch)
        found = {
            (key, month): row for key, month, *row in rows.values_list(*stored_rows.KEY, *stored.COLUMNS)
        }
        codes = {indicator.pk: indicator.code for indicator in batch}
        for key, series in series_by_key(batch).items():
            for attainment in attain_all(series):
                expected = stored.columns_of(attainment)
                row = found.pop((key, expected["month"]), None)
                yield from _compare(codes[key], expected, row)
        for (key, month), row in found.items():
            status = row[stored.COLUMNS.index("status")]
            yield AttainmentDifference(codes[key], f"{month:%Y-%m}", "ligne", status, None)


def _compare(
    code: str, expected: dict[str, object], row: Sequence[object] | None
) -> Iterator[AttainmentDifference]:
    month = f"{expected['month']:%Y-%m}"
    if row is None:
        yield AttainmentDifference(code, month, "ligne", None, expected["status"])
        return
    for column, value in zip(stored.COLUMNS, row, strict=True):
        if value != expected[column]:
            yield AttainmentDifference(code, month, column, value, expected[column])
