"""What some months, or other targets, do to the status, the theme and the total: the same figures with them and without
them (RC-13).

Nothing is estimated: both sides are computed by the rules, the one from the series that stand, the other from the same
series with the earlier facts put back, or as they are before a neutralisation or an avenant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cpg.shared.periods import Month
from indicators.domain.attainment import attain
from indicators.domain.model import Attainment, Fact, Series
from indicators.domain.rollup import RollUp, Term, roll_up

# The months to put back, by indicator: what stood before, None where nothing did.
type Earlier = Mapping[str, Mapping[Month, Fact | None]]


@dataclass(frozen=True, slots=True)
class WeightedSeries:
    """An indicator as it counts in a contract's totals. `theme` is the position of its theme."""

    key: str
    theme: int
    weight: Decimal | None
    series: Series


@dataclass(frozen=True, slots=True)
class BeforeAfter[T]:
    before: T
    after: T

    @property
    def is_none(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """At the end of one month: each indicator that differs, each theme that holds one, and the contract."""

    month: Month
    indicators: Mapping[str, BeforeAfter[Attainment]]
    themes: Mapping[int, BeforeAfter[RollUp]]
    total: BeforeAfter[RollUp]


@dataclass(slots=True)
class Outlook:
    """The indicators of a contract as they stand, asked about many other states: what stands is computed once."""

    parts: Sequence[WeightedSeries]
    _attained: dict[tuple[str, Month], Attainment] = field(default_factory=dict)

    def effect(self, earlier: Earlier, month: Month) -> Effect:
        """What the months of `earlier` changed at the end of a month, by being what they are now."""
        stood = {
            part.key: _with(part.series, earlier[part.key]) for part in self.parts if part.key in earlier
        }
        return self.since(stood, month)

    def since(self, others: Mapping[str, Series], month: Month) -> Effect:
        """What differs at the end of a month from these other series of some of the indicators."""
        now = {part.key: self._now(part, month) for part in self.parts}
        put_back = {key: attain(series, month) for key, series in others.items()}
        themes = {part.theme for part in self.parts if part.key in others}
        return Effect(
            month=month,
            indicators={key: BeforeAfter(before, now[key]) for key, before in put_back.items()},
            themes={
                theme: self._rolled([part for part in self.parts if part.theme == theme], now, put_back)
                for theme in themes
            },
            total=self._rolled(self.parts, now, put_back),
        )

    def _now(self, part: WeightedSeries, month: Month) -> Attainment:
        key = part.key, month
        if key not in self._attained:
            self._attained[key] = attain(part.series, month)
        return self._attained[key]

    @staticmethod
    def _rolled(
        parts: Sequence[WeightedSeries], now: Mapping[str, Attainment], put_back: Mapping[str, Attainment]
    ) -> BeforeAfter[RollUp]:
        before, after = (
            roll_up(Term.of(part.key, part.weight, found[part.key]) for part in parts)
            for found in ({**now, **put_back}, now)
        )
        return BeforeAfter(before, after)


def _with(series: Series, earlier: Mapping[Month, Fact | None]) -> Series:
    facts = {**series.facts, **earlier}
    return replace(series, facts={month: fact for month, fact in facts.items() if fact is not None})
