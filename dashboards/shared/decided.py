"""What a decision changes, computed by the rules before it is recorded: statuses, scores, themes and total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.models.closing import QuarterClosing
from dashboards.shared.effects import (
    EffectBlock,
    EffectLine,
    rolled_lines,
    score_line,
    status_line,
    themes_of,
)
from dashboards.shared.figures import target_text
from dashboards.shared.totals import SIMULATION
from indicators.domain.effects import Baseline, BeforeAfter, Effect, WeightedSeries
from indicators.domain.model import Amount, Attainment, Definition, Pair, Series
from indicators.models import Indicator
from indicators.selectors import known

NO_OBJECTIF = "aucun"
NO_FIGURE = "Aucun mois n’a encore de chiffre\u00a0: il n’y a pas d’effet à calculer."


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """At the end of the last month with a figure, and of the December that it leads to."""

    blocks: list[EffectBlock]
    simulation: str

    @property
    def last_month(self) -> Month | None:
        return self.blocks[-1].month if self.blocks else None


def series_by_code(indicators: Sequence[Indicator]) -> dict[str, Series]:
    """What a decision starts from. Five queries."""
    found = known(indicators)
    return {indicator.code: found[indicator.pk].series for indicator in indicators}


def effect_of(
    indicators: Sequence[Indicator], before: Mapping[str, Series], decided: Mapping[str, Series]
) -> DecisionEffect:
    """`before` has all the indicators of the contract by code, `decided` those that the decision changes."""
    after = {**before, **decided}
    baseline = Baseline(
        [WeightedSeries(each.code, each.theme.position, after[each.code]) for each in indicators]
    )
    others = {code: before[code] for code in decided}
    effects = [baseline.effect_against(others, month) for month in _months(before)]
    return DecisionEffect(
        blocks=[_month_effect(effect, before, themes_of(indicators)) for effect in effects],
        simulation=SIMULATION if any(effect.total.after.simulated for effect in effects) else "",
    )


def closed_after(contract: Contract, first_day: date) -> list[Quarter]:
    """The closed quarters that end on that day or after it. One query."""
    closings = QuarterClosing.objects.filter(contract=contract).order_by("year", "quarter")
    quarters = [Quarter(year, number) for year, number in closings.values_list("year", "quarter").distinct()]
    return [each for each in quarters if each.last_month.last_day >= first_day]


def _months(series: Mapping[str, Series]) -> list[Month]:
    figures = [
        month
        for each in series.values()
        for month, fact in each.facts.items()
        if isinstance(fact, Amount | Pair)
    ]
    if not figures:
        return []
    last = max(figures)
    return sorted({last, Month(last.year, 12)})


def _month_effect(effect: Effect, series: Mapping[str, Series], themes: Mapping[int, str]) -> EffectBlock:
    lines: list[EffectLine] = []
    untouched = []
    for code, own in effect.indicators.items():
        own_lines = _indicator_lines(code, series[code].definition, own)
        if all(line.is_unchanged for line in own_lines):
            untouched.append(code)
        else:
            lines += own_lines
    lines += rolled_lines(effect, themes)
    return EffectBlock(effect.month, tuple(lines), french.listing(untouched))


def _indicator_lines(code: str, definition: Definition, own: BeforeAfter[Attainment]) -> list[EffectLine]:
    sides = own.before, own.after
    before, after = (target_text(definition, side.objectif_to_date) or NO_OBJECTIF for side in sides)
    return [
        EffectLine(f"{code}, objectif à date", before, after),
        status_line(own, f"{code}, statut"),
        score_line(own, f"{code}, score"),
    ]
