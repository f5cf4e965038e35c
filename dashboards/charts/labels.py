"""Direct labels: each is placed beside what it names, where it covers no line, mark or other label."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CHARACTER = 6.9  # the width of one at 12 px, a little generous
ASCENT, DESCENT = 10.0, 3.0
SAMPLE = 3.0
MARK = 8.0
LINE = 14.0
NEAR = (4, 8, 14, 20, 28, 36)

type Place = tuple[float, float]
type Line = Sequence[Place]


@dataclass(frozen=True, slots=True)
class WantedLabel:
    """A text for the end of a line, at `at`; `gap` keeps it off what is drawn there; `kind` is its look."""

    text: str
    at: Place
    gap: float = 3.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A placed text: `is_end` text ends at `x`, other text starts there."""

    x: float
    y: float
    text: str
    is_end: bool
    kind: str


@dataclass(frozen=True, slots=True)
class PanelFrame:
    """A panel. `has_foot`: its lines rise from the foot, where there is room at the right."""

    left: float
    right: float
    top: float
    bottom: float
    has_foot: bool


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    right: float
    top: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom

    def meets(self, other: "Box") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def placed(
    wanted: Iterable[WantedLabel],
    lines: Sequence[Line],
    marks: Sequence[Place],
    frame: PanelFrame,
    beside: Sequence[Label] = (),
) -> tuple[Label, ...]:
    """Place the labels that fit, by priority; the table of months has the others. `beside` are placed already."""
    points = [point for line in lines for point in _along(line)]
    taken = [Box(x - MARK, x + MARK, y - MARK, y + MARK) for x, y in marks]
    taken += [_box(each.text, each.x, each.y, is_end=each.is_end) for each in beside]
    labels = []
    for each in wanted:
        for x, y, is_end in _candidates(each, frame):
            box = _box(each.text, x, y, is_end=is_end)
            if _is_free(box, points, taken, frame):
                taken.append(box)
                labels.append(Label(x, y, each.text, is_end, each.kind))
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


def _box(text: str, x: float, y: float, *, is_end: bool) -> Box:
    width = CHARACTER * len(text)
    left = x - width if is_end else x
    return Box(left, left + width, y - ASCENT, y + DESCENT)


def _is_free(box: Box, points: Sequence[Place], taken: Sequence[Box], frame: PanelFrame) -> bool:
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


def stacked(texts: Sequence[tuple[float, str, str]], x: float) -> list[Label]:
    """Labels one above the other to the right of `x`, each near its height (height, text, kind), none on another.

    They stay around the first, which keeps its height.
    """
    if not texts:
        return []
    kept = texts[0][0]
    labels = [Label(x, kept + 4, texts[0][1], False, texts[0][2])]
    above = below = kept
    for height, text, kind in texts[1:]:
        if height <= kept:
            above = y = min(height, above - LINE)
        else:
            below = y = max(height, below + LINE)
        labels.append(Label(x, y + 4, text, False, kind))
    return labels
