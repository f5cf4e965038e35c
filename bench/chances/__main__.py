"""`make chances DATA=DIR`: how good the announcements of December are, with the table that the application ships.

By aggregation and month: the share of year-ends that the interval holds, its width in parts of the projection, the
Brier score of the chance, and what came of each tenth of chance. The objectifs are parts of last year's figure. Only
series that made no table are measured. The last line is the same as JSON, for a program.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from bench.chances.series import Named, as_indicator, rates, sums
from bench.chances.table import NAMES
from bench.chances.year_ends import Case, cases
from indicators.domain.chances.estimating import chance_of
from indicators.domain.chances.year_end import YearEnd
from indicators.domain.model import Aggregation

MONTHS = (3, 6, 9)
LATEST = 3
PARTS = tuple(map(Decimal, ("0.90", "0.95", "0.98", "1.00", "1.02", "1.05", "1.10")))


class Announced(NamedTuple):
    """One year-end seen from one month: whether the interval held it, its width, and each chance beside what came."""

    is_held: bool
    width: float
    chances: list[tuple[float, bool]]


def main() -> None:
    found = measured(Path(sys.argv[1]))
    for aggregation, by_month in found.items():
        for month, announced in sorted(by_month.items()):
            print(aggregation, *_lines(month, announced), sep="\n  ")
    print(json.dumps({
        aggregation: {str(month): summary(each) for month, each in sorted(by_month.items())}
        for aggregation, by_month in found.items()
    }))  # fmt: skip


def measured(directory: Path) -> dict[str, dict[int, list[Announced]]]:
    gone = set(json.loads(NAMES.read_text()))
    data = {
        each: sums(directory) for each in Aggregation if not each.takes_pair and each is not Aggregation.ETAT
    }
    data[Aggregation.EVOLUTION] = data[Aggregation.SOMME]
    data[Aggregation.RATIO] = rates(directory)
    return {
        aggregation.value: announcements([each for each in named if each.name not in gone], aggregation)
        for aggregation, named in data.items()
    }


def announcements(named: list[Named], aggregation: Aggregation) -> dict[int, list[Announced]]:
    """By month, what the application would have announced of the last three year-ends of each series."""
    found: dict[int, list[Announced]] = defaultdict(list)
    for each in named:
        for case in cases(as_indicator(each, aggregation, 1, each.first), MONTHS, LATEST):
            announced = _announced(case)
            if announced:
                found[case.month].append(announced)
    return found


def _announced(case: Case) -> Announced | None:
    end = case.estimator.year_end(case.position, case.projected)
    if end is None or case.before is None:
        return None
    low, high = end.interval
    return Announced(
        low <= case.came <= high,
        float((high - low) / abs(case.projected)) if case.projected else 0,
        list(_chances(case, end, case.before)),
    )


def _chances(case: Case, end: YearEnd, before: Decimal) -> Iterator[tuple[float, bool]]:
    for part in PARTS:
        target = case.target(before, part)
        chance = chance_of(case.position, end, target.as_integer_ratio())
        if chance is not None:
            yield float(chance), case.came >= target


def summary(announced: list[Announced]) -> dict[str, float]:
    pairs = [pair for each in announced for pair in each.chances]
    return {
        "n": len(announced),
        "coverage80": round(sum(each.is_held for each in announced) / len(announced), 4),
        "width": round(sorted(each.width for each in announced)[len(announced) // 2], 4),
        "brier": round(sum((chance - came) ** 2 for chance, came in pairs) / len(pairs), 4),
    }


def _lines(month: int, announced: list[Announced]) -> Iterator[str]:
    figures = summary(announced)
    yield f"month {month}: " + ", ".join(f"{name} {each}" for name, each in figures.items())
    told, came = Counter[int](), Counter[int]()
    for chance, is_reached in (pair for each in announced for pair in each.chances):
        tenth = min(9, int(10 * chance))
        told[tenth] += 1
        came[tenth] += is_reached
    tenths = (f"{tenth / 10:.1f} {came[tenth] / told[tenth]:.2f} ({told[tenth]})" for tenth in sorted(told))
    yield f"  of each tenth of chance, came: {', '.join(tenths)}"


if __name__ == "__main__":
    main()
