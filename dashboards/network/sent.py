"""A quarter in all bodies: which have closed it, and the rows that they closed, in one file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.clock import localtime
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import QUARTER_COLUMNS, ColumnKind, FileCell, FileColumn
from dashboards.exports.files import Format, FrozenFormat, write
from dashboards.exports.frozen_rows import frozen_rows
from dashboards.exports.sheets import Sheet
from dashboards.models.closing import FrozenExport, QuarterClosing

CLOSED, OPEN = "clos", "non clos"
STATE_COLUMNS = (
    FileColumn("organisme", ColumnKind.TEXT, "Code de l’organisme", is_required=True),
    FileColumn("nom", ColumnKind.TEXT, "Nom de l’organisme", is_required=True),
    FileColumn("etat", ColumnKind.TEXT, "État du trimestre", (CLOSED, OPEN), is_required=True),
    FileColumn("version", ColumnKind.INTEGER, "Version de l’arrêté, vide s’il n’est pas clos"),
    FileColumn("clos_le", ColumnKind.DAY, "Jour de la clôture de cette version"),
    FileColumn("edition", ColumnKind.TEXT, "Édition des règles de calcul"),
)


@dataclass(frozen=True, slots=True)
class SentQuarter:
    """A quarter, the latest closing of each contract that closed it, and all the contracts, by body.

    `quarter` is None before the end of the first.
    """

    quarter: Quarter | None
    contracts: tuple[Contract, ...]
    closings: Mapping[int, QuarterClosing]

    @property
    def closed(self) -> list[QuarterClosing]:
        return [self.closings[each.pk] for each in self.contracts if each.pk in self.closings]

    @property
    def missing(self) -> list[Contract]:
        return [each for each in self.contracts if each.pk not in self.closings]

    @property
    def missing_text(self) -> str:
        return french.listing([each.body.short_name for each in self.missing])

    @property
    def stem(self) -> str:
        """Of the file's name: how many bodies are in it is not to be overlooked."""
        return (
            f"{self.contracts[0].code}-{self.quarter}-{len(self.closed)}-organismes-sur-{len(self.contracts)}"
        )


def sent_quarter(contracts: Sequence[Contract], month: Month) -> SentQuarter:
    """The last quarter that is over at the end of the month. One query."""
    end = month if month.number % 3 == 0 else month.end_of_quarter_before
    is_begun = any(end.year in contract.years for contract in contracts)
    return quarter_of(contracts, Quarter.of(end)) if is_begun else SentQuarter(None, tuple(contracts), {})


def quarter_of(contracts: Sequence[Contract], quarter: Quarter) -> SentQuarter:
    closings = QuarterClosing.objects.filter(
        contract__in=contracts, year=quarter.year, quarter=quarter.number
    ).select_related("change", "contract__body")
    latest = {each.contract_id: each for each in closings.order_by("version")}
    return SentQuarter(quarter, tuple(contracts), latest)


def file_of(sent: SentQuarter, format_: Format) -> bytes:
    """The rows that each body closed, as they were frozen, body after body; a workbook has one more sheet that names
    those who have not closed. One query.
    """
    rows = _rows(sent)
    states = Sheet("Organismes", STATE_COLUMNS, [_state(sent, each) for each in sent.contracts])
    return write(format_, QUARTER_COLUMNS, rows, f"{sent.contracts[0].label}, {sent.quarter}", [states])


def _rows(sent: SentQuarter) -> list[Mapping[str, FileCell]]:
    exports = FrozenExport.objects.filter(closing__in=sent.closed, format=FrozenFormat.OPEN_DATA)
    contents = {each.closing_id: bytes(each.content) for each in exports}
    return [row for closing in sent.closed for row in frozen_rows(contents[closing.pk], QUARTER_COLUMNS)]


def _state(sent: SentQuarter, contract: Contract) -> Mapping[str, FileCell]:
    closing = sent.closings.get(contract.pk)
    return {
        "organisme": contract.body.code,
        "nom": contract.body.name,
        "etat": CLOSED if closing else OPEN,
        "version": closing.version if closing else None,
        "clos_le": localtime(closing.change.recorded_at).date() if closing else None,
        "edition": closing.edition_text if closing else None,
    }
