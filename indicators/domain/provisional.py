"""Whether the figures at the end of a month may be relied on: which values make them, and whether each was checked."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from cpg.shared.periods import Month, period_ending
from indicators.domain.model import Absence, Aggregation, Definition, Series
from indicators.domain.windows import window


class Firmness(StrEnum):
    PROVISIONAL = "provisoire"
    VALIDATED = "valide"


def firmness(month: Month, *, missing: Collection[Month], validated: Collection[bool]) -> Firmness:
    """`validated` says of each value that counts whether it was validated, `missing` holds the due months without one.

    In December this is the year's result: provisional as long as a due month is missing. Before, the status is only
    indicative, and the word is of the values that there are; with none, nothing was validated.
    """
    if not all(validated):
        return Firmness.PROVISIONAL
    is_lacking = bool(missing) if month.number == 12 else not validated
    return Firmness.PROVISIONAL if is_lacking else Firmness.VALIDATED


def counted_months(series: Series, month: Month) -> Sequence[Month]:
    """The months whose values make the value to date: those of a neutralised period do not count."""
    neutralised = {
        each for due in series.neutralised for each in period_ending(due, series.definition.frequency.months)
    }
    holding = (
        each
        for each, fact in series.facts.items()
        if not isinstance(fact, Absence) and each not in neutralised
    )
    return months_behind(series.definition, month, holding)


def months_behind(definition: Definition, month: Month, holding: Iterable[Month]) -> Sequence[Month]:
    """Of the months that hold a value which counts, those behind the value to date. A level stands until another is
    reported.
    """
    behind = set(window(definition, month))
    listed = sorted(holding)
    found = [each for each in listed if each in behind]
    if not found and definition.aggregation is Aggregation.ETAT:
        found = [each for each in listed if each < month][-1:]
    return found
