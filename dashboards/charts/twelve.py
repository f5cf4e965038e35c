"""The small line of a month and of the eleven before it, by their own values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.points import short

WIDTH, HEIGHT, MARGIN = 132, 34, 4


@dataclass(frozen=True, slots=True)
class TwelveMonths:
    """SVG path data in a box of 132 x 34. `points` are values between two missing ones; `end` is the last month's."""

    line: str
    points: tuple[tuple[str, str], ...]
    end: tuple[str, str] | None


def twelve_months(values: Sequence[Decimal | None], step: int = 1) -> TwelveMonths:
    """None is a month without a value. `step` is how many months lie between two values of an unbroken line."""
    places = _places(values)
    runs: list[list[int]] = []
    for rank in places:
        if runs and rank - runs[-1][-1] <= step:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    last = len(values) - 1
    return TwelveMonths(
        line="".join("M" + "L".join(" ".join(places[rank]) for rank in run) for run in runs if len(run) > 1),
        points=tuple(places[run[0]] for run in runs if len(run) == 1 and run[0] != last),
        end=places.get(last),
    )


def _places(values: Sequence[Decimal | None]) -> dict[int, tuple[str, str]]:
    numbers = {rank: float(value) for rank, value in enumerate(values) if value is not None}
    low, high = min(numbers.values(), default=0.0), max(numbers.values(), default=0.0)
    # Values that are all the same lie in the middle.
    span = high - low
    height, width = HEIGHT - 2 * MARGIN, (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    return {
        rank: (
            short(MARGIN + rank * width),
            short(HEIGHT - MARGIN - ((number - low) / span if span else 0.5) * height),
        )
        for rank, number in numbers.items()
    }
