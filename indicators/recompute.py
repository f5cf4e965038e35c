"""Rebuild the stored attainments of one series from all its facts. Running it again gives the same rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction

from commitments.models import Contract
from indicators import stored
from indicators.models import Indicator, PendingRecompute, StoredAttainment
from indicators.selectors import attainments_of


@dataclass(frozen=True, slots=True)
class AttainmentDifference:
    """A stored column that differs from what the facts give. `stored` or `computed` is None where there is no row."""

    indicator: str
    month: str
    column: str
    stored: object
    computed: object


@transaction.atomic
def recompute_series(indicator_pk: int) -> int:
    """Rebuild every month of an indicator; returns the sequence up to which facts were read.

    The sequence is read before the facts. Sequences commit in order, so every fact up to it is visible, and a fact
    that comes later keeps its own pending row.
    """
    # Locked, so that two recomputes of a series never interleave. NO KEY: a plain FOR UPDATE would make everybody wait
    # who writes a row with a foreign key to this indicator.
    indicator = (
        Indicator.objects.with_definition().select_for_update(of=("self",), no_key=True).get(pk=indicator_pk)
    )
    sequence = Contract.objects.values_list("sequence", flat=True).get(pk=indicator.contract_id)
    rows = [
        StoredAttainment(indicator=indicator, sequence=sequence, **stored.columns_of(attainment))
        for attainment in attainments_of(indicator, known_at=sequence)
    ]
    StoredAttainment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["indicator", "month"],
        update_fields=["sequence", *stored.COLUMNS],
    )
    PendingRecompute.objects.filter(indicator=indicator, wanted_sequence__lte=sequence).delete()
    # Part of the key of cached pages: a random value differs from any before, also after a restored backup.
    Indicator.objects.filter(pk=indicator_pk).update(recomputed=uuid4())
    return sequence


def differences(indicators: Iterable[Indicator]) -> Iterator[AttainmentDifference]:
    """Compare stored attainments with what the facts give, month by month and column by column."""
    for indicator in indicators:
        rows = {row.month: row for row in StoredAttainment.objects.filter(indicator=indicator)}
        for attainment in attainments_of(indicator):
            expected = stored.columns_of(attainment)
            row = rows.pop(expected["month"], None)
            yield from _compare(indicator, expected, row)
        for row in rows.values():
            yield AttainmentDifference(indicator.code, f"{row.month:%Y-%m}", "ligne", row.status, None)


def _compare(
    indicator: Indicator, expected: dict[str, object], row: StoredAttainment | None
) -> Iterator[AttainmentDifference]:
    month = f"{expected['month']:%Y-%m}"
    if row is None:
        yield AttainmentDifference(indicator.code, month, "ligne", None, expected["status"])
        return
    for column in stored.COLUMNS:
        if getattr(row, column) != expected[column]:
            yield AttainmentDifference(indicator.code, month, column, getattr(row, column), expected[column])
