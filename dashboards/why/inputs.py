"""The months behind a value to date: what was entered, by whom, when, and who validated it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.model import Absence, Amount, Fact, Pair, Series
from indicators.domain.month_state import state_of_revision
from indicators.domain.timeline import Timeline
from indicators.handovers import Handover, Place, handovers
from indicators.models import Indicator
from indicators.selectors import MonthRecord


@dataclass(frozen=True, slots=True)
class InputLine:
    """`counts` is whether the value to date is made of it: an absence or a neutralised month is shown and not added."""

    month: Month
    figures: str
    entered: str
    state: str
    counts: bool


def input_lines(indicator: Indicator, series: Series, shown: Month) -> tuple[InputLine, ...]:
    """Every month of the window that holds something, in order. One query."""
    timeline = Timeline(series)
    counted = set(timeline.counted(shown))
    listed = [month for month in timeline.window(shown) if month in series.facts or month in counted]
    # A level may stand since a year before.
    listed = sorted({*listed, *counted})
    steps: Mapping[Place, Handover] = handovers([(indicator.pk, month) for month in listed])
    return tuple(
        InputLine(
            month=month,
            figures=_figures(series.facts[month], is_neutralised=timeline.is_neutralised(month)),
            entered=_signed("saisi", steps[indicator.pk, month].entered),
            state=_state(series.facts[month], steps[indicator.pk, month].standing),
            counts=month in counted,
        )
        for month in listed
    )


def _figures(fact: Fact, *, is_neutralised: bool) -> str:
    match fact:
        case Absence(kind, reason):
            text = f"{kind.label} («\u00a0{reason}\u00a0»)"
        case Amount(value):
            text = french.trimmed(value)
        case Pair(numerator, denominator):
            text = f"{french.trimmed(numerator)} sur {french.trimmed(denominator)}"
    return f"{text}, neutralisé" if is_neutralised else text


def _state(fact: Fact, record: MonthRecord) -> str:
    if record.state is State.VALIDE:
        return _signed(record.state.label, record)
    return state_of_revision(fact, record.state).text


def _signed(verb: str, record: MonthRecord) -> str:
    day = french.day(timezone.localdate(record.recorded_at))
    return f"{verb} par {record.actor or 'un chargement'} le {day}"
