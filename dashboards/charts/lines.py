"""A course drawn in a panel: the line, the fan to December, a mark at the end of each year, and their labels."""

from collections.abc import Sequence

from cpg.shared.periods import Month
from dashboards.charts.course import Course
from dashboards.charts.labels import Label, Line, PanelFrame, Place, WantedLabel, placed, stacked
from dashboards.charts.panel import Frame, PanelMark, PanelRing, Parts, percent, runs
from dashboards.charts.points import DECEMBER, short, stepped
from dashboards.charts.scale import SHAPES

# Only where the panel is wide enough.
WIDE = "large-seul"
STRONG = "gras"
BESIDE, OFF_MARK = 9, 9
# A longer text would not fit in a narrow panel.
LONGEST_NARROW = 9


def draw_course(parts: Parts, frame: Frame, course: Course, step: int, *, from_zero: bool = False) -> None:
    """`step` is how many months a period has; with `from_zero` each year starts at zero on its first day."""
    draw_fan(parts, frame, course)
    lines = value_lines(frame, course, step, from_zero=from_zero)
    parts.stroke("reel", *(line for line in lines if len(line) > 1))
    for line in lines:
        if len(line) == 1:
            parts.rings.append(PanelRing(percent(line[0][0]), short(line[0][1]), "pt"))
    for point, value in course.last_of_years:
        if point.status in SHAPES:
            shape, tone = SHAPES[point.status]
            x, y = frame.place(point.month, float(value))
            parts.marks.append(PanelMark(percent(x), short(y), shape, tone))


def value_lines(frame: Frame, course: Course, step: int, *, from_zero: bool) -> list[list[Place]]:
    values = {point.month: float(value) for point, value in course.values}
    lines = []
    for run in runs(list(values), step):
        line = [frame.place(month, values[month]) for month in run]
        if course.is_level:
            line = stepped(line, frame.of_slot(run[0].year, run[0].number - 1))
        if from_zero and run[0].number <= step:
            line.insert(0, (frame.of_slot(run[0].year, 0), frame.y(0)))
        lines.append(line)
    return lines


def draw_fan(parts: Parts, frame: Frame, course: Course) -> None:
    """The sheet with its edge, the way through its middle and the ring of December."""
    if not course.ahead:
        return
    start, projection = course.ahead
    edges = [
        [frame.place(Month(start.month.year, number), height) for number, height in edge]
        for edge in course.fan()
    ]
    if edges:
        low, high = edges
        parts.stroke("nappe", [*high, *reversed(low[1:])], closed=True)
    december = frame.place(Month(start.month.year, DECEMBER), float(projection))
    parts.stroke("central", [frame.place(start.month, float(start.value)), december])
    parts.rings.append(PanelRing(percent(december[0]), short(december[1]), "pt-creux"))


def december_labels(frame: Frame, course: Course) -> list[Label]:
    """The projection and both ends of its interval, to the right of December."""
    if not course.ahead:
        return []
    december = Month(course.ahead[0].month.year, DECEMBER)
    x = frame.pixels((frame.x(december), 0))[0] + BESIDE
    texts = [
        (frame.y(float(value)), text, "" if rank else STRONG)
        for rank, (value, text) in enumerate(course.december())
    ]
    return stacked(texts, x)


def draw_labels(
    parts: Parts,
    frame: Frame,
    course: Course,
    targets: dict[int, list[WantedLabel]],
    lines: Sequence[Line],
    *,
    has_foot: bool = False,
) -> None:
    """Those of December, then of each year's last value, then of its targets, where they fit."""
    ahead = december_labels(frame, course)
    ends = {point.month.year: (point, value) for point, value in course.last_of_years}
    drawn = [[frame.pixels(place) for place in line] for line in lines]
    # Marks of the years beside are kept free too.
    marks = [frame.pixels(frame.place(point.month, float(value))) for point, value in ends.values()]
    newest = max(ends, default=0)
    found: list[Label] = list(ahead)
    for rank in range(frame.count):
        year = frame.first + rank
        wanted = []
        if year in ends:
            point, value = ends[year]
            text = course.written(point, value)
            kind = STRONG if year == newest and len(text) <= LONGEST_NARROW else f"{STRONG} {WIDE}"
            at = frame.pixels(frame.place(point.month, float(value)))
            wanted.append(WantedLabel(text, at, OFF_MARK, kind))
        wanted += targets.get(year, [])
        edge = 0.0 if rank == 0 else -6.0
        box = PanelFrame(
            frame.pixels((frame.of_slot(year, 0), 0))[0] + edge,
            frame.pixels((frame.of_slot(year, 12), 0))[0] + 4,
            frame.axis.top - 22,
            frame.axis.bottom,
            has_foot=has_foot,
        )
        found += placed(wanted, drawn, marks, box, found)
    for label in found:
        parts.label(label)
