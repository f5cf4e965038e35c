"""The rows of the register, fiche by fiche or the furthest behind first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cpg.shared import french
from dashboards.pages.filters import BY_GAP, Filters
from dashboards.pages.rows import Row
from dashboards.reads import IndicatorState


@dataclass(frozen=True, slots=True)
class FicheGroup:
    """The rows of a fiche; no title when the rows are sorted otherwise."""

    number: int
    title: str
    coverage: str
    rows: tuple[Row, ...]


def groups_of(
    states: Sequence[IndicatorState], rows: Sequence[Row], filters: Filters
) -> tuple[FicheGroup, ...]:
    if filters.order == BY_GAP:
        return (FicheGroup(0, "", "", tuple(sorted(rows, key=lambda row: row.place))),) if rows else ()
    titles = {state.indicator.fiche.position: state.indicator.fiche.title for state in states}
    return tuple(
        FicheGroup(number, titles[number], _coverage(listed), tuple(listed))
        for number, listed in (
            (number, list(group)) for number, group in groupby(rows, key=lambda row: row.fiche)
        )
    )


def _coverage(rows: Sequence[Row]) -> str:
    measured = sum(row.score is not None for row in rows)
    return f"{measured} {french.plural(measured, 'mesuré', 'mesurés')} sur {len(rows)}"
