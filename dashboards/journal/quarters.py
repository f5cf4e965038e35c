"""The lines of a quarter: rows read, points waived, closed, files made later."""

from commitments.models import Change
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.exports.files import FROZEN_FLAVOURS, FrozenFormat
from dashboards.journal.lines import JournalLine
from dashboards.models.checklist import POINT_WORDS, PointKind, QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing


def reading_line(each: QuarterReading) -> JournalLine:
    return JournalLine(
        f"Ligne relue, {_name(each.of_quarter)}", each.change, about=each.indicator, place=each.of_quarter
    )


def waiver_line(each: QuarterWaiver) -> JournalLine:
    month = french.month_name(each.at.year, each.at.number)
    done = "Point levé" if each.is_waived else "Levée reprise"
    return JournalLine(
        f"{done}, {_name(each.of_quarter)}",
        each.change,
        value=f"{POINT_WORDS[PointKind(each.kind)]}, {month}",
        reason=each.reason,
        about=each.indicator,
        place=each.of_quarter,
    )


def closing_line(each: QuarterClosing) -> JournalLine:
    quarter = Quarter(each.year, each.quarter)
    again = f", version {each.version}" if each.version > 1 else ""
    title = f"{french.sentence(_name(quarter))} clos{again}"
    return JournalLine(title, each.change, reason=each.reason, place=quarter)


def later_file_line(each: FrozenExport, made: Change) -> JournalLine:
    """The file comes with its closing."""
    quarter = Quarter(each.closing.year, each.closing.quarter)
    title = f"Fichier figé établi, {_name(quarter)}, version {each.closing.version}"
    return JournalLine(title, made, value=FROZEN_FLAVOURS[FrozenFormat(each.format)].label, place=quarter)


def _name(quarter: Quarter) -> str:
    return french.quarter_name(quarter.year, quarter.number)
