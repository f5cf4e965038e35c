"""What a decision on periods would do: both sides are computed by the rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cpg.shared.periods import Month, months_of_year
from indicators.domain.effects import Baseline, Effect, WeightedSeries
from indicators.domain.model import Absence, Series


def effects_of(
    parts: Sequence[WeightedSeries], chosen: Mapping[str, Collection[Month]], *, is_neutralised: bool
) -> list[Effect]:
    """Effects at the last month with figures of each year, from the first one that is decided on: what is neutralised
    in a year may lower what is due in later ones. Years without figures are left out. `parts` are a whole contract.
    """
    if not chosen:
        return []
    first = min(month.year for months in chosen.values() for month in months)
    before = {part.key: part.series for part in parts if part.key in chosen}
    decided = Baseline([_decided(part, chosen, is_neutralised=is_neutralised) for part in parts])
    return [decided.effect_against(before, at) for at in _last_with_figures(parts, first)]


def _decided(
    part: WeightedSeries, chosen: Mapping[str, Collection[Month]], *, is_neutralised: bool
) -> WeightedSeries:
    months = chosen.get(part.key)
    return replace(part, series=_with(part.series, months, is_neutralised)) if months else part


def _with(series: Series, months: Collection[Month], is_neutralised: bool) -> Series:
    decided = frozenset(months)
    neutralised = series.neutralised | decided if is_neutralised else series.neutralised - decided
    return replace(series, neutralised=neutralised)


def _last_with_figures(parts: Sequence[WeightedSeries], first_year: int) -> list[Month]:
    """Of each year from then on, the last month for which any indicator of the contract has a figure."""
    filled = {
        month for part in parts for month, fact in part.series.facts.items() if not isinstance(fact, Absence)
    }
    years = sorted({month.year for month in filled if month.year >= first_year})
    return [max(filled.intersection(months_of_year(year))) for year in years]
