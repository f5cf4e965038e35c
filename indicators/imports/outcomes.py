"""What becomes of one row of a file of monthly figures: the order in which each such file is read and refused."""

from collections.abc import Callable
from dataclasses import dataclass

from commitments.ledger.tables.previews import Outcome, PlannedRow
from commitments.ledger.tables.rows import Refused, TableRow
from cpg.shared.periods import Month
from indicators.domain.model import Fact
from indicators.imports.checking import disagreements
from indicators.imports.known import ImportScope
from indicators.imports.naming import (
    FACT_COLUMNS,
    indicator_named,
    month_named,
    named_twice,
    texts_of,
    unreadable,
)
from indicators.models import Indicator
from indicators.parsing import FigureProblem, MonthTexts


@dataclass(frozen=True, slots=True)
class Reader[P: PlannedRow]:
    """How the rows of one kind of file are taken. `read` makes the figure of the texts, else says what is wrong with
    it; `outside` refuses the month; `plan` is what is done with a row that is right. A row that says nothing of its
    month is passed over with `passes_blank_rows`.
    """

    known: ImportScope
    separator: str
    read: Callable[[Indicator, Month | None, MonthTexts], Fact | tuple[FigureProblem, ...]]
    outside: Callable[[TableRow, Indicator, Month], list[Refused]]
    plan: Callable[[TableRow, Indicator, Month, Fact], P]
    passes_blank_rows: bool = True

    def outcome_of(self, row: TableRow) -> Outcome[P]:
        month, problems = month_named(row)
        refused = [*row.faults, *problems]
        indicator = indicator_named(row, self.known, month)
        if indicator is None:
            return Outcome(row.line, refused=refused)
        if isinstance(indicator, Refused):
            return Outcome(row.line, refused=[*refused, indicator])
        if self.passes_blank_rows and not refused and row.is_blank(FACT_COLUMNS):
            return Outcome(row.line, is_blank=True)
        fact = self.read(indicator, month, texts_of(row))
        refused += self.outside(row, indicator, month) if month else []
        refused += [*disagreements(row, indicator, self.separator), *unreadable(row, fact)]
        if month is None:
            return Outcome(row.line, refused=refused)
        planned = None
        if not refused and not isinstance(fact, tuple):
            planned = self.plan(row, indicator, month, fact)
        return Outcome(row.line, (indicator, month), named_twice(row, indicator), planned, refused)
