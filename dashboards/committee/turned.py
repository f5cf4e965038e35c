"""What turned since the month compared: statuses, and what moved the score as the dashboard tells it (RC-27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from commitments.models import Contract
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


def turned(contract: Contract, period: Period, states: Sequence[IndicatorState]) -> Turned:
    statuses = [state for state in states if state.has_turned]
    return Turned(statuses, movement(contract, period, localdate()))
