"""The steps of a month: entered, corrected, submitted, unsubmitted, validated, returned, retracted, commented."""

from collections.abc import Sequence

from commitments.ledger.state import State
from cpg.shared import french
from dashboards.journal import words
from dashboards.journal.lines import JournalLine, is_unsubmitted
from dashboards.shared.figures import fact_with_reason
from indicators.models import Appreciation, Indicator
from indicators.selectors import MonthRecord


def month_line(indicator: Indicator, record: MonthRecord, earlier: MonthRecord | None) -> JournalLine:
    """One revision beside the one before it, None for the first."""
    title, brings_figures = _step(record, earlier)
    before = fact_with_reason(indicator, earlier.fact if earlier else None)
    after = fact_with_reason(indicator, record.fact)
    is_new_comment = record.comment and (earlier is None or record.comment != earlier.comment)
    is_new_opinion = record.appreciation and (earlier is None or record.appreciation != earlier.appreciation)
    return JournalLine(
        title,
        record,
        before=before if brings_figures else "",
        after=after if brings_figures else "",
        value="" if brings_figures else after,
        reason=record.reason,
        answer=record.answer,
        comment=record.comment if is_new_comment else "",
        appreciation=Appreciation(record.appreciation).label if is_new_opinion else "",
        about=indicator,
        place=record.month,
    )


def _step(record: MonthRecord, earlier: MonthRecord | None) -> tuple[str, bool]:
    """What the step is called, and whether it changed figures."""
    month = record.month
    before = earlier.fact if earlier else None
    if record.fact is None:
        return french.sentence(words.retracted(month)), True
    if before is None:
        also = " et validé" if record.state is State.VALIDE else ""
        return french.sentence(words.entered(month)) + also, True
    if record.fact != before:
        return french.sentence(words.corrected(month)) + _after(record), True
    if earlier is not None and record.state == earlier.state:
        return french.sentence(words.commented(month)), False
    if is_unsubmitted(record, earlier):
        return f"Soumission {words.of_month(month)} retirée", False
    return french.sentence(f"{words.month_of(month)} {record.state.label}"), False


def _after(record: MonthRecord) -> str:
    """What becomes of a corrected month, where it is not merely entered."""
    return {State.SOUMIS: ", à valider de nouveau", State.VALIDE: ", validée"}.get(record.state, "")


def month_lines(indicator: Indicator, history: Sequence[MonthRecord]) -> list[JournalLine]:
    """Every revision of a history."""
    versions = {(record.month, record.version): record for record in history}
    return [
        month_line(indicator, record, versions.get((record.month, record.version - 1))) for record in history
    ]
