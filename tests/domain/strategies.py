"""Hypothesis strategies: series as the application can hold them, the plain ones and the nasty ones.

What entry refuses is not generated: facts lie within the contract, with the decimals of their entry, their shape is
that of the aggregation, counts and amounts are not negative, a seuil comes on its right side of the objectif, only
months that a version makes due are neutralised, versions are signed in the order of their effective dates. Scales are
small on purpose: exact ties between values and targets, sums of zero, 0/0 and denominators of zero come up often.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from cpg.shared.periods import Month, months_between
from indicators.domain.exact import rounded
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

UNITS = {
    Aggregation.RATIO: ("%", "%", "jours"),
    Aggregation.EVOLUTION: ("%",),
    Aggregation.SOMME: ("rendez-vous", "€"),
    Aggregation.CUMUL_CONTRAT: ("situations", "applications"),
    Aggregation.DERNIER: ("%", "départements"),
    Aggregation.ETAT: ("%", "départements"),
}
CREDITS = tuple(Decimal(text) for text in ("0", "0", "35", "50", "12.5", "100"))
LABELS = ("initiale", "avenant 1", "avenant 2")


@st.composite
def definitions(draw: st.DrawFn, aggregation: Aggregation | None = None) -> Definition:
    """Any indicator of a contract of one to five years."""
    if aggregation is None:
        aggregation = draw(st.sampled_from(Aggregation))
    first = draw(st.sampled_from((2023, 2028)))
    return Definition(
        unit=draw(st.sampled_from(UNITS[aggregation])),
        decimals=draw(st.integers(0, 3)),
        direction=draw(st.sampled_from(Direction)),
        aggregation=aggregation,
        frequency=draw(st.sampled_from((Frequency.MENSUELLE, *Frequency))),
        contract_first_year=first,
        contract_last_year=first + draw(st.integers(0, 4)),
        credit=draw(st.sampled_from(CREDITS)),
        entry_decimals=draw(st.sampled_from((0, 0, 2, 3))),
        numerator_bounded=aggregation is Aggregation.RATIO and draw(st.booleans()),
    )


@st.composite
def series(draw: st.DrawFn, aggregation: Aggregation | None = None) -> Series:
    """A whole series: facts with holes and absences, neutralisations, profiles, no target, one version or several."""
    definition = draw(definitions(aggregation))
    versions = draw(signed_versions(definition))
    return Series(
        definition=definition,
        facts=draw(facts(definition)),
        neutralised=draw(neutralisations(definition, versions)),
        versions=versions,
        profiles=draw(profiles(definition)),
    )


@st.composite
def series_and_month(draw: st.DrawFn, aggregation: Aggregation | None = None) -> tuple[Series, Month]:
    """A series and a month of its contract."""
    drawn = draw(series(aggregation))
    return drawn, draw(st.sampled_from(contract_months(drawn.definition)))


def contract_months(definition: Definition) -> tuple[Month, ...]:
    """Every month of the contract, in order."""
    first, last = definition.contract_first_year, definition.contract_last_year
    return tuple(months_between(Month(first, 1), Month(last, 12)))


def due_months(definition: Definition, versions: tuple[SignedVersion, ...]) -> tuple[Month, ...]:
    """The months that some version makes due."""
    first_years = [each.first_year for each in versions if each.first_year is not None]
    return tuple(
        month
        for month in contract_months(definition)
        if first_years and month.year >= min(first_years) and month.number % definition.frequency.months == 0
    )


@st.composite
def profiles(draw: st.DrawFn, definition: Definition) -> dict[int, tuple[Fraction, ...]]:
    """Twelve weights for some years, summing to 1; months of no weight come up often."""
    years = range(definition.contract_first_year, definition.contract_last_year + 1)
    decided = draw(st.frozensets(st.sampled_from(years), max_size=2)) if draw(st.booleans()) else ()
    by_year = {}
    for year in decided:
        parts = draw(st.lists(st.integers(0, 4), min_size=12, max_size=12).filter(any))
        by_year[year] = tuple(Fraction(part, sum(parts)) for part in parts)
    return by_year


@st.composite
def facts(draw: st.DrawFn, definition: Definition) -> dict[Month, Fact]:
    """Facts up to some month, from every month reported to very few."""
    months = contract_months(definition)
    if draw(st.booleans()):
        months = tuple(month for month in months if month.number % definition.frequency.months == 0)
    reported = months[: draw(st.integers(0, len(months)))] if draw(st.booleans()) else months
    fact: st.SearchStrategy[Fact | None] = draw(st.sampled_from(_densities(values(definition))))
    drawn = draw(st.lists(fact, min_size=len(reported), max_size=len(reported)))
    return {month: fact for month, fact in zip(reported, drawn, strict=True) if fact is not None}


def _densities(value: st.SearchStrategy[Fact]) -> tuple[st.SearchStrategy[Fact | None], ...]:
    nothing = st.none()
    unavailable = st.just(Absence(AbsenceKind.NON_DISPONIBLE, "système indisponible"))
    pointless = st.just(Absence(AbsenceKind.SANS_OBJET, "aucune campagne"))
    return (
        value,
        st.one_of(value, value, value, value, value, value, pointless),
        st.one_of(value, value, value, value, value, value, unavailable, nothing),
        st.one_of(value, nothing, unavailable, pointless),
        st.one_of(value, nothing, nothing, nothing, nothing, nothing),
    )


def values(definition: Definition) -> st.SearchStrategy[Fact]:
    """A value of the aggregation's shape; zeros and 0/0 come up often."""
    places = definition.entry_decimals
    if definition.aggregation.takes_pair:
        return _pairs(1 if definition.numerator_bounded else 2 if definition.unit == "%" else 90, places)
    if definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT):
        return st.builds(Amount, _decimals(-10, 10, places))
    return st.builds(Amount, st.one_of(_decimals(0, 20, places), st.just(Decimal(0))))


@st.composite
def _pairs(draw: st.DrawFn, largest_ratio: int, places: int) -> Pair:
    some = st.sampled_from((Decimal(0), Decimal(1), Decimal(400)))
    denominator = draw(st.one_of(_decimals(0, 40, places), some))
    if denominator == 0:
        without = (Decimal(0), Decimal(0), Decimal(0 if largest_ratio == 1 else 3))
        return Pair(draw(st.sampled_from(without)), Decimal(0))
    return Pair(draw(_decimals(0, int(denominator * largest_ratio), places)), denominator)


def _decimals(smallest: int, largest: int, places: int = 3) -> st.SearchStrategy[Decimal]:
    """Whole numbers mostly, else up to that many decimals; zero has no sign."""
    unit = 10**places
    whole = st.integers(smallest, largest).map(Decimal)
    fine = st.integers(smallest * unit, largest * unit).map(lambda units: Decimal(units) / unit)
    return st.one_of(whole, whole, fine)


@st.composite
def neutralisations(
    draw: st.DrawFn, definition: Definition, versions: tuple[SignedVersion, ...]
) -> frozenset[Month]:
    """Due months that are neutralised: usually none, a few, a whole year, or all of them."""
    due = due_months(definition, versions)
    if not due:
        return frozenset()
    few = st.frozensets(st.sampled_from(due), max_size=4)
    a_year = st.sampled_from(sorted({month.year for month in due})).map(
        lambda year: frozenset(month for month in due if month.year == year)
    )
    from_the_start = st.integers(1, len(due)).map(lambda count: frozenset(due[:count]))
    return draw(st.one_of(st.just(frozenset[Month]()), few, few, a_year, from_the_start))


@st.composite
def signed_versions(draw: st.DrawFn, definition: Definition) -> tuple[SignedVersion, ...]:
    """Up to three versions, effective before the contract, at awkward days, or on the same day; each one complete."""
    count = draw(st.sampled_from((0, 1, 1, 1, 2, 2, 3)))
    first, last = definition.contract_first_year, definition.contract_last_year
    before = st.sampled_from((date(first - 1, 12, 15), date(first, 1, 1)))
    awkward = st.one_of(_awkward_days(first, last), before)
    starts = sorted(
        draw(before if number == 0 and draw(st.integers(0, 3)) else awkward) for number in range(count)
    )
    signed: list[SignedVersion] = []
    for label, start in zip(LABELS, starts, strict=False):
        signed.append(draw(_version(definition, label, start, signed[-1] if signed else None)))
    return tuple(signed)


@st.composite
def _version(
    draw: st.DrawFn, definition: Definition, label: str, start: date, before: SignedVersion | None
) -> SignedVersion:
    """What it does not name keeps what the version before it holds."""
    first, last = definition.contract_first_year, definition.contract_last_year
    first_years = st.sampled_from((first, first, first, *range(first, last + 1), None))
    weights = st.sampled_from((None, Decimal(1), Decimal(0), Decimal("2.5")))
    if before is None:
        own = draw(_yearly_targets(definition))
        return SignedVersion(label, start, own, draw(first_years), draw(weights), _named(own))
    own = draw(st.one_of(st.just({}), _yearly_targets(definition), _yearly_targets(definition)))
    return SignedVersion(
        label,
        start,
        {**before.targets, **own},
        draw(st.one_of(st.just(before.first_year), first_years)),
        draw(st.one_of(st.just(before.weight), weights)),
        _named(own),
    )


def _named(own: dict[int, Target]) -> frozenset[int]:
    return frozenset(year for year, target in own.items() if target != Target())


def _awkward_days(first: int, last: int) -> st.SearchStrategy[date]:
    years = st.integers(first, last)
    in_year = st.sampled_from(
        ((1, 1), (1, 31), (2, 28), (3, 31), (4, 15), (7, 1), (9, 30), (12, 30), (12, 31))
    )
    return st.builds(lambda year, day: date(year, *day), years, in_year)


@st.composite
def _yearly_targets(draw: st.DrawFn, definition: Definition) -> dict[int, Target]:
    years = range(definition.contract_first_year, definition.contract_last_year + 1)
    by_year = {}
    for year in years:
        kind = draw(
            st.sampled_from(("pair", "pair", "pair", "pair", "equal", "no seuil", "undefined", "absent"))
        )
        if kind == "undefined":
            by_year[year] = Target()
        elif kind != "absent":
            by_year[year] = draw(_target(definition, kind, year))
    return by_year


@st.composite
def _target(draw: st.DrawFn, definition: Definition, kind: str, year: int) -> Target:
    level = _levels(definition, year)
    if kind == "no seuil":
        return Target(None, draw(level))
    low, high = sorted((draw(level), draw(level)))
    if kind == "equal":
        low = high
    return Target(low, high) if definition.direction is Direction.HAUSSE else Target(high, low)


def _levels(definition: Definition, year: int) -> st.SearchStrategy[Decimal]:
    """Targets on the scale of the values that `values` draws, with no more decimals than are published."""
    return _scale(definition, year).map(lambda level: rounded(Fraction(level), definition.decimals))


def _scale(definition: Definition, year: int) -> st.SearchStrategy[Decimal]:
    match definition.aggregation:
        case Aggregation.RATIO:
            return _decimals(0, 110)
        case Aggregation.EVOLUTION:
            return _decimals(-60, 40)
        case Aggregation.SOMME:
            twelfths = st.integers(0, 15).map(lambda number: Decimal(12 * number))
            return st.one_of(_decimals(0, 150), _decimals(0, 12), twelfths)
        case Aggregation.CUMUL_CONTRAT:
            return _decimals(0, 100 * (year - definition.contract_first_year + 1))
        case Aggregation.DERNIER | Aggregation.ETAT:
            return _decimals(-10, 10)
