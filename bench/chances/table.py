"""`make chances-table DATA=DIR`: make the table of widths from the half of the series that calibrates.

A miss is counted in units of its series: its own change of a year, plus a floor of its level, each times what is still
to come. The floor of an aggregation is the one of `FLOORS` with the best likelihood of Laplace's law; then the misses
of all cases from one month are put in order. A series is also read as if it began in other months, since twelve starts
of a year tell more than one; its own calendar counts as much as all others together. The rates hold two winters that
all trusts shared, which says too little about how years differ: their misses are taken a tenth larger.
"""

import json
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import accumulate, product
from math import inf, log
from pathlib import Path
from typing import NamedTuple, TypedDict

from bench.chances.series import Named, as_indicator, rates, sums
from bench.chances.year_ends import Case, cases
from cpg.shared.periods import Month
from indicators.domain.chances.estimating import in_parts, weight_to_come
from indicators.domain.chances.widths import SHARES, SHIPPED, WHOLE
from indicators.domain.model import Aggregation

NAMES = Path(__file__).with_name("calibrated.json")
FLOORS = (0, 1, 2, 5, 10, 15, 20, 30, 50, 80)
FEWEST_CASES = 100
WIDENED = {Aggregation.RATIO: 1.1}
MONTHS = {1: range(1, 12), 3: (3, 6, 9), 6: (6,)}
# Months by which a series is moved: the sums and the few ratios by all, what is derived from the sums by some.
CALENDARS = {Aggregation.SOMME: range(12), Aggregation.RATIO: range(12)}
SOME_CALENDARS = (0, 3, 6, 9)


class Miss(NamedTuple):
    """What came minus what was projected, and the change and the level of the series, in the same unit."""

    amount: float
    change: float
    level: float
    weight: int

    def unit(self, floor: int) -> float:
        return self.change + self.level * floor / WHOLE


type Misses = dict[int, list[Miss]]


class Row(TypedDict):
    """A row of the table, as it is shipped."""

    aggregation: str
    months_in_period: int
    remaining: int
    cases: int
    floor: int
    misses: list[int]


def calibrates(name: str, salt: str = "") -> bool:
    """The half that makes the table: the first byte of the name's SHA-256 is even."""
    return sha256((salt + name).encode()).digest()[0] % 2 == 0


def main() -> None:
    directory = Path(sys.argv[1])
    names, widths = make(directory)
    SHIPPED.write_text(_text(widths))
    NAMES.write_text(json.dumps(names, indent=0) + "\n")


def _text(rows: list[Row]) -> str:
    """One row a line."""
    lines = ",\n".join(json.dumps(row) for row in rows)
    return f'{{"shares": {json.dumps(SHARES)}, "widths": [\n{lines}\n]}}\n'


def make(directory: Path, salt: str = "") -> tuple[list[str], list[Row]]:
    """The names that calibrated, and the rows of the table."""
    data = {
        Aggregation.RATIO: [*rates(directory), *rates(directory, "admissions")],
        **dict.fromkeys(
            (Aggregation.SOMME, Aggregation.CUMUL_CONTRAT, Aggregation.EVOLUTION, Aggregation.DERNIER),
            sums(directory),
        ),
    }
    names: set[str] = set()
    rows: list[Row] = []
    for aggregation, length in product(data, MONTHS):
        chosen = [each for each in data[aggregation] if calibrates(each.name, salt)]
        names |= {each.name for each in chosen}
        rows.extend(rows_of(aggregation, length, misses(chosen, aggregation, length)))
    return sorted(names), rows


def misses(chosen: list[Named], aggregation: Aggregation, length: int) -> Misses:
    found: Misses = defaultdict(list)
    calendars = CALENDARS.get(aggregation, SOME_CALENDARS)
    for each, shift in product(chosen, calendars):
        first = Month(1900, (each.first.number - 1 + shift) % 12 + 1)
        weight = 1 if shift else len(calendars) - 1
        for case in cases(as_indicator(each, aggregation, length, first), MONTHS[length]):
            for miss in _miss(case, weight):
                found[case.position.remaining].append(miss)
    return found


def _miss(case: Case, weight: int) -> Iterator[Miss]:
    own = case.estimator.changes.up_to(case.position.index)
    if own is None or own.level == 0:
        return
    numerator, denominator = weight_to_come(case.position, case.projected, own)
    missed = in_parts(case.came) - case.estimator.centre(case.position, case.projected)
    yield Miss(missed * denominator / numerator, own.change, own.level, weight)


def rows_of(aggregation: Aggregation, length: int, found: Misses) -> Iterator[Row]:
    everything = [each for listed in found.values() for each in listed]
    if len(everything) < FEWEST_CASES:
        return
    floor = min(FLOORS, key=lambda each: _unlikelihood(everything, each))
    for remaining, listed in sorted(found.items()):
        ordered = sorted((each.amount / each.unit(floor), each.weight) for each in listed if each.unit(floor))
        by = WHOLE * WIDENED.get(aggregation, 1)
        quantiles = [round(by * each) for each in _quantiles(ordered)]
        yield {
            "aggregation": aggregation.value, "months_in_period": length, "remaining": remaining,
            "cases": len(listed), "floor": floor, "misses": quantiles,
        }  # fmt: skip


def _unlikelihood(listed: list[Miss], floor: int) -> float:
    if not all(each.unit(floor) for each in listed):
        return inf
    whole = sum(each.weight for each in listed)
    mean = sum(each.weight * abs(each.amount) / each.unit(floor) for each in listed) / whole
    return log(mean) + sum(each.weight * log(each.unit(floor)) for each in listed) / whole


def _quantiles(ordered: list[tuple[float, int]]) -> list[float]:
    """The amounts below which each of `SHARES` lies, by weight."""
    sums = list(accumulate(weight for _, weight in ordered))
    return [ordered[bisect_left(sums, share * sums[-1] / WHOLE)][0] for share in SHARES]


if __name__ == "__main__":
    main()
