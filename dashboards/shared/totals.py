"""Scores of the contract and of its themes, always with what they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.marks import Mark, in_order, mark_of, spoken
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Attainment

SIMULATION = "Simulation à poids égaux\u00a0: le contrat ne fixe aucun poids."


@dataclass(frozen=True, slots=True)
class ThemeLine:
    title: str
    marks: tuple[Mark, ...]
    spoken: str
    coverage: str
    score: str
    change: str
    quarter_change: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The contract's score. `change` compares it with the other month and with the end of the quarter before, ""
    when none of them has one; `horizon` says how many indicators already stand where the last year wants them.
    """

    score: str
    change: str
    horizon: str
    coverage: str
    simulation: str
    left_out: tuple[str, ...]
    without_target: tuple[str, ...]
    due: int


def headline(states: Sequence[IndicatorState], period: Period) -> Headline:
    now, before, quarter = _totals(states)
    changes = [_change(now, before, f"depuis {_name(period.compared)}")] if period.compares else []
    if period.quarter not in {None, period.compared}:
        changes.append(_change(now, quarter, f"depuis {_name(period.quarter)}, fin du trimestre précédent"))
    return Headline(
        score=score_text(now),
        change=f"{french.NARROW}; ".join(filter(None, changes)),
        horizon=horizon_sentence(states, period),
        coverage=(
            f"{now.measured} {french.plural(now.measured, 'indicateur mesuré', 'indicateurs mesurés')}"
            f" sur {now.due}"
        ),
        simulation=SIMULATION if now.simulated else "",
        left_out=now.left_out,
        without_target=now.without_target,
        due=now.due,
    )


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
        _theme_line(title, [state for state in states if state.indicator.theme.position == position])
        for position, title in sorted(themes.items())
    )


def _theme_line(title: str, states: Sequence[IndicatorState]) -> ThemeLine:
    rolled, before, quarter = _totals(states)
    marks = [mark_of(state.status) for state in states]
    return ThemeLine(
        title=title,
        marks=in_order(marks),
        spoken=spoken(marks),
        coverage=f"{rolled.measured} sur {rolled.due}",
        score=score_text(rolled) or "—",
        change=_difference(rolled, before),
        quarter_change=_difference(rolled, quarter),
    )


def _totals(states: Sequence[IndicatorState]) -> tuple[RollUp, RollUp, RollUp]:
    """At the month shown, at the one compared, at the end of the quarter before."""
    return (
        total(states, [state.now for state in states]),
        total(states, [state.compared for state in states]),
        total(states, [state.quarter for state in states]),
    )


def total(states: Iterable[IndicatorState], attainments: Iterable[Attainment | None]) -> RollUp:
    """The roll-up of published scores; a month that is not computed yet counts as not measured."""
    return roll_up(
        Term.of(state.indicator.code, attained) for state, attained in zip(states, attainments, strict=True)
    )


def score_text(rolled: RollUp) -> str:
    return "" if rolled.score is None else french.with_unit(rolled.score, "%")


def _difference(now: RollUp, before: RollUp) -> str:
    if now.score is None or before.score is None:
        return ""
    return "=" if now.score == before.score else french.points(now.score - before.score)


def _change(now: RollUp, before: RollUp, since: str) -> str:
    difference = _difference(now, before)
    return f"{'inchangé' if difference == '=' else difference} {since}" if difference else ""


def _name(month: Month | None) -> str:
    return french.month_name(month.year, month.number) if month else ""
