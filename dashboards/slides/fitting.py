"""Where each part of a slide goes, and at which size, so that nothing runs off it: a table that is too long goes on
with the next slide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cpg.shared import french
from dashboards.documents.blocks import DocumentCell, Table
from dashboards.slides.deck import Caption, Column, LineChart, Part, Slide, Words
from dashboards.slides.measure import CENTIMETRE, line_height, text_height, text_width

# In tenths of a point. Nothing smaller is read from the back of a room.
SIZES = (140, 130, 120, 110)
LEAST_DETAIL = 100
LEAD_SIZES = (180, 160, 140, 120)
# A slide that is narrower than this is shown larger: its texts are smaller by as much.
WIDE_SLIDE = 12_192_000
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


def fitted(slides: Sequence[Slide], area: Box, width: int, widen: int = 100) -> list[PlacedSlide]:
    """Every slide, those that are too long as several; `width` is that of a slide. `widen`: how wide the font is, in
    hundredths of a usual one.
    """
    fitter = _Fitter(area, widen, min(width, WIDE_SLIDE))
    return [placed for slide in slides for placed in fitter.fit(slide)]


def small(size: int) -> int:
    """Of what is told beside a text: a detail, the legend of a chart. Never more than what it is beside."""
    return min(size, max(size * 6 // 7, LEAST_DETAIL))


def columns_of(slide: Slide, room: Box) -> Iterator[tuple[Column, Box]]:
    """The columns of a slide with their places."""
    shares = sum(each.share for each in slide.columns)
    width = room.width - BETWEEN * (len(slide.columns) - 1)
    left = room.left
    for column in slide.columns:
        own = width * column.share // shares
        yield column, Box(left, room.top, own, room.height)
        left += own + BETWEEN


@dataclass(frozen=True, slots=True)
class _Fitter:
    area: Box
    widen: int
    width: int

    def _scaled(self, length: int) -> int:
        return length * self.width // WIDE_SLIDE

    @property
    def _usual(self) -> int:
        return self._scaled(USUAL)

    def fit(self, slide: Slide) -> Iterator[PlacedSlide]:
        area = self.area
        lead_box, lead_size = self._lead(slide.lead)
        used = lead_box.height + GAP if slide.lead else 0
        room = Box(area.left, area.top + used, area.width, area.height - used)
        columns = list(columns_of(slide, room))
        common = self._size(columns)
        placed: list[Placed] = []
        left: list[Part] = []
        for column, box in columns:
            # Where one column is too long anyway, the others need not be.
            size = common or self._size([(column, box)]) or self._usual
            shown, rest = self._stack(column.parts, box, size)
            placed += shown
            left += rest
        yield PlacedSlide(slide.title, slide.notes, slide.lead, lead_box, lead_size, tuple(placed))
        yield from self._following(slide, left)

    def _following(self, slide: Slide, left: Sequence[Part]) -> Iterator[PlacedSlide]:
        """What was left, over the whole width of as many slides as it takes."""
        pages: list[tuple[Placed, ...]] = []
        waiting = list(left)
        while waiting:
            group = [waiting.pop(0)]
            if isinstance(group[0], Caption) and waiting:
                group.append(waiting.pop(0))
            elif isinstance(group[0], Table) and group[0].name != slide.title:
                group.insert(0, Caption(group[0].name))
            shown, rest = self._stack(group, self.area, self._usual)
            pages.append(tuple(shown))
            waiting = [*rest, *waiting]
        nothing = replace(self.area, height=0)
        for number, parts in enumerate(pages, start=2):
            title = f"{slide.title}, suite{french.NO_BREAK}{number}/{len(pages) + 1}"
            yield PlacedSlide(title, slide.notes, "", nothing, LEAD_SIZES[-1], parts)

    def _lead(self, text: str) -> tuple[Box, int]:
        most, width = self.area.height // LEAD_SHARE, self.area.width
        sizes = list(map(self._scaled, LEAD_SIZES))
        size = next((each for each in sizes if self._high(text, each, width) <= most), sizes[-1])
        return replace(self.area, height=self._high(text, size, width) if text else 0), size

    def _size(self, columns: Sequence[tuple[Column, Box]]) -> int | None:
        """The largest at which they all have room; None where there is none."""
        sizes = map(self._scaled, SIZES)
        return next((size for size in sizes if all(self._fits(*each, size) for each in columns)), None)

    def _fits(self, column: Column, box: Box, size: int) -> bool:
        return self._height(column.parts, box.width, size) <= box.height

    def _height(self, parts: Sequence[Part], width: int, size: int) -> int:
        return sum(self._part(part, width, size) for part in parts) + GAP * max(0, len(parts) - 1)

    def _part(self, part: Part, width: int, size: int) -> int:
        match part:
            case Caption(text=text):
                return self._high(text, size, width)
            case Words():
                return self._words(part, width, size)
            case LineChart():
                return self._scaled(LEAST_CHART)
            case _:
                return sum(self._rows(part, self._widths(part, width, size), size))

    def _words(self, words: Words, width: int, size: int) -> int:
        strong = line_height(size * STRONG_TIMES) if words.strong else 0
        return strong + sum(self._high(line, size, width) + line_height(size) // 3 for line in words.lines)

    def _high(self, text: str, size: int, width: int) -> int:
        return text_height(text, size, width * 100 // self.widen)

    def _stack(self, parts: Sequence[Part], box: Box, size: int) -> tuple[list[Placed], list[Part]]:
        """The parts from the top; a chart takes what the others leave. Also what has no room: the end of a table or of
        a text, and what comes after it.
        """
        fixed = sum(self._part(each, box.width, size) for each in parts if not isinstance(each, LineChart))
        charts = sum(isinstance(each, LineChart) for each in parts)
        spare = box.height - fixed - GAP * (len(parts) - 1)
        top, bottom = box.top, box.top + box.height
        placed: list[Placed] = []
        for rank, part in enumerate(parts):
            if placed and self._least(parts[rank:], box.width, size) > bottom - top:
                return placed, list(parts[rank:])
            shown, rest = self._cut(part, box.width, size, bottom - top)
            height = self._part(shown, box.width, size)
            if isinstance(shown, LineChart):
                height = max(self._scaled(LEAST_CHART), spare // charts)
            placed.append(self._placed(shown, Box(box.left, top, box.width, height), size))
            if rest:
                return placed, [*rest, *parts[rank + 1 :]]
            top += height + GAP
        return placed, []

    def _least(self, parts: Sequence[Part], width: int, size: int) -> int:
        """What the first of them takes at least: a caption goes with what is below it."""
        first, *others = parts
        if isinstance(first, Caption) and others:
            return self._part(first, width, size) + GAP + self._least(others, width, size)
        if isinstance(first, Table):
            return sum(
                self._rows(replace(first, lines=first.lines[:1]), self._widths(first, width, size), size)
            )
        if isinstance(first, Words):
            return self._words(replace(first, lines=first.lines[:1]), width, size)
        return self._part(first, width, size)

    def _cut(self, part: Part, width: int, size: int, room: int) -> tuple[Part, list[Part]]:
        """As much of a table or a text as there is room for, one line at least; then the rest."""
        if isinstance(part, Table):
            head, *rows = self._rows(part, self._widths(part, width, size), size)
            kept = _kept(rows, room - head)
            rest = part.lines[kept:]
            return replace(part, lines=part.lines[:kept]), [replace(part, lines=rest)] if rest else []
        if isinstance(part, Words) and not part.strong:
            kept = _kept([self._words(Words((line,)), width, size) for line in part.lines], room)
            return Words(part.lines[:kept]), [Words(part.lines[kept:])] if part.lines[kept:] else []
        return part, []

    def _placed(self, part: Part, box: Box, size: int) -> Placed:
        if not isinstance(part, Table):
            return Placed(part, box, size)
        columns = self._widths(part, box.width, size)
        return Placed(part, box, size, columns, tuple(self._rows(part, columns, size)))

    def _widths(self, table: Table, width: int, size: int) -> tuple[int, ...]:
        """By their shares, but none narrower than its longest word where that is possible."""
        shares = sum(each.width for each in table.columns)
        wanted = [width * each.width // shares for each in table.columns]
        least = [self._longest_word(table, rank, size) for rank in range(len(table.columns))]
        if sum(least) > width:
            return tuple(wanted)
        widths = list(map(max, wanted, least))
        slack = [own - low for own, low in zip(widths, least, strict=True)]
        excess = sum(widths) - width
        if excess > 0:
            widths = [
                own - -(-excess * spare // sum(slack)) for own, spare in zip(widths, slack, strict=True)
            ]
        return tuple(widths)

    def _longest_word(self, table: Table, rank: int, size: int) -> int:
        texts = [table.columns[rank].title, *(line[rank].text for line in table.lines)]
        words = {word for text in texts for word in text.split(" ")}
        return max(text_width(word, size) for word in words) * self.widen // 100 + 2 * CELL_SIDE

    def _rows(self, table: Table, columns: Sequence[int], size: int) -> list[int]:
        """The heights of the head and of each line."""
        heads = [DocumentCell(each.title, is_strong=True) for each in table.columns]
        return [self._row(line, columns, size) for line in (heads, *table.lines)]

    def _row(self, line: Sequence[DocumentCell], columns: Sequence[int], size: int) -> int:
        return max(
            self._cell(cell, width - 2 * CELL_SIDE, size) for cell, width in zip(line, columns, strict=True)
        )

    def _cell(self, cell: DocumentCell, width: int, size: int) -> int:
        sign = "●\u00a0" if cell.tone else ""
        detail = self._high(cell.detail, small(size), width) if cell.detail else 0
        return self._high(f"{sign}{cell.text}", size, width) + detail + 2 * CELL_TOP


def _kept(heights: Sequence[int], room: int) -> int:
    """How many of the lines have room, one at least."""
    used = 0
    for rank, height in enumerate(heights):
        used += height
        if used > room and rank:
            return rank
    return len(heights)
