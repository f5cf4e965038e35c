"""Attainments as they were, by the rules of every recompute, and only those that are asked for.

They are kept in the memory of the process: facts up to a number never change.
"""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from threading import Lock
from typing import Any
from uuid import uuid4

from django.core.cache import caches
from django.db import models

from cpg.shared.periods import Month
from indicators import stored
from indicators.domain.attainment import attain_months
from indicators.domain.model import Attainment, Series
from indicators.models import StoredAttainment
from indicators.selectors import current_series

# A moment of thirty indicators takes some two megabytes.
MOMENTS_KEPT = 24
type Row = tuple[Any, ...]
FIELDS = StoredAttainment._meta.concrete_fields
COLUMNS = [str(each.column) for each in FIELDS]


class Moment:
    """Of a contract up to a number: the series and the rows that were asked for, by indicator."""

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence
        self.series: dict[int, Series | None] = {}
        self.rows: dict[int, dict[str, Row]] = {}

    def rows_of(self, wanted: Mapping[int, Collection[str]]) -> Iterator[Row]:
        """Of these months of each indicator, none of one that was not there then. To be called where it is shown."""
        missing = [key for key in wanted if key not in self.series]
        found = current_series(missing) if missing else {}
        self.series |= {key: found.get(key) for key in missing}
        for key, months in wanted.items():
            if series := self.series[key]:
                kept = self.rows.setdefault(key, {})
                new = [Month.parse(each[:7]) for each in months if each not in kept]
                kept |= {
                    f"{each.month}-01": _row(key, self.sequence, each) for each in attain_months(series, new)
                }
                yield from (kept[each] for each in months)


def moment_of(contract: int, sequence: int, first_year: int, last_year: int) -> Moment:
    """Kept by contract, number and years, which is all that its rows depend on."""
    return KEPT.of(f"past/{contract}/{sequence}/{first_year}/{last_year}", sequence)


class Kept:
    """Some moments, the last ones asked for, beside the kept pages: what empties these, empties it."""

    def __init__(self) -> None:
        self.lock, self.held = Lock(), OrderedDict[str, Moment]()

    def of(self, key: str, sequence: int) -> Moment:
        name = caches["pages"].get(key, "")
        with self.lock:
            if found := self.held.get(name):
                return found
            name, found = uuid4().hex, Moment(sequence)
            self.held[name] = found
            while len(self.held) > MOMENTS_KEPT:
                self.held.popitem(last=False)
        caches["pages"].set(key, name)
        return found


KEPT = Kept()


def _row(key: int, sequence: int, attained: Attainment) -> Row:
    """As the databases take it: exact decimals as texts with their places, and the list of months as a text."""
    found = stored.columns_of(attained)
    month: Any = found["month"]
    # The key of a row is shown nowhere, and read by nothing: the number of its month is as good as any.
    own = {
        "id": key * 10_000 + month.year % 100 * 100 + month.month,
        "indicator_id": key,
        "sequence": sequence,
    }
    found |= own | {"month": month.isoformat(), "missing": json.dumps(found["missing"])}
    return tuple(_text(found[name], PLACES.get(name)) for name in COLUMNS)


PLACES = {str(each.column): each.decimal_places for each in FIELDS if isinstance(each, models.DecimalField)}


def _text(value: Any, places: int | None) -> Any:
    return value if value is None or places is None else f"{value:.{places}f}"
