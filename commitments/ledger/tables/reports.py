"""What an import would do, or did, as plain data: kept with it, shown, and given as a CSV that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from commitments.ledger.tables.limits import LONGEST_SHOWN
from commitments.ledger.tables.previews import PlannedRow, Preview
from commitments.ledger.tables.rows import Refused
from cpg.shared.spreadsheet import harmless

SORTS = ("new", "changed", "unchanged")
KINDS = ("nouveau", "change", "inchange")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a file, its texts shortened. `place` are the cells that say what it is about: the body first."""

    line: int
    place: tuple[str, ...]
    before: str
    after: str

    @classmethod
    def of(cls, planned: PlannedRow) -> "ReportRow":
        before, after = planned.before_and_after
        return cls(planned.line, planned.place, short(before), short(after))


@dataclass(frozen=True, slots=True)
class Report:
    """`blank` counts the rows that say nothing; `plan` is that of the preview."""

    new: tuple[ReportRow, ...] = ()
    changed: tuple[ReportRow, ...] = ()
    unchanged: tuple[ReportRow, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: int = 0
    plan: str = ""

    @classmethod
    def of[P: PlannedRow](cls, preview: Preview[P]) -> "Report":
        return cls(
            new=tuple(map(ReportRow.of, preview.new)),
            changed=tuple(map(ReportRow.of, preview.changed)),
            unchanged=tuple(map(ReportRow.of, preview.unchanged)),
            refused=tuple(shortened(each) for each in preview.refused),
            blank=len(preview.blank),
            plan=preview.plan,
        )

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused})

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(row.place[0] for row in (*self.new, *self.changed, *self.unchanged))

    def as_json(self) -> dict[str, Any]:
        rows = {
            name: [[row.line, *row.place, row.before, row.after] for row in getattr(self, name)]
            for name in SORTS
        }
        refused = [list(astuple(each)) for each in self.refused]
        return {**rows, "refused": refused, "blank": self.blank, "plan": self.plan}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Report":
        rows = {name: tuple(_row_of(cells) for cells in data[name]) for name in SORTS}
        refused = tuple(Refused(*cells) for cells in data["refused"])
        return cls(**rows, refused=refused, blank=data["blank"], plan=data["plan"])


def csv_of(report: Report, place: Sequence[str]) -> bytes:
    """Every row of the file that says something, with what became of it, in the order of the file. `place` are the
    headings of the cells that say what a row is about.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("ligne", "resultat", *place, "avant", "apres", "colonne", "texte", "raison"))
    for cells in sorted(_cells(report, len(place)), key=lambda cells: int(cells[0])):
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def shortened(refused: Refused) -> Refused:
    return Refused(
        refused.line, short(refused.column), short(refused.text), short(refused.reason), refused.code
    )


def short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} […]"


def _row_of(cells: Sequence[Any]) -> ReportRow:
    line, *place, before, after = cells
    return ReportRow(line, tuple(place), before, after)


def _cells(report: Report, width: int) -> Iterator[tuple[str, ...]]:
    for kind, rows in zip(KINDS, (report.new, report.changed, report.unchanged), strict=True):
        for row in rows:
            yield (str(row.line), kind, *row.place, row.before, row.after, "", "", "")
    for each in report.refused:
        yield (str(each.line), "refuse", *[""] * (width + 2), each.column, each.text, each.reason)
