"""What changed between two versions of a closed quarter, or between two quarters, from the very files that were sent;
and what a version sent today would change.
"""

from collections.abc import Mapping, Sequence

from cpg.shared.periods import Quarter
from dashboards.causes.cells import CellChange, Rows, read_rows
from dashboards.causes.comparing import Snapshot, compare
from dashboards.exports.files import FrozenFormat
from dashboards.models.closing import RULES_EDITION, FrozenExport, QuarterClosing


def changes_between(previous: QuarterClosing, current: QuarterClosing) -> list[CellChange]:
    before, after = snapshots([previous, current])
    return compare(before, after)


def changes_since(closing: QuarterClosing) -> list[CellChange]:
    """What a new version of a quarter that was closed by earlier rules would change."""
    if closing.edition == RULES_EDITION:
        return []
    (sent,) = snapshots([closing])
    return compare(sent, Snapshot(closing.contract, sent.quarter, None))


def snapshots(closings: Sequence[QuarterClosing]) -> list[Snapshot]:
    """One query: lists of files leave their bytes out."""
    rows = _rows_of(closings)
    return [
        Snapshot(
            each.contract,
            Quarter(each.year, each.quarter),
            each.change.sequence,
            rows[each.pk],
            each.edition,
        )
        for each in closings
    ]


def _rows_of(closings: Sequence[QuarterClosing]) -> Mapping[int, Rows]:
    files = FrozenExport.objects.filter(closing__in=closings, format=FrozenFormat.OPEN_DATA)
    return {key: read_rows(bytes(content)) for key, content in files.values_list("closing_id", "content")}
