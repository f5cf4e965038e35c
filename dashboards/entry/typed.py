"""What somebody typed and that could not be taken: it stays in the grid as it was, beside the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.entry.cells import Cell, CellState, Message
from dashboards.entry.lines import Line, PartRow
from dashboards.entry.page import Grid


@dataclass(frozen=True, slots=True)
class Typed:
    """`texts` by field name; `messages` by indicator; `notice` above all."""

    texts: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    notice: str = ""
    has_conflict: bool = False


def refused_line(month: Month, sentence: str) -> Message:
    """Why a month was not handed over."""
    name = french.sentence(french.MONTHS[month.number - 1])
    return Message(month, "t-sous", "f-refus", f"{name} n’est pas soumis.", sentence)


def with_typed(page: Grid, typed: Typed) -> Grid:
    return replace(page, lines=tuple(_line(line, typed) for line in page.lines))


def _line(line: Line, typed: Typed) -> Line:
    refused = {each.cell.month for part in line.parts for each in part.fields if each.name in typed.texts}
    cells = {cell.month: _cell(cell, cell.month in refused) for cell in line.cells}
    return replace(
        line,
        cells=tuple(cells.values()),
        parts=tuple(_part(part, cells, typed) for part in line.parts),
        refusals=typed.messages.get(line.code, ()),
    )


def _cell(cell: Cell, is_refused: bool) -> Cell:
    return replace(cell, state=CellState.REFUSED) if is_refused and cell.state.is_typed else cell


def _part(part: PartRow, cells: Mapping[Month, Cell], typed: Typed) -> PartRow:
    fields = (
        replace(each, cell=cells[each.cell.month], text=typed.texts.get(each.name, each.text))
        for each in part.fields
    )
    return replace(part, fields=tuple(fields))
