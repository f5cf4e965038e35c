"""A year that is over today while its last months were not entered: nothing is estimated of it any more, nothing can be
asked of months that have passed, and what is missing is awaited.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.model import Attainment

DECEMBER = 12


def has_ended(month: Month, entered: Iterable[Month], today: date) -> bool:
    """Whether the year of a month is over and nothing was entered after that month. A month that others followed is
    looked back at: it keeps what was announced then.
    """
    if month.number == DECEMBER or month.year >= today.year:
        return False
    return not any(month < each and each.year == month.year for each in entered)


def without_chances(attained: Attainment) -> Attainment:
    """No chance, no interval, no pace."""
    return replace(attained, estimate=None, pace=None)


def span(months: Sequence[Month]) -> str:
    """`décembre 2025`, `novembre et décembre 2025`, `les mois de mars à décembre 2025`."""
    *others, last = [french.month_name(each.year, each.number) for each in months]
    if len(months) > 2 and all(after == before.plus(1) for before, after in pairwise(months)):
        first = french.of_month(months[0].year, months[0].number).removesuffix(f" {months[0].year}")
        return f"les mois {first} à {last}"
    return french.listing([*(each.removesuffix(f" {months[-1].year}") for each in others), last])


def awaited(month: Month, missing: Iterable[Month]) -> str:
    """`décembre 2025 reste à saisir`. `missing` are the months that its December lacks."""
    later = [each for each in missing if each > month]
    if not later:
        return f"l’année {month.year} est finie"
    return to_enter(later)


def to_enter(months: Sequence[Month]) -> str:
    return f"{span(months)} {french.plural(len(months), 'reste', 'restent')} à saisir"
