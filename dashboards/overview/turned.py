"""The statuses that turned since the month compared, in the few lines that open the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.shared.reads import IndicatorState

AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Turned:
    """In the order of the contract; `more` counts those that are not among the first."""

    states: Sequence[IndicatorState]

    @property
    def first(self) -> Sequence[IndicatorState]:
        return self.states[:AT_MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.states) - AT_MOST)
