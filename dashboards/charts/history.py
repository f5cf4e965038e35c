"""The chart of an indicator, drawn on the server: one to three panels under each other, the same months in all."""

from dataclasses import dataclass, replace

from dashboards.charts import described
from dashboards.charts.axis import Axis, axis_over
from dashboards.charts.bars import bars
from dashboards.charts.course import Course, gap_course, value_course
from dashboards.charts.lines import WIDE, draw_course, draw_labels, value_lines
from dashboards.charts.panel import (
    AxisTick,
    Frame,
    Panel,
    PanelMark,
    PanelRing,
    PanelText,
    Parts,
    Stroke,
    percent,
)
from dashboards.charts.points import Drawing, ends, short, slips_by_month, slips_name
from dashboards.charts.targets import draw_targets
from indicators.domain.model import Aggregation

TOP = 26
GAP_BOTTOM, VALUE_BOTTOM = 158, 226
UNDER, SLIPS = 28, 22


@dataclass(frozen=True, slots=True)
class History:
    """`ends_at_the_edge`: December of the last year is announced, so its labels are in the margin."""

    panels: tuple[Panel, ...]
    has_notes: bool
    has_slips: bool
    has_fan: bool
    ends_at_the_edge: bool


def history(drawing: Drawing) -> History:
    """What accumulates hides its gap to the objectif in a long slope: a panel of the gap comes first."""
    panels = [_value_panel(drawing)]
    if drawing.definition.aggregation.accumulates:
        gaps = gap_course(drawing)
        panels = [*([_gap_panel(drawing, gaps)] if gaps.values else []), *panels, *bars(drawing)]
    start = drawing.start
    return History(
        panels=tuple(panels),
        has_notes=bool(drawing.notes),
        has_slips=bool(drawing.slips),
        has_fan=start is not None and bool(ends(drawing.interval)),
        ends_at_the_edge=start is not None and start.month.year == drawing.months[-1].month.year,
    )


def _gap_panel(drawing: Drawing, course: Course) -> Panel:
    axis = axis_over([*course.numbers, 0.0], from_zero=True, top=TOP, bottom=GAP_BOTTOM, wanted=4)
    frame, parts = _frame(drawing, axis), Parts()
    parts.strokes += frame.edges()
    parts.stroke("zero", [(0, frame.y(0)), (frame.of_slot(frame.first + frame.count, 0), frame.y(0))])
    step = drawing.definition.frequency.months
    draw_course(parts, frame, course, step)
    draw_labels(parts, frame, course, {}, value_lines(frame, course, step, from_zero=False))
    zero = short(frame.y(0))
    ticks = tuple(
        replace(each, label="objectif", is_strong=True) if each.y == zero else each for each in frame.ticks()
    )
    height = GAP_BOTTOM + UNDER
    parts.texts += frame.year_texts(height - 8)
    description = described.course(course, drawing, has_targets=False)
    return _panel("ecart", course, description, height, parts, ticks=ticks)


def _value_panel(drawing: Drawing) -> Panel:
    course, aggregation = value_course(drawing), drawing.definition.aggregation
    targets = [float(n) for each in drawing.months for n in (each.seuil, each.objectif) if n is not None]
    numbers = course.numbers + targets
    axis = axis_over(numbers, from_zero=aggregation.accumulates, top=TOP, bottom=VALUE_BOTTOM, wanted=4)
    frame, parts = _frame(drawing, axis), Parts()
    lines, labels = draw_targets(parts, frame, drawing)
    from_zero, step = aggregation is Aggregation.SOMME, drawing.definition.frequency.months
    draw_course(parts, frame, course, step, from_zero=from_zero)
    lines += value_lines(frame, course, step, from_zero=from_zero)
    draw_labels(parts, frame, course, labels, lines, has_foot=aggregation.accumulates)
    _draw_facts(parts, frame, drawing)
    height = VALUE_BOTTOM + UNDER + (SLIPS if drawing.slips else 0)
    parts.texts += frame.year_texts(height - 8)
    description = f"{described.course(course, drawing, has_targets=True)} {drawing.aside}".rstrip()
    return _panel("valeur", course, description, height, parts, ticks=frame.ticks())


def _draw_facts(parts: Parts, frame: Frame, drawing: Drawing) -> None:
    """Comments at their value, avenants where their month begins, linked actions that slipped under the axis."""
    for note in drawing.notes:
        if note.value is not None:
            place = frame.place(note.month, float(note.value))
            parts.rings.append(PanelRing(percent(place[0]), short(place[1]), "note-pt", note.text))
    for month, name in drawing.turns:
        start = frame.of_slot(month.year, month.number - 1)
        parts.strokes.append(Stroke("tournant", f"M{short(start)} {TOP - 14}V{VALUE_BOTTOM}"))
        parts.texts.append(PanelText(percent(start), short(TOP - 8), name, f"d {WIDE}"))
    for month, slips in slips_by_month(drawing.slips):
        x = percent(frame.of_slot(month.year, month.number - 1))
        y = VALUE_BOTTOM + 16
        text = " ".join(each.text for each in slips)
        parts.marks.append(PanelMark(x, short(y), "f-alerte", "t-sous", text))
        parts.texts.append(PanelText(x, short(y + 4), slips_name(slips), f"d retard {WIDE}"))


def _frame(drawing: Drawing, axis: Axis) -> Frame:
    years = {each.month.year for each in drawing.months}
    return Frame(min(years), len(years), axis)


def _panel(
    key: str, course: Course, description: str, height: int, parts: Parts, *, ticks: tuple[AxisTick, ...]
) -> Panel:
    return Panel(
        key=key,
        title=course.title,
        note=course.note,
        description=description,
        height=height,
        ticks=ticks,
        strokes=tuple(parts.strokes),
        texts=tuple(parts.texts),
        rings=tuple(parts.rings),
        marks=tuple(parts.marks),
    )
