"""Input that was refused: the grid keeps it as it was typed, beside the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cpg.shared.periods import Month
from dashboards.entry.cells import GridMonth, MonthMessage
from dashboards.entry.lines import GridLine, PairPartRow
from dashboards.entry.page import Grid


@dataclass(frozen=True, slots=True)
class RejectedInput:
    """`texts` by field name; `messages` by indicator; `notice` above all."""

    texts: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, tuple[MonthMessage, ...]] = field(default_factory=dict)
    notice: str = ""
    has_conflict: bool = False


def with_rejected(page: Grid, rejected: RejectedInput) -> Grid:
    return replace(page, lines=tuple(_line(line, rejected) for line in page.lines))


def _line(line: GridLine, rejected: RejectedInput) -> GridLine:
    refused = {each.cell.month for part in line.parts for each in part.fields if each.name in rejected.texts}
    cells = {cell.month: _cell(cell, cell.month in refused) for cell in line.cells}
    return replace(
        line,
        cells=tuple(cells.values()),
        parts=tuple(_part(part, cells, rejected) for part in line.parts),
        refusals=rejected.messages.get(line.indicator.code, ()),
    )


def _cell(cell: GridMonth, is_refused: bool) -> GridMonth:
    return replace(cell, is_refused=True) if is_refused and cell.is_typed else cell


def _part(part: PairPartRow, cells: Mapping[Month, GridMonth], rejected: RejectedInput) -> PairPartRow:
    fields = (
        replace(each, cell=cells[each.cell.month], rejected=rejected.texts.get(each.name))
        for each in part.fields
    )
    return replace(part, fields=tuple(fields))
