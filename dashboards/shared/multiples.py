"""The small chart of an indicator among those of a fiche, from the rows that pages of today read."""

from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.charts.points import Start, is_level
from dashboards.shared.chances import shown_bounds
from dashboards.shared.figures import target_text, value_text
from dashboards.shared.marks import mark_of
from dashboards.shared.reads import IndicatorState, TrendMonth
from indicators.domain.december import december_position
from indicators.domain.model import Amount, Pair, Status
from indicators.stored import with_decimals


def small_of(state: IndicatorState) -> charts.Panel | None:
    """None where no month was ever placed between a seuil and an objectif."""
    definition, contract = state.definition, state.indicator.contract
    own = [each for each in state.trend if each.month <= state.month and _has_own(state, each)]
    places = {each.month: place for each in own if (place := _place(each)) is not None}
    if not places:
        return None
    ahead = _ahead(state, places)
    return charts.small(
        charts.SmallChart(
            years=contract.years,
            values=[(_point(each), places[each.month]) for each in own if each.month in places],
            start=ahead[0] if ahead else None,
            projection=ahead[1] if ahead else None,
            interval=ahead[2] if ahead else None,
            step=definition.frequency.months,
            description=_description(state, [each for each in own if each.month in places]),
            is_level=is_level(definition),
        )
    )


def _has_own(state: IndicatorState, each: TrendMonth) -> bool:
    """Whether the month has a value of its own; a level lasts."""
    return each.value is not None and (is_level(state.definition) or isinstance(each.fact, Amount | Pair))


def _place(each: TrendMonth) -> Decimal | None:
    """Between seuil (0) and objectif (1), as the common scale places a value; None without an objectif."""
    if each.value is None or each.objectif is None:
        return None
    if each.seuil is None or each.seuil == each.objectif:
        return Decimal(1) if each.status is Status.ATTEINT else Decimal(-1)
    return (each.value - each.seuil) / (each.objectif - each.seuil)


def _ahead(
    state: IndicatorState, places: dict[Month, Decimal]
) -> tuple[Start, Decimal, tuple[Decimal, Decimal] | None] | None:
    """Where the way to December starts, where it ends, and between which places; None without a projection."""
    now = state.now
    if now is None or now.projection is None:
        return None
    projected = december_position(now.projection, state.december)
    start = charts.start_ahead(places.items(), state.month, places.get(state.month), state.definition)
    if projected is None or start is None:
        return None
    shown = shown_bounds(state.definition, now)
    low, high = (december_position(end, state.december) for end in shown) if shown else (None, None)
    return start, projected, None if low is None or high is None else (low, high)


def _point(each: TrendMonth) -> charts.TrendPoint:
    return charts.TrendPoint(
        month=each.month,
        status=each.status,
        value=each.value,
        amount=None,
        is_reported=True,
        seuil=each.seuil,
        objectif=each.objectif,
    )


def _description(state: IndicatorState, own: list[TrendMonth]) -> str:
    """Each year's last value beside its objectif to date, with its status."""
    definition = state.definition
    told = [
        f"{french.month_name(each.month.year, each.month.number)}\u00a0: {_value(state, each)}, "
        f"objectif {target_text(definition, each.objectif)}, {mark_of(each.status).word.lower()}"
        for each in {each.month.year: each for each in own}.values()
    ]
    return f"Position entre seuil et objectif à date. {f'{french.NARROW}; '.join(told)}."


def _value(state: IndicatorState, each: TrendMonth) -> str:
    """As published: the row has the decimals of its column."""
    return value_text(state.definition, with_decimals(each.value, state.definition.decimals))
