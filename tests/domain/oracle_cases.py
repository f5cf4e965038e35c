"""Random series for the oracle, drawn from a seed without the Hypothesis strategies of the other tests.

A second generator on purpose: it may draw what the other never draws. `random_series(seed)` is always the same series,
so its seed identifies a failure. Nothing is drawn that entry refuses: facts within the contract and with the decimals
of their entry, neutralised months that a version makes due, seuil and objectif on their right sides, versions in order.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
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
    versions = _versions(rng, definition, scale)
    return Series(
        definition=definition,
        facts=_facts(rng, definition, scale),
        neutralised=_neutralised(rng, definition, versions),
        versions=versions,
        profiles=_profiles(rng, definition),
    )


def months_of_contract(series: Series) -> Sequence[Month]:
    definition = series.definition
    return list(
        months_between(Month(definition.contract_first_year, 1), Month(definition.contract_last_year, 12))
    )


def _definition(rng: Random) -> Definition:
    aggregation = rng.choice(list(Aggregation))
    start = rng.choice((2023, 2024, 2028))
    unit = {Aggregation.RATIO: rng.choice(("%", "%", "jours")), Aggregation.EVOLUTION: "%"}
    unit_of_it = unit.get(aggregation, rng.choice(("€", "rendez-vous", "rendez-vous", "%")))
    return Definition(
        unit=unit_of_it,
        decimals=rng.choice((0, 0, 1, 2, 2, 3)),
        direction=rng.choice(list(Direction)),
        aggregation=aggregation,
        frequency=rng.choice((Frequency.MENSUELLE, Frequency.MENSUELLE, *Frequency)),
        contract_first_year=start,
        contract_last_year=start + rng.choice((0, 1, 2, 3, 4, 4)),
        credit=Decimal(rng.choice(CREDITS)),
        entry_decimals=rng.choice((0, 0, 0, 1, 2, 3)),
        numerator_bounded=unit_of_it == "%" and aggregation is Aggregation.RATIO and rng.random() < 0.7,
    )


def _facts(rng: Random, definition: Definition, scale: int) -> dict[Month, Fact]:
    first = rng.choice(
        (definition.contract_first_year, definition.contract_first_year, definition.contract_last_year)
    )
    last = Month(rng.randint(first, definition.contract_last_year), rng.choice((rng.randint(1, 12), 12)))
    reported = rng.choice((1.0, 1.0, 1.0, 0.97, 0.9, 0.5, 0.1, 0.0))
    lacking = rng.choice((0.0, 0.0, 0.1, 0.5))
    seasonal = rng.random() < 0.4
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
    places = definition.entry_decimals
    if not definition.aggregation.takes_pair:
        lowest = 0 if definition.aggregation.accumulates else -scale
        return Amount(_amount(rng, lowest, scale, places))
    if rng.random() < 0.15:
        return Pair(Decimal(0), Decimal(0))
    under = _amount(rng, 0, scale, places)
    most = 1.0 if definition.unit == "%" else 60.0
    if definition.aggregation is Aggregation.EVOLUTION or not definition.numerator_bounded:
        most = 1.7 if definition.unit == "%" else 60.0
    return Pair(_amount(rng, 0, int(float(under) * most), places), under)


def _amount(rng: Random, lowest: int, highest: int, most_places: int) -> Decimal:
    if rng.random() < 0.1:
        return Decimal(0)
    places = rng.choice((0, most_places))
    return Decimal(rng.randint(lowest * 10**places, highest * 10**places)).scaleb(-places)


def _neutralised(
    rng: Random, definition: Definition, versions: tuple[SignedVersion, ...]
) -> frozenset[Month]:
    first_years = [each.first_year for each in versions if each.first_year is not None]
    if not first_years or rng.random() < 0.4:
        return frozenset()
    every = months_between(Month(min(first_years), 1), Month(definition.contract_last_year, 12))
    due = [month for month in every if month.number % definition.frequency.months == 0]
    chance = rng.choice((0.05, 0.2, 0.6, 1.0))
    after = rng.choice(due) if rng.random() < 0.3 else due[0]
    return frozenset(month for month in due if month >= after and rng.random() < chance)


def _profiles(rng: Random, definition: Definition) -> dict[int, tuple[Fraction, ...]]:
    by_year = {}
    if rng.random() < 0.4:
        for year in range(definition.contract_first_year, definition.contract_last_year + 1):
            if rng.random() < 0.5:
                parts = [rng.choice((0, 1, 1, 2, 5)) for _ in range(11)] + [rng.choice((1, 3))]
                by_year[year] = tuple(Fraction(part, sum(parts)) for part in parts)
    return by_year


def _versions(rng: Random, definition: Definition, scale: int) -> tuple[SignedVersion, ...]:
    first, last = definition.contract_first_year, definition.contract_last_year
    start = date(first, 1, 1)
    span = (date(last, 12, 31) - start).days
    days = []
    for number in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 4))):
        begins = start + timedelta(days=rng.randint(0, span))
        if rng.random() < 0.3:
            begins = Month.of(begins).last_day
        if number == 0 and rng.random() < 0.9:
            begins = rng.choice((start, date(first - 1, 11, 30)))
        days.append(begins)
    signed: list[SignedVersion] = []
    for number, begins in enumerate(sorted(days)):
        signed.append(_version(rng, definition, scale, f"version {number}", begins, signed[-1:]))
    return tuple(signed)


def _version(
    rng: Random, definition: Definition, scale: int, label: str, begins: date, before: list[SignedVersion]
) -> SignedVersion:
    """What it does not name keeps what the version signed before it holds."""
    first, last = definition.contract_first_year, definition.contract_last_year
    named_at_all = 0.9 if not before else rng.choice((0.0, 0.3, 1.0))
    own = {
        year: _target(rng, definition, scale, year)
        for year in range(first, last + 1)
        if rng.random() < named_at_all
    }
    held = before[0] if before else SignedVersion("", begins, {}, first)
    first_year, weight = held.first_year, held.weight
    if rng.random() < 0.4:
        first_year = rng.choice((first, min(first + 1, last), last, None))
    if rng.random() < 0.4:
        weight = rng.choice((None, Decimal(0), Decimal(1), Decimal("0.5"), Decimal(3)))
    named = frozenset(year for year, target in own.items() if target != Target())
    return SignedVersion(label, begins, {**held.targets, **own}, first_year, weight, named)


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
        Aggregation.SOMME: (0, rng.choice((12 * scale, 12))),
        Aggregation.CUMUL_CONTRAT: (0, 8 * scale * elapsed),
        Aggregation.DERNIER: (-scale, scale),
        Aggregation.ETAT: (-scale // 2, scale),
    }
    lowest, highest = bounds[definition.aggregation]
    places = rng.choice((0, 0, definition.decimals))
    level = Decimal(rng.randint(lowest * 10**places, highest * 10**places)).scaleb(-places)
    return Decimal(0) if rng.random() < 0.05 or level == 0 else level
