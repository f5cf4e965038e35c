"""What an import would do, or did, as plain data: kept with it, shown, and given as a CSV that no spreadsheet runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

from commitments.ledger.tables.limits import LONGEST_SHOWN
from commitments.ledger.tables.previews import PlannedRow, Preview
from commitments.ledger.tables.readings import NOTHING_READ, Reading
from commitments.ledger.tables.rows import Refused
from cpg.shared.spreadsheet import csv_text

SORTS = ("new", "changed", "unchanged")
KINDS = ("nouveau", "change", "inchange")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a file, its texts shortened. `place` are the cells that say what it is about: the body first. `state`
    is that of what is recorded; `key` names the row where a reason is asked for it, "" where none is; `doubts` are
    sentences.
    """

    line: int
    place: tuple[str, ...]
    before: str
    after: str
    state: str = ""
    key: str = ""
    doubts: tuple[str, ...] = ()

    @classmethod
    def of(cls, planned: PlannedRow, asked: frozenset[int] = frozenset()) -> "ReportRow":
        before, after = planned.before_and_after
        key = "|".join(planned.place) if id(planned) in asked else ""
        return cls(
            planned.line,
            planned.place,
            short(before),
            short(after),
            planned.state_word,
            key,
            tuple(map(short, planned.doubts)),
        )

    @classmethod
    def of_json(cls, cells: "Sequence[Any] | Mapping[str, Any]") -> "ReportRow":
        """Reports of before the state and the doubts were kept are rows of cells."""
        if isinstance(cells, Mapping):
            return cls(**{**cells, "place": tuple(cells["place"]), "doubts": tuple(cells["doubts"])})
        line, *place, before, after = cells
        return cls(line, tuple(place), before, after)


@dataclass(frozen=True, slots=True)
class Report:
    """`blank` counts the rows that say nothing; `plan` is that of the preview. `reading` says which table was read."""

    new: tuple[ReportRow, ...] = ()
    changed: tuple[ReportRow, ...] = ()
    unchanged: tuple[ReportRow, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: int = 0
    plan: str = ""
    reading: Reading = NOTHING_READ

    @classmethod
    def of[P: PlannedRow](cls, preview: Preview[P]) -> "Report":
        asked = frozenset(map(id, preview.unexplained))
        return cls(
            new=tuple(map(ReportRow.of, preview.new)),
            changed=tuple(ReportRow.of(each, asked) for each in preview.changed),
            unchanged=tuple(map(ReportRow.of, preview.unchanged)),
            refused=tuple(shortened(each) for each in preview.refused),
            blank=len(preview.blank),
            plan=preview.plan,
            reading=preview.reading,
        )

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused})

    @property
    def unexplained(self) -> tuple[ReportRow, ...]:
        return tuple(row for row in self.changed if row.key)

    @property
    def doubtful(self) -> tuple[ReportRow, ...]:
        return tuple(row for row in (*self.new, *self.changed) if row.doubts)

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(row.place[0] for row in (*self.new, *self.changed, *self.unchanged))

    def as_json(self) -> dict[str, Any]:
        rows = {name: [asdict(row) for row in getattr(self, name)] for name in SORTS}
        return {
            **rows,
            "refused": [list(astuple(each)) for each in self.refused],
            "blank": self.blank,
            "plan": self.plan,
            "reading": self.reading.as_json(),
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Report":
        rows = {name: tuple(map(ReportRow.of_json, data[name])) for name in SORTS}
        return cls(
            **rows,
            refused=tuple(Refused(*cells) for cells in data["refused"]),
            blank=data["blank"],
            plan=data["plan"],
            reading=Reading.of_json(data.get("reading", {})),
        )


def csv_of(report: Report, place: Sequence[str]) -> bytes:
    """Every row of the file that says something, with what became of it, in the order of the file. `place` are the
    headings of the cells that say what a row is about.
    """
    headings = (
        "feuille",
        "ligne",
        "resultat",
        *place,
        "avant",
        "apres",
        "etat",
        "colonne",
        "texte",
        "raison",
    )
    listed = sorted(_cells(report, len(place)), key=lambda cells: int(cells[1]))
    return csv_text([headings, *listed], ";", "\r\n").encode("utf-8-sig")


def shortened(refused: Refused) -> Refused:
    return Refused(
        refused.line, short(refused.column), short(refused.text), short(refused.reason), refused.code
    )


def short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} […]"


def _cells(report: Report, width: int) -> Iterator[tuple[str, ...]]:
    sheet = report.reading.sheet
    for kind, rows in zip(KINDS, (report.new, report.changed, report.unchanged), strict=True):
        for row in rows:
            doubts = " ".join(row.doubts)
            yield (sheet, str(row.line), kind, *row.place, row.before, row.after, row.state, "", "", doubts)
    for each in report.refused:
        yield (sheet, str(each.line), "refuse", *[""] * (width + 3), each.column, each.text, each.reason)
