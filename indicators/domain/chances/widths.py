"""The table of widths: how far projections of public series missed, in units of each series' own variability.

`widths.json` is made by `make chances-table`, never by hand: by aggregation, months in a period and months that remain,
a floor and the misses at some shares of the cases. No figure of the public series is in it.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indicators.domain.model import Aggregation

SHIPPED = Path(__file__).with_name("widths.json")
WHOLE = 1000
# Shares of the cases, in thousandths, at which the table tells the miss; a miss below the projection is negative.
SHARES: tuple[int, ...] = (10, 25, *range(50, WHOLE, 50), 975, 990)
LEAST, MOST = 5, 995
ONE_TENTH, NINE_TENTHS = SHARES.index(100), SHARES.index(900)
# There are no public series of levels that stand until the next: such a level is measured as a last value is.
MEASURED_AS = {Aggregation.ETAT: Aggregation.DERNIER}


@dataclass(frozen=True, slots=True)
class Width:
    """`floor` is in thousandths of the level, `misses` (one for each of `SHARES`) in thousandths of a unit: the own
    change of a series plus the floor.
    """

    floor: int
    misses: tuple[int, ...]

    def share_below(self, gap: int, unit: int) -> int:
        """Of a thousand cases, how many miss by less than the gap: on the straight line between two of the table, and
        never none or all.
        """
        if unit == 0:
            return MOST if gap > 0 else LEAST
        whole = WHOLE * gap // unit
        above = bisect_right(self.misses, whole)
        if above == 0:
            return LEAST
        if above == len(self.misses):
            return MOST
        below = above - 1
        step, distance = SHARES[above] - SHARES[below], self.misses[above] - self.misses[below]
        return SHARES[below] + step * (whole - self.misses[below]) // distance


type Widths = Mapping[tuple[Aggregation, int], Mapping[int, Width]]


def read(path: Path) -> Widths:
    """A table as `make chances-table` writes it."""
    found: dict[tuple[Aggregation, int], dict[int, Width]] = {}
    for row in json.loads(path.read_text(encoding="utf-8"))["widths"]:
        rows = found.setdefault((Aggregation(row["aggregation"]), row["months_in_period"]), {})
        rows[row["remaining"]] = Width(row["floor"], tuple(row["misses"]))
    return found


@cache
def shipped() -> Widths:
    return read(SHIPPED)


@cache
def width(aggregation: Aggregation, months_in_period: int, remaining: int) -> Width | None:
    """The width where so many months remain: where the table has no such row, that of the next larger number."""
    rows = shipped().get((MEASURED_AS.get(aggregation, aggregation), months_in_period), {})
    enough = [months for months in rows if months >= remaining]
    return rows[min(enough)] if enough else None
