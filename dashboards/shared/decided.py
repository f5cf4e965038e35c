"""What a decision changes, computed by the rules before it is recorded: statuses, scores, themes and total.

A month that has no value yet is not judged: an indicator without one for the last month is judged at the end of its own
last month, and December is shown by its targets alone until it has a figure.
"""

from collections import defaultdict
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
    target_lines,
    themes_of,
)
from dashboards.shared.totals import SIMULATION
from indicators.domain.attainment import attain
from indicators.domain.effects import (
    Baseline,
    BeforeAfter,
    Effect,
    WeightedSeries,
    is_judged_without_value,
    last_figure,
)
from indicators.domain.model import Attainment, Series
from indicators.models import Indicator
from indicators.selectors import known

NO_FIGURE = "Aucun mois n’a encore de chiffre\u00a0: il n’y a pas d’effet à calculer."


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """At the end of the last month with a figure, and the targets of the December that it leads to, `last_month`; None
    where no month has a figure.
    """

    blocks: list[EffectBlock]
    simulation: str
    last_month: Month | None


def series_by_code(indicators: Sequence[Indicator]) -> dict[str, Series]:
    """What a decision starts from. Five queries."""
    found = known(indicators)
    return {indicator.code: found[indicator.pk].series for indicator in indicators}


def effect_of(
    indicators: Sequence[Indicator], before: Mapping[str, Series], decided: Mapping[str, Series]
) -> DecisionEffect:
    """`before` has all the indicators of the contract by code, `decided` those that the decision changes."""
    last = max(filter(None, map(last_figure, before.values())), default=None)
    if last is None:
        return DecisionEffect([], "", None)
    after = {**before, **decided}
    baseline = Baseline(
        [WeightedSeries(each.code, each.theme.position, after[each.code]) for each in indicators]
    )
    effect = baseline.effect_against({code: before[code] for code in decided}, last)
    pairs = pairs_of(before, decided)
    december = Month(last.year, 12)
    ahead = [_targets_ahead(pairs, december)] if december != last else []
    return DecisionEffect(
        blocks=[
            *_judged_blocks(effect, pairs, themes_of(indicators)),
            *(block for block in ahead if not block.is_unchanged),
        ],
        simulation=SIMULATION if effect.total.after.simulated else "",
        last_month=december,
    )


def pairs_of(before: Mapping[str, Series], decided: Mapping[str, Series]) -> dict[str, BeforeAfter[Series]]:
    """Both series of each indicator that a decision changes."""
    return {code: BeforeAfter(before[code], series) for code, series in decided.items()}


def closed_after(contract: Contract, first_day: date) -> list[Quarter]:
    """The closed quarters that end on that day or after it. One query."""
    closings = QuarterClosing.objects.filter(contract=contract).order_by("year", "quarter")
    quarters = [Quarter(year, number) for year, number in closings.values_list("year", "quarter").distinct()]
    return [each for each in quarters if each.last_month.last_day >= first_day]


def _judged_blocks(
    effect: Effect, pairs: Mapping[str, BeforeAfter[Series]], themes: Mapping[int, str]
) -> list[EffectBlock]:
    """A block for each month at which an indicator is judged; that of the last one also has themes and total."""
    lines: dict[Month, list[EffectLine]] = defaultdict(list)
    untouched = []
    for code, own in effect.indicators.items():
        found = _own_lines(code, pairs[code], own)
        if not found:
            untouched.append(code)
        for month, listed in found.items():
            lines[month] += listed
    earlier = [EffectBlock(month, tuple(lines[month])) for month in sorted(lines) if month != effect.month]
    at_last = (*lines[effect.month], *rolled_lines(effect, themes))
    return [*earlier, EffectBlock(effect.month, at_last, french.listing(untouched))]


def _own_lines(
    code: str, series: BeforeAfter[Series], own: BeforeAfter[Attainment]
) -> dict[Month, list[EffectLine]]:
    """The lines of an indicator by the month that they are about, where one of them changes."""
    definition, month = series.before.definition, own.before.month
    found = {month: target_lines(definition, own, f"{code}, ")}
    last = last_figure(series.before)
    if not is_judged_without_value(own):
        found[month] += _verdict_lines(code, own)
    elif last is not None:
        at_last = BeforeAfter(attain(series.before, last), attain(series.after, last))
        found[last] = [*target_lines(definition, at_last, f"{code}, "), *_verdict_lines(code, at_last)]
    return {each: lines for each, lines in found.items() if not all(line.is_unchanged for line in lines)}


def _targets_ahead(pairs: Mapping[str, BeforeAfter[Series]], month: Month) -> EffectBlock:
    """What changes of the targets of a month that has no value yet."""
    lines: list[EffectLine] = []
    for code, series in pairs.items():
        own = BeforeAfter(attain(series.before, month), attain(series.after, month))
        listed = target_lines(series.before.definition, own, f"{code}, ")
        lines += [line for line in listed if not line.is_unchanged]
    return EffectBlock(month, tuple(lines), is_ahead=True)


def _verdict_lines(code: str, own: BeforeAfter[Attainment]) -> list[EffectLine]:
    return [status_line(own, f"{code}, statut"), score_line(own, f"{code}, score")]
