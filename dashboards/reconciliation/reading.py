"""The Cnav's figures in a file, by the code that reads imports. What is refused is what cannot be read or is of another
contract or quarter; that a figure is not ours, or no figure that we would take, is what the reconciliation is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commitments.ledger.tables.finding import ReadTable
from commitments.ledger.tables.previews import Preview, preview_of
from commitments.ledger.tables.rows import Refused, TableRow
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.figures import written_decimals
from cpg.shared.periods import Month, Quarter
from dashboards.reconciliation.selectors import latest_file
from dashboards.shared.digests import fact_words
from indicators.domain.entry import EntryRules
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.imports import columns
from indicators.imports.known import ImportScope
from indicators.imports.outcomes import Reader
from indicators.imports.preparing import fact_text
from indicators.models import Indicator
from indicators.parsing import MonthTexts, read_month

# A figure of theirs is kept as it is written; beyond, it is a float that was not rounded.
MOST_DECIMALS = 10

type Figures = Mapping[tuple[int, Month], Fact]


@dataclass(frozen=True, slots=True)
class PlannedFigure:
    """A month of the file. `before` is what the version before said of it, None where it said nothing."""

    line: int
    indicator: Indicator
    month: Month
    fact: Fact
    before: Fact | None
    state_word: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def contract(self) -> Contract:
        return self.indicator.contract

    @property
    def name(self) -> str:
        return f"{self.indicator.short_name}, {french.month_name(self.month.year, self.month.number)}"

    @property
    def place(self) -> tuple[str, ...]:
        return self.contract.body.code, self.indicator.code, str(self.month)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_changed(self) -> bool:
        """Of an absence its kind alone is kept."""
        kept = Absence(self.fact.kind) if isinstance(self.fact, Absence) else self.fact
        return self.before != kept

    @property
    def before_and_after(self) -> tuple[str, str]:
        return ("" if self.before is None else fact_text(self.before)), fact_text(self.fact)

    @property
    def fingerprint(self) -> tuple[object, ...]:
        return (self.indicator.pk, str(self.month), *fact_words(self.fact), self.decimals, self.before)

    @property
    def decimals(self) -> int:
        return written_decimals(self.fact.value) if isinstance(self.fact, Amount) else 0


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file before it is kept. `version` is the one that it would follow, 0 for the first; `removed` are the months
    that this one had and the file has not.
    """

    found: Preview[PlannedFigure]
    version: int
    removed: int

    @property
    def figures(self) -> tuple[PlannedFigure, ...]:
        return (*self.found.written, *self.found.unchanged)

    @property
    def changes(self) -> bool:
        return bool(self.found.written or self.removed)

    @property
    def may_be_kept(self) -> bool:
        return bool(self.figures) and self.changes and not self.found.refused and not self.found.reading.asks

    @property
    def plan(self) -> str:
        return f"{self.version}-{self.removed}-{self.found.plan}"


def prepare_figures(table: ReadTable, contract: Contract, quarter: Quarter) -> FilePreview:
    """A constant number of queries."""
    last = latest_file(contract, quarter)
    before = {(each.indicator_id, each.at): each.fact for each in last.figures.all()} if last else {}
    known = ImportScope.of([contract], None, contract.body.code)
    reader = _reader(known, quarter, before, table.reading.separator)
    found = preview_of(reader.outcome_of(row) for row in table.rows)
    found = replace(found, refused=(*table.refused, *found.refused), reading=table.reading)
    kept = {(each.indicator.pk, each.month) for each in (*found.written, *found.unchanged)}
    return FilePreview(found, last.version if last else 0, len(before.keys() - kept))


def _reader(known: ImportScope, quarter: Quarter, before: Figures, separator: str) -> Reader[PlannedFigure]:
    return Reader(
        known,
        separator,
        read=lambda indicator, _, texts: read_month(_rules(indicator, texts), texts),
        outside=lambda row, indicator, month: _outside(row, indicator, month, quarter),
        plan=lambda row, indicator, month, fact: PlannedFigure(
            row.line, indicator, month, fact, before.get((indicator.pk, month))
        ),
    )


def _rules(indicator: Indicator, texts: MonthTexts) -> EntryRules:
    """A value is taken where we hold the two parts of a ratio, and with as many decimals as theirs have."""
    takes_pair = bool(texts.numerator.strip() or texts.denominator.strip())
    return EntryRules(indicator.defined.unit, MOST_DECIMALS, takes_pair, numerator_bounded=False)


def _outside(row: TableRow, indicator: Indicator, month: Month, quarter: Quarter) -> list[Refused]:
    name = french.quarter_name(quarter.year, quarter.number)
    if month > quarter.last_month:
        reason = (
            f"Ce mois vient après le {name}\u00a0: choisissez le trimestre du fichier, ou retirez la ligne."
        )
        return [row.refused(columns.MONTH, reason, "after_the_quarter")]
    if month.year not in indicator.contract.years:
        return [row.refused(columns.MONTH, "Ce mois est hors du contrat.", "outside_contract")]
    return []


def number_texts(fact: Fact) -> dict[str, str]:
    """The columns of a figure, with the decimals that it was written with."""
    match fact:
        case Pair(numerator, denominator):
            return {"numerator": f"{numerator:f}", "denominator": f"{denominator:f}"}
        case Amount(value):
            return {"value": f"{value:f}"}
        case Absence(kind, _):
            return {"absence": kind.value}
