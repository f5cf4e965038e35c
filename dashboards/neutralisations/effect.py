"""What a neutralisation, or its withdrawal, would do: both sides are computed by the rules."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from cpg.shared.periods import Month, months_of_year
from dashboards.neutralisations.forms import NeutralisingForm
from dashboards.shared.effects import own_lines, parts_of, rolled_lines, themes_of
from dashboards.shared.totals import SIMULATION
from indicators.domain.effects import Baseline, Effect, WeightedSeries
from indicators.domain.model import Absence, Series
from indicators.models import Indicator
from indicators.selectors import known


def effect_context(indicators: Sequence[Indicator], form: NeutralisingForm) -> dict[str, Any]:
    """For the page: the effect (None where the year has no figure yet) and its lines by indicator, then in total."""
    effect = effect_of(indicators, form.codes, form.month, is_neutralised=form.is_neutralised)
    if effect is None:
        return {"sees_effect": True, "effect": None}
    groups = [
        (f"{each.code} · {each.label}", own_lines(each.definition, effect.indicators[each.code]))
        for each in indicators
        if each.code in effect.indicators
    ]
    groups.append(("Thèmes et total", rolled_lines(effect, themes_of(indicators))))
    simulation = SIMULATION if effect.total.after.simulated else ""
    return {"sees_effect": True, "effect": effect, "groups": groups, "simulation": simulation}


def effect_of(
    indicators: Sequence[Indicator], codes: Collection[str], month: Month, *, is_neutralised: bool
) -> Effect | None:
    """At the end of the last month of the year with figures. Three queries."""
    parts = parts_of(indicators, known(indicators))
    at = _last_with_figures(parts, month.year)
    if at is None:
        return None
    before = {part.key: part.series for part in parts if part.key in codes}
    decided = [
        replace(part, series=_decided(part.series, month, is_neutralised=is_neutralised))
        if part.key in before
        else part
        for part in parts
    ]
    return Baseline(decided).effect_against(before, at)


def _decided(series: Series, month: Month, *, is_neutralised: bool) -> Series:
    months = series.neutralised | {month} if is_neutralised else series.neutralised - {month}
    return replace(series, neutralised=months)


def _last_with_figures(parts: Sequence[WeightedSeries], year: int) -> Month | None:
    """The last month of the year for which any indicator of the contract has a figure."""
    filled = {
        month for part in parts for month, fact in part.series.facts.items() if not isinstance(fact, Absence)
    }
    return max(filled.intersection(months_of_year(year)), default=None)
