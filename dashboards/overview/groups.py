"""The rows of the register, fiche by fiche or the furthest behind first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cpg.shared import french
from dashboards.overview.forms import BY_GAP, Filters
from dashboards.shared.reads import IndicatorState
from dashboards.shared.rows import Row
from dashboards.shared.totals import score_text, total


@dataclass(frozen=True, slots=True)
class FicheGroup:
    """The rows of a fiche; no title when the rows are sorted otherwise. `standing` is of the whole fiche, whatever the
    rows that a filter left: its score, and what this covers.
    """

    number: int
    title: str
    standing: str
    rows: tuple[Row, ...]


def groups_of(
    states: Sequence[IndicatorState], rows: Sequence[Row], filters: Filters
) -> tuple[FicheGroup, ...]:
    if filters.order == BY_GAP:
        return (FicheGroup(0, "", "", tuple(sorted(rows, key=lambda row: row.place))),) if rows else ()
    titles = {state.indicator.fiche.position: state.indicator.fiche.title for state in states}
    return tuple(
        FicheGroup(number, titles[number], _standing(states, number), tuple(listed))
        for number, listed in (
            (number, list(group)) for number, group in groupby(rows, key=lambda row: row.fiche)
        )
    )


def _standing(states: Sequence[IndicatorState], fiche: int) -> str:
    """`score 61,56 %, 4 mesurés sur 6`: of those that have an objectif, as everywhere a score is said."""
    own = [state for state in states if state.indicator.fiche.position == fiche]
    found = total(own, [state.now for state in own])
    if not found.with_target:
        return "sans objectif"
    covered = f"{found.measured} {french.plural(found.measured, 'mesuré', 'mesurés')} sur {found.with_target}"
    return covered if found.score is None else f"score {score_text(found)}, {covered}"
