"""Where each part of a slide goes, and at which size, so that nothing runs off it: a table that is too long goes on
with the next slide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cpg.shared import french
from dashboards.documents.blocks import DocumentCell, Table
from dashboards.slides.deck import Caption, Column, LineChart, Part, Slide, Words
from dashboards.slides.measure import CENTIMETRE, line_height, text_height

# In tenths of a point. Nothing smaller is read from the back of a room.
SIZES = (140, 130, 120, 110)
LEAD_SIZES = (180, 160, 140, 120)
DETAIL_STEP, NOTE_STEP = 20, 10
STRONG_TIMES = 3
GAP, BETWEEN = CENTIMETRE * 4 // 10, CENTIMETRE * 8 // 10
CELL_SIDE, CELL_TOP = CENTIMETRE // 5, CENTIMETRE // 10
# Where not everything fits anyway.
USUAL = 120
LEAST_CHART = 5 * CENTIMETRE
# A finding takes so much of a slide at most.
LEAD_SHARE = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with its place and the size of its text; `columns` are the widths of a table, `rows` the heights."""

    part: Part
    box: Box
    size: int
    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedSlide:
    title: str
    notes: tuple[str, ...]
    lead: str
    lead_box: Box
    lead_size: int
    parts: tuple[Placed, ...]


def fitted(slides: Sequence[Slide], area: Box) -> list[PlacedSlide]:
    """Every slide, those that are too long as several."""
    return [placed for slide in slides for placed in _fit(slide, area)]


def _fit(slide: Slide, area: Box) -> Iterator[PlacedSlide]:
    lead_box, lead_size = _lead(slide.lead, area)
    used = lead_box.height + GAP if slide.lead else 0
    room = Box(area.left, area.top + used, area.width, area.height - used)
    size = next((each for each in SIZES if _fits(slide, room, each)), USUAL)
    placed: list[Placed] = []
    left: list[Table] = []
    for column, box in _columns(slide, room):
        shown, rest = _stack(column.parts, box, size)
        placed += shown
        left += rest
    yield PlacedSlide(slide.title, slide.notes, slide.lead, lead_box, lead_size, tuple(placed))
    yield from _following(slide, left, area)


def _following(slide: Slide, tables: Sequence[Table], area: Box) -> Iterator[PlacedSlide]:
    """What was left of each table, over the whole width of as many slides as it takes."""
    pages: list[tuple[Placed, ...]] = []
    waiting = list(tables)
    while waiting:
        table = waiting.pop(0)
        named: tuple[Part, ...] = () if table.name == slide.title else (Caption(table.name),)
        shown, rest = _stack((*named, table), area, USUAL)
        pages.append(tuple(shown))
        waiting = [*rest, *waiting]
    for number, parts in enumerate(pages, start=2):
        title = f"{slide.title}, suite{french.NO_BREAK}{number}/{len(pages) + 1}"
        nothing = Box(area.left, area.top, area.width, 0)
        yield PlacedSlide(title, slide.notes, "", nothing, LEAD_SIZES[-1], parts)


def _lead(text: str, area: Box) -> tuple[Box, int]:
    def height(size: int) -> int:
        return text_height(text, size, area.width)

    size = next((each for each in LEAD_SIZES if height(each) <= area.height // LEAD_SHARE), LEAD_SIZES[-1])
    return Box(area.left, area.top, area.width, height(size) if text else 0), size


def _columns(slide: Slide, room: Box) -> Iterator[tuple[Column, Box]]:
    shares = sum(each.share for each in slide.columns)
    width = room.width - BETWEEN * (len(slide.columns) - 1)
    left = room.left
    for column in slide.columns:
        own = width * column.share // shares
        yield column, Box(left, room.top, own, room.height)
        left += own + BETWEEN


def _fits(slide: Slide, room: Box, size: int) -> bool:
    return all(_height(column.parts, box.width, size) <= box.height for column, box in _columns(slide, room))


def _height(parts: Sequence[Part], width: int, size: int) -> int:
    return sum(_part_height(part, width, size) for part in parts) + GAP * max(0, len(parts) - 1)


def _part_height(part: Part, width: int, size: int) -> int:
    match part:
        case Caption(text=text):
            return text_height(text, size, width)
        case Words():
            return words_height(part, width, size)
        case LineChart():
            return LEAST_CHART
        case _:
            return sum(_rows(part, column_widths(part, width), size))


def words_height(words: Words, width: int, size: int) -> int:
    strong = line_height(size * STRONG_TIMES) if words.strong else 0
    return strong + sum(text_height(line, size, width) + line_height(size) // 3 for line in words.lines)


def _stack(parts: Sequence[Part], box: Box, size: int) -> tuple[list[Placed], list[Table]]:
    """The parts from the top; a chart takes what the others leave. Also what has no room: the ends of tables."""
    fixed = sum(_part_height(each, box.width, size) for each in parts if not isinstance(each, LineChart))
    charts = sum(isinstance(each, LineChart) for each in parts)
    spare = box.height - fixed - GAP * (len(parts) - 1)
    top, bottom = box.top, box.top + box.height
    placed, left = [], []
    for part in parts:
        shown = _cut(part, box.width, size, bottom - top) if isinstance(part, Table) else part
        if isinstance(part, Table) and isinstance(shown, Table) and len(shown.lines) < len(part.lines):
            left.append(replace(part, lines=part.lines[len(shown.lines) :]))
        height = _part_height(shown, box.width, size)
        if isinstance(shown, LineChart):
            height = max(LEAST_CHART, spare // charts)
        placed.append(_placed(shown, Box(box.left, top, box.width, height), size))
        top += height + GAP
    return placed, left


def _cut(table: Table, width: int, size: int, room: int) -> Table:
    """Its first lines, one at least, as many as there is room for."""
    head, *rows = _rows(table, column_widths(table, width), size)
    kept, used = 0, head
    for height in rows:
        used += height
        if used > room and kept:
            break
        kept += 1
    return replace(table, lines=table.lines[:kept])


def _placed(part: Part, box: Box, size: int) -> Placed:
    if not isinstance(part, Table):
        return Placed(part, box, size)
    columns = column_widths(part, box.width)
    return Placed(part, box, size, columns, tuple(_rows(part, columns, size)))


def column_widths(table: Table, width: int) -> tuple[int, ...]:
    shares = sum(each.width for each in table.columns)
    return tuple(width * each.width // shares for each in table.columns)


def _rows(table: Table, columns: Sequence[int], size: int) -> list[int]:
    """The heights of the head and of each line."""
    heads = [DocumentCell(each.title, is_strong=True) for each in table.columns]
    return [_row_height(line, columns, size) for line in (heads, *table.lines)]


def _row_height(line: Sequence[DocumentCell], columns: Sequence[int], size: int) -> int:
    return max(
        _cell_height(cell, width - 2 * CELL_SIDE, size) for cell, width in zip(line, columns, strict=True)
    )


def _cell_height(cell: DocumentCell, width: int, size: int) -> int:
    sign = "●\u00a0" if cell.tone else ""
    detail = text_height(cell.detail, size - DETAIL_STEP, width) if cell.detail else 0
    return text_height(f"{sign}{cell.text}", size, width) + detail + 2 * CELL_TOP
