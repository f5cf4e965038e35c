"""Compare current figures with those under other facts, targets or neutralisations: status, theme and total (RC-13).

Nothing is estimated. Both sides are computed by the rules: one from the current series, the other from the same series
with earlier facts, or as they are before a neutralisation or an avenant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cpg.shared.periods import Month, months_between
from indicators.domain.attainment import attain, attain_months
from indicators.domain.model import Absence, Attainment, Fact, Series
from indicators.domain.rollup import RollUp, Term, roll_up

# Earlier facts by indicator and month; None where the month had none.
type Earlier = Mapping[str, Mapping[Month, Fact | None]]


@dataclass(frozen=True, slots=True)
class WeightedSeries:
    """An indicator's series. `theme` is the position of its theme."""

    key: str
    theme: int
    series: Series


@dataclass(frozen=True, slots=True)
class BeforeAfter[T]:
    before: T
    after: T


@dataclass(frozen=True, slots=True)
class Effect:
    """Figures before and after, at the end of one month: of the changed indicators, their themes and the contract."""

    month: Month
    indicators: Mapping[str, BeforeAfter[Attainment]]
    themes: Mapping[int, BeforeAfter[RollUp]]
    total: BeforeAfter[RollUp]


@dataclass(slots=True)
class Baseline:
    """The current indicators of a contract, to compare with other states.

    The review compares dozens of groups at the same months, so each current attainment is computed once.
    """

    parts: Sequence[WeightedSeries]
    _attained: dict[tuple[str, Month], Attainment] = field(default_factory=dict)

    def effect_of(self, earlier: Earlier, month: Month) -> Effect:
        """Compare month-end figures now with those under the facts of `earlier`."""
        others = {
            part.key: _with(part.series, earlier[part.key]) for part in self.parts if part.key in earlier
        }
        return self.effect_against(others, month)

    def effect_against(self, others: Mapping[str, Series], month: Month) -> Effect:
        """Compare month-end figures now with those under other series of some indicators."""
        now = {part.key: self._now(part, month) for part in self.parts}
        before = {key: attain(series, month) for key, series in others.items()}
        themes = {part.theme for part in self.parts if part.key in others}
        return Effect(
            month=month,
            indicators={key: BeforeAfter(attained, now[key]) for key, attained in before.items()},
            themes={
                theme: self._rolled([part for part in self.parts if part.theme == theme], now, before)
                for theme in themes
            },
            total=self._rolled(self.parts, now, before),
        )

    def _now(self, part: WeightedSeries, month: Month) -> Attainment:
        key = part.key, month
        if key not in self._attained:
            self._attained[key] = attain(part.series, month)
        return self._attained[key]

    @staticmethod
    def _rolled(
        parts: Sequence[WeightedSeries], now: Mapping[str, Attainment], before: Mapping[str, Attainment]
    ) -> BeforeAfter[RollUp]:
        rolled_before, rolled_now = (
            roll_up(Term.of(part.key, attained[part.key]) for part in parts)
            for attained in ({**now, **before}, now)
        )
        return BeforeAfter(rolled_before, rolled_now)


def last_figure(series: Series) -> Month | None:
    """The last month that holds a figure, None where there is none; an absence is none."""
    return max((month for month, fact in series.facts.items() if not isinstance(fact, Absence)), default=None)


def rewritten_months(before: Series, after: Series) -> list[BeforeAfter[Attainment]]:
    """The months that have a verdict from a value of their own, and whose target to date, status or score would be
    another one.
    """
    last = last_figure(before)
    if last is None:
        return []
    months = list(months_between(Month(before.definition.contract_first_year, 1), last))
    pairs = zip(attain_months(before, months), attain_months(after, months), strict=True)
    return [BeforeAfter(*pair) for pair in pairs if _is_rewritten(BeforeAfter(*pair))]


def _is_rewritten(own: BeforeAfter[Attainment]) -> bool:
    is_judged = own.before.status.is_measured or own.after.status.is_measured
    return is_judged and not is_judged_without_value(own) and _judgement(own.before) != _judgement(own.after)


def _judgement(attained: Attainment) -> tuple[object, ...]:
    return attained.seuil_to_date, attained.objectif_to_date, attained.status, attained.score


def is_judged_without_value(own: BeforeAfter[Attainment]) -> bool:
    """Whether the months before it alone give the month a verdict: it has no value of its own."""
    return any(side.month in side.missing and side.status.is_measured for side in (own.before, own.after))


def _with(series: Series, earlier: Mapping[Month, Fact | None]) -> Series:
    facts = {**series.facts, **earlier}
    return replace(series, facts={month: fact for month, fact in facts.items() if fact is not None})
