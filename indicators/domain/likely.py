"""What the season and the level of the two years before a month make likely, and how far from it a figure is.

Figures are integers above zero. How much larger one is than the other is counted in parts of ten thousand, so that a
tenth is as far as a tenfold. A figure is far when it is far from the recent level and from what its season makes of
that level: each alone would call usual months unlikely. `make doubts` measures the numbers below on public series.
"""

from collections.abc import Sequence
from typing import NamedTuple

YEAR = 12
PARTS = 10_000
# A series that hardly moves has a spread near zero; a rate or a level stays still, then steps.
LEAST_SPREAD_OF_SUMS, LEAST_SPREAD = 400, 1_200
RECENT, RECENT_OF_SEASON = 3, 6
# In halves of the spread: there is more to say against a figure where its season is known.
FAR_WITH_SEASON, FAR_WITHOUT_SEASON = 5, 10
# With fewer figures there is no level, and no season without three quarters of both years.
FEWEST = 6

type Figures = Sequence[int | None]


class Likely(NamedTuple):
    """A likely figure, and how far from such a one the earlier figures usually are."""

    level: int
    spread: int


def apart(one: int, other: int) -> int:
    """By how many parts the larger exceeds the smaller."""
    return PARTS * max(one, other) // min(one, other) - PARTS


def middle(figures: Sequence[int]) -> int:
    """The median, rounded down."""
    ordered = sorted(figures)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2


def is_far(figure: int, earlier: Figures, *, period: int, least_spread: int, nearer: int = 1) -> bool:
    """Whether a figure above zero is unlikely after those of the 24 months before, from the oldest on; None where a
    month has none. `nearer` divides the distance from which a figure is far.
    """
    known = [each for each in earlier if each is not None]
    if len(known) < FEWEST:
        return False
    found = [_by_level(known)]
    season = _by_season(earlier, period)
    if season:
        found.append(season)
    halves = FAR_WITH_SEASON if season else FAR_WITHOUT_SEASON
    return all(
        2 * nearer * apart(figure, each.level) > halves * (each.spread + least_spread) for each in found
    )


def _by_level(known: Sequence[int]) -> Likely:
    """The latest figures tell the level; how far each figure was from those just before it tells the spread."""
    distances = [
        apart(known[place], middle(known[place - RECENT : place])) for place in range(RECENT, len(known))
    ]
    return Likely(middle(known[-RECENT:]), middle(distances))


def _by_season(earlier: Figures, period: int) -> Likely | None:
    """The latest figures, each divided by its share of the year, tell the level of the year, as in a projection
    (RC-14). How far the shares of both years are from each other tells the spread.
    """
    pairs = {
        place: (first, second)
        for place, (first, second) in enumerate(zip(earlier[:YEAR], earlier[YEAR:], strict=True))
        if first is not None and second is not None
    }
    if 0 not in pairs or 4 * period * len(pairs) < 3 * YEAR:
        return None
    before, last = (sum(each) for each in zip(*pairs.values(), strict=True))
    shares = {place: first * last + second * before for place, (first, second) in pairs.items()}
    whole = 2 * before * last
    recent = list(pairs)[-RECENT_OF_SEASON:]
    year = middle([PARTS * pairs[place][1] * whole // shares[place] for place in recent])
    distances = [apart(first * last, second * before) for first, second in pairs.values()]
    return Likely(max(1, year * shares[0] // (PARTS * whole)), middle(distances))
