"""Figures of several bodies as they are written."""

from decimal import Decimal
from fractions import Fraction

from cpg.shared import french
from dashboards.network.compared import BodyValue, MeasureColumn
from dashboards.shared.figures import AT_LEAST, value_text
from indicators.domain.exact import rounded
from indicators.domain.spread import Places, Spread


def score_text(score: Decimal) -> str:
    return french.with_unit(score, "%", 2)


def places_text(held: Places) -> str:
    """`2e`, `2e à 4e`: bodies whose ranges overlap are not told apart."""
    best, worst = french.ordinal(held.best), french.ordinal(held.worst)
    return best if best == worst else f"{best} à {worst}"


def figure_text(column: MeasureColumn, figure: Decimal) -> str:
    """What is compared, as rounded: a value, or a share of the objectif."""
    return score_text(figure) if column.by_share else value_text(column.definition, figure)


def measure_text(column: MeasureColumn, measure: Fraction) -> str:
    return figure_text(column, rounded(measure, column.decimals))


def own_text(value: BodyValue) -> str:
    """The value that the body publishes; "" without one."""
    text = value_text(value.definition, value.value)
    return f"{AT_LEAST} {text}" if text and value.is_floor else text


def share_text(value: BodyValue) -> str:
    """The share of its objectif to date of what accumulates; "" for another."""
    measure = value.measure
    if measure is None or not value.definition.accumulates:
        return ""
    text = score_text(rounded(measure, 2))
    return f"{AT_LEAST} {text}" if value.is_floor else text


def quartiles_text(column: MeasureColumn, middle: Spread) -> str:
    return f"{figure_text(column, middle.first)} et {figure_text(column, middle.third)}"


def quarter_text(figure: Decimal, middle: Spread, *, rises: bool = True) -> str:
    """Where a figure lies among the others, best first."""
    best, worst = (middle.third, middle.first) if rises else (middle.first, middle.third)
    if figure == middle.median:
        return "à la médiane"
    if _is_better(figure, best, rises=rises) or figure == best:
        return "quart le plus favorable"
    if _is_better(figure, middle.median, rises=rises):
        return "mieux que la médiane"
    if _is_better(figure, worst, rises=rises):
        return "moins bien que la médiane"
    return "quart le moins favorable"


def _is_better(figure: Decimal, other: Decimal, *, rises: bool) -> bool:
    return figure > other if rises else figure < other
