"""What each month brought of what accumulates, beside what the months that remain must bring."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cpg.shared import french
from dashboards.charts import described
from dashboards.charts.axis import axis_over
from dashboards.charts.panel import Frame, Panel, PanelText, Parts, percent
from dashboards.charts.points import DECEMBER, Drawing, TrendPoint, short
from dashboards.charts.targets import LEVELS, starts_of
from indicators.domain.model import Frequency

TOP, BOTTOM, HEIGHT = 26, 104, 132
SIDE = 0.1
TITLES = {
    Frequency.MENSUELLE: "Chaque mois",
    Frequency.TRIMESTRIELLE: "Chaque trimestre",
    Frequency.SEMESTRIELLE: "Chaque semestre",
    Frequency.ANNUELLE: "Chaque année",
}


def bars(drawing: Drawing) -> Iterator[Panel]:
    """None where no month has an amount."""
    amounts = [each for each in drawing.months if each.amount is not None and each.is_reported]
    if not amounts:
        return
    last = amounts[-1].month.year
    shares = {year: levels for year, levels in shares_by_year(drawing).items() if year <= last}
    numbers = [float(each.amount or 0) for each in amounts]
    numbers += [share for year in shares.values() for share in year.values()]
    if drawing.required:
        numbers.append(float(drawing.required.a_period))
    years = {each.month.year for each in drawing.months}
    axis = axis_over([*numbers, 0.0], from_zero=True, top=TOP, bottom=BOTTOM, wanted=2)
    frame = Frame(min(years), len(years), axis)
    parts = Parts()
    _draw_bars(parts, frame, drawing, amounts)
    for year, levels in shares.items():
        for level, share in levels.items():
            line = [(frame.of_slot(year, slot), frame.y(share)) for slot in (0, 12)]
            parts.stroke("cible" if level == "objectif" else "seuil", line)
    _draw_required(parts, frame, drawing)
    parts.texts += frame.year_texts(HEIGHT - 8)
    yield Panel(
        key="mois",
        title=TITLES[drawing.definition.frequency],
        note=_note(drawing),
        description=described.bars(drawing, TITLES[drawing.definition.frequency]),
        height=HEIGHT,
        ticks=frame.ticks(),
        strokes=tuple(parts.strokes),
        texts=tuple(parts.texts),
        rings=(),
        marks=(),
    )  # fmt: skip


def _note(drawing: Drawing) -> str:
    required = drawing.required
    if required is None:
        return "traits gris\u00a0: ce qu’il faut en moyenne pour le seuil et l’objectif de l’année"
    return f"{required.text}, d’ici décembre{f'{french.NARROW}; {required.best}' if required.best else ''}"


def _draw_bars(parts: Parts, frame: Frame, drawing: Drawing, amounts: Sequence[TrendPoint]) -> None:
    step = drawing.definition.frequency.months
    zero = frame.y(0)
    for is_last, kind in ((False, "barre"), (True, "barre der")):
        boxes = []
        for each in amounts:
            if (each is amounts[-1]) is is_last:
                year, number = each.month.year, each.month.number
                left, right = frame.of_slot(year, number - step + SIDE), frame.of_slot(year, number - SIDE)
                y = frame.y(float(each.amount or 0))
                boxes.append([(left, zero), (left, y), (right, y), (right, zero)])
        parts.stroke(kind, *boxes, closed=True)


def _draw_required(parts: Parts, frame: Frame, drawing: Drawing) -> None:
    """A dotted line over the months that remain, at what each must bring."""
    required = drawing.required
    last = max((each.month for each in drawing.months if each.value is not None), default=None)
    if required is None or last is None or last.number == DECEMBER:
        return
    y = frame.y(float(required.a_period))
    left, right = frame.of_slot(last.year, last.number), frame.of_slot(last.year, DECEMBER)
    parts.stroke("central", [(left, y), (right, y)])
    parts.texts.append(PanelText(percent(right), short(y - 8), required.verb, "a gras"))


def shares_by_year(drawing: Drawing) -> dict[int, dict[str, float]]:
    """What one bar of each year must bring for each target: the annual target spread over months, or quarters."""
    years = [(year, list(group)) for year, group in groupby(drawing.months, key=lambda each: each.month.year)]
    step, found = drawing.definition.frequency.months, {}
    before: list[TrendPoint] = []
    for year, months in years:
        starts = starts_of(before, drawing.definition)
        listed = {
            level: [n for each in months if (n := getattr(each, level)) is not None] for level in LEVELS
        }
        found[year] = {
            level: (float(values[-1]) - starts[level]) * step / 12
            for level, values in listed.items()
            if len(values) > 1
        }
        before = months
    return found
