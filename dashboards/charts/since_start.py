"""The own values of an indicator around the start of an action, beside what was likely without it."""

from collections.abc import Mapping
from dataclasses import dataclass

from cpg.shared.periods import Month
from dashboards.charts.axis import axis_over
from dashboards.charts.panel import WIDTH, Frame, Panel, PanelRing, PanelText, Parts, percent, runs
from dashboards.charts.points import short

TOP, BOTTOM, UNDER = 26, 186, 28


@dataclass(frozen=True, slots=True)
class SinceStart:
    """`values` and `likely` by the last month of their period; `step` is how many months a period has."""

    years: range
    values: Mapping[Month, float]
    likely: Mapping[Month, float]
    start: Month
    start_text: str
    step: int
    description: str


def since_start(data: SinceStart) -> Panel:
    shown = {month: value for month, value in data.values.items() if month.year in data.years}
    axis = axis_over(
        [*shown.values(), *data.likely.values()], from_zero=False, top=TOP, bottom=BOTTOM, wanted=4
    )
    frame, parts = Frame(data.years[0], len(data.years), axis), Parts()
    parts.strokes += frame.edges()
    _line(parts, frame, "reel", shown, data.step)
    _line(parts, frame, "central", data.likely, data.step)
    x = frame.of_slot(data.start.year, data.start.number - 1)
    parts.stroke("tournant", [(x, TOP - 14), (x, BOTTOM)])
    # On the side that has room for it, also on a narrow screen.
    side = "a" if 2 * x > WIDTH else "d"
    parts.texts.append(PanelText(percent(x), short(TOP - 8), data.start_text, side))
    return Panel(
        key="depart",
        title="",
        note="",
        description=data.description,
        height=BOTTOM + UNDER,
        ticks=frame.ticks(),
        strokes=tuple(parts.strokes),
        texts=(*parts.texts, *frame.year_texts(BOTTOM + UNDER - 8)),
        rings=tuple(parts.rings),
        marks=(),
    )


def _line(parts: Parts, frame: Frame, kind: str, values: Mapping[Month, float], step: int) -> None:
    lines = [[frame.place(month, values[month]) for month in run] for run in runs(sorted(values), step)]
    parts.stroke(kind, *(line for line in lines if len(line) > 1))
    alone = (line[0] for line in lines if len(line) == 1)
    parts.rings += [PanelRing(percent(x), short(y), "pt" if kind == "reel" else "pt-creux") for x, y in alone]
