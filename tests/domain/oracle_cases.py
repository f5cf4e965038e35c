"""Random series for the oracle, drawn from a seed without the Hypothesis strategies of the other tests.

A second generator on purpose: it may draw what the other never draws. `random_series(seed)` is always the same series,
so its seed identifies a failure. Nothing is drawn that entry refuses: facts from the first
year on and within the contract, neutralised months that are due, seuil and objectif on their right sides.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from cpg.shared.periods import Month, months_between
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

CREDITS = ("0", "0", "0", "35", "50", "33.33", "99.99", "100")
SCALES = (1, 3, 12, 100, 5000)


def random_series(seed: int) -> Series:
    rng = Random(seed)  # noqa: S311 (a case to replay, not a secret)
    definition = _definition(rng)
    scale = rng.choice(SCALES)
    return Series(
        definition=definition,
        facts=_facts(rng, definition, scale),
        neutralised=_neutralised(rng, definition),
        versions=_versions(rng, definition, scale),
    )


def months_of_contract(series: Series) -> Sequence[Month]:
    definition = series.definition
    return list(
        months_between(Month(definition.contract_first_year, 1), Month(definition.contract_last_year, 12))
    )


def _definition(rng: Random) -> Definition:
    aggregation = rng.choice(list(Aggregation))
    start = rng.choice((2023, 2024, 2028))
    end = start + rng.choice((0, 1, 2, 2, 4))
    unit = {Aggregation.RATIO: rng.choice(("%", "%", "jours")), Aggregation.EVOLUTION: "%"}
    return Definition(
        unit=unit.get(aggregation, rng.choice(("€", "rendez-vous", "%"))),
        decimals=rng.choice((0, 0, 1, 2, 2, 3)),
        direction=rng.choice(list(Direction)),
        aggregation=aggregation,
        frequency=rng.choice((Frequency.MENSUELLE, *Frequency)),
        first_year=rng.choice((start, start, start, min(start + 1, end), end, None)),
        contract_first_year=start,
        contract_last_year=end,
        credit=Decimal(rng.choice(CREDITS)),
    )


def _facts(rng: Random, definition: Definition, scale: int) -> dict[Month, Fact]:
    first = definition.first_year or definition.contract_first_year
    last = Month(rng.randint(first, definition.contract_last_year), rng.choice((rng.randint(1, 12), 12)))
    reported = rng.choice((1.0, 1.0, 0.97, 0.9, 0.5, 0.1))
    lacking = rng.choice((0.0, 0.0, 0.1, 0.5))
    seasonal = rng.random() < 0.3
    facts: dict[Month, Fact] = {}
    for month in months_between(Month(first, 1), last):
        if rng.random() < reported:
            size = scale * (month.number if seasonal else 1)
            facts[month] = _fact(rng, definition, size)
        elif rng.random() < 0.5 or lacking:
            kind = AbsenceKind.NON_DISPONIBLE if rng.random() < lacking else AbsenceKind.SANS_OBJET
            facts[month] = Absence(kind, "motif")
    return facts


def _fact(rng: Random, definition: Definition, scale: int) -> Fact:
    if not definition.aggregation.takes_pair:
        lowest = -scale if definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT) else 0
        return Amount(_amount(rng, lowest, scale))
    if rng.random() < 0.15:
        return Pair(Decimal(rng.choice((0, 0, 1))), Decimal(0))
    under = _amount(rng, 0, scale)
    most = 1.0 if definition.unit == "%" else 60.0
    if definition.aggregation is Aggregation.EVOLUTION:
        most = 1.7
    return Pair(_amount(rng, 0, max(1, int(float(under) * most))), under)


def _amount(rng: Random, lowest: int, highest: int) -> Decimal:
    if rng.random() < 0.1:
        return Decimal(0)
    places = rng.choice((0, 0, 0, 1, 2, 3))
    return Decimal(rng.randint(lowest * 10**places, highest * 10**places)).scaleb(-places)


def _neutralised(rng: Random, definition: Definition) -> frozenset[Month]:
    if definition.first_year is None or rng.random() < 0.4:
        return frozenset()
    every = months_between(Month(definition.first_year, 1), Month(definition.contract_last_year, 12))
    due = [month for month in every if month.number % definition.frequency.months == 0]
    chance = rng.choice((0.05, 0.2, 0.6, 1.0))
    after = rng.choice(due) if rng.random() < 0.3 else due[0]
    return frozenset(month for month in due if month >= after and rng.random() < chance)


def _versions(rng: Random, definition: Definition, scale: int) -> tuple[SignedVersion, ...]:
    first, last = definition.contract_first_year, definition.contract_last_year
    start = date(first, 1, 1)
    span = (date(last, 12, 31) - start).days
    versions = []
    for number in range(rng.choice((0, 1, 1, 1, 2, 2, 3))):
        begins = start + timedelta(days=rng.randint(0, span))
        if rng.random() < 0.3:
            begins = Month.of(begins).last_day
        if number == 0 and rng.random() < 0.8:
            begins = rng.choice((start, date(first - 1, 11, 30)))
        targets = {}
        for year in range(first, last + 1):
            if rng.random() < 0.9:
                targets[year] = _target(rng, definition, scale, year)
        versions.append(SignedVersion(f"version {number}", begins, targets))
    return tuple(versions)


def _target(rng: Random, definition: Definition, scale: int, year: int) -> Target:
    if rng.random() < 0.07:
        return Target()
    low, high = sorted(_level(rng, definition, scale, year) for _ in range(2))
    if rng.random() < 0.1:
        low = high
    seuil, objectif = (low, high) if definition.direction is Direction.HAUSSE else (high, low)
    return Target(None if rng.random() < 0.1 else seuil, objectif)


def _level(rng: Random, definition: Definition, scale: int, year: int) -> Decimal:
    elapsed = year - definition.contract_first_year + 1
    bounds: dict[Aggregation, tuple[int, int]] = {
        Aggregation.RATIO: (0, 100 if definition.unit == "%" else 60),
        Aggregation.EVOLUTION: (-100, 60),
        Aggregation.SOMME: (0, 12 * scale),
        Aggregation.CUMUL_CONTRAT: (0, 8 * scale * elapsed),
        Aggregation.DERNIER: (-scale, scale),
        Aggregation.ETAT: (-scale, scale),
    }
    lowest, highest = bounds[definition.aggregation]
    places = rng.choice((0, 0, definition.decimals))
    level = Decimal(rng.randint(lowest * 10**places, highest * 10**places)).scaleb(-places)
    return Decimal(0) if rng.random() < 0.05 or level == 0 else level
