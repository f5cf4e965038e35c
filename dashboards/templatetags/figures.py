"""Figures and statuses in templates: thin filters over `dashboards.shared.figures` and `dashboards.shared.marks`."""

from decimal import Decimal

from django import template

from accounts.turns import Turn
from cpg.shared.periods import Month
from dashboards.shared import figures, marks
from dashboards.shared.marks import Mark
from dashboards.targets import signed
from indicators.domain.model import Definition, Fact, Frequency, Status, Target
from indicators.models import Indicator, TargetRevision

register = template.Library()


@register.filter
def mark(status: Status | None) -> Mark:
    """Word, shape and tone of a status; None is a month that has not been computed yet."""
    return marks.mark_of(status)


@register.filter
def turn_mark(turn: str) -> Mark:
    """Word, shape and tone of how an indicator turned."""
    return marks.TURNS[Turn(turn)]


@register.filter
def value(number: Decimal | None, definition: Definition) -> str:
    """A published value with its unit; "" when there is none."""
    return figures.value_text(definition, number)


@register.filter
def target(number: Decimal | None, definition: Definition) -> str:
    """A seuil or an objectif with its unit, without needless zeros; "" when there is none."""
    return figures.target_text(definition, number)


@register.filter
def target_words(held: TargetRevision | Target | None, definition: Definition) -> str:
    """`seuil 85 %, objectif 90 %`, or why there is none."""
    return signed.target_words(definition, held)


@register.filter
def period(month: Month, indicator: Indicator) -> str:
    """The period of the indicator that a due month ends: `1er trimestre 2025`."""
    return figures.period_text(Frequency(indicator.measure.frequency), month)


@register.filter
def gap(number: Decimal | None, definition: Definition) -> str:
    """A gap with its sign; between percentages it is in points."""
    return figures.gap_text(definition, number)


@register.filter
def fact(held: Fact | None, definition: Definition) -> str:
    """What a month holds, in a sentence: `918 sur 1 055 (87,01 %)`, `non disponible`; "" for nothing."""
    return "" if held is None else figures.said(definition, held)
