"""The indicators in rows: one's own body, the median, the quartiles, then the other bodies."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.network import words
from dashboards.network.compared import BodyValue, ComparedBody, Comparison, MeasureColumn
from dashboards.network.strip import Strip, figure_of, strip
from dashboards.shared.marks import Mark, mark_of

ABSENT = "absent de ce contrat"


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator of a body: its mark and word, its value, the share of its objectif of what accumulates. `mark` is
    None where the body has no such indicator, `otherwise` says that it defines it otherwise than most.
    """

    body: ComparedBody
    mark: Mark | None
    value: str
    share: str
    otherwise: bool

    @property
    def word(self) -> str:
        return self.mark.word.lower() if self.mark else ABSENT


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """`strip` is None where there is nothing to draw; `place` says where the own body lies among the others."""

    column: MeasureColumn
    own: Cell
    median: str
    quartiles: str
    place: str
    strip: Strip | None
    others: tuple[Cell, ...]


def rows_of(
    network: Comparison, own: ComparedBody, others: Sequence[ComparedBody]
) -> tuple[IndicatorRow, ...]:
    return tuple(_row(network, column, own, others) for column in network.columns)


def _row(
    network: Comparison, column: MeasureColumn, own: ComparedBody, others: Sequence[ComparedBody]
) -> IndicatorRow:
    drawn = strip(network, column, own)
    middle = network.spread(column) if drawn else None
    value = own.values.get(column.key)
    figure = None if value is None or own.counts_otherwise(column.key) else figure_of(column, value)
    return IndicatorRow(
        column=column,
        own=cell_of(column, own),
        median=words.figure_text(column, middle.median) if middle else "",
        quartiles=words.quartiles_text(column, middle) if middle else "",
        place=""
        if middle is None or figure is None
        else words.quarter_text(figure, middle, rises=column.definition.rises),
        strip=drawn,
        others=tuple(cell_of(column, body) for body in others),
    )


def cell_of(column: MeasureColumn, body: ComparedBody) -> Cell:
    value = body.values.get(column.key)
    if value is None:
        return Cell(body, None, "", "", otherwise=False)
    return Cell(
        body,
        mark_of(value.status),
        words.own_text(value),
        words.share_text(value),
        otherwise=body.counts_otherwise(column.key),
    )


@dataclass(frozen=True, slots=True)
class RankedValue:
    """A line of the table under the strip."""

    cell: Cell
    value: BodyValue
    place: str


def ranked_values(network: Comparison, column: MeasureColumn) -> tuple[RankedValue, ...]:
    """The best first; then what is not compared, by name."""
    rises, middle = column.definition.rises, network.spread(column)
    compared, others = [], []
    for body in sorted(network.bodies, key=lambda each: each.name):
        value = body.values.get(column.key)
        if value is None:
            continue
        figure = None if body.counts_otherwise(column.key) else figure_of(column, value)
        place = "" if figure is None or middle is None else words.quarter_text(figure, middle, rises=rises)
        line = RankedValue(cell_of(column, body), value, place)
        if figure is None:
            others.append(line)
        else:
            compared.append((figure, line))
    compared.sort(key=lambda each: each[0], reverse=rises)
    return (*(line for _, line in compared), *others)
