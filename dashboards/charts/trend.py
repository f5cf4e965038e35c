"""The small line of sixty months: the band from seuil to objectif, the values, a mark at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.points import TrendPoint, is_drawn, is_level, short
from dashboards.charts.scale import SHAPES
from indicators.domain.model import Aggregation, Definition

WIDTH, HEIGHT, MARGIN = 150, 30, 2
# Without targets, small variations must not look large: the scale spans at least half of the value.
LEAST_SPAN_OF_VALUE = 0.5


@dataclass(frozen=True, slots=True)
class TrendValues:
    """The drawn values of one month: its value, and the targets beside it."""

    value: float | None
    seuil: float | None
    objectif: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """SVG path data in a box of 150 x 30. `points` are lone values; `end` is the last value's place and mark."""

    band: str
    step: str
    line: str
    points: tuple[tuple[str, str], ...]
    end: tuple[str, str] | None
    shape: str
    tone: str


def trend(months: Sequence[TrendPoint], definition: Definition) -> Trend:
    drawn = [_drawn(month, definition) for month in months]
    place = _TrendFrame(drawn)
    runs = list(_runs(drawn, months, definition))
    last = max((rank for rank, each in enumerate(drawn) if each.value is not None), default=None)
    shape, tone = SHAPES.get(months[last].status, ("", "")) if last is not None else ("", "")
    is_dotted = definition.aggregation is Aggregation.DERNIER
    path = place.level if is_level(definition) else place.path
    lone = [rank for run in runs for rank in run if is_dotted or len(run) == 1]
    return Trend(
        band=place.band(),
        step=place.step(),
        line="" if is_dotted else "".join(path(run) for run in runs if len(run) > 1),
        points=tuple(place.at(rank) for rank in lone if rank != last or not shape),
        end=place.at(last) if last is not None and shape else None,
        shape=shape,
        tone=tone,
    )


def _drawn(month: TrendPoint, definition: Definition) -> TrendValues:
    """A sum shows the month's own value, against the targets of one month; all else shows the value to date."""
    shown = month.amount if definition.aggregation is Aggregation.SOMME else month.value
    return TrendValues(
        float(shown) if shown is not None and is_drawn(month, definition) else None,
        None if month.seuil is None else float(month.seuil),
        None if month.objectif is None else float(month.objectif),
    )


def _runs(
    drawn: Sequence[TrendValues], months: Sequence[TrendPoint], definition: Definition
) -> list[list[int]]:
    """Months that one line connects: a missing month breaks it, and so does January where the year starts again."""
    step = definition.frequency.months
    starts_afresh = definition.aggregation.takes_pair
    runs: list[list[int]] = []
    for rank, each in enumerate(drawn):
        if each.value is None:
            continue
        new_year = starts_afresh and bool(runs) and months[runs[-1][-1]].month.year != months[rank].month.year
        if runs and rank - runs[-1][-1] <= step and not new_year:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    return runs


class _TrendFrame:
    """From months and values to coordinates."""

    def __init__(self, drawn: Sequence[TrendValues]) -> None:
        self.drawn = drawn
        numbers = [n for each in drawn for n in (each.value, each.seuil, each.objectif) if n is not None]
        low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
        if not any(each.objectif is not None for each in drawn):
            half = max(high - low, LEAST_SPAN_OF_VALUE * max(abs(low), abs(high)), 1e-9) / 2
            low, high = (low + high) / 2 - half, (low + high) / 2 + half
        self.low, self.span = low, (high - low) or 1.0
        self.step_width = WIDTH / max(len(drawn), 1)

    def x(self, rank: float) -> str:
        return short(rank * self.step_width)

    def y(self, value: float) -> str:
        return short(HEIGHT - MARGIN - (value - self.low) / self.span * (HEIGHT - 2 * MARGIN))

    def at(self, rank: int) -> tuple[str, str]:
        value = self.drawn[rank].value
        return self.x(rank + 0.5), self.y(0.0 if value is None else value)

    def path(self, run: Sequence[int]) -> str:
        return "M" + "L".join(" ".join(self.at(rank)) for rank in run)

    def level(self, run: Sequence[int]) -> str:
        """In steps, each as wide as its month."""
        ends = [(self.x(rank + 1), self.at(rank)[1]) for rank in run]
        return f"M{self.x(run[0])} {ends[0][1]}" + "".join(f"V{y}H{x}" for x, y in ends)

    def band(self) -> str:
        """The area between seuil and objectif, in the months that have both."""
        return "".join(
            f"M{self.x(start)} {self.y(objectif)}H{self.x(end)}V{self.y(seuil)}H{self.x(start)}Z"
            for start, end, seuil, objectif in self._steps()
            if seuil is not None and objectif is not None
        )

    def step(self) -> str:
        return "".join(
            f"M{self.x(start)} {self.y(objectif)}H{self.x(end)}"
            for start, end, _, objectif in self._steps()
            if objectif is not None
        )

    def _steps(self) -> list[tuple[int, int, float | None, float | None]]:
        """Months in a row that share their targets, as one step."""
        steps: list[tuple[int, int, float | None, float | None]] = []
        for rank, each in enumerate(self.drawn):
            if steps and steps[-1][2:] == (each.seuil, each.objectif):
                steps[-1] = (steps[-1][0], rank + 1, each.seuil, each.objectif)
            else:
                steps.append((rank, rank + 1, each.seuil, each.objectif))
        return steps
