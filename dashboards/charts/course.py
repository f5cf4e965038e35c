"""What a line of a chart goes through, and where December may be: the same for the drawing, Plotly and the words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from cpg.shared import french
from dashboards.charts.points import (
    DECEMBER,
    Drawing,
    Interval,
    Start,
    TrendPoint,
    at_least,
    ends,
    figure_text,
    is_drawn,
    is_level,
    opening,
    signed_text,
)
from indicators.domain.model import Aggregation, Direction

ACCUMULATED = {
    Aggregation.SOMME: "Cumul de l’année",
    Aggregation.CUMUL_CONTRAT: "Cumul depuis le début du contrat",
}
UNITS = {"%": f"en{french.NO_BREAK}%", "€": "en euros", "jours": "en jours"}


@dataclass(frozen=True, slots=True)
class Course:
    """`values` are those of months that have one of their own; `text` writes one. `note` says how to read it.
    `is_level`: drawn in steps.
    """

    title: str
    note: str
    values: Sequence[tuple[TrendPoint, Decimal]]
    start: Start | None
    projection: Decimal | None
    interval: Interval | None
    text: Callable[[Decimal], str]
    is_level: bool = False

    @property
    def last_of_years(self) -> list[tuple[TrendPoint, Decimal]]:
        return list({point.month.year: (point, value) for point, value in self.values}.values())

    @property
    def numbers(self) -> list[float]:
        ahead = [float(self.ahead[1]), *ends(self.interval)] if self.ahead else []
        return [float(value) for _, value in self.values] + ahead

    @property
    def ahead(self) -> tuple[Start, Decimal] | None:
        """Where the way to December starts, and where it ends."""
        return (self.start, self.projection) if self.start and self.projection is not None else None

    def written(self, point: TrendPoint, value: Decimal) -> str:
        return at_least(self.text(value), point)

    def fan(self) -> list[list[tuple[int, float]]]:
        """Both edges of the fan, low then high, as numbers of months with values; empty without an interval."""
        if not self.ahead:
            return []
        start, projection = self.ahead
        edges = []
        for bound in ends(self.interval):
            heights = opening(start.month.number, float(start.value), float(projection), bound)
            edges.append(list(zip(range(start.month.number, DECEMBER + 1), heights, strict=True)))
        return edges

    def december(self) -> list[tuple[Decimal, str]]:
        """The projection, then both ends of the interval, highest first, as they are written."""
        if not self.ahead:
            return []
        found = [self.ahead[1]]
        if self.interval is not None and ends(self.interval):
            found += [self.interval[1], self.interval[0]]
        return [(value, self.text(value)) for value in found]


def value_course(drawing: Drawing) -> Course:
    definition = drawing.definition
    own = (each for each in drawing.months if is_drawn(each, definition))
    return Course(
        title=ACCUMULATED.get(definition.aggregation, "Valeur à date"),
        note=UNITS.get(definition.unit, definition.unit),
        values=[(each, each.value) for each in own if each.value is not None],
        start=drawing.start,
        projection=drawing.projection,
        interval=drawing.interval,
        text=partial(figure_text, definition),
        is_level=is_level(definition),
    )


def gap_course(drawing: Drawing) -> Course:
    """The distance to the objectif to date; nothing ahead without December's objectif."""
    definition, start = drawing.definition, drawing.start
    side = "au-dessus" if definition.direction is Direction.HAUSSE else "au-dessous"
    gaps = {each.month: each.gap for each in drawing.months}
    gap = gaps.get(start.month) if start else None
    return Course(
        title="Écart à l’objectif à date",
        note=f"{side} du trait gris, l’objectif est tenu",
        values=[
            (each, each.gap) for each in drawing.months if is_drawn(each, definition) and each.gap is not None
        ],
        start=Start(start.month, gap) if start and gap is not None else None,
        projection=_less(drawing.projection, drawing.objectif),
        interval=_less_both(drawing.interval, drawing.objectif),
        text=partial(signed_text, definition),
    )


def _less(value: Decimal | None, objectif: Decimal | None) -> Decimal | None:
    return None if value is None or objectif is None else value - objectif


def _less_both(interval: Interval | None, objectif: Decimal | None) -> Interval | None:
    return None if interval is None or objectif is None else (interval[0] - objectif, interval[1] - objectif)
