"""The scale and the trend line of an indicator, as the register draws them."""

from dashboards import charts
from dashboards.shared.chances import shown_bounds
from dashboards.shared.reads import IndicatorState
from indicators.domain.december import december_position, projected_position
from indicators.domain.judgement import drawn_position
from indicators.domain.model import Amount, Pair
from indicators.domain.targets import target_of_one_value


def scale_of(state: IndicatorState) -> charts.Scale | None:
    """None without a score: there is no place between seuil and objectif."""
    now, compared = state.now, state.compared
    if now is None or now.score is None:
        return None
    return charts.scale(
        position=drawn_position(now),
        status=now.status,
        compared=drawn_position(compared) if compared is not None and compared.score is not None else None,
        projected=projected_position(now, state.december) if state.projected else None,
    )


def december_scale_of(state: IndicatorState) -> charts.DecemberScale | None:
    """The projection and its interval between December's targets; None without a projection or without a scale."""
    now = state.now
    place = projected_position(now, state.december) if now else None
    if now is None or place is None:
        return None
    shown = shown_bounds(state.definition, now)
    low, high = (december_position(end, state.december) for end in shown) if shown else (None, None)
    ends = None if low is None or high is None else (low, high)
    return charts.december_scale(projected=place, ends=ends)


def trend_of(state: IndicatorState) -> charts.Trend:
    """Every month of the contract, the values up to the month shown; a sum has the targets of one value: of a month or
    of a quarter.
    """
    definition = state.definition
    points = []
    for each in state.trend:
        is_over = each.month <= state.month
        points.append(
            charts.TrendPoint(
                month=each.month,
                value=each.value if is_over else None,
                amount=each.fact.value if is_over and isinstance(each.fact, Amount) else None,
                is_reported=is_over and isinstance(each.fact, Amount | Pair),
                status=each.status,
                seuil=target_of_one_value(definition, each.seuil_annual, each.seuil),
                objectif=target_of_one_value(definition, each.objectif_annual, each.objectif),
            )
        )
    return charts.trend(points, definition)
