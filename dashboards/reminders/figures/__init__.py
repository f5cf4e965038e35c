"""Who is reminded of what, and when: planned from plain values, then posted once."""

from dashboards.reminders.figures.desks import Office, absentees_replaced, desks, missing_by_person, office_of
from dashboards.reminders.figures.nudging import nudge_people, nudged_on
from dashboards.reminders.figures.planning import KINDS, Desk, Missing, Person, Returned, Waiting, plan
from dashboards.reminders.figures.posting import remind_everyone
from dashboards.reminders.figures.texts import framed

__all__ = [
    "KINDS",
    "Desk",
    "Missing",
    "Office",
    "Person",
    "Returned",
    "Waiting",
    "absentees_replaced",
    "desks",
    "framed",
    "missing_by_person",
    "nudge_people",
    "nudged_on",
    "office_of",
    "plan",
    "remind_everyone",
]
