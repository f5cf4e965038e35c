"""Public series as series of each aggregation and frequency: the same data, read as an indicator would be."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from bench.doubts import month_of, rows
from cpg.shared.periods import Month
from indicators.domain.model import (
    Aggregation,
    Amount,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
)

FOUR_YEARS = 48
DECIMALS = 2
BY_LENGTH = {each.months: each for each in Frequency}


class Named(NamedTuple):
    """A series of the data, in the order of its months: amounts, or pairs for a rate."""

    name: str
    first: Month
    facts: Sequence[Fact]


def sums(directory: Path) -> list[Named]:
    """Series of at least four years without a month of 0 or less."""
    found: dict[str, dict[Month, Decimal]] = defaultdict(dict)
    for row in rows(directory / "monthly.csv.gz"):
        found[f"{row['set']} {row['series']}"][month_of(row["month"])] = Decimal(row["value"])
    return [
        Named(name, min(months), [Amount(months[each]) for each in sorted(months)])
        for name, months in sorted(found.items())
        if len(months) >= FOUR_YEARS and min(months.values()) > 0
    ]


def rates(directory: Path, over: str = "breaches") -> list[Named]:
    """One share of the attendances of each trust."""
    found: dict[str, dict[Month, Pair]] = defaultdict(dict)
    for row in rows(directory / "nhs.csv.gz"):
        pair = Pair(Decimal(row[over]), Decimal(row["attendances"]))
        found[row["trust"]][month_of(row["month"])] = pair
    return [
        Named(name, min(months), [months[each] for each in sorted(months)])
        for name, months in sorted(found.items())
    ]


def as_indicator(named: Named, aggregation: Aggregation, length: int, first: Month) -> Series:
    """The series from a month on, as one of an aggregation and of so many months in a period."""
    facts = dict(_facts(named, aggregation, length, first))
    year = first.year + (aggregation is Aggregation.CUMUL_CONTRAT and first.number > 1)
    definition = Definition(
        unit="%" if aggregation.takes_pair else "", decimals=DECIMALS, direction=Direction.HAUSSE,
        aggregation=aggregation, frequency=BY_LENGTH[length], contract_first_year=year,
        contract_last_year=first.plus(len(named.facts) - 1).year, entry_decimals=DECIMALS,
        numerator_bounded=aggregation is Aggregation.RATIO,
    )  # fmt: skip
    version = SignedVersion("", date(year, 1, 1), {}, first_year=year)
    return Series(definition, facts, frozenset(), (version,))


def _facts(named: Named, aggregation: Aggregation, length: int, first: Month) -> Iterator[tuple[Month, Fact]]:
    """Sums of a period are given in its last month; an evolution is compared with the first year of the series."""
    base: Mapping[int, Fact] = dict(enumerate(named.facts[:12]))
    for place, fact in enumerate(named.facts):
        month = first.plus(place)
        if aggregation is Aggregation.EVOLUTION:
            if place >= 12:
                yield month, Pair(value(fact), value(base[place % 12]))
        elif aggregation.is_last_value and month.number % length:
            continue
        else:
            yield month, fact


def value(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact, Amount) else Decimal(0)
