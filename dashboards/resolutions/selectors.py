"""Decisions of the committee as pages list them, in a constant number of queries."""

from collections.abc import Sequence
from datetime import date

from commitments.models import Contract
from dashboards.models.resolution import Resolution, ResolutionState


def resolutions_of(contract: Contract) -> list[Resolution]:
    """All of them: those to do, the nearest day first, then the others, the last one moved first. Two queries."""
    found = Resolution.objects.all().with_history().filter(contract=contract)
    return sorted(found, key=_place)


def open_resolutions(contract: Contract) -> list[Resolution]:
    """Those to do, the nearest day first. Two queries."""
    found = Resolution.objects.all().with_history().filter(contract=contract).in_state(ResolutionState.OPEN)
    return sorted(found, key=_place)


def late_among(resolutions: Sequence[Resolution], today: date) -> list[Resolution]:
    return [each for each in resolutions if each.days_late(today)]


def _place(resolution: Resolution) -> tuple[bool, int, int]:
    current = resolution.current
    if resolution.is_open:
        return False, current.due.toordinal(), resolution.number
    return True, -current.change.sequence, resolution.number
