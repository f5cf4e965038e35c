"""Which cells of a row each act changed: a cell that is another one without the act is its work.

An act is undone in the facts of the later moment by what the earlier one knew in its place; the row is computed again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace

from cpg.shared.periods import Month, Quarter
from dashboards.causes.acts import ADVANCING, DEFINED_BY, Cause, CauseKind, new_months
from dashboards.exports.columns import FileCell
from dashboards.exports.quarter import quarter_row
from indicators.domain.paths import Act, Piece, with_piece
from indicators.models import Indicator
from indicators.selectors import Known

type FileRow = Mapping[str, FileCell]


def causes_of_cells(
    before: Known, after: Known, quarters: tuple[Quarter, Quarter], acts: Sequence[Cause]
) -> Mapping[str, Sequence[Cause]]:
    """The causes of each column whose cell an act changed. A month after the first quarter is new: it is one with the
    others, whenever it was entered.
    """
    first, last = quarters
    row = quarter_row(last, after)
    found: dict[str, list[Cause]] = defaultdict(list)
    later = [each for each in after.records if first.last_month < each <= last.last_month]
    old = [act for act in acts if act.month is None or act.month <= first.last_month]
    for act in old:
        _note(found, act, row, quarter_row(last, _undone(act, before, after)))
    if later:
        _note(found, new_months(sorted(later)), row, quarter_row(last, _without_months(after, later)))
    if first != last:
        _note_calendar(found, row, quarter_row(first, before), quarter_row(last, before))
    return found


def _note(found: dict[str, list[Cause]], cause: Cause, row: FileRow, without: FileRow) -> None:
    for column, cell in row.items():
        if str(cell) != str(without[column]):  # as written: 85.0 is not 85.00
            found[column].append(cause)


def _note_calendar(found: dict[str, list[Cause]], row: FileRow, early: FileRow, late: FileRow) -> None:
    """What moves with the year alone, where nothing else explains it."""
    for column, cell in row.items():
        if column not in found and early[column] != late[column] and early[column] != cell:
            found[column].append(ADVANCING)


def _undone(act: Cause, before: Known, after: Known) -> Known:
    """The later facts without the act."""
    piece = act.kind.piece
    if act.kind is CauseKind.WORDING:
        return replace(after, indicator=_as_defined(act, before.indicator, after.indicator))
    if piece is None or piece is Piece.MONTH:
        return _as_before(act, before, after)
    series = with_piece(after.series, before.series, Act(act, piece, act.month, year=act.year))
    return replace(after, indicator=_as_defined(act, before.indicator, after.indicator), series=series)


def _as_defined(act: Cause, before: Indicator, after: Indicator) -> Indicator:
    """The later indicator with the earlier columns of its definition that acts of this kind change."""
    if act.kind not in DEFINED_BY:
        return after
    found = copy(after)
    found.current_definition = copy(after.defined)
    for column in set(DEFINED_BY[act.kind]) - before.defined.get_deferred_fields():
        setattr(found.current_definition, column, getattr(before.defined, column))
    return found


def _as_before(act: Cause, before: Known, after: Known) -> Known:
    """With what the month held: its value, comment and state."""
    if act.month is None:
        return after
    rest = _without_months(after, [act.month])
    if act.month not in before.records:
        return rest
    facts = dict(rest.series.facts)
    if act.month in before.series.facts:
        facts[act.month] = before.series.facts[act.month]
    records = {**rest.records, act.month: before.records[act.month]}
    return replace(rest, series=replace(rest.series, facts=facts), records=records)


def _without_months(known: Known, months: Sequence[Month]) -> Known:
    left_out = set(months)
    facts = {month: fact for month, fact in known.series.facts.items() if month not in left_out}
    records = {month: record for month, record in known.records.items() if month not in left_out}
    return replace(known, series=replace(known.series, facts=facts), records=records)
