"""Indicators by months of a year: one mark a cell, and its words for who listens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.shared.figures import AT_LEAST
from dashboards.shared.marks import Mark, mark_of
from dashboards.shared.reads import IndicatorState, TrendMonth
from indicators.domain.judgement import whole_points
from indicators.domain.model import Status
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`text` is the score of a month between seuil and objectif, cut to whole points since 99,99 is not reached; a
    shape shows every other. Without a mark, the month is after the one shown.
    """

    mark: Mark | None
    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Heatmap:
    """`heads` are the months' short names, and whether each is the one shown. `before` and `after` are the latest
    months of the years beside this one, where the contract and time reach them.
    """

    year: int
    heads: tuple[tuple[str, bool], ...]
    lines: tuple[tuple[Indicator, tuple[HeatCell, ...]], ...]
    before: Month | None
    after: Month | None


def heatmap(states: Iterable[IndicatorState], month: Month, choices: Sequence[Month]) -> Heatmap:
    """The indicators given, in their order, from January to the month shown. `choices` are the months one may ask."""
    return Heatmap(
        year=month.year,
        heads=tuple((name, number == month.number) for number, name in enumerate(french.SHORT_MONTHS, 1)),
        lines=tuple((state.indicator, _cells(state)) for state in states),
        before=_latest(choices, month.year - 1),
        after=_latest(choices, month.year + 1),
    )


def _latest(choices: Sequence[Month], year: int) -> Month | None:
    return max((each for each in choices if each.year == year), default=None)


def _cells(state: IndicatorState) -> tuple[HeatCell, ...]:
    year = state.month.year
    computed = {each.month: each for each in state.trend if each.month.year == year}
    return tuple(_cell(month, computed.get(month), state.month) for month in months_of_year(year))


def _cell(month: Month, computed: TrendMonth | None, shown: Month) -> HeatCell:
    name = french.month_name(month.year, month.number)
    if month > shown:
        return HeatCell(None, "", f"{name}, à venir")
    mark = mark_of(computed.status if computed else None)
    text, spoken = "", f"{name}, {mark.word.lower()}"
    if computed is not None and computed.status is Status.ENTRE and computed.score is not None:
        text = french.number(whole_points(computed.score))
        spoken += f", score {french.with_unit(computed.score, '%', 2)}"
    elif computed is not None and computed.status is Status.INCOMPLET and computed.score is not None:
        spoken += f", score {AT_LEAST} {french.with_unit(computed.score, '%', 2)}"
    return HeatCell(mark, text, spoken)
