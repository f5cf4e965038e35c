"""A second implementation of the rules of computation: inputs, value, missing months, targets to date.

Written from the text of the rules alone, without reading `indicators.domain` beyond its types: two independent
implementations rarely have the same bug. Naive on purpose: each function starts from the whole series, nothing is
cached or optimised, every amount is a Fraction.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Frequency,
    Pair,
    Series,
    SignedVersion,
)

Level = Literal["seuil", "objectif"]

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


def end_of_period(series: Series, month: Month) -> Month:
    """The month that ends the month, the quarter or the year that a month is in."""
    match series.definition.frequency:
        case Frequency.MENSUELLE:
            return month
        case Frequency.TRIMESTRIELLE:
            return Month(month.year, next(end for end in (3, 6, 9, 12) if month.number <= end))
        case Frequency.SEMESTRIELLE:
            return Month(month.year, 6 if month.number <= 6 else 12)
        case Frequency.ANNUELLE:
            return Month(month.year, 12)


def is_due_by_the_calendar(series: Series, month: Month) -> bool:
    """Due before any neutralisation or `sans_objet`: from January of the first year on; never without one."""
    first_year = series.definition.first_year
    return first_year is not None and month.year >= first_year and end_of_period(series, month) == month


def period_of(series: Series, due: Month) -> list[Month]:
    """The month, the quarter or the year that a due month ends."""
    whole_year = [Month(due.year, number) for number in range(1, 13)]
    return [month for month in whole_year if end_of_period(series, month) == due]


def is_neutralised(series: Series, month: Month) -> bool:
    """Neutralisation takes a due month with its whole period."""
    due = end_of_period(series, month)
    return due in series.neutralised and is_due_by_the_calendar(series, due)


def is_marked_sans_objet(series: Series, month: Month) -> bool:
    """One that is also neutralised counts as neutralised."""
    fact = series.facts.get(month)
    marked = isinstance(fact, Absence) and fact.kind is AbsenceKind.SANS_OBJET
    return marked and not is_neutralised(series, month)


def is_due(series: Series, month: Month) -> bool:
    return (
        is_due_by_the_calendar(series, month)
        and not is_neutralised(series, month)
        and not is_marked_sans_objet(series, month)
    )


def has_value(series: Series, month: Month) -> bool:
    """Zero is a value, and so is the pair 0/0; a neutralised month is out of the inputs."""
    return isinstance(series.facts.get(month), Pair | Amount) and not is_neutralised(series, month)


def months_not_neutralised(series: Series, year: int, last: int) -> int:
    """n(m): the months of the year, up to m, that are not neutralised."""
    return sum(not is_neutralised(series, Month(year, number)) for number in range(1, last + 1))


# --- Value to date ------------------------------------------------------------------------------------------


def first_year_of_window(series: Series) -> int:
    """Of `cumul_contrat`: the first year, or the contract's where there is none."""
    definition = series.definition
    return definition.contract_first_year if definition.first_year is None else definition.first_year


def window(series: Series, month: Month) -> list[Month]:
    first = month.year
    if series.definition.aggregation is Aggregation.CUMUL_CONTRAT:
        first = first_year_of_window(series)
    return [
        candidate
        for year in range(first, month.year + 1)
        for candidate in (Month(year, number) for number in range(1, 13))
        if candidate <= month
    ]


def with_a_value(series: Series, months: list[Month]) -> list[Month]:
    return [month for month in months if has_value(series, month)]


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


def published_value(series: Series, month: Month) -> Decimal | None:
    """v. What is read is what is judged."""
    value = formula(series, window(series, month))
    return None if value is None else half_up(value, series.definition.decimals)


# --- Missing ------------------------------------------------------------------------------------------------


def missing_among(series: Series, months: list[Month]) -> list[Month]:
    """The due months among those whose period has no value."""
    return [
        month
        for month in months
        if is_due(series, month) and not with_a_value(series, period_of(series, month))
    ]


def too_incomplete_to_sum(series: Series, months: list[Month]) -> bool:
    return series.definition.aggregation.accumulates and missing_among(series, months) != []


# --- Quarter value ------------------------------------------------------------------------------------------


def quarter_value(series: Series, month: Month) -> Decimal | None:
    start = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 4, 7: 7, 8: 7, 9: 7, 10: 10, 11: 10, 12: 10}[month.number]
    months = [Month(month.year, number) for number in range(start, month.number + 1)]
    value = formula(series, months)
    if value is None or too_incomplete_to_sum(series, months):
        return None
    return half_up(value, series.definition.decimals)


# --- Targets to date ----------------------------------------------------------------------------------------


def version_in_force(series: Series, day: date) -> SignedVersion | None:
    in_force: SignedVersion | None = None
    for version in series.versions:
        if version.effective_from > day:
            continue
        if in_force is None or version.effective_from >= in_force.effective_from:
            in_force = version
    return in_force


def annual(version: SignedVersion | None, year: int, level: Level) -> Fraction | None:
    if version is None or year not in version.targets:
        return None
    target = version.targets[year]
    amount = target.seuil if level == "seuil" else target.objectif
    return None if amount is None else Fraction(amount)


def month_of_the_target(series: Series, month: Month) -> int:
    """M': M, or for a quarterly or yearly indicator with a first year its last end of period up to M."""
    definition = series.definition
    if definition.frequency is Frequency.MENSUELLE or definition.first_year is None:
        return month.number
    so_far = [Month(month.year, number) for number in range(1, month.number + 1)]
    return max((each.number for each in so_far if is_due_by_the_calendar(series, each)), default=0)


def target_to_date(series: Series, month: Month, level: Level) -> Fraction | None:
    """The seuil or the objectif that applies at the end of a month, unrounded."""
    version = version_in_force(series, month.last_day)
    this_year = annual(version, month.year, level)
    if this_year is None or not series.definition.aggregation.accumulates:
        return this_year
    share = Fraction(months_not_neutralised(series, month.year, month_of_the_target(series, month)), 12)
    if series.definition.aggregation is Aggregation.SOMME:
        return this_year * share
    previous_year = annual(version, month.year - 1, level) or Fraction(0)
    previous_end = target_to_date(series, Month(month.year - 1, 12), level) or Fraction(0)
    return previous_end + (this_year - previous_year) * share
