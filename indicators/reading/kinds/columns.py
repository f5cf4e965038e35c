"""Tables without rules: a heading of years tells the columns of figures, the blanks between words those of texts."""

import re
from dataclasses import dataclass
from itertools import pairwise

from indicators.reading.kinds.words import Word, around, text_of
from indicators.reading.source import Cell, Place, Row

YEAR = re.compile(r"20\d\d")
LEVEL = re.compile(r"(?i)seuils?|objectifs?|cibles?|plancher|socle")
STOP = re.compile(
    r"\s*(?:(?i:fiche\s+\d|partie\s+\d|annexes?\b|signatures?\s*$|enjeux\s*$)|Indicateurs(?:\s+de\s+\w+)?\s*$)"
)
CODE = re.compile(r"(E\d+A\d+|E\d+|[A-Z]{1,6}-?\d{1,3})")
# Between two columns of texts, in points: wider than the space between two words.
GUTTER = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """`bounds` are the left edges of the columns of figures and the right edge of the last; `texts` those of texts."""

    bounds: tuple[int, ...]
    texts: tuple[int, ...]

    def of(self, word: Word) -> int:
        if word.center < self.bounds[0]:
            return max(0, sum(word.left >= edge - GUTTER // 2 for edge in self.texts) - 1)
        return len(self.texts) + max(0, sum(word.center >= edge for edge in self.bounds[:-1]) - 1)


def unruled(
    lines: list[list[Word]], page: int, columns: Columns | None, tables: int
) -> tuple[list[list[Word]], list[tuple[int, Row]], Columns | None]:
    """The lines that are in no such table, the rows of those that are, and the columns that go on over the page."""
    kept: list[list[Word]] = []
    rows: list[tuple[int, Row]] = []
    at = 0
    while at < len(lines):
        is_heading = _is_heading(lines[at])
        if not is_heading and columns is None:
            kept.append(lines[at])
            at += 1
            continue
        size, bounds = _bounds(lines, at) if is_heading else (0, columns.bounds if columns else ())
        end = _end(lines, at + size, bounds)
        if is_heading:
            columns = Columns(bounds, _texts(lines[at:end], bounds[0]))
            tables += 1
        assert columns is not None  # noqa: S101 - a heading gives them
        rows += _rows(lines[at:end], size, columns, page, max(tables, 1))
        if end < len(lines):
            columns = None
        at = max(end, at + 1)
    return kept, rows, columns


def _is_heading(line: list[Word]) -> bool:
    years = [int(word.text) for word in line if YEAR.fullmatch(word.text)]
    return len(years) > 1 and all(right == left + 1 for left, right in pairwise(years))


def _bounds(lines: list[list[Word]], at: int) -> tuple[int, tuple[int, ...]]:
    """How many lines the heading has, and the bounds of its columns: of years, or of seuils and objectifs."""
    named, size = [word for word in lines[at] if YEAR.fullmatch(word.text)], 1
    if at + 1 < len(lines):
        levels = [word for word in lines[at + 1] if LEVEL.fullmatch(word.text)]
        if len(levels) == 2 * len(named):
            named, size = levels, 2
    body: list[list[Word]] = []
    for line in lines[at + size :]:
        if STOP.match(text_of(line)) or _is_heading(line):
            break
        body.append(line)
    pitch = named[1].left - named[0].left
    starts = [named[0].left - pitch, *(word.right for word in named[:-1])]
    bounds = [_clear(start, word.left, body) for start, word in zip(starts, named, strict=True)]
    return size, (*bounds, max(named[-1].right, named[-1].left + pitch))


def _clear(left: int, right: int, body: list[list[Word]]) -> int:
    """Where the fewest lines have a word across; of those places, the nearest to the heading of the column."""
    crossed = {
        place: sum(any(word.left < place < word.right for word in line) for line in body)
        for place in range(left, right + 1)
    }
    return max(crossed, key=lambda place: (-crossed[place], place))


def _end(lines: list[list[Word]], start: int, bounds: tuple[int, ...]) -> int:
    """Up to a heading, or a line whose words run over the columns of figures."""
    for place in range(start, len(lines)):
        line = lines[place]
        if STOP.match(text_of(line)) or _is_heading(line) or any(_crosses(word, bounds) for word in line):
            return place
    return len(lines)


def _crosses(word: Word, bounds: tuple[int, ...]) -> bool:
    return any(word.left < edge - 1 and word.right > edge + 1 for edge in bounds[:-1]) or (
        word.left > bounds[0] and word.left > bounds[-1]
    )


def _texts(lines: list[list[Word]], right: int) -> tuple[int, ...]:
    """The left edges of the columns of texts: after each blank that no line crosses."""
    words = sorted(
        ((word.left, word.right) for line in lines for word in line if word.center < right),
        key=lambda each: each[0],
    )
    edges: list[int] = []
    reached = -GUTTER
    for left, end in words:
        if left - reached >= GUTTER:
            edges.append(left)
        reached = max(reached, end)
    return tuple(edges) or (0,)


def _rows(
    lines: list[list[Word]], heading: int, columns: Columns, page: int, table: int
) -> list[tuple[int, Row]]:
    groups = [*([line] for line in lines[:heading]), *_groups(lines[heading:])]
    return [
        (group[0][0].top, _row(group, columns, page, table, rank))
        for rank, group in enumerate(groups, start=1)
        if group
    ]


def _groups(lines: list[list[Word]]) -> list[list[list[Word]]]:
    """Lines that are close make a row, unless one of them begins with a code again."""
    if not lines:
        return []
    gaps = sorted(below[0].middle - above[0].middle for above, below in pairwise(lines))
    usual = gaps[len(gaps) // 4] if gaps else 0
    groups = [[lines[0]]]
    for above, below in pairwise(lines):
        height = above[0].bottom - above[0].top
        is_far = below[0].middle - above[0].middle > min(usual * 4 // 3 + 1, height * 3 // 2)
        if is_far or (_codes(below) and any(_codes(line) for line in groups[-1])):
            groups.append([])
        groups[-1].append(below)
    return groups


def _codes(line: list[Word]) -> bool:
    return any(CODE.fullmatch(word.text) for word in line[:1]) or any(
        re.fullmatch(r"E\d+A\d+", word.text) for word in line
    )


def _row(group: list[list[Word]], columns: Columns, page: int, table: int, rank: int) -> Row:
    by_column: dict[int, list[list[Word]]] = {}
    for line in group:
        parts: dict[int, list[Word]] = {}
        for word in line:
            parts.setdefault(columns.of(word), []).append(word)
        for column, words in parts.items():
            by_column.setdefault(column, []).append(words)
    cells = tuple(
        Cell(
            "\n".join(text_of(words) for words in parts),
            Place(page, around([word for words in parts for word in words]), table=table, row=rank),
            column,
        )
        for column, parts in sorted(by_column.items())
    )
    whole = around([word for line in group for word in line])
    return Row(cells, Place(page, whole, table=table, row=rank))
