"""`make effects-table DATA=DIR`: make the table of widths of RC-28 from the half of the series that calibrates.

A miss is counted in units of its series. The width of a row is what four cases in five do not exceed, each series
counting as one however many starts it has.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path

from bench.chances.table import calibrates
from bench.effects.placebos import LENGTHS, Placebo, of_kind, placebos
from indicators.domain.action_effect.widths import SHIPPED, WHOLE, Kind

FEWEST_SERIES = 20
COVERED = 0.8
# The rates hold two winters that all hospitals shared: their misses are taken a tenth larger, as for chances.
WIDENED = {Kind.RATE: 1.1}


def main() -> None:
    lines = ",\n".join(json.dumps(row) for row in rows(Path(sys.argv[1])))
    SHIPPED.write_text(f'{{"widths": [\n{lines}\n]}}\n', encoding="utf-8")


def rows(directory: Path) -> Iterator[dict[str, str | int]]:
    for kind, length in product(Kind, LENGTHS):
        misses: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for named, aggregation in of_kind(directory, kind):
            if calibrates(named.name):
                for count, listed in _by_count(placebos(named, aggregation, length)).items():
                    misses[count] += [(each, 1 / len(listed)) for each in listed]
        for count, weighed in sorted(misses.items()):
            series = round(sum(weight for _, weight in weighed))
            if series >= FEWEST_SERIES:
                width = round(WHOLE * WIDENED.get(kind, 1) * quantile(weighed, COVERED))
                yield {
                    "kind": kind.value, "months_in_period": length, "periods": count,
                    "series": series, "width": width,
                }  # fmt: skip


def _by_count(found: Iterator[Placebo]) -> dict[int, list[float]]:
    misses: dict[int, list[float]] = defaultdict(list)
    for each in found:
        misses[each.periods].append(float(abs(each.estimate) / each.unit))
    return misses


def quantile(weighed: list[tuple[float, float]], share: float) -> float:
    ordered = sorted(weighed)
    whole = sum(weight for _, weight in ordered)
    sums = accumulate(weight for _, weight in ordered)
    return next(miss for (miss, _), reached in zip(ordered, sums, strict=True) if reached >= share * whole)


if __name__ == "__main__":
    main()
