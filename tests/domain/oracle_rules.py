"""A second implementation of the rules of computation: inputs, value, missing months.

Written from the text of the rules alone, without reading `indicators.domain` beyond its types: two independent
implementations rarely have the same bug. Naive on purpose: each function starts from the whole series, nothing is
cached or optimised, every amount is a Fraction.

All that concerns a month M is a function of `At`: a series as it is judged at the end of M, by the version of M alone.
"""

from dataclasses import dataclass
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
    Frequency,
    Pair,
    Series,
    SignedVersion,
)

ENDS_OF_PERIOD = {
    Frequency.MENSUELLE: range(1, 13),
    Frequency.TRIMESTRIELLE: (3, 6, 9, 12),
    Frequency.SEMESTRIELLE: (6, 12),
    Frequency.ANNUELLE: (12,),
}


@dataclass(frozen=True)
class At:
    """A series at the end of a month, M of Y. `judged_in` is M where the end of its year is looked at from M."""

    series: Series
    month: Month
    judged_in: Month | None = None

    @property
    def definition(self) -> Definition:
        return self.series.definition

    @property
    def aggregation(self) -> Aggregation:
        return self.series.definition.aggregation

    @property
    def is_hausse(self) -> bool:
        return self.series.definition.direction is Direction.HAUSSE

    @property
    def is_monthly(self) -> bool:
        return self.series.definition.frequency is Frequency.MENSUELLE

    @property
    def versions_so_far(self) -> list[SignedVersion]:
        """The versions signed whose effective date is not after the month's last day; the last is that of M."""
        judged_in = self.judged_in or self.month
        return [each for each in self.series.versions if each.effective_from <= judged_in.last_day]

    @property
    def version(self) -> SignedVersion | None:
        so_far = self.versions_so_far
        return so_far[-1] if so_far else None

    @property
    def first_year(self) -> int | None:
        return self.version.first_year if self.version else None

    @property
    def is_before_the_first_year(self) -> bool:
        return self.first_year is not None and self.month.year < self.first_year


# --- Rounding -----------------------------------------------------------------------------------------------


def decimal_of(units: int, places: int) -> Decimal:
    """That many units of the last decimal place. Zero has no sign."""
    sign = 1 if units < 0 else 0
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((sign, digits, -places))


def half_up(amount: Fraction, places: int) -> Decimal:
    """Half away from zero."""
    scaled = abs(amount) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return decimal_of(-units if amount < 0 else units, places)


def upwards(amount: Fraction, places: int) -> Decimal:
    """Towards plus infinity."""
    scaled = amount * 10**places
    return decimal_of(-(-scaled.numerator // scaled.denominator), places)


def downwards(amount: Fraction, places: int) -> Decimal:
    """Towards minus infinity."""
    scaled = amount * 10**places
    return decimal_of(scaled.numerator // scaled.denominator, places)


def as_it_is(amount: Fraction) -> Decimal:
    """A sum of decimals, every digit of it."""
    places = 0
    while (amount * 10**places).denominator != 1:
        places += 1
    return decimal_of((amount * 10**places).numerator, places)


# --- Inputs -------------------------------------------------------------------------------------------------


def months_of(year: int, first: int = 1, last: int = 12) -> list[Month]:
    return [Month(year, number) for number in range(first, last + 1)]


def ends_a_period(series: Series, month: Month) -> bool:
    return month.number in ENDS_OF_PERIOD[series.definition.frequency]


def period_around(series: Series, month: Month) -> list[Month]:
    """The month, the quarter, the half-year or the year that a month is in."""
    ends = ENDS_OF_PERIOD[series.definition.frequency]
    last = next(end for end in ends if month.number <= end)
    return months_of(month.year, last - len(range(1, 13)) // len(ends) + 1, last)


def is_neutralised(series: Series, month: Month) -> bool:
    """Neutralisation takes a due month with its whole period, whatever a version makes due."""
    return any(each in series.neutralised for each in period_around(series, month))


def live(series: Series, months: list[Month]) -> list[Month]:
    return [month for month in months if not is_neutralised(series, month)]


def is_marked_sans_objet(series: Series, month: Month) -> bool:
    """One that is also neutralised counts as neutralised."""
    fact = series.facts.get(month)
    marked = isinstance(fact, Absence) and fact.kind is AbsenceKind.SANS_OBJET
    return marked and not is_neutralised(series, month)


def has_value(series: Series, month: Month) -> bool:
    """Zero is a value, and so is the pair 0/0; a neutralised month is out of the inputs."""
    return isinstance(series.facts.get(month), Pair | Amount) and not is_neutralised(series, month)


def with_a_value(series: Series, months: list[Month]) -> list[Month]:
    return [month for month in months if has_value(series, month)]


def would_be_due(at: At, month: Month) -> bool:
    """Due by the calendar, before any neutralisation or `sans_objet`; never without a first year."""
    first_year = at.first_year
    return first_year is not None and month.year >= first_year and ends_a_period(at.series, month)


def is_due(at: At, month: Month) -> bool:
    return (
        would_be_due(at, month)
        and not is_neutralised(at.series, month)
        and not is_marked_sans_objet(at.series, month)
    )


def weights_of_months(series: Series, year: int) -> tuple[Fraction, ...]:
    return series.profiles.get(year) or (Fraction(1, 12),) * 12


def weight_of(series: Series, months: list[Month]) -> Fraction:
    """The sum of w over those months."""
    return sum((weights_of_months(series, month.year)[month.number - 1] for month in months), Fraction(0))


def big_w(series: Series, year: int, last: int) -> Fraction:
    """W(m): the sum of w over the live months of the year up to m."""
    return weight_of(series, live(series, months_of(year, 1, last)))


# --- Value to date ------------------------------------------------------------------------------------------


def since_the_contract_began(at: At) -> list[Month]:
    years = range(at.definition.contract_first_year, at.month.year + 1)
    return [month for year in years for month in months_of(year) if month <= at.month]


def window(at: At) -> list[Month]:
    if at.aggregation is Aggregation.CUMUL_CONTRAT:
        return since_the_contract_began(at)
    return months_of(at.month.year, 1, at.month.number)


def months_read(at: At) -> list[Month]:
    """The months in which the value is looked for: an `etat` goes back to the start of the contract."""
    return since_the_contract_began(at) if at.aggregation is Aggregation.ETAT else window(at)


def numerators(series: Series, months: list[Month]) -> Fraction:
    facts = [series.facts[month] for month in with_a_value(series, months)]
    return sum((Fraction(fact.numerator) for fact in facts if isinstance(fact, Pair)), Fraction(0))


def denominators(series: Series, months: list[Month]) -> Fraction:
    facts = [series.facts[month] for month in with_a_value(series, months)]
    return sum((Fraction(fact.denominator) for fact in facts if isinstance(fact, Pair)), Fraction(0))


def amounts(series: Series, months: list[Month]) -> list[Fraction]:
    facts = [series.facts[month] for month in with_a_value(series, months)]
    return [Fraction(fact.value) for fact in facts if isinstance(fact, Amount)]


def from_plain_ratio(series: Series, ratio: Fraction) -> Fraction:
    """k x ratio, k = 100 for % and 1 for days; 100 x (ratio - 1) for an `evolution`."""
    if series.definition.aggregation is Aggregation.EVOLUTION:
        return 100 * (ratio - 1)
    return (100 if series.definition.unit == "%" else 1) * ratio


def formula(series: Series, months: list[Month]) -> Fraction | None:
    """The value of those months, unrounded; None when none is reported or the denominators sum to zero."""
    if not with_a_value(series, months):
        return None
    match series.definition.aggregation:
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            below = denominators(series, months)
            if below == 0:
                return None
            return from_plain_ratio(series, numerators(series, months) / below)
        case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
            return sum(amounts(series, months), Fraction(0))
        case Aggregation.DERNIER | Aggregation.ETAT:
            return amounts(series, months)[-1]


def published(at: At, amount: Fraction | None, more: int = 0) -> Decimal | None:
    return None if amount is None else half_up(amount, at.definition.decimals + more)


def published_value(at: At) -> Decimal | None:
    """v. What is read is what is judged."""
    return published(at, formula(at.series, months_read(at)))


# --- Missing ------------------------------------------------------------------------------------------------


def due_among(at: At, months: list[Month]) -> list[Month]:
    return [month for month in months if is_due(at, month)]


def has_its_period_reported(series: Series, month: Month) -> bool:
    return with_a_value(series, period_around(series, month)) != []


def missing_among(at: At, months: list[Month]) -> list[Month]:
    """The due months among those whose period has no value."""
    return [month for month in due_among(at, months) if not has_its_period_reported(at.series, month)]


def is_incomplete(at: At) -> bool:
    due, missing = due_among(at, window(at)), missing_among(at, window(at))
    match at.aggregation:
        case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
            return missing != []
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            return len(due) - len(missing) < 3 * len(due) // 4
        case Aggregation.DERNIER | Aggregation.ETAT:
            return is_behind_its_last_due_month(at)


def is_behind_its_last_due_month(at: At) -> bool:
    """Its last due month is missing, and no later month has a value."""
    due = due_among(at, months_read(at))
    if not due or has_its_period_reported(at.series, due[-1]):
        return False
    return with_a_value(at.series, [month for month in months_read(at) if month > due[-1]]) == []


def is_floor(at: At) -> bool:
    """The months missing from an accumulating `hausse` can only add to its value."""
    return (
        at.aggregation.accumulates and at.is_hausse and is_incomplete(at) and published_value(at) is not None
    )


# --- Quarter value ------------------------------------------------------------------------------------------


def quarter_value(at: At) -> Decimal | None:
    start = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 4, 7: 7, 8: 7, 9: 7, 10: 10, 11: 10, 12: 10}[at.month.number]
    months = months_of(at.month.year, start, at.month.number)
    if at.aggregation.accumulates and missing_among(at, months):
        return None
    return published(at, formula(at.series, months))
