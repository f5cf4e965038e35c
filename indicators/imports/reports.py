"""What an import would do, or did, as plain data: kept with it, shown on its page, and taken away as a CSV."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from commitments.ledger.tables.reports import KINDS, SORTS, as_csv, short, shortened
from commitments.ledger.tables.rows import Refused
from indicators.imports.preparing import Planned, Preview
from indicators.imports.saying import before_and_after, said

COLUMNS = (
    "ligne",
    "resultat",
    "organisme",
    "indicateur",
    "mois",
    "avant",
    "apres",
    "colonne",
    "texte",
    "raison",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that says something of a month."""

    line: int
    body: str
    code: str
    month: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """`blank` counts the rows that say nothing. `plan` tells apart two things to write, as they were seen."""

    new: tuple[Row, ...] = ()
    changed: tuple[Row, ...] = ()
    unchanged: tuple[Row, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: int = 0
    plan: str = ""

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused})

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(row.body for row in (*self.new, *self.changed, *self.unchanged))

    def as_json(self) -> dict[str, Any]:
        rows = {name: [list(astuple(row)) for row in getattr(self, name)] for name in (*SORTS, "refused")}
        return {**rows, "blank": self.blank, "plan": self.plan}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Report":
        rows = {name: tuple(Row(*row) for row in data[name]) for name in SORTS}
        refused = tuple(Refused(*row) for row in data["refused"])
        return cls(**rows, refused=refused, blank=data["blank"], plan=data["plan"])


def report_of(preview: Preview) -> Report:
    return Report(
        new=tuple(map(_row, preview.new)),
        changed=tuple(map(_row, preview.changed)),
        unchanged=tuple(map(_row, preview.unchanged)),
        refused=tuple(shortened(each) for each in preview.refused),
        blank=len(preview.blank),
        plan=plan_of(preview),
    )


def plan_of(preview: Preview) -> str:
    """A fingerprint of all that would be written, and of the versions that it would replace."""
    entries = [each.entry for each in (*preview.new, *preview.changed)]
    planned = [
        (entry.indicator.pk, str(entry.month), entry.fact, entry.comment, entry.expected_version)
        for entry in entries
    ]
    return hashlib.sha256(repr(planned).encode()).hexdigest()


def csv_of(report: Report) -> bytes:
    """Every row of the file with what became of it."""
    return as_csv(COLUMNS, _cells(report))


def _cells(report: Report) -> Iterator[tuple[str, ...]]:
    for kind, rows in zip(KINDS, (report.new, report.changed, report.unchanged), strict=True):
        for row in rows:
            yield (str(row.line), kind, row.body, row.code, row.month, row.before, row.after, "", "", "")
    for each in report.refused:
        yield (str(each.line), "refuse", "", "", "", "", "", each.column, each.text, each.reason)


def _row(planned: Planned) -> Row:
    before, after = ("", said(planned.entry.fact)) if planned.before is None else before_and_after(planned)
    entry = planned.entry
    body = planned.contract.body.code
    return Row(planned.line, body, entry.indicator.code, str(entry.month), short(before), short(after))
