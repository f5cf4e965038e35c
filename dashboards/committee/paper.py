"""The dossier to print: where the contract is, what December will be, each fiche with the charts of its indicators, the
furthest from their objectif in full, and the late actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from commitments.models import Contract, Fiche
from cpg.shared import french
from dashboards.actions.late import LateActions, late_actions
from dashboards.committee.sheets import sheets_of
from dashboards.fiche.figures import GroupFigures, figures_of
from dashboards.indicator.sheet import Sheet
from dashboards.overview.december import read_december
from dashboards.overview.groups import by_fiche
from dashboards.overview.page import Opening
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState, assignments_of, indicator_states
from indicators.domain.judgement import furthest_behind_first
from indicators.domain.model import Status

IN_FULL = 4
# Charts side by side: a row is kept on one page.
ABREAST = 3


@dataclass(frozen=True, slots=True)
class PaperFiche:
    """A fiche that has indicators; `rows` are as many of them as there are side by side."""

    fiche: Fiche | None
    figures: GroupFigures
    rows: Sequence[Sequence[IndicatorState]]


@dataclass(frozen=True)
class Paper(Opening):
    """It opens as the dashboard; `fiches` are in the order of the contract."""

    fiches: Sequence[PaperFiche]
    furthest: Sequence[Sheet]

    @cached_property
    def late(self) -> LateActions:
        return late_actions(self.contract)

    @property
    def furthest_title(self) -> str:
        count = len(self.furthest)
        if count == 1:
            return "L’indicateur le plus loin de son objectif"
        return f"Les {french.count_word(count)} indicateurs les plus loin de leur objectif"


def paper_page(contract: Contract, period: Period) -> Paper:
    """In a constant number of queries; the facts of a few indicators only are read."""
    states = indicator_states(contract, period.month, period.compared)
    furthest = _furthest(states)
    sheets = sheets_of(contract, period, furthest)
    return Paper(
        contract=contract,
        period=period,
        states=states,
        december=read_december(contract, states, assignments_of(contract)),
        fiches=[
            PaperFiche(
                group.fiche,
                figures_of(group.states, period),
                _rows(group.states),
            )
            for group in by_fiche(states, states)
        ],
        furthest=[sheets[state.indicator.code] for state in furthest],
    )


def _rows(states: Sequence[IndicatorState]) -> list[Sequence[IndicatorState]]:
    return [states[start : start + ABREAST] for start in range(0, len(states), ABREAST)]


def _furthest(states: Sequence[IndicatorState]) -> list[IndicatorState]:
    """The measured ones that are not at their objectif, the furthest behind first."""
    behind = [
        state
        for state in states
        if state.now and state.now.position is not None and state.now.score is not None
        if state.status is not Status.ATTEINT
    ]
    return sorted(behind, key=lambda state: furthest_behind_first(state.now))[:IN_FULL]
