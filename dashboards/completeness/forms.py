"""What the address of the board asks to see: a year, and one thing to look for."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import Http404, QueryDict
from django.utils.timezone import localdate

from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.completeness.board import Cell, CellState


class Filter(StrEnum):
    MISSING = "manquants"
    LATE = "retard"
    DOUBTFUL = "douteux"
    RETURNED = "renvoyes"
    NO_COMMENT = "sans-commentaire"
    NO_EVIDENCE = "sans-preuve"

    @property
    def label(self) -> str:
        return {
            Filter.MISSING: "Manquants",
            Filter.LATE: "En retard",
            Filter.DOUBTFUL: "Douteux",
            Filter.RETURNED: "Renvoyés",
            Filter.NO_COMMENT: "Sans commentaire",
            Filter.NO_EVIDENCE: "Sans preuve",
        }[self]

    def keeps(self, cell: Cell) -> bool:
        match self:
            case Filter.MISSING:
                return cell.state in {CellState.MISSING, CellState.LATE}
            case Filter.LATE:
                return cell.state is CellState.LATE
            case Filter.DOUBTFUL:
                return bool(cell.doubts)
            case Filter.RETURNED:
                return cell.record is not None and cell.record.state is State.RETOURNE
            case Filter.NO_COMMENT:
                return cell.lacks_comment
            case Filter.NO_EVIDENCE:
                return cell.lacks_evidence


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """`?annee=2025&filtre=retard`. A year that the contract does not have, or that has not come, is a 404."""

    year: int
    years: tuple[int, ...]
    filter: Filter | None = None

    @classmethod
    def of(cls, contract: Contract, query: QueryDict) -> "BoardFilters":
        today = localdate()
        last = min(max(today.year, contract.first_year), contract.last_year)
        years = tuple(range(last, contract.first_year - 1, -1))
        text = query.get("annee", "")
        # In January people still enter December.
        usual = min(max(Month.of(today).plus(-1).year, contract.first_year), last)
        year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else usual
        if year not in years or (text and text != str(year)):
            raise Http404
        asked = query.get("filtre", "")
        return cls(year, years, Filter(asked) if asked in set(Filter) else None)
