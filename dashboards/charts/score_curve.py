"""The curve of a score over the years of a contract: the published one, and that of a perimeter that never changed.

A year starts afresh, so the curve breaks at each January. Only the paths stretch with the width; abscissas of texts are
in %, ordinates in pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cpg.shared.periods import Month
from dashboards.charts.points import short

WIDTH, TOP, BOTTOM, HEIGHT = 1000, 10, 94, 112
STEP, LEAST_SPAN, MOST_LINES = 10, 20, 4
# In % of the width: a value takes a sixth of the narrowest curve.
LAST_WITH_ROOM = 84


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """The scores at the end of a month; None where there is none."""

    month: Month
    score: Decimal | None
    constant: Decimal | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A text or a mark: `x` in % of the width, `y` in pixels; `year` of a mark."""

    x: str
    y: str
    value: Decimal
    year: int = 0


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """`ends` are the Decembers of the years that are over, `last` the month shown, `low` to `high` its range."""

    score: str
    constant: str
    lines: Sequence[Placed]
    years: Sequence[tuple[str, int]]
    turns: Sequence[str]
    ends: Sequence[Placed]
    last: Placed | None
    low: str
    high: str

    @property
    def has_room(self) -> bool:
        """Whether the last value may be written beside its mark, which is in the last year otherwise."""
        return self.last is not None and float(self.last.x) <= LAST_WITH_ROOM


def score_curve(
    points: Sequence[ScorePoint], years: range, bounds: tuple[Decimal, Decimal] | None
) -> ScoreCurve:
    """Up to the month shown, which is the last point."""
    frame = _Frame(points, years, bounds)
    scored = [each for each in points if each.score is not None]
    is_last_scored = bool(scored) and scored[-1] is points[-1]
    ends = [each for each in scored if each.month.number == 12 and each is not points[-1]]
    width = 100 / len(years)
    return ScoreCurve(
        score=frame.path([(each.month, each.score) for each in points]),
        constant=frame.path([(each.month, each.constant) for each in points]),
        lines=[Placed("0", short(frame.y(Decimal(line))), Decimal(line)) for line in frame.lines],
        years=[(short(width * (rank + 0.5)), year) for rank, year in enumerate(years)],
        turns=[short(WIDTH * rank / len(years)) for rank in range(1, len(years))],
        ends=list(frame.placed(ends)),
        last=next(frame.placed(scored[-1:]), None) if is_last_scored else None,
        low=short(frame.y(bounds[0])) if bounds else "",
        high=short(frame.y(bounds[1])) if bounds else "",
    )


class _Frame:
    """From months and scores to coordinates; the scale spans whole tens."""

    def __init__(
        self, points: Sequence[ScorePoint], years: range, bounds: tuple[Decimal, Decimal] | None
    ) -> None:
        self.first, self.count = Month(years[0], 1), 12 * len(years)
        both = [score for each in points for score in (each.score, each.constant) if score is not None]
        found = [float(each) for each in (*both, *(bounds or ()))] or [0.0, 100.0]
        self.low = int(min(found)) // STEP * STEP
        self.high = max(-(-int(max(found) + 0.999) // STEP) * STEP, self.low + LEAST_SPAN)
        step = STEP * max(1, -(-(self.high - self.low) // (STEP * MOST_LINES)))
        self.lines = range(self.low, self.high + 1, step)

    def x(self, month: Month) -> float:
        rank = 12 * (month.year - self.first.year) + month.number - 1
        return (rank + 0.5) / self.count

    def y(self, score: Decimal) -> float:
        return BOTTOM - (float(score) - self.low) / (self.high - self.low) * (BOTTOM - TOP)

    def placed(self, points: Sequence[ScorePoint]) -> Iterator[Placed]:
        for each in points:
            if each.score is not None:
                yield Placed(
                    short(100 * self.x(each.month)), short(self.y(each.score)), each.score, each.month.year
                )

    def path(self, scores: Sequence[tuple[Month, Decimal | None]]) -> str:
        """Months in a row of one year are joined; a lone one is a dot."""
        drawn = []
        for _, group in groupby(scores, key=lambda each: (each[0].year, each[1] is None)):
            run = [
                f"{short(WIDTH * self.x(month))} {short(self.y(score))}"
                for month, score in group
                if score is not None
            ]
            if run:
                drawn.append(f"M{'L'.join(run)}" + ("h0" if len(run) == 1 else ""))
        return "".join(drawn)
