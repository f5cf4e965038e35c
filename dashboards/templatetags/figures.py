"""Figures, statuses and drawings of indicators in templates: thin filters over the modules of `dashboards.shared`."""

from decimal import Decimal

from django import template

from accounts.turns import Turn
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.shared import drawings, figures, freshness, marks, multiples, sentences
from dashboards.shared.marks import Mark
from dashboards.shared.reads import IndicatorState
from dashboards.targets import signed
from indicators.domain import Horizon
from indicators.domain.model import Attainment, Definition, Fact, Frequency, Status, Target
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
def published(now: Attainment, definition: Definition) -> str:
    """The value, `au moins 1 200` while months are missing from it."""
    return figures.value_at_least(definition, now)


@register.filter
def published_gap(now: Attainment, definition: Definition) -> str:
    return figures.gap_at_least(definition, now)


@register.filter
def published_score(now: Attainment) -> str:
    return figures.score_text(now)


@register.filter
def total(score: Decimal) -> str:
    """A score of several indicators: `62,40`."""
    return french.number(score)


@register.filter
def points(change: Decimal) -> str:
    """`+1,20 pt`, `−0,40 pt`."""
    return french.points(change)


@register.filter(name="signed")
def signed_number(change: Decimal) -> str:
    """The same where the head of the column names the points: `+1,20`."""
    return french.signed(change)


@register.filter
def published_projection(now: Attainment, definition: Definition) -> str:
    return figures.projection_text(definition, now)


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
    return figures.period_text(Frequency(indicator.defined.frequency), month)


@register.filter
def gap(number: Decimal | None, definition: Definition) -> str:
    """A gap with its sign; between percentages it is in points."""
    return figures.gap_text(definition, number)


@register.filter
def fact(held: Fact | None, definition: Definition) -> str:
    """What a month holds, in a sentence: `918 sur 1 055 (87,01 %)`, `non disponible`; "" for nothing."""
    return "" if held is None else figures.fact_in_words(definition, held)


@register.filter
def percent(number: Decimal) -> str:
    """A score, or a part of an objectif, in %."""
    return french.with_unit(number, "%")


@register.filter
def pace(state: IndicatorState) -> str:
    """The pace still required; "" where there is none."""
    return figures.pace_text(state.definition, state.now, state.december) if state.now else ""


@register.filter
def cap(ahead: Horizon, definition: Definition) -> str:
    """How far the level is from the objectif of the contract's last year, with an arrow the way that it must go."""
    return figures.cap_text(definition, ahead)


@register.filter
def cap_words(ahead: Horizon, definition: Definition) -> str:
    """`à gagner`, `à baisser`, `de marge`."""
    return figures.cap_words(definition, ahead)


@register.filter
def path_word(ahead: Horizon) -> str:
    """Whether that objectif is held already, or where the indicator is on its path."""
    return figures.path_text(ahead)


@register.filter
def coverage(state: IndicatorState) -> str:
    """`2 trim. sur 3` when something due has not been reported, "" otherwise."""
    return sentences.coverage_detail(state.indicator, state.now)


@register.filter
def silence(state: IndicatorState) -> str:
    """Why there is no score, and what would bring one."""
    return sentences.silence_of(state.indicator, state.now, state.expected)


@register.filter(name="freshness")
def freshness_filter(state: IndicatorState) -> freshness.Freshness:
    """How firm the months behind the value are."""
    return freshness.freshness_of(state)


@register.filter
def scale(state: IndicatorState) -> charts.Scale | None:
    """The place between seuil and objectif, drawn; None without a score."""
    return drawings.scale_of(state)


@register.filter
def december_scale(state: IndicatorState) -> charts.DecemberScale | None:
    """The projection and its interval between December's targets."""
    return drawings.december_scale_of(state)


@register.filter
def trend(state: IndicatorState) -> charts.Trend:
    """The small line of all the months of the contract."""
    return drawings.trend_of(state)


@register.filter
def small(state: IndicatorState) -> charts.Panel | None:
    """Its chart among those of a fiche; None where nothing was ever placed between seuil and objectif."""
    return multiples.small_of(state)
