"""Project a sum from the seasons of past years, where they are known (RC-14)."""

from typing import TYPE_CHECKING

from indicators.domain.exact import Quotient, half_up

if TYPE_CHECKING:
    from indicators.domain.projection import Position
    from indicators.domain.timeline import Timeline

MOST_YEARS = 3
RECENT_MONTHS, MORE_MONTHS = 6, 12
LEAST_SHARE = 4


def projected_sum(position: "Position") -> int | None:
    """The year's end, scaled and rounded; None where no weight of the year has elapsed."""
    exact = _by_past_years(position) or _by_elapsed_weight(position)
    if exact is None:
        return None
    numerator, denominator = exact
    return half_up(numerator * 10**position.definition.decimals, denominator)


def follows_past_years(position: "Position") -> int:
    """How many past years the projection of a sum follows; 0 where it is in proportion to the elapsed months."""
    return len(past_years(position)) if _by_past_years(position) else 0


def past_years(position: "Position") -> list[int]:
    """The Januaries of the years before, from the last one back, as long as each has its twelve values and a sum above
    0. None where the year has a profile of its own, or the indicator is not monthly.
    """
    timeline = position.timeline
    year = timeline.first_year + position.index // 12
    if timeline.period != 1 or year in timeline.series.profiles:
        return []
    years: list[int] = []
    for january in range(position.january - 12, -1, -12):
        if len(years) == MOST_YEARS or not _is_whole(timeline, january):
            break
        years.append(january)
    return years


def _is_whole(timeline: "Timeline", january: int) -> bool:
    has_all = timeline.reported[january + 12] - timeline.reported[january] == 12
    return has_all and timeline.values[january + 12] > timeline.values[january]


def _by_past_years(position: "Position") -> Quotient | None:
    years = past_years(position)
    if not years:
        return None
    return _by_last_year(position, years[0]) if len(years) == 1 else _by_seasons(position, years)


def _by_elapsed_weight(position: "Position") -> Quotient | None:
    """In proportion to the weight of the months that do not remain."""
    elapsed, whole = position.elapsed_share()
    if not elapsed:
        return None
    return position.scaled_value * whole, elapsed * 10**position.definition.decimals


def _by_last_year(position: "Position", january: int) -> Quotient | None:
    """Half of this year's growth is taken to last. Not where last year had done too little by now to be followed."""
    timeline, number = position.timeline, position.index % 12 + 1
    # Without the months that are neutralised this year.
    months = [
        0 if timeline.neutralised[position.january + place] else timeline.amounts[january + place]
        for place in range(12)
    ]
    so_far, whole = sum(months[:number]), sum(months)
    live, live_whole = (
        timeline.live[position.january + count] - timeline.live[position.january] for count in (number, 12)
    )
    if so_far <= 0 or 2 * so_far * live_whole < live * whole:
        return None
    # v + (P12 - PM) (1 + v / PM) / 2, where P is scaled by the facts' decimals and v by the indicator's.
    value, power, scale = position.scaled_value, 10**position.definition.decimals, 10**timeline.decimals
    rest = whole - so_far
    numerator = 2 * value * so_far * scale + rest * (so_far * power + value * scale)
    return numerator, 2 * so_far * scale * power


def _by_seasons(position: "Position", years: list[int]) -> Quotient | None:
    """The latest months, weighed by the shares that past years give them, tell the level of the year."""
    timeline = position.timeline
    shares, whole = timeline.shares(tuple(years))
    for at_most in (RECENT_MONTHS, MORE_MONTHS):
        months = timeline.latest_reported(position.january - 12, position.index, at_most)
        held = sum(shares[index % 12] for index in months)
        if LEAST_SHARE * held >= whole:
            break
    else:
        return None
    brought = sum(timeline.amounts[index] for index in months)
    left = sum(
        shares[index % 12]
        for index in range(position.remaining_from, position.december + 1)
        if not timeline.neutralised[index]
    )
    scale, power = 10**timeline.decimals, 10**position.definition.decimals
    return position.scaled_value * scale * held + brought * left * power, power * scale * held
