"""Indicators by months of a year: one mark a cell, and its words for who listens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.shared.reads import IndicatorState, TrendMonth
from dashboards.shared.rows import Row
from dashboards.shared.statuses import Mark, mark_of
from indicators.domain.judgement import whole_points
from indicators.domain.model import Status


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`kind` names the cell's look; `text` is the score of what stands between seuil and objectif, cut to whole
    points since 99,99 is not reached; a shape says the rest. A month that the page does not reach is empty.
    """

    kind: str
    mark: Mark | None
    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class HeatLine:
    code: str
    label: str
    url: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatGroup:
    fiche: int
    lines: tuple[HeatLine, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """`heads` are the months' short names, and whether each is the one shown. `before` and `after` are the latest
    months of the years beside this one, where the contract and time hold them.
    """

    year: int
    heads: tuple[tuple[str, bool], ...]
    groups: tuple[HeatGroup, ...]
    before: Month | None
    after: Month | None


def heatmap(pairs: Iterable[tuple[IndicatorState, Row]], month: Month, choices: Sequence[Month]) -> Heatmap:
    """The rows given, in their order, from January to the month shown. `choices` are the months one may ask for."""
    listed = [(row.fiche, _line(state, row, month)) for state, row in pairs]
    return Heatmap(
        year=month.year,
        heads=tuple((name, number == month.number) for number, name in enumerate(french.SHORT_MONTHS, 1)),
        groups=tuple(
            HeatGroup(fiche, tuple(line for _, line in group))
            for fiche, group in groupby(listed, key=lambda each: each[0])
        ),
        before=_latest(choices, month.year - 1),
        after=_latest(choices, month.year + 1),
    )


def _latest(choices: Sequence[Month], year: int) -> Month | None:
    return max((each for each in choices if each.year == year), default=None)


def _line(state: IndicatorState, row: Row, shown: Month) -> HeatLine:
    found = {each.month: each for each in state.trend if each.month.year == shown.year}
    cells = tuple(_cell(month, found.get(month), shown) for month in months_of_year(shown.year))
    return HeatLine(row.code, row.label, row.url, cells)


def _cell(month: Month, found: TrendMonth | None, shown: Month) -> HeatCell:
    name = french.month_name(month.year, month.number)
    if month > shown:
        return HeatCell("avenir", None, "", f"{name}, à venir")
    mark = mark_of(found.status if found else None)
    text, said = "", mark.word.lower()
    if found is not None and found.status is Status.ENTRE and found.score is not None:
        text = french.number(whole_points(found.score))
        said += f", score {french.with_unit(found.score, '%', 2)}"
    return HeatCell(mark.key, mark, text, f"{name}, {said}")
