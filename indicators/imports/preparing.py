"""What a file of monthly figures would change, and everything that it is refused for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from accounts.models import User
from commitments.ledger.state import State
from commitments.ledger.tables.finding import ReadTable
from commitments.ledger.tables.previews import Preview, preview_of
from commitments.ledger.tables.reading import read_table
from commitments.ledger.tables.readings import AS_IT_IS, Choices
from commitments.ledger.tables.rows import Refused, TableRow, is_kept
from commitments.models import Contract
from cpg.shared.figures import plain
from cpg.shared.periods import Month
from cpg.shared.spreadsheet import as_typed
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.imports import columns
from indicators.imports.doubting import doubts_of
from indicators.imports.known import ImportScope
from indicators.imports.outcomes import Reader
from indicators.imports.shapes import SHAPES
from indicators.models import Indicator
from indicators.parsing import read_month_over
from indicators.recording import Entry


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why values that were validated change: for every one of them, or for one by its `PlannedMonth.key`."""

    every: str = ""
    by_key: Mapping[str, str] = field(default_factory=dict)

    def of(self, key: str) -> str:
        return (self.by_key.get(key) or self.every).strip()


NO_REASONS = Reasons()


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month to write. `before` is the fact that it replaces, None for a month that is empty, and `state` the state
    of that month. `doubts` are sentences: what makes the value unlikely.
    """

    line: int
    contract: Contract
    entry: Entry
    before: Fact | None
    comment_before: str
    state: State | None = None
    doubts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.entry.indicator.code} {self.entry.month}"

    @property
    def place(self) -> tuple[str, ...]:
        return self.contract.body.code, self.entry.indicator.code, str(self.entry.month)

    @property
    def key(self) -> str:
        return "|".join(self.place)

    @property
    def state_word(self) -> str:
        return self.state.label if self.state and not self.is_new else ""

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def replaces_validated(self) -> bool:
        return self.is_changed and not self.is_new and self.state is State.VALIDE

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
        return (
            entry.indicator.pk,
            str(entry.month),
            entry.fact,
            entry.comment,
            entry.expected_version,
            entry.reason,
        )


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


def read(content: bytes, choices: Choices = AS_IT_IS) -> ReadTable:
    """The table of a file. Raises UnreadableFileError for what is no table."""
    return read_table(content, SHAPES, choices)


def prepare(
    table: ReadTable,
    contracts: Iterable[Contract],
    actor: User | None,
    body: str = "",
    *,
    passes_blank_rows: bool = False,
    only: frozenset[int] | None = None,
) -> Preview[PlannedMonth]:
    """Compare a file with what is recorded, for someone who sees these contracts. A constant number of queries.

    `actor` None is the shell, which may enter everything. `body` is the body of rows that name none. A row that says
    nothing of its month is refused, unless `passes_blank_rows`: it then changes nothing, whatever is recorded. `only`
    are the indicators of a source: a row that names another is refused.
    """
    if not table.rows:
        return Preview(refused=table.refused, reading=table.reading)
    known = ImportScope.of(list(contracts), actor, body, only)
    reader = _reader(known, table.reading.separator, passes_blank_rows=passes_blank_rows)
    preview = preview_of(reader.outcome_of(row) for row in table.rows)
    return replace(preview, refused=(*table.refused, *preview.refused), reading=table.reading)


def explained(preview: Preview[PlannedMonth], reasons: Reasons) -> Preview[PlannedMonth]:
    """The same with its reasons and its doubts: what a person is shown before anything is written."""
    changed = tuple(_with_reason(each, reasons) for each in preview.changed)
    doubtful = doubts_of([each.entry for each in (*preview.new, *changed)])
    new, changed = (
        tuple(replace(each, doubts=doubtful.get(each.entry.place, ())) for each in planned)
        for planned in (preview.new, changed)
    )
    lacking = tuple(each for each in changed if each.replaces_validated and not each.entry.reason)
    return replace(preview, new=new, changed=changed, unexplained=lacking)


def _with_reason(planned: PlannedMonth, reasons: Reasons) -> PlannedMonth:
    """The reason of its row in the file, else the one that was given for it."""
    given = reasons.of(planned.key) if planned.replaces_validated else ""
    return replace(planned, entry=replace(planned.entry, reason=planned.entry.reason or given))


def _reader(known: ImportScope, separator: str, *, passes_blank_rows: bool) -> Reader[PlannedMonth]:
    return Reader(
        known,
        separator,
        read=lambda indicator, month, texts: read_month_over(
            known.fact_of(indicator, month), indicator.rules_of(month), texts
        ),
        outside=lambda row, indicator, month: _disallowed(row, known, indicator, month),
        plan=lambda row, indicator, month, fact: _planned(row, known, Entry(indicator, month, fact)),
        passes_blank_rows=passes_blank_rows,
    )


def _disallowed(row: TableRow, known: ImportScope, indicator: Indicator, month: Month) -> list[Refused]:
    refusal = known.reason_to_refuse(indicator, month)
    return [row.refused(columns.MONTH, refusal.message, refusal.code)] if refusal else []


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
    entry = replace(
        read,
        fact=fact,
        comment=comment,
        expected_version=pointer.version if pointer else 0,
        reason=as_typed(row.text(columns.REASON)),
    )
    state = State(pointer.current.state) if pointer else None
    return PlannedMonth(row.line, entry.indicator.contract, entry, before, comment_before, state)
