"""Scores of the contract and of its themes, always with what they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpg.shared import french
from dashboards.pages.marks import Mark, in_order, mark_of, spoken
from dashboards.reads import IndicatorState
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


@dataclass(frozen=True, slots=True)
class Headline:
    """The contract's score. `change` compares it with the other month, "" when one of the two has none."""

    score: str
    change: str
    coverage: str
    simulation: str
    left_out: tuple[str, ...]
    without_target: tuple[str, ...]
    with_target: int


def headline(states: Sequence[IndicatorState], compared_name: str) -> Headline:
    now = total(states, [state.now for state in states])
    before = total(states, [state.compared for state in states])
    return Headline(
        score=score_text(now),
        change=_change(now, before, compared_name),
        coverage=(
            f"{now.measured} {french.plural(now.measured, 'indicateur mesuré', 'indicateurs mesurés')}"
            f" sur {now.with_target}"
        ),
        simulation=SIMULATION if now.simulated else "",
        left_out=now.left_out,
        without_target=now.without_target,
        with_target=now.with_target,
    )


def theme_lines(states: Sequence[IndicatorState]) -> tuple[ThemeLine, ...]:
    themes = {state.indicator.theme.position: state.indicator.theme.title for state in states}
    return tuple(
        _theme_line(title, [state for state in states if state.indicator.theme.position == position])
        for position, title in sorted(themes.items())
    )


def _theme_line(title: str, states: Sequence[IndicatorState]) -> ThemeLine:
    found = total(states, [state.now for state in states])
    marks = [mark_of(state.now.status if state.now else None) for state in states]
    return ThemeLine(
        title=title,
        marks=in_order(marks),
        spoken=spoken(marks),
        coverage=f"{found.measured} sur {found.with_target}",
        score=score_text(found) or "—",
    )


def total(states: Iterable[IndicatorState], attainments: Iterable[Attainment | None]) -> RollUp:
    """The roll-up of published scores; a month that is not computed yet counts as not measured."""
    return roll_up(_term(state, found) for state, found in zip(states, attainments, strict=True))


def _term(state: IndicatorState, found: Attainment | None) -> Term:
    return Term.of(state.indicator.code, state.indicator.weight, found)


def score_text(found: RollUp) -> str:
    return "" if found.score is None else french.with_unit(found.score, "%")


def _change(now: RollUp, before: RollUp, compared_name: str) -> str:
    if now.score is None or before.score is None:
        return ""
    if now.score == before.score:
        return f"inchangé depuis {compared_name}"
    return f"{french.points(now.score - before.score)} depuis {compared_name}"
