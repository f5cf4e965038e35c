"""Who is late with which action, and what the committee decided."""

from collections.abc import Sequence
from datetime import date

from commitments.wording import lateness_of
from cpg.shared import french
from dashboards.actions.late import LateActions
from dashboards.committee.late import LatePerson
from dashboards.documents.blocks import Align, DocumentCell, DocumentColumn, Table, Tone
from dashboards.models.resolution import Resolution
from dashboards.slides.deck import Column, Words

LATE = (
    DocumentColumn("Qui", 5),
    DocumentColumn("Échéances", 3, Align.END),
    DocumentColumn("La plus ancienne", 12),
    DocumentColumn("En retard", 5),
)
DECIDED = (
    DocumentColumn("Décision", 14),
    DocumentColumn("Qui", 5),
    DocumentColumn("Pour le", 5),
    DocumentColumn("Comité du", 4),
)
LONGEST_ACTION = 110


def late(found: LateActions, people: Sequence[LatePerson]) -> tuple[Column, ...]:
    if not people:
        return (Column(1, (Words((found.nothing,)),)),)
    lines = tuple(map(_person, people))
    return (Column(1, (Table("Actions en retard par personne", LATE, lines),)),)


def _person(each: LatePerson) -> tuple[DocumentCell, ...]:
    oldest = each.items[0]
    others = len(each.items) - 1
    more = f"et {french.counted(others, 'autre', 'autres')}" if others else ""
    named = french.cut(french.bound(oldest.planned.label), LONGEST_ACTION)
    return (
        DocumentCell(str(each.user or "Sans responsable"), is_strong=True),
        DocumentCell(french.number(len(each.items))),
        DocumentCell(f"{named} ({oldest.action.full_code})", detail=more),
        DocumentCell(lateness_of(oldest), Tone.LATE),
    )


def followed(resolutions: Sequence[Resolution], today: date) -> tuple[Column, ...]:
    """Those that are still to be done first."""
    if not resolutions:
        return ()
    lines = tuple(_decision(each, today) for each in resolutions)
    return (Column(1, (Table("Décisions du comité", DECIDED, lines),)),)


def _decision(each: Resolution, today: date) -> tuple[DocumentCell, ...]:
    tone = Tone.LATE if each.days_late(today) else Tone.NONE
    return (
        DocumentCell(french.bound(each.text)),
        DocumentCell(str(each.current.owner)),
        DocumentCell(due_text(each, today), tone),
        DocumentCell(french.day(each.taken_on)),
    )


def due_text(each: Resolution, today: date) -> str:
    """By when, how late, or what became of it."""
    days = each.days_late(today)
    if days:
        return f"{french.number(days)}{french.NO_BREAK}j de retard"
    return french.day(each.current.due) if each.is_open else each.current.word
