"""What a file would change, and everything that it is refused for: shown before anything is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.tables.columns import header_problems, plain_name
from commitments.ledger.tables.dates import read_month_name
from commitments.ledger.tables.reading import read_table
from commitments.ledger.tables.rows import Line, Refused, under_no_heading
from commitments.models import Contract
from cpg.shared.periods import Month
from cpg.shared.spreadsheet import as_typed
from indicators.domain.model import Absence, Fact
from indicators.imports import columns
from indicators.imports.known import Known
from indicators.models import Indicator
from indicators.parsing import MonthTexts, read_month
from indicators.recording import Entry

# The reason of an absence whose row gives none: the type says the rest, and the column may not even be there.
UNEXPLAINED = "sans précision"
# The columns that say something of a month.
SAID = (columns.NUMERATOR, columns.DENOMINATOR, columns.VALUE, columns.ABSENCE, columns.COMMENT)


@dataclass(frozen=True, slots=True)
class Planned:
    """One month to write. `before` is the fact that it replaces, None for a month that is empty."""

    line: int
    contract: Contract
    entry: Entry
    before: Fact | None
    comment_before: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. With one row refused, nothing is taken. `blank` are the numbers of the rows that name
    a month and say nothing of it, as those of a template that is not filled in yet.
    """

    new: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: tuple[int, ...] = ()

    @property
    def is_acceptable(self) -> bool:
        return not self.refused


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row says: the month that it names, what it plans, and all that it is refused for."""

    line: int
    month_text: str
    subject: tuple[Indicator, Month] | None
    planned: Planned | None
    refused: Sequence[Refused]
    is_blank: bool = False


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
) -> Preview:
    """Compare a file with what stands, for someone who sees these contracts. A constant number of queries.

    `actor` None is the shell, which may enter everything. `body` is the body of rows that name none. A row that says
    nothing of its month is refused, unless `passes_blank_rows`: it then changes nothing, whatever stands.
    """
    header, *rows = lines
    problems = header_problems(header.cells, columns.COLUMNS, (columns.INDICATOR, columns.MONTH))
    if problems:
        return Preview(
            refused=tuple(Refused(header.number, text, text, reason, "header") for text, reason in problems)
        )
    names = [plain_name(name) for name in header.cells]
    known = Known.of(list(contracts), actor, body)
    found = [_row(line, names, known, passes_blank_rows=passes_blank_rows) for line in rows]
    refused = [each for row in found for each in row.refused]
    refused += _duplicates(found)
    planned = [row.planned for row in found if row.planned]
    blank = tuple(row.line for row in found if row.is_blank)
    return _sorted_out(planned, sorted(refused, key=lambda each: each.line), blank)


def _row(line: Line, names: Sequence[str], known: Known, *, passes_blank_rows: bool) -> _Row:
    cells = _cells(line, names)
    refused = under_no_heading(line, names)
    month = read_month_name(cells[columns.MONTH])
    if isinstance(month, str):
        refused.append(_refused(line, columns.MONTH, cells, month, "not_a_month"))
    indicator = _indicator(line, cells, known, month if isinstance(month, Month) else None)
    if isinstance(indicator, Refused):
        return _Row(line.number, cells[columns.MONTH], None, None, [*refused, indicator])
    if passes_blank_rows and not refused and not any(cells[column].strip() for column in SAID):
        return _Row(line.number, cells[columns.MONTH], None, None, [], is_blank=True)
    if isinstance(month, Month) and (refusal := known.reason_to_refuse(indicator, month)):
        refused.append(_refused(line, columns.MONTH, cells, refusal.message, refusal.code))
    fact = read_month(indicator.measure.rules, _texts(cells))
    if isinstance(fact, tuple):
        refused += [Refused(line.number, each.column, each.text, each.reason, each.code) for each in fact]
    subject = None if isinstance(month, str) else (indicator, month)
    planned = None
    if subject and not refused and not isinstance(fact, tuple):
        planned = _compared(line, cells, known, Entry(*subject, fact))
    return _Row(line.number, cells[columns.MONTH], subject, planned, refused)


def _compared(line: Line, cells: Mapping[str, str], known: Known, read: Entry) -> Planned:
    """The row beside what stands. A value without a comment keeps the one that stands, an absence its reason; the text
    of an absence is its reason, so that the comment beside it stays too.
    """
    pointer = known.standing.get((read.indicator.pk, read.month))
    before, comment_before = (pointer.current.fact, pointer.current.comment) if pointer else (None, "")
    fact, said = read.fact, as_typed(cells[columns.COMMENT].strip())
    if isinstance(fact, Absence):
        comment = comment_before if isinstance(before, Absence) else ""
        if isinstance(before, Absence) and fact.kind == before.kind and _is_kept(said, before.reason):
            fact = before
    else:
        comment = comment_before if _is_kept(said, comment_before) else said
    entry = replace(read, fact=fact, comment=comment, expected_version=pointer.version if pointer else 0)
    return Planned(line.number, entry.indicator.contract, entry, before, comment_before)


def _is_kept(said: str, before: str) -> bool:
    """Nothing said, or the same words again: files have their own line ends."""
    return not said or said.split() == before.split()


def _cells(line: Line, names: Sequence[str]) -> Mapping[str, str]:
    padded = [*line.cells, *[""] * len(names)]
    return dict.fromkeys(columns.COLUMNS, "") | dict(zip(names, padded, strict=False))


def _refused(line: Line, column: str, cells: Mapping[str, str], reason: str, code: str) -> Refused:
    return Refused(line.number, column, cells[column], reason, code)


def _indicator(
    line: Line, cells: Mapping[str, str], known: Known, month: Month | None
) -> Indicator | Refused:
    """The indicator that a row names, which the person may enter; else why it is refused."""
    body = cells[columns.BODY].strip() or known.body
    if not body:
        return _refused(
            line, columns.BODY, cells, "Nommez l’organisme : plusieurs vous sont ouverts.", "body_missing"
        )
    contract = known.contract_of(body, month)
    if contract is None:
        return _refused(
            line, columns.BODY, cells, "Organisme inconnu, ou qui ne vous est pas ouvert.", "unknown_body"
        )
    indicator = known.indicators.get((contract.pk, cells[columns.INDICATOR].strip().upper()))
    if indicator is None:
        return _refused(
            line, columns.INDICATOR, cells, "Indicateur inconnu dans ce contrat.", "unknown_indicator"
        )
    if known.actor is not None and not may(known.actor, Verb.RECORD, indicator):
        return _refused(
            line, columns.INDICATOR, cells, "Cet indicateur ne vous est pas attribué.", "not_allowed"
        )
    return indicator


def _texts(cells: Mapping[str, str]) -> MonthTexts:
    return MonthTexts(
        numerator=cells[columns.NUMERATOR],
        denominator=cells[columns.DENOMINATOR],
        value=cells[columns.VALUE],
        absence=cells[columns.ABSENCE],
        absence_reason=as_typed(cells[columns.COMMENT].strip()) or UNEXPLAINED,
    )


def _duplicates(rows: Iterable[_Row]) -> Iterator[Refused]:
    """Every row whose month an earlier one names, whether or not either is refused for something else."""
    seen: dict[tuple[Indicator, Month], int] = {}
    for row in rows:
        if row.subject is None:
            continue
        if row.subject in seen:
            reason = f"{row.subject[0].code} a déjà ce mois à la ligne {seen[row.subject]}."
            yield Refused(row.line, columns.MONTH, row.month_text, reason, "twice_in_the_file")
        else:
            seen[row.subject] = row.line


def _sorted_out(planned: Iterable[Planned], refused: Iterable[Refused], blank: tuple[int, ...]) -> Preview:
    new, changed, unchanged = [], [], []
    for each in planned:
        if each.before is None:
            new.append(each)
        elif each.before == each.entry.fact and each.comment_before == each.entry.comment:
            unchanged.append(each)
        else:
            changed.append(each)
    return Preview(tuple(new), tuple(changed), tuple(unchanged), tuple(refused), blank)
