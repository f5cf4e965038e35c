"""The journal of an indicator: what was corrected, from what to what and why, and what was commented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from indicators.domain.model import Definition
from indicators.domain.periods import Month
from indicators.month_page import said
from indicators.selectors import MonthRecord


@dataclass(frozen=True, slots=True)
class JournalLine:
    """`before` is what a correction crossed out, "" where nothing stood; `after` is what was entered, "" if removed."""

    month: Month
    before: str
    after: str
    reason: str
    comment: str
    actor: str
    recorded_at: datetime


def journal_lines(definition: Definition, history: Sequence[MonthRecord]) -> list[JournalLine]:
    """Corrections and comments of a history, in its order; plain entries and checks are in the table of months."""
    versions = {(record.month, record.version): record for record in history}
    return [
        JournalLine(
            month=record.month,
            before=_said(definition, versions.get((record.month, record.version - 1))),
            after=_said(definition, record),
            reason=record.reason,
            comment=record.comment,
            actor=record.actor,
            recorded_at=record.recorded_at,
        )
        for record in history
        if (record.reason or record.comment) and not record.is_validated
    ]


def _said(definition: Definition, record: MonthRecord | None) -> str:
    return "" if record is None or record.fact is None else said(definition, record.fact)
