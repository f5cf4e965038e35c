"""Series of a few lines, for tests whose figures are worked out on paper."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Target,
)

HAUSSE, BAISSE = Direction.HAUSSE, Direction.BAISSE
RATIO, EVOLUTION, SOMME = Aggregation.RATIO, Aggregation.EVOLUTION, Aggregation.SOMME
CUMUL, DERNIER = Aggregation.CUMUL_CONTRAT, Aggregation.DERNIER
SANS_OBJET = Absence(AbsenceKind.SANS_OBJET)

type Targets = Mapping[int, tuple[str | None, str]]


def month(text: str) -> Month:
    return Month.parse(text)


def amounts(start: str, *values: object) -> dict[Month, Fact]:
    """One value a month from `start` on; None leaves a hole."""
    return {
        month(start).plus(offset): Amount(Decimal(str(value)))
        for offset, value in enumerate(values)
        if value is not None
    }


def pairs(start: str, *values: tuple[int, int]) -> dict[Month, Fact]:
    return {
        month(start).plus(offset): Pair(Decimal(over), Decimal(under))
        for offset, (over, under) in enumerate(values)
    }


def version(
    targets: Targets,
    label: str = "initiale",
    start: date = date(2023, 1, 1),
    first_year: int | None = 2023,
    weight: str | None = None,
) -> SignedVersion:
    by_year = {
        year: Target(None if seuil is None else Decimal(seuil), Decimal(objectif))
        for year, (seuil, objectif) in targets.items()
    }
    weighs = None if weight is None else Decimal(weight)
    return SignedVersion(label, start, by_year, first_year, weighs, frozenset(by_year))


def series(
    aggregation: Aggregation,
    facts: Mapping[Month, Fact],
    *versions: SignedVersion,
    unit: str = "%",
    decimals: int = 0,
    direction: Direction = HAUSSE,
    frequency: Frequency = Frequency.MENSUELLE,
    credit: str = "0",
    neutralised: tuple[str, ...] = (),
    entry_decimals: int = 2,
    bounded: bool = True,
    profiles: Mapping[int, tuple[Fraction, ...]] | None = None,
) -> Series:
    """Amounts are not counted one by one, unless a test says so: targets to date are then exact."""
    definition = Definition(
        unit=unit,
        decimals=decimals,
        direction=direction,
        aggregation=aggregation,
        frequency=frequency,
        contract_first_year=2023,
        contract_last_year=2027,
        credit=Decimal(credit),
        entry_decimals=entry_decimals,
        numerator_bounded=bounded,
    )
    out = frozenset(month(text) for text in neutralised)
    return Series(definition, facts, out, versions or (version({}),), profiles or {})
