"""Slips of the actions linked to an indicator: an échéance slips on the first of January after its year, unless it was
declared done or abandoned by then.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.clock import localdate
from commitments.calendar import Declared
from commitments.models import ActionLink, PlannedYear
from commitments.selectors import Record, history_of
from cpg.shared.periods import Month


@dataclass(frozen=True, slots=True)
class Slip:
    """`over` is the declaration that later ended the delay, None while it is late; seen on the day `today`."""

    planned: PlannedYear
    over: Record | None
    today: date

    @property
    def due_on(self) -> date:
        return date(self.planned.year, 12, 31)

    @property
    def day(self) -> date:
        return self.due_on + timedelta(days=1)

    @property
    def month(self) -> Month:
        return Month.of(self.day)


def slips_of(indicators: Collection[int], today: date) -> dict[int, tuple[Slip, ...]]:
    """Slips by primary key of indicator, through the current links, the earliest first. Three queries, or one without
    links.
    """
    links = list(
        ActionLink.objects.filter(removed=None, indicator__in=indicators).values_list("indicator", "action")
    )
    if not links:
        return {}
    by_action: dict[int, list[Slip]] = defaultdict(list)
    for slip in _slips({action for _, action in links}, today):
        by_action[slip.planned.action_id].append(slip)
    found: dict[int, list[Slip]] = defaultdict(list)
    for indicator, action in links:
        found[indicator] += by_action[action]
    return {indicator: tuple(sorted(slips, key=_place)) for indicator, slips in found.items()}


def _slips(actions: Collection[int], today: date) -> list[Slip]:
    planned = list(
        PlannedYear.objects.filter(action__in=actions, year__lt=today.year).select_related(
            "action__engagement__fiche__contract__body", "deliverable"
        )
    )
    history = history_of([each.pk for each in planned])
    slips = (slip_of(each, history.get(each.pk, ()), today) for each in planned)
    return [slip for slip in slips if slip is not None]


def slip_of(planned: PlannedYear, history: Sequence[Record], today: date) -> Slip | None:
    """The slip of a planned year, from all its records, the latest first. None if it never was late."""
    words = list(reversed(history))
    in_time = [each for each in words if localdate(each.recorded_at).year <= planned.year]
    was_over = bool(in_time) and _is_over(in_time[-1])
    if not words or not _is_over(words[-1]):
        return Slip(planned, None, today)
    if was_over:
        return None
    ended = next(each for each in words[len(in_time) :] if _is_over(each))
    return Slip(planned, ended, today)


def _is_over(record: Record) -> bool:
    return record.declared in (Declared.REALISE, Declared.ABANDONNE)


def _place(slip: Slip) -> tuple[int, ...]:
    planned = slip.planned
    engagement = planned.action.engagement
    number = planned.deliverable.number if planned.deliverable else 0
    return planned.year, engagement.fiche.position, engagement.position, planned.action.position, number
