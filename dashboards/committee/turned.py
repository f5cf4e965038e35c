"""What turned since the month compared: statuses, and what moved the score (RC-27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.timezone import localdate

from commitments.models import Contract
from dashboards.causes.moving import Line, Moved, moved
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from indicators.models import Indicator
from indicators.selectors import sequence_of

MOST_CAUSES, MOST_STATUSES = 6, 6


@dataclass(frozen=True)
class Share:
    """What one indicator brought; `indicator` is None for all the others at once."""

    indicator: Indicator | None
    lines: Sequence[Line]

    @cached_property
    def points(self) -> Decimal:
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def nature(self) -> str:
        """`correction`, `nouveaux mois et avancée de l’année`."""
        return " et ".join(dict.fromkeys(line.move_text or line.cause.kind.value for line in self.lines))


@dataclass(frozen=True)
class Turned:
    statuses: Sequence[IndicatorState]
    moved: Moved | None

    @property
    def shown(self) -> Sequence[IndicatorState]:
        return self.statuses[:MOST_STATUSES]

    @property
    def more(self) -> int:
        return max(0, len(self.statuses) - MOST_STATUSES)

    @property
    def shares(self) -> list[Share]:
        """The largest, then all the others at once: what is shown adds up to the change."""
        by_code: dict[int, list[Line]] = {}
        for line in self.moved.lines if self.moved else ():
            by_code.setdefault(line.indicator.pk, []).append(line)
        found = sorted(
            (Share(lines[0].indicator, lines) for lines in by_code.values()),
            key=lambda each: -abs(each.points),
        )
        shown, others = found[:MOST_CAUSES], [line for each in found[MOST_CAUSES:] for line in each.lines]
        return [*shown, Share(None, others)] if others else shown


def turned(contract: Contract, period: Period, states: Sequence[IndicatorState]) -> Turned:
    """From the end of the month that followed the one compared: as it was known then."""
    statuses = [
        state
        for state in states
        if state.now and state.compared and state.now.status is not state.compared.status
    ]
    if not period.compares:
        return Turned(statuses, None)
    day = min(period.compared.plus(1).last_day, localdate())
    known_at = sequence_of(contract, day) or 0
    found = moved(contract, (period.compared, known_at), period.month)
    if found.before.score is None and known_at != contract.sequence:
        found = moved(contract, (period.compared, contract.sequence), period.month)
    return Turned(statuses, found)
