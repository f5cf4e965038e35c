"""The status of échéances on a day (pure). The rules are in docs/suivi-des-actions.md.

A planned year of an action, or of one of its deliverables, is an *échéance*. People declare it under way, done or
abandoned; whether it is still to come or late follows from the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Declared(StrEnum):
    """What was declared of an échéance; `RIEN` while nothing was."""

    RIEN = ""
    EN_COURS = "en_cours"
    REALISE = "realise"
    ABANDONNE = "abandonne"

    @property
    def label(self) -> str:
        return {"": "pas commencé", "en_cours": "en cours", "realise": "réalisé", "abandonne": "abandonné"}[
            self.value
        ]


class ActionStatus(StrEnum):
    """The status on a day: what was declared, completed by the calendar."""

    A_VENIR = "a_venir"
    EN_COURS = "en_cours"
    REALISE = "realise"
    EN_RETARD = "en_retard"
    ABANDONNE = "abandonne"

    @property
    def label(self) -> str:
        return {
            ActionStatus.A_VENIR: "à venir",
            ActionStatus.EN_COURS: "en cours",
            ActionStatus.REALISE: "réalisé",
            ActionStatus.EN_RETARD: "en retard",
            ActionStatus.ABANDONNE: "abandonné",
        }[self]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected."""
        return self in (ActionStatus.REALISE, ActionStatus.ABANDONNE)


def status_of(year: int, declared: Declared, today: date) -> ActionStatus:
    """`today` is the day in Paris: what is planned for a year and not done is late from the first of January after."""
    if declared is Declared.REALISE:
        return ActionStatus.REALISE
    if declared is Declared.ABANDONNE:
        return ActionStatus.ABANDONNE
    if today.year > year:
        return ActionStatus.EN_RETARD
    return ActionStatus.EN_COURS if declared is Declared.EN_COURS else ActionStatus.A_VENIR


def days_late(year: int, today: date) -> int:
    """Days since the end of the year; 0 before it."""
    return max(0, (today - date(year, 12, 31)).days)


def is_promise_passed(status: ActionStatus, forecast: date | None, today: date) -> bool:
    """Whether the day that its owner gave for it is over and it is not done, be its year over or not."""
    return forecast is not None and forecast < today and not status.is_over


def together(statuses: Iterable[ActionStatus]) -> ActionStatus | None:
    """One status for the deliverables of an action in a year, the worst first; None if nothing is planned."""
    found = set(statuses)
    if not found:
        return None
    if ActionStatus.EN_RETARD in found:
        return ActionStatus.EN_RETARD
    if found == {ActionStatus.ABANDONNE}:
        return ActionStatus.ABANDONNE
    if found <= {ActionStatus.REALISE, ActionStatus.ABANDONNE}:
        return ActionStatus.REALISE
    return ActionStatus.A_VENIR if found == {ActionStatus.A_VENIR} else ActionStatus.EN_COURS


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of échéances: planned, due (their year has begun), done, late, abandoned."""

    planned: int = 0
    due: int = 0
    done: int = 0
    late: int = 0
    abandoned: int = 0

    @classmethod
    def of(cls, found: Iterable[tuple[int, ActionStatus]], today: date) -> "Tally":
        listed = list(found)
        statuses = [status for _, status in listed]
        return cls(
            planned=len(listed),
            due=sum(year <= today.year for year, _ in listed),
            done=statuses.count(ActionStatus.REALISE),
            late=statuses.count(ActionStatus.EN_RETARD),
            abandoned=statuses.count(ActionStatus.ABANDONNE),
        )
