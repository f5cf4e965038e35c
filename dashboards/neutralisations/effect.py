"""What a neutralisation, or its withdrawal, would do: both sides are computed by the rules."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cpg.shared.periods import Month, months_of_year
from dashboards.shared.effects import EffectLine, own_lines, parts_of, rolled_lines, themes_of
from dashboards.shared.totals import SIMULATION
from indicators.domain.effects import Baseline, Effect, WeightedSeries
from indicators.domain.model import Absence, Series
from indicators.models import Indicator
from indicators.selectors import known


@dataclass(frozen=True, slots=True)
class EffectGroup:
    """One indicator, or what it rolls up to."""

    title: str
    lines: tuple[EffectLine, ...]


@dataclass(frozen=True, slots=True)
class EffectShown:
    """At the end of the last month with figures. `follows` says that the month decided upon comes after it."""

    month: Month
    groups: tuple[EffectGroup, ...]
    simulation: str
    follows: bool


def effect_shown(
    indicators: Sequence[Indicator], codes: Collection[str], month: Month, *, is_neutralised: bool
) -> EffectShown | None:
    """For the page; None where the year has no figure yet. The indicators are all those of the contract."""
    effect = effect_of(indicators, codes, month, is_neutralised=is_neutralised)
    if effect is None:
        return None
    groups = [
        EffectGroup(f"{each.code} · {each.label}", own_lines(each.definition, effect.indicators[each.code]))
        for each in indicators
        if each.code in effect.indicators
    ]
    groups.append(EffectGroup("Thèmes et total", rolled_lines(effect, themes_of(indicators))))
    return EffectShown(
        month=effect.month,
        groups=tuple(groups),
        simulation=SIMULATION if effect.total.after.simulated else "",
        follows=month > effect.month,
    )


def effect_of(
    indicators: Sequence[Indicator], codes: Collection[str], month: Month, *, is_neutralised: bool
) -> Effect | None:
    """Three queries."""
    parts = parts_of(indicators, known(indicators))
    at = _last_with_figures(parts, month.year)
    if at is None:
        return None
    stood = {part.key: part.series for part in parts if part.key in codes}
    decided = [
        replace(part, series=_decided(part.series, month, is_neutralised=is_neutralised))
        if part.key in stood
        else part
        for part in parts
    ]
    return Baseline(decided).effect_against(stood, at)


def _decided(series: Series, month: Month, *, is_neutralised: bool) -> Series:
    months = series.neutralised | {month} if is_neutralised else series.neutralised - {month}
    return replace(series, neutralised=months)


def _last_with_figures(parts: Sequence[WeightedSeries], year: int) -> Month | None:
    """The last month of the year for which any indicator of the contract has a figure."""
    filled = {
        month for part in parts for month, fact in part.series.facts.items() if not isinstance(fact, Absence)
    }
    return max(filled.intersection(months_of_year(year)), default=None)
