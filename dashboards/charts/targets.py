"""Seuil and objectif of a panel of values: their lines, the band between them, and their names."""

from collections.abc import Sequence
from itertools import groupby

from dashboards.charts.labels import Line, WantedLabel
from dashboards.charts.lines import WIDE
from dashboards.charts.panel import Frame, Parts, Place
from dashboards.charts.points import Drawing, TrendPoint, is_level, stepped, target_text
from indicators.domain.model import Aggregation, Definition

LEVELS = ("objectif", "seuil")


def starts_of(before: Sequence[TrendPoint], definition: Definition) -> dict[str, float]:
    """The level before January of targets that accumulate: that of December for a running total, else zero."""
    if not before or definition.aggregation is not Aggregation.CUMUL_CONTRAT:
        return dict.fromkeys(LEVELS, 0.0)
    return {
        level: next((float(n) for each in reversed(before) if (n := getattr(each, level)) is not None), 0.0)
        for level in LEVELS
    }


def draw_targets(
    parts: Parts, frame: Frame, drawing: Drawing
) -> tuple[list[Line], dict[int, list[WantedLabel]]]:
    """Draw them, and give their lines with the labels wanted of each year."""
    lines: dict[str, list[list[Place]]] = {level: [] for level in LEVELS}
    labels: dict[int, list[WantedLabel]] = {}
    bands = []
    before: list[TrendPoint] = []
    for year, group in groupby(drawing.months, key=lambda each: each.month.year):
        months = list(group)
        starts = starts_of(before, drawing.definition)
        found = {level: _line(frame, drawing.definition, months, level, starts[level]) for level in LEVELS}
        for level in LEVELS:
            lines[level].append(found[level])
        if all(found.values()):
            bands.append([*found["objectif"], *reversed(found["seuil"])])
        labels[year] = _labels(frame, drawing.definition, months, found)
        before = months
    parts.stroke("couloir", *bands, closed=True)
    parts.stroke("seuil", *lines["seuil"])
    parts.stroke("cible", *lines["objectif"])
    return [line for level in LEVELS for line in lines[level] if line], labels


def _line(
    frame: Frame, definition: Definition, months: Sequence[TrendPoint], level: str, start: float
) -> list[Place]:
    """From the first of January: at the level, or where a target that accumulates starts from."""
    points = [(each.month, float(n)) for each in months if (n := getattr(each, level)) is not None]
    if not points:
        return []
    places, left = (
        [frame.place(month, value) for month, value in points],
        frame.of_slot(months[0].month.year, 0),
    )
    if is_level(definition):
        return stepped(places, left)
    first = start if definition.aggregation.accumulates else points[0][1]
    return [(left, frame.y(first)), *places]


def _labels(
    frame: Frame, definition: Definition, months: Sequence[TrendPoint], found: dict[str, list[Place]]
) -> list[WantedLabel]:
    wanted = []
    for level in LEVELS:
        if found[level]:
            value = next(n for each in reversed(months) if (n := getattr(each, level)) is not None)
            at = frame.pixels(found[level][-1])
            wanted.append(WantedLabel(f"{level} {target_text(definition, value)}", at, kind=WIDE))
    return wanted
