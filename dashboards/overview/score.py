"""The score of a contract over its years: published, and over the indicators measured at the end of every month."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cpg.shared.periods import Month
from dashboards import charts
from dashboards.shared.reads import IndicatorState, TrendMonth
from indicators.domain import RollUp, Term, roll_up

# A perimeter of fewer says nothing of a contract.
FEWEST = 2


def curve_of(states: Sequence[IndicatorState], years: range) -> charts.ScoreCurve | None:
    """None before the first score."""
    by_month = _by_month(states)
    points = _points(by_month)
    if not points:
        return None
    now = by_month[-1].total
    bounds = None if now.is_certain or now.low is None or now.high is None else (now.low, now.high)
    return charts.score_curve(points, years, bounds)


def score_points(states: Sequence[IndicatorState]) -> list[charts.ScorePoint]:
    """The numbers of that curve, up to the month shown; none before the first score."""
    return _points(_by_month(states))


class _Measured(NamedTuple):
    """What is measured at the end of a month."""

    month: Month
    total: RollUp
    terms: Mapping[str, Term]


def _by_month(states: Sequence[IndicatorState]) -> list[_Measured]:
    return [
        _Measured(month, roll_up(terms), {term.key: term for term in terms if term.is_measured})
        for month, terms in _terms_by_month(states)
    ]


def _points(by_month: Sequence[_Measured]) -> list[charts.ScorePoint]:
    scored = [measured.keys() for _, total, measured in by_month if total.score is not None]
    if not scored:
        return []
    always = set(scored[0]).intersection(*scored)
    is_told = len(always) >= FEWEST and any(each != always for each in scored)
    points = []
    for month, total, measured in by_month:
        is_whole = is_told and always <= measured.keys()
        constant = roll_up(measured[key] for key in always).score if is_whole else None
        points.append(charts.ScorePoint(month, total.score, constant))
    return points


def _terms_by_month(states: Sequence[IndicatorState]) -> Iterator[tuple[Month, list[Term]]]:
    """Each month up to the one shown, from the months that the page has read already."""
    if not states:
        return
    shown = states[0].month
    by_month: dict[Month, list[Term]] = {}
    for state in states:
        for each in state.trend:
            if each.month <= shown:
                by_month.setdefault(each.month, []).append(_term(state.indicator.code, each))
    yield from sorted(by_month.items(), key=lambda item: item[0])


def _term(code: str, each: TrendMonth) -> Term:
    has_objectif = each.objectif_annual is not None
    return Term(code, each.weight, has_objectif, each.status, each.score, each.is_floor)
