"""The charts of the committee as series of the numbers that pages show."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.charts import described
from dashboards.charts.course import value_course
from dashboards.slides.deck import ChartLine, LineChart, Stroke

# From so wide an axis on, it begins at a multiple of so much.
STEPS = ((50, 10), (10, 5))
type Numbers = list[tuple[Month, Decimal | None]]
type Months = dict[Month, Decimal | None]


def score_chart(points: Sequence[charts.ScorePoint]) -> LineChart:
    """The score at the end of each month, and where it differs that of the indicators measured at each of them."""
    lines = [("Score", Stroke.REAL, [(each.month, each.score) for each in points])]
    constant: Numbers = [(each.month, each.constant) for each in points]
    if any(value is not None for _, value in constant):
        lines.append(("Les mêmes indicateurs à chaque mois", Stroke.CONSTANT, constant))
    ends = {each.month.year: each for each in points if each.score is not None}.values()
    spoken = f"{french.NARROW}; ".join(
        f"{french.number(each.score)} fin {_named(each.month)}" for each in ends if each.score is not None
    )
    return LineChart(
        name="Score du contrat, mois par mois",
        note="",
        alternative=f"Score du contrat{french.NO_BREAK}: {spoken}.",
        days=tuple(_days([each.month for each in points])),
        lines=tuple(ChartLine(name, stroke, tuple(_parted(numbers))) for name, stroke, numbers in lines),
        decimals=2,
        least=_least([each.score for each in points] + [each.constant for each in points]),
    )


def indicator_chart(drawing: charts.Drawing) -> LineChart:
    """The value to date beside its targets, and where December may end."""
    course, months = value_course(drawing), [each.month for each in drawing.months]
    own: Months = {point.month: value for point, value in course.values}
    lines: list[tuple[str, Stroke, Months]] = [
        ("Réel", Stroke.REAL, own),
        ("Objectif", Stroke.AIM, {each.month: each.objectif for each in drawing.months}),
        ("Seuil", Stroke.FLOOR, {each.month: each.seuil for each in drawing.months}),
        *_ahead(drawing),
    ]
    shown = [
        (name, stroke, found) for name, stroke, found in lines if any(n is not None for n in found.values())
    ]
    numbers = [number for _, _, found in shown for number in found.values()]
    return LineChart(
        name=course.title,
        note=course.note,
        alternative=described.course(course, drawing, has_targets=True),
        days=tuple(_days(months)),
        lines=tuple(
            ChartLine(name, stroke, tuple(_parted([(month, found.get(month)) for month in months])))
            for name, stroke, found in shown
        ),
        decimals=_decimals(own.values()),
        least=None if drawing.definition.accumulates else _least(numbers),
    )


def _ahead(drawing: charts.Drawing) -> Iterator[tuple[str, Stroke, Months]]:
    """An estimate: a mark of its own at December, never a part of the line."""
    start = drawing.start
    if start is None:
        return
    december = Month(start.month.year, 12)
    yield "Projection (estimation)", Stroke.AHEAD, {december: drawing.projection}
    if drawing.interval is not None and drawing.interval[0] != drawing.interval[1]:
        low, high = drawing.interval
        yield "Bas, 4 fois sur 5", Stroke.BOUND, {december: low}
        yield "Haut, 4 fois sur 5", Stroke.BOUND, {december: high}


def _parted(numbers: Sequence[tuple[Month, Decimal | None]]) -> Iterator[Decimal | None]:
    for rank, (month, value) in enumerate(numbers):
        if rank and month.number == 1:
            yield None
        yield value


def _days(months: Sequence[Month]) -> Iterator[date]:
    for rank, month in enumerate(months):
        if rank and month.number == 1:
            yield month.first_day
        yield month.last_day


def _decimals(numbers: Iterable[Decimal | None]) -> int:
    """As many as the numbers are written with."""
    return max((len(f"{each:f}".partition(".")[2]) for each in numbers if each is not None), default=0)


def _least(numbers: Iterable[Decimal | None]) -> int | None:
    """A whole number a little under all of them: what is told apart lies in the upper part of the chart otherwise."""
    found = [each for each in numbers if each is not None]
    if not found:
        return None
    span = max(found) - min(found)
    low = min(found) - span / 4
    step = next((step for least, step in STEPS if span >= least), 1)
    return int(low) // step * step if low > 0 else None


def _named(month: Month) -> str:
    return french.month_name(month.year, month.number)
