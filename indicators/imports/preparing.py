"""What a file of monthly figures would change, and everything that it is refused for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.tables.dates import read_month_name
from commitments.ledger.tables.previews import Outcome, Preview, preview_of
from commitments.ledger.tables.reading import read_table
from commitments.ledger.tables.rows import Line, ReadTable, Refused, TableRow, is_kept
from commitments.models import Contract
from cpg.shared.figures import plain
from cpg.shared.periods import Month
from cpg.shared.spreadsheet import as_typed
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.imports import columns
from indicators.imports.known import ImportScope
from indicators.models import Indicator
from indicators.parsing import FigureProblem, MonthTexts, read_month_over
from indicators.recording import Entry

# The reason of an absence whose row gives none: the type says the rest, and the column may not even be there.
UNEXPLAINED = "sans précision"
# The columns that say something of a month.
FACT_COLUMNS = (columns.NUMERATOR, columns.DENOMINATOR, columns.VALUE, columns.ABSENCE, columns.COMMENT)


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month to write. `before` is the fact that it replaces, None for a month that is empty."""

    line: int
    contract: Contract
    entry: Entry
    before: Fact | None
    comment_before: str

    @property
    def name(self) -> str:
        return f"{self.entry.indicator.code} {self.entry.month}"

    @property
    def place(self) -> tuple[str, ...]:
        return self.contract.body.code, self.entry.indicator.code, str(self.entry.month)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_changed(self) -> bool:
        is_same = self.before == self.entry.fact and self.comment_before == self.entry.comment
        return self.is_new or not is_same

    @property
    def before_and_after(self) -> tuple[str, str]:
        """Old and new value; the comments where they alone change."""
        if self.before is None:
            return "", fact_text(self.entry.fact)
        if self.before == self.entry.fact and self.comment_before != self.entry.comment:
            return f"commentaire «\u00a0{self.comment_before}\u00a0»", f"«\u00a0{self.entry.comment}\u00a0»"
        return fact_text(self.before), fact_text(self.entry.fact)

    @property
    def fingerprint(self) -> tuple[object, ...]:
        entry = self.entry
        return entry.indicator.pk, str(entry.month), entry.fact, entry.comment, entry.expected_version


def fact_text(fact: Fact | None) -> str:
    """A fact as a report of an import writes it; "" for an empty month, which no file asks for."""
    match fact:
        case None:
            return ""
        case Pair(numerator, denominator):
            return f"{plain(numerator)} / {plain(denominator)}"
        case Amount(value):
            return plain(value)
        case Absence(kind, reason):
            return f"{kind.value} ({reason})"


def read(content: bytes) -> list[Line]:
    """The rows of a file. Raises UnreadableFileError for what is no table."""
    return read_table(content, columns.COLUMNS)


def prepare(
    lines: Sequence[Line],
    contracts: Iterable[Contract],
    actor: User | None,
    body: str = "",
    *,
    passes_blank_rows: bool = False,
) -> Preview[PlannedMonth]:
    """Compare a file with what is recorded, for someone who sees these contracts. A constant number of queries.

    `actor` None is the shell, which may enter everything. `body` is the body of rows that name none. A row that says
    nothing of its month is refused, unless `passes_blank_rows`: it then changes nothing, whatever is recorded.
    """
    table = ReadTable.of(lines, columns.COLUMNS, (columns.INDICATOR, columns.MONTH))
    if table.refused:
        return Preview(refused=table.refused)
    known = ImportScope.of(list(contracts), actor, body)
    return preview_of(_outcome(row, known, passes_blank_rows=passes_blank_rows) for row in table.rows)


def _outcome(row: TableRow, known: ImportScope, *, passes_blank_rows: bool) -> Outcome[PlannedMonth]:
    refused = list(row.astray)
    month = read_month_name(row.cells[columns.MONTH])
    if isinstance(month, str):
        refused.append(row.refused(columns.MONTH, month, "not_a_month"))
    indicator = _indicator(row, known, month if isinstance(month, Month) else None)
    if isinstance(indicator, Refused):
        return Outcome(row.line, refused=[*refused, indicator])
    if passes_blank_rows and not refused and row.is_blank(FACT_COLUMNS):
        return Outcome(row.line, is_blank=True)
    if isinstance(month, Month) and (refusal := known.reason_to_refuse(indicator, month)):
        refused.append(row.refused(columns.MONTH, refusal.message, refusal.code))
    at = month if isinstance(month, Month) else None
    fact = read_month_over(known.fact_of(indicator, at), indicator.rules_of(at), _texts(row))
    refused += _unreadable(row, fact)
    if isinstance(month, str):
        return Outcome(row.line, refused=refused)
    planned = None
    if not refused and not isinstance(fact, tuple):
        planned = _planned(row, known, Entry(indicator, month, fact))

    def twice(first: int) -> Refused:
        reason = f"{indicator.code} a déjà ce mois à la ligne {first}."
        return row.refused(columns.MONTH, reason, "twice_in_the_file")

    return Outcome(row.line, (indicator, month), twice, planned, refused)


def _unreadable(row: TableRow, fact: Fact | tuple[FigureProblem, ...]) -> list[Refused]:
    if not isinstance(fact, tuple):
        return []
    return [Refused(row.line, each.column, each.text, each.reason, each.code) for each in fact]


def _planned(row: TableRow, known: ImportScope, read: Entry) -> PlannedMonth:
    """The row beside what is recorded. A value without a comment keeps the one there is, an absence its reason; the
    text of an absence is its reason, so that the comment beside it stays too.
    """
    pointer = known.standing.get((read.indicator.pk, read.month))
    before, comment_before = (pointer.current.fact, pointer.current.comment) if pointer else (None, "")
    fact, text = read.fact, as_typed(row.text(columns.COMMENT))
    if isinstance(fact, Absence):
        comment = comment_before if isinstance(before, Absence) else ""
        if isinstance(before, Absence) and fact.kind == before.kind and is_kept(text, before.reason):
            fact = before
    else:
        comment = comment_before if is_kept(text, comment_before) else text
    entry = replace(read, fact=fact, comment=comment, expected_version=pointer.version if pointer else 0)
    return PlannedMonth(row.line, entry.indicator.contract, entry, before, comment_before)


def _indicator(row: TableRow, known: ImportScope, month: Month | None) -> Indicator | Refused:
    """The indicator that a row names, which the person may enter; else why it is refused."""
    body = row.text(columns.BODY) or known.body
    if not body:
        return row.refused(
            columns.BODY, "Nommez l’organisme\u00a0: plusieurs vous sont ouverts.", "body_missing"
        )
    contract = known.contract_of(body, month)
    if contract is None:
        return row.refused(columns.BODY, "Organisme inconnu, ou qui ne vous est pas ouvert.", "unknown_body")
    indicator = known.indicators.get((contract.pk, row.text(columns.INDICATOR).upper()))
    if indicator is None:
        return row.refused(columns.INDICATOR, "Indicateur inconnu dans ce contrat.", "unknown_indicator")
    if known.actor is not None and not may(known.actor, Verb.RECORD, indicator):
        return row.refused(columns.INDICATOR, "Cet indicateur ne vous est pas attribué.", "not_allowed")
    return indicator


def _texts(row: TableRow) -> MonthTexts:
    return MonthTexts(
        numerator=row.cells[columns.NUMERATOR],
        denominator=row.cells[columns.DENOMINATOR],
        value=row.cells[columns.VALUE],
        absence=row.cells[columns.ABSENCE],
        absence_reason=as_typed(row.text(columns.COMMENT)) or UNEXPLAINED,
    )
