"""What turned since the month compared: statuses, and what moved the score as the dashboard tells it (RC-27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.clock import localdate
from commitments.models import Contract
from cpg.shared import french
from dashboards.overview.movement import Movement, movement
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState

MOST_STATUSES = 6


@dataclass(frozen=True, slots=True)
class Turned:
    """`movement` is None in the first month of the contract."""

    statuses: Sequence[IndicatorState]
    movement: Movement | None

    @property
    def shown(self) -> Sequence[IndicatorState]:
        return self.statuses[:MOST_STATUSES]

    @property
    def more(self) -> int:
        return max(0, len(self.statuses) - MOST_STATUSES)

    def finding(self, period: Period) -> str:
        """`+1,20 pt depuis août 2026 connu au 31/08 ; deux indicateurs ont changé de statut.`"""
        since = f" depuis {french.month_name(period.compared.year, period.compared.number)}"
        text = f"{self._moved}{since if period.compares else ''}"
        if period.compares and self.movement and self.movement.change is not None:
            text += f"{',' if self.movement.is_of_today else ''} {self.movement.known}"
        return f"{text}{french.NARROW}; {self._changed}."

    @property
    def _moved(self) -> str:
        change = self.movement.change if self.movement else None
        if change is None:
            return "Ce qui a tourné"
        return french.points(change) if change else "Score inchangé"

    @property
    def _changed(self) -> str:
        if not self.statuses:
            return "aucun indicateur n’a changé de statut"
        return french.counted(
            len(self.statuses), "indicateur a changé de statut", "indicateurs ont changé de statut"
        )


def turned(contract: Contract, period: Period, states: Sequence[IndicatorState]) -> Turned:
    statuses = [state for state in states if state.has_turned]
    return Turned(statuses, movement(contract, period, localdate()))
