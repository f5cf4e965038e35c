"""The steps of a month: entered, corrected, submitted, validated, returned, taken back, commented."""

from collections.abc import Sequence
from dataclasses import dataclass

from commitments.ledger.state import State
from cpg.shared import french
from dashboards.journal.lines import JournalLine, month_of, who
from dashboards.shared.figures import said
from indicators.domain.model import Absence, Definition, Fact
from indicators.models import Appreciation
from indicators.selectors import MonthRecord


@dataclass(frozen=True, slots=True)
class _Told:
    """What a step is called, and whether it changed figures."""

    title: str
    brings_figures: bool


def month_line(definition: Definition, record: MonthRecord, earlier: MonthRecord | None) -> JournalLine:
    """One revision beside the one before it, None for the first."""
    told = _told(record, earlier)
    before = _fact_said(definition, earlier.fact if earlier else None)
    after = _fact_said(definition, record.fact)
    is_new_comment = record.comment and (earlier is None or record.comment != earlier.comment)
    is_new_opinion = record.appreciation and (earlier is None or record.appreciation != earlier.appreciation)
    return JournalLine(
        title=told.title,
        who=who(record.actor, record.origin),
        recorded_at=record.recorded_at,
        sequence=record.sequence,
        before=before if told.brings_figures else "",
        after=after if told.brings_figures else "",
        value="" if told.brings_figures else after,
        reason=record.reason,
        comment=record.comment if is_new_comment else "",
        appreciation=Appreciation(record.appreciation).label if is_new_opinion else "",
    )


def _told(record: MonthRecord, earlier: MonthRecord | None) -> _Told:
    name = month_of(record.month)
    before = earlier.fact if earlier else None
    if record.fact is None:
        return _Told(french.sentence(f"{name} retiré"), brings_figures=True)
    if before is None:
        also = " et validé" if record.state is State.VALIDE else ""
        return _Told(french.sentence(f"{name} saisi{also}"), brings_figures=True)
    if record.fact != before:
        of = french.of_month(record.month.year, record.month.number)
        return _Told(f"Correction {of}{_after(record)}", brings_figures=True)
    if earlier is not None and record.state == earlier.state:
        of = french.of_month(record.month.year, record.month.number)
        return _Told(f"Commentaire {of}", brings_figures=False)
    return _Told(french.sentence(f"{name} {record.state.label}"), brings_figures=False)


def _after(record: MonthRecord) -> str:
    """What becomes of a corrected month, where it is not merely entered."""
    return {State.SOUMIS: ", à valider de nouveau", State.VALIDE: ", validée"}.get(record.state, "")


def month_lines(definition: Definition, history: Sequence[MonthRecord]) -> list[JournalLine]:
    """Every revision of a history."""
    versions = {(record.month, record.version): record for record in history}
    return [
        month_line(definition, record, versions.get((record.month, record.version - 1))) for record in history
    ]


def _fact_said(definition: Definition, fact: Fact | None) -> str:
    if isinstance(fact, Absence):
        return f"{fact.kind.label} («\u00a0{fact.reason}\u00a0»)"
    return "" if fact is None else said(definition, fact)
