"""The months that are looked for, one by one: what a small screen and paper show best."""

from dataclasses import dataclass

from cpg.shared.periods import Month
from dashboards.addresses import indicator_url
from dashboards.completeness.board import Cell
from dashboards.completeness.cells import due_said
from dashboards.completeness.forms import Filter
from dashboards.shared.figures import fact_said


@dataclass(frozen=True, slots=True)
class Match:
    code: str
    url: str
    month: Month
    said: str


def match_of(cell: Cell, looked_for: Filter) -> Match:
    return Match(cell.indicator.code, indicator_url(cell.indicator), cell.month, _said(cell, looked_for))


def _said(cell: Cell, looked_for: Filter) -> str:
    """Why it is there."""
    if cell.record is None:
        return due_said(cell)
    if looked_for is Filter.DOUBTFUL:
        return " ".join(doubt.sentence for doubt in cell.doubts)
    if looked_for is Filter.RETURNED:
        by = f"{cell.record.actor}\u00a0: " if cell.record.actor else ""
        return f"{by}«\u00a0{cell.record.reason}\u00a0»"
    return f"{fact_said(cell.indicator, cell.record.fact)}, {cell.record.state.label}"
