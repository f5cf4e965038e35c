"""What the page of one month shows besides its form."""

from dataclasses import dataclass

from indicators.domain.model import Attainment, Fact
from indicators.domain.periods import Month
from indicators.models import Indicator
from indicators.recording import Refusal
from indicators.selectors import Known, MonthRecord

MONTHS_BESIDE = 12


@dataclass(frozen=True, slots=True)
class PastMonth:
    """One of the last twelve months, beside the form."""

    month: Month
    fact: Fact | None
    is_neutralised: bool


@dataclass(frozen=True, slots=True)
class MonthPage:
    """`standing` is what the month holds. `refusal` says why it cannot be entered. `conflict` is what
    someone else wrote while the form was open: it takes the place of the form's first message and asks for
    a choice. `attainment` is where the indicator stands at the end of that month, before this entry.
    """

    indicator: Indicator
    month: Month
    standing: MonthRecord | None
    attainment: Attainment
    past: tuple[PastMonth, ...]
    refusal: Refusal | None = None
    conflict: MonthRecord | None = None

    @property
    def is_correction(self) -> bool:
        return self.standing is not None and self.standing.fact is not None

    @property
    def version(self) -> int:
        return self.standing.version if self.standing else 0


def past_months(known: Known, month: Month) -> tuple[PastMonth, ...]:
    """The twelve months before this one, the latest first."""
    first = known.series.definition.contract_first_year
    months = (month.plus(-back) for back in range(1, MONTHS_BESIDE + 1))
    return tuple(
        PastMonth(past, known.series.facts.get(past), past in known.series.neutralised)
        for past in months
        if past.year >= first
    )
