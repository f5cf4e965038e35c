"""Figures and states as the document writes them."""

from collections.abc import Iterable

from commitments.calendar import Status as Progress
from cpg.shared import french
from dashboards.documents.blocks import Cell, Share, Tone
from dashboards.documents.facts import Measured
from dashboards.pages.figures import target_text, value_text
from dashboards.pages.marks import counted, mark_of
from dashboards.pages.totals import score_text
from followup.reading import Item
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Attainment, Status
from indicators.domain.periods import Month

NOTHING = "—"
TONES = {
    "atteint": Tone.GOOD,
    "entre": Tone.MIDDLE,
    "sous": Tone.BAD,
}
PROGRESS_TONES = {
    Progress.REALISE: Tone.GOOD,
    Progress.EN_COURS: Tone.MIDDLE,
    Progress.EN_RETARD: Tone.BAD,
    Progress.ABANDONNE: Tone.QUIET,
    Progress.A_VENIR: Tone.QUIET,
}


def month_said(month: Month) -> str:
    return french.month_name(month.year, month.number)


def status_cell(status: Status, detail: str = "") -> Cell:
    mark = mark_of(status)
    return Cell(mark.word, TONES.get(mark.key, Tone.QUIET), detail)


def status_shares(statuses: Iterable[Status]) -> tuple[Share, ...]:
    return tuple(
        Share(TONES.get(each.mark.key, Tone.QUIET), each.mark.word, each.count)
        for each in counted(map(mark_of, statuses))
    )


def value_cell(measured: Measured, attained: Attainment) -> Cell:
    return Cell(value_text(measured.indicator.definition, attained.value) or NOTHING)


def seuil_cell(measured: Measured, attained: Attainment) -> Cell:
    return Cell(target_text(measured.indicator.definition, attained.seuil_to_date) or NOTHING)


def objectif_cell(measured: Measured, attained: Attainment) -> Cell:
    return Cell(target_text(measured.indicator.definition, attained.objectif_to_date) or NOTHING)


def score_cell(attained: Attainment) -> Cell:
    return Cell(NOTHING if attained.score is None else french.number(attained.score))


def name_cell(measured: Measured, rows: int = 1) -> Cell:
    """A counted thing is named once, below the label: its figures go without it."""
    indicator = measured.indicator
    unit = indicator.measure.unit
    detail = "" if unit in french.SHORT_UNITS else f"En {unit}."
    return Cell(f"{indicator.code}. {french.bound(indicator.label)}", detail=detail, rows=rows)


def progress_cell(item: Item) -> Cell:
    shown = f"{item.progress}{french.NO_BREAK}%" if item.status is Progress.EN_COURS else ""
    return Cell(french.sentence(item.status.label), PROGRESS_TONES[item.status], shown)


def action_text(item: Item) -> str:
    """Its wording, and that of the deliverable where it has some."""
    deliverable = item.planned.deliverable
    part = f" Livrable {deliverable.number}{french.NO_BREAK}: {deliverable.title}" if deliverable else ""
    return french.bound(f"{item.action.wording}{part}")


def total_of(measured: Iterable[Measured]) -> RollUp:
    return roll_up(Term.of(each.indicator.code, each.indicator.weight, each.now) for each in measured)


def total_said(total: RollUp) -> str:
    return score_text(total) or NOTHING


def counted_said(count: int, one: str, many: str, *, feminine: bool = True) -> str:
    return f"{french.count_word(count, feminine=feminine)} {french.plural(count, one, many)}"
