"""`make doubts DATA=DIR`: how many genuine months are doubted, and how many wrong ones, on public monthly series.

DIR holds `monthly.csv.gz` (set, series, month, value) and `nhs.csv.gz` (trust, month, attendances, breaches,
admissions). Half of the series calibrate the distance from which a figure is far, the other half are judged. Beside it,
the former check: six times the median deviation of the two years before, whatever the season.
"""

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median

from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Pair,
    Series,
)
from indicators.plausibility import doubts

type Fact = Amount | Pair
type Facts = dict[Month, Fact]
type Check = Callable[[Series, Month, Fact], bool]

HISTORY = 24
# Of the many sums, every eleventh month of a series, another one in each.
ONE_IN = {"sums": 11, "ratios": 1}
LEAST_FIGURE = 10
FIRST_YEAR = 1900


def main() -> None:
    directory = Path(sys.argv[1])
    for name, series in (("sums", sums(directory)), ("ratios", ratios(directory))):
        for half, which in (("calibration", 0), ("judged", 1)):
            chosen = list(months(series[which::2], ONE_IN[name]))
            print(f"{name}, {half}: {len(series[which::2])} series, {len(chosen)} months")
            for method, check in (("doubts", has_doubt), ("former check", is_far_from_median)):
                print(f"  {method:13}", *shares(chosen, check), sep="  ")


def sums(directory: Path) -> list[Series]:
    found: dict[str, Facts] = defaultdict(dict)
    for row in rows(directory / "monthly.csv.gz"):
        found[f"{row['set']} {row['series']}"][month_of(row["month"])] = Amount(Decimal(row["value"]))
    for row in rows(directory / "nhs.csv.gz"):
        for column in ("attendances", "admissions"):
            found[f"nhs {row['trust']} {column}"][month_of(row["month"])] = Amount(Decimal(row[column]))
    return [Series(definition(Aggregation.SOMME, ""), found[name]) for name in sorted(found)]


def ratios(directory: Path) -> list[Series]:
    found: dict[str, Facts] = defaultdict(dict)
    for row in rows(directory / "nhs.csv.gz"):
        pair = Pair(Decimal(row["breaches"]), Decimal(row["attendances"]))
        found[row["trust"]][month_of(row["month"])] = pair
    return [Series(definition(Aggregation.RATIO, "%"), found[name]) for name in sorted(found)]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def month_of(text: str) -> Month:
    """Some series number their years from 1."""
    year, number = map(int, text.split("-"))
    return Month(year if year >= FIRST_YEAR else FIRST_YEAR + year, number)


def definition(aggregation: Aggregation, unit: str) -> Definition:
    return Definition(
        unit=unit, decimals=2, direction=Direction.HAUSSE, aggregation=aggregation, frequency=Frequency.MENSUELLE,
        contract_first_year=1900, contract_last_year=1900, entry_decimals=2,
    )  # fmt: skip


def months(series: list[Series], one_in: int) -> Iterator[tuple[Series, Month]]:
    """Months with a whole history, of figures that are above zero and have two digits."""
    for rank, each in enumerate(series):
        ordered = sorted(each.facts)
        for place in range(HISTORY, len(ordered)):
            figures = [figure(each.facts[month]) for month in ordered[place - HISTORY : place + 1]]
            if (7 * place + rank) % one_in == 0 and min(figures) > 0 and figures[-1] >= LEAST_FIGURE:
                yield each, ordered[place]


def figure(fact: object) -> Decimal:
    return (
        fact.numerator if isinstance(fact, Pair) else fact.value if isinstance(fact, Amount) else Decimal(0)
    )


def shares(chosen: list[tuple[Series, Month]], check: Check) -> Iterator[str]:
    """The share of genuine months that are doubted, then of each kind of wrong ones."""
    random, doubted, tried = Random(2026), Counter[str](), Counter[str]()
    for series, month in chosen:
        fact = series.facts[month]
        if isinstance(fact, Absence):
            continue
        for name, wrong in {"false alarms": fact, **slips(fact, random)}.items():
            tried[name] += 1
            doubted[name] += check(series, month, wrong)
    for name, count in tried.items():
        yield f"{name} {100 * Decimal(doubted[name]) / count:.1f} %"


def slips(fact: Fact, random: Random) -> dict[str, Fact]:
    """What a person may type instead; in a pair, as the numerator."""
    value = figure(fact)
    digits = str(int(value))
    gone = random.randrange(len(digits))
    typed = {
        "missing digit": Decimal(digits[:gone] + digits[gone + 1 :]),
        "x10": 10 * value,
        "x100": 100 * value,
        "-30 %": value * 7 / 10,
    }
    unequal = [place for place in range(len(digits) - 1) if digits[place] != digits[place + 1]]
    if unequal:
        place = random.choice(unequal)
        typed["swapped"] = Decimal(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    return {
        name: Pair(wrong, fact.denominator) if isinstance(fact, Pair) else Amount(wrong)
        for name, wrong in typed.items()
    }


def has_doubt(series: Series, month: Month, fact: Fact) -> bool:
    return bool(doubts(series, month, fact))


def is_far_from_median(series: Series, month: Month, fact: Fact) -> bool:
    """The former check of an outlier, a hundredfold and a first zero."""
    values = [
        rate(series.facts[month.plus(-count)])
        for count in range(1, HISTORY + 1)
        if month.plus(-count) in series.facts
    ]
    middle, value = median(values), rate(fact)
    deviation = max(median(abs(each - middle) for each in values), abs(middle) / 100)
    return abs(value - middle) > 6 * deviation or (value == 0 and 0 not in values)


def rate(fact: object) -> Decimal:
    return 100 * fact.numerator / fact.denominator if isinstance(fact, Pair) else figure(fact)


if __name__ == "__main__":
    main()
