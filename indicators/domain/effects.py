"""What some months do to the status, the theme and the total: the same figures with them and without them (RC-13).

Nothing is estimated: both sides are computed by the rules, the one from the facts that stand, the other from the same
facts with the earlier ones put back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from indicators.domain.attainment import attain
from indicators.domain.model import Attainment, Fact, Series
from indicators.domain.periods import Month
from indicators.domain.rollup import RollUp, Term, roll_up

# The months to put back, by indicator: what stood before, None where nothing did.
type Earlier = Mapping[str, Mapping[Month, Fact | None]]


@dataclass(frozen=True, slots=True)
class Part:
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
    """At the end of one month: each indicator that was put back, each theme that holds one, and the contract."""

    month: Month
    indicators: Mapping[str, BeforeAfter[Attainment]]
    themes: Mapping[int, BeforeAfter[RollUp]]
    total: BeforeAfter[RollUp]


@dataclass(slots=True)
class Outlook:
    """The indicators of a contract as they stand, asked about many earlier states: what stands is computed once."""

    parts: Sequence[Part]
    _attained: dict[tuple[str, Month], Attainment] = field(default_factory=dict)

    def effect(self, earlier: Earlier, month: Month) -> Effect:
        """What the months of `earlier` changed at the end of a month, by being what they are now."""
        now = {part.key: self._now(part, month) for part in self.parts}
        put_back = {
            part.key: attain(_with(part.series, earlier[part.key]), month)
            for part in self.parts
            if part.key in earlier
        }
        themes = {part.theme for part in self.parts if part.key in earlier}
        return Effect(
            month=month,
            indicators={key: BeforeAfter(before, now[key]) for key, before in put_back.items()},
            themes={
                theme: self._rolled([part for part in self.parts if part.theme == theme], now, put_back)
                for theme in themes
            },
            total=self._rolled(self.parts, now, put_back),
        )

    def with_series(self, other: Mapping[str, Series], month: Month) -> Effect:
        """What these series would change at the end of a month, by being there instead of those that stand."""
        now = {part.key: self._now(part, month) for part in self.parts}
        then = {key: attain(series, month) for key, series in other.items()}
        themes = {part.theme for part in self.parts if part.key in other}
        return Effect(
            month=month,
            indicators={key: BeforeAfter(now[key], after) for key, after in then.items()},
            themes={
                theme: self._rolled([part for part in self.parts if part.theme == theme], now | then, now)
                for theme in themes
            },
            total=self._rolled(self.parts, now | then, now),
        )

    def _now(self, part: Part, month: Month) -> Attainment:
        key = part.key, month
        if key not in self._attained:
            self._attained[key] = attain(part.series, month)
        return self._attained[key]

    @staticmethod
    def _rolled(
        parts: Sequence[Part], now: Mapping[str, Attainment], put_back: Mapping[str, Attainment]
    ) -> BeforeAfter[RollUp]:
        before, after = (
            roll_up(Term.of(part.key, part.weight, found[part.key]) for part in parts)
            for found in ({**now, **put_back}, now)
        )
        return BeforeAfter(before, after)


def _with(series: Series, earlier: Mapping[Month, Fact | None]) -> Series:
    facts = {**series.facts, **earlier}
    return replace(series, facts={month: fact for month, fact in facts.items() if fact is not None})
