"""Direct labels: each is placed beside what it names, where it covers no line, mark or other label."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dashboards.charts.points import short

CHARACTER = 6.9  # the width of one at 12 px, a little generous
ASCENT, DESCENT = 10.0, 3.0
SAMPLE = 3.0
MARK = 8.0
NEAR = (4, 8, 14, 20, 28, 36)

type Place = tuple[float, float]
type Line = Sequence[Place]


@dataclass(frozen=True, slots=True)
class WantedLabel:
    """A text for the end of a line, at `at`; `gap` keeps it off what is drawn there, `is_strong` is bold."""

    text: str
    at: Place
    gap: float = 3.0
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """What the template writes: `is_end` text ends at `x`, other text starts there."""

    x: str
    y: str
    text: str
    is_end: bool
    is_strong: bool


@dataclass(frozen=True, slots=True)
class PanelFrame:
    """A panel. `has_foot`: its lines rise from the foot, where there is room at the right."""

    left: float
    right: float
    top: float
    bottom: float
    has_foot: bool


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom

    def meets(self, other: "_Box") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def placed(
    wanted: Iterable[WantedLabel], lines: Sequence[Line], marks: Sequence[Place], frame: PanelFrame
) -> tuple[Label, ...]:
    """Place the labels that fit, by priority; the table of months has the others."""
    points = [point for line in lines for point in _along(line)]
    taken = [_Box(x - MARK, x + MARK, y - MARK, y + MARK) for x, y in marks]
    labels = []
    for each in wanted:
        for x, y, is_end in _candidates(each, frame):
            box = _box(each.text, x, y, is_end=is_end)
            if _is_free(box, points, taken, frame):
                taken.append(box)
                labels.append(Label(short(x), short(y), each.text, is_end, each.is_strong))
                break
    return tuple(labels)


def _candidates(wanted: WantedLabel, frame: PanelFrame) -> Iterator[tuple[float, float, bool]]:
    """Places to try: above or below the end, then further left, then a line or two away; then at the foot, or around
    the start of the line.
    """
    x, y = wanted.at
    above, below = y - wanted.gap - DESCENT, y + wanted.gap + ASCENT
    for back in (0, 12, 24):
        yield x - back, above, True
        yield x - back, below, True
    for away in NEAR:
        yield x, above - away, True
        yield x, below + away, True
    if frame.has_foot:
        for line in range(4):
            yield frame.right, frame.bottom - 6 - 16 * line, True
    for away in (0, 14, 28):
        yield frame.left + 6, above - away, False
        yield frame.left + 6, below + away, False
        yield frame.right, above - away, True
        yield frame.right, below + away, True


def _box(text: str, x: float, y: float, *, is_end: bool) -> _Box:
    width = CHARACTER * len(text)
    left = x - width if is_end else x
    return _Box(left, left + width, y - ASCENT, y + DESCENT)


def _is_free(box: _Box, points: Sequence[Place], taken: Sequence[_Box], frame: PanelFrame) -> bool:
    if (
        box.left < frame.left
        or box.right > frame.right + 1
        or box.top < frame.top
        or box.bottom > frame.bottom
    ):
        return False
    return not any(box.meets(other) for other in taken) and not any(box.holds(x, y) for x, y in points)


def _along(line: Line) -> Iterator[Place]:
    """Points so close together that no label fits between them."""
    for (x, y), (to_x, to_y) in itertools.pairwise(line):
        steps = max(1, round(max(abs(to_x - x), abs(to_y - y)) / SAMPLE))
        for step in range(steps + 1):
            yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps
