"""What was announced of December in the years that ended, from the facts known then, and what came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.chances import interval_text
from indicators.domain.attainment import attain
from indicators.domain.model import Attainment, Series
from indicators.dues import deadline
from indicators.models import Indicator
from indicators.selectors import sequence_of, series_by_key

MONTHS = (3, 6, 9)
FEWEST_ENDED_YEARS = 2
# An estimate needs 24 months: the first two years of a contract announce nothing.
YEARS_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Announcement:
    """One year of an indicator, seen from one month; both attainments belong to that year."""

    indicator: Indicator
    then: Attainment
    end: Attainment

    @property
    def came(self) -> Decimal:
        return self.end.value or Decimal(0)

    @property
    def interval(self) -> str:
        return interval_text(self.indicator.definition, self.then.estimate)

    @property
    def result(self) -> str:
        """`dans l’intervalle`, `au-dessus`, `au-dessous`."""
        if self.is_kept:
            return "dans l’intervalle"
        return "au-dessus" if self._high is not None and self.came > self._high else "au-dessous"

    @property
    def is_kept(self) -> bool:
        return self._low is not None and self._high is not None and self._low <= self.came <= self._high

    @property
    def _low(self) -> Decimal | None:
        return self.then.estimate.low if self.then.estimate else None

    @property
    def _high(self) -> Decimal | None:
        return self.then.estimate.high if self.then.estimate else None


@dataclass(frozen=True, slots=True)
class Announcements:
    """All that was announced, in the order of the indicators, and for each month how many were kept."""

    listed: tuple[Announcement, ...]

    @property
    def kept(self) -> list[str]:
        """`en juin : 21 tenues sur 24`."""
        return [_kept(number, found) for number in MONTHS if (found := self._from(number))]

    @property
    def finding(self) -> str:
        if not self.listed:
            return "Aucune annonce ne peut encore être jugée"
        kept = sum(each.is_kept for each in self.listed)
        return f"{french.number(kept)} de nos {french.number(len(self.listed))} annonces de décembre ont tenu"

    def _from(self, number: int) -> list[Announcement]:
        return [each for each in self.listed if each.then.month.number == number]


def _kept(number: int, found: Sequence[Announcement]) -> str:
    kept = sum(each.is_kept for each in found)
    month = french.month_name(found[0].then.month.year, number).split()[0]
    return f"en {month}\u00a0: {french.counted(kept, 'tenue', 'tenues')} sur {french.number(len(found))}"


def announcements(contract: Contract, today: Month) -> Announcements:
    """A constant number of reads for each month of a year that ended, whatever the number of indicators."""
    ended = [year for year in contract.years if Month(year, 12) < today]
    if len(ended) < FEWEST_ENDED_YEARS:
        return Announcements(())
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    now = series_by_key(indicators)
    found = [
        each
        for year in ended[YEARS_BEFORE:]
        for number in MONTHS
        for each in _announced(contract, indicators, now, Month(year, number))
    ]
    return Announcements(tuple(sorted(found, key=lambda each: (each.indicator.position, each.then.month))))


def _announced(
    contract: Contract, indicators: Sequence[Indicator], now: dict[int, Series], month: Month
) -> Iterator[Announcement]:
    """What the page of that month announced at the deadline of its entry."""
    known_at = sequence_of(
        contract, max((deadline(each, month) for each in indicators), default=month.last_day)
    )
    known = series_by_key(indicators, known_at)
    for indicator in indicators:
        end = attain(now[indicator.pk], Month(month.year, 12))
        then = attain(known[indicator.pk], month) if indicator.pk in known else None
        has_interval = then is not None and then.estimate is not None and then.estimate.low is not None
        if then is not None and has_interval and end.value is not None and not end.missing:
            yield Announcement(indicator, then, end)
