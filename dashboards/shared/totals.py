"""Scores of the contract and of its themes, always with what they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.coverage import (
    Change,
    change_of,
    coverage_text,
    expected_text,
    range_text,
    short_range,
    total_text,
)
from dashboards.shared.marks import Mark, in_order, mark_of, spoken
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Attainment
from indicators.models import Indicator

SIMULATION = "Simulation à poids égaux\u00a0: le contrat ne fixe aucun poids."


@dataclass(frozen=True, slots=True)
class ThemeLine:
    position: int
    title: str
    marks: tuple[Mark, ...]
    spoken: str
    coverage: str
    score: str
    range: str
    change: Change
    quarter_change: Change


@dataclass(frozen=True, slots=True)
class Headline:
    """The contract's score, or in its place `silence`: why there is none. `change` compares it with the other month and
    with the end of the quarter before, "" when none of them has one; `range` is what it may become, `expected` when the
    rest is due; `horizon` says how many indicators already stand where the last year wants them.
    """

    score: str
    silence: str
    change: str
    horizon: str
    coverage: str
    range: str
    expected: str
    simulation: str
    left_out: tuple[str, ...]
    not_due: tuple[str, ...]
    apart: tuple[str, ...]
    without_target: tuple[str, ...]
    due: int


def headline(states: Sequence[IndicatorState], period: Period) -> Headline:
    now, before, quarter = _terms_at(states)
    rolled = roll_up(now)
    changes = [change_of(now, before).sentence(f"depuis {_name(period.compared)}")] if period.compares else []
    if period.quarter not in {None, period.compared}:
        since = f"depuis {_name(period.quarter)}, fin du trimestre précédent"
        changes.append(change_of(now, quarter).sentence(since))
    return Headline(
        score="" if rolled.score is None else total_text(rolled),
        silence=""
        if rolled.score is not None
        else french.sentence(total_text(rolled) or "Pas encore de score"),
        change=f"{french.NARROW}; ".join(filter(None, changes)),
        horizon=horizon_sentence(states, period),
        coverage=coverage_text(rolled, "indicateur mesuré", "indicateurs mesurés") if rolled.due else "",
        range=french.sentence(range_text(rolled)),
        expected=expected_text(
            [state.expected for state in states if state.indicator.code in rolled.not_due], period.month
        ),
        simulation=SIMULATION if rolled.simulated else "",
        left_out=rolled.left_out,
        not_due=rolled.not_due,
        apart=rolled.apart,
        without_target=rolled.without_target,
        due=rolled.due,
    )


def not_counted(headline: Headline, states: Sequence[IndicatorState]) -> list[tuple[str, list[Indicator]]]:
    """Which of these indicators the score leaves out, and why."""
    by_code = {state.indicator.code: state.indicator for state in states}
    reasons = (
        ("Dus et non mesurés", headline.left_out),
        ("Pas encore dus", headline.not_due),
        ("Neutralisés ou sans objet", headline.apart),
        ("Sans objectif cette année", headline.without_target),
    )
    return [(reason, [by_code[code] for code in codes]) for reason, codes in reasons if codes]


def horizon_sentence(states: Sequence[IndicatorState], period: Period) -> str:
    """This year's statuses are judged on this year's targets; this one looks at the last year's."""
    if period.month.year == period.last_year:
        return ""
    ahead = [each for state in states if (each := state.horizon) is not None]
    if not ahead:
        return ""
    reached = sum(each.is_held for each in ahead)
    counted = french.plural(reached, "indicateur est déjà au niveau", "indicateurs sont déjà au niveau")
    return f"Cap {period.last_year}\u00a0: {reached} {counted} de l’objectif final, sur {len(ahead)}."


def theme_lines(states: Sequence[IndicatorState]) -> tuple[ThemeLine, ...]:
    themes = {state.indicator.theme.position: state.indicator.theme.title for state in states}
    return tuple(
        _theme_line(
            position, title, [state for state in states if state.indicator.theme.position == position]
        )
        for position, title in sorted(themes.items())
    )


def _theme_line(position: int, title: str, states: Sequence[IndicatorState]) -> ThemeLine:
    now, before, quarter = _terms_at(states)
    rolled = roll_up(now)
    marks = [mark_of(state.status) for state in states]
    return ThemeLine(
        position=position,
        title=title,
        marks=in_order(marks),
        spoken=spoken(marks),
        coverage=f"{rolled.measured} sur {rolled.due}" if rolled.due else "",
        score=total_text(rolled) or "—",
        range=short_range(rolled),
        change=change_of(now, before),
        quarter_change=change_of(now, quarter),
    )


def _terms_at(states: Sequence[IndicatorState]) -> tuple[list[Term], list[Term], list[Term]]:
    """At the month shown, at the one compared, at the end of the quarter before."""
    return (
        terms(states, [state.now for state in states]),
        terms(states, [state.compared for state in states]),
        terms(states, [state.quarter for state in states]),
    )


def terms(states: Iterable[IndicatorState], attainments: Iterable[Attainment | None]) -> list[Term]:
    """A month that is not computed yet counts as not measured."""
    return [
        Term.of(state.indicator.code, attained) for state, attained in zip(states, attainments, strict=True)
    ]


def total(states: Iterable[IndicatorState], attainments: Iterable[Attainment | None]) -> RollUp:
    """The roll-up of published scores."""
    return roll_up(terms(states, attainments))


def _name(month: Month | None) -> str:
    return french.month_name(month.year, month.number) if month else ""
