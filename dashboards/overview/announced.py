"""What was announced of December in the years that ended, from the facts known then, and what came."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.chances import interval_text, shown_bounds
from dashboards.shared.figures import value_text
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
        """`de 43 990 à 45 320`, or the one value that could come."""
        definition = self.indicator.definition
        if self._bounds and self._bounds[0] == self._bounds[1]:
            return value_text(definition, self._bounds[0])
        return interval_text(definition, self.then)

    @property
    def result(self) -> str:
        """`dans l’intervalle`, `au-dessus`, `au-dessous`."""
        if self.is_kept:
            return "dans l’intervalle"
        return "au-dessus" if self._bounds and self.came > self._bounds[1] else "au-dessous"

    @property
    def is_kept(self) -> bool:
        return self._bounds is not None and self._bounds[0] <= self.came <= self._bounds[1]

    @property
    def _bounds(self) -> tuple[Decimal, Decimal] | None:
        """As the page shows them: who reads the interval and what came sees the same result."""
        return shown_bounds(self.indicator.definition, self.then)


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
        kept, count = sum(each.is_kept for each in self.listed), len(self.listed)
        if count == 1:
            return f"Notre seule annonce de décembre {'a' if kept else 'n’a pas'} tenu"
        if kept == 0:
            return f"Aucune de nos {french.number(count)} annonces de décembre n’a tenu"
        verb = french.plural(kept, "a", "ont")
        return f"{french.number(kept)} de nos {french.number(count)} annonces de décembre {verb} tenu"

    def _from(self, number: int) -> list[Announcement]:
        return [each for each in self.listed if each.then.month.number == number]


def _kept(number: int, found: Sequence[Announcement]) -> str:
    kept = sum(each.is_kept for each in found)
    month = french.month_name(found[0].then.month.year, number).split()[0]
    return f"en {month}\u00a0: {french.counted(kept, 'tenue', 'tenues')} sur {french.number(len(found))}"


def announcements(contract: Contract, today: Month) -> Announcements:
    """A constant number of reads for each month of a year that ended and each delay of entry, whatever the number of
    indicators.
    """
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


def _known_in_time(contract: Contract, indicators: Sequence[Indicator], month: Month) -> dict[int, Series]:
    """Each indicator as it was known at its own deadline: another's longer delay gives it no later facts."""
    by_deadline: dict[date, list[Indicator]] = defaultdict(list)
    for each in indicators:
        by_deadline[deadline(each, month)].append(each)
    known: dict[int, Series] = {}
    for until, together in by_deadline.items():
        known |= series_by_key(together, sequence_of(contract, until))
    return known


def _announced(
    contract: Contract, indicators: Sequence[Indicator], now: dict[int, Series], month: Month
) -> Iterator[Announcement]:
    """What the page of that month announced at the deadline of each indicator's entry."""
    known = _known_in_time(contract, indicators, month)
    for indicator in indicators:
        end = attain(now[indicator.pk], Month(month.year, 12))
        then = attain(known[indicator.pk], month) if indicator.pk in known else None
        has_interval = then is not None and then.estimate is not None and then.estimate.low is not None
        if then is not None and has_interval and end.value is not None and not end.missing:
            yield Announcement(indicator, then, end)
