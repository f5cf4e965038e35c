"""What a row of a file names and says: its month, its indicator, the texts of its figures."""

from collections.abc import Callable

from accounts.rights import Verb, may
from commitments.ledger.tables.dates import read_month_of_year
from commitments.ledger.tables.rows import Refused, TableRow
from cpg.shared.periods import Month
from cpg.shared.spreadsheet import as_typed
from indicators.domain.model import Fact
from indicators.imports import columns
from indicators.imports.known import ImportScope, nearest
from indicators.models import Indicator
from indicators.parsing import FigureProblem, MonthTexts

# The reason of an absence whose row gives none: the type says the rest, and the column may not even be there.
UNEXPLAINED = "sans précision"
NOT_OF_THE_SOURCE = (
    "Cet indicateur n’est pas de ceux de la source\u00a0: ajoutez-le à la source, ou retirez sa ligne."
)
# The columns that say something of a month.
FACT_COLUMNS = (columns.NUMERATOR, columns.DENOMINATOR, columns.VALUE, columns.ABSENCE, columns.COMMENT)


def month_named(row: TableRow) -> tuple[Month | None, list[Refused]]:
    """The month of a row; None with why its text is none."""
    month = read_month_of_year(row.text(columns.YEAR), row.text(columns.MONTH))
    if isinstance(month, Month):
        return month, []
    if columns.MONTH in row.is_wrong:
        return None, []
    return None, [row.refused(columns.MONTH, month, "not_a_month")]


def named_twice(row: TableRow, indicator: Indicator) -> Callable[[int], Refused]:
    """Refuses the row because of another line that names the same month."""

    def twice(other: int) -> Refused:
        reason = f"{indicator.code} a aussi ce mois à la ligne {other}\u00a0: gardez l’une des deux."
        return row.refused(columns.MONTH, reason, "twice_in_the_file")

    return twice


def indicator_named(row: TableRow, known: ImportScope, month: Month | None) -> Indicator | Refused | None:
    """The indicator that a row names, which the person may enter; else why it is refused. None where the row is already
    refused for what names it.
    """
    if row.is_wrong & {columns.BODY, columns.INDICATOR}:
        return None
    body, code = row.text(columns.BODY) or known.body, row.text(columns.INDICATOR)
    if not body:
        return row.refused(
            columns.BODY, "Nommez l’organisme\u00a0: plusieurs vous sont ouverts.", "body_missing"
        )
    contract = known.contract_of(body, month)
    if contract is None:
        near = _nearest(nearest(body, sorted({each.body.code for each in known.contracts})))
        reason = f"Organisme inconnu, ou qui ne vous est pas ouvert.{near}"
        return row.refused(columns.BODY, reason, "unknown_body")
    indicator = known.indicators.get((contract.pk, code.upper()))
    if indicator is None:
        near = _nearest(known.nearest_codes(contract, code))
        reason = f"Indicateur inconnu dans ce contrat.{near}"
        return row.refused(columns.INDICATOR, reason, "unknown_indicator")
    return _out_of_reach(row, known, indicator) or indicator


def _out_of_reach(row: TableRow, known: ImportScope, indicator: Indicator) -> Refused | None:
    if known.actor is not None and not may(known.actor, Verb.RECORD, indicator):
        return row.refused(columns.INDICATOR, "Cet indicateur ne vous est pas attribué.", "not_allowed")
    if known.only is not None and indicator.pk not in known.only:
        return row.refused(columns.INDICATOR, NOT_OF_THE_SOURCE, "not_of_the_source")
    return None


def _nearest(codes: list[str]) -> str:
    return f" Codes les plus proches\u00a0: {', '.join(codes)}." if codes else ""


def unreadable(row: TableRow, fact: Fact | tuple[FigureProblem, ...]) -> list[Refused]:
    if not isinstance(fact, tuple):
        return []
    return [
        row.refused(each.column, each.reason, each.code) for each in fact if each.column not in row.is_wrong
    ]


def texts_of(row: TableRow) -> MonthTexts:
    return MonthTexts(
        numerator=row.text(columns.NUMERATOR),
        denominator=row.text(columns.DENOMINATOR),
        value=row.text(columns.VALUE),
        absence=row.text(columns.ABSENCE),
        absence_reason=as_typed(row.text(columns.COMMENT)) or UNEXPLAINED,
    )
