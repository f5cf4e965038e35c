"""The board as a whole: its finding, its filters with their counts, its lines, and whom to nudge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from dashboards.addresses import indicator_url, month_url
from dashboards.completeness.board import Board, Cell, CellState, Line, board_of
from dashboards.completeness.cells import LEGEND, BoardCell, LegendLine, board_cell
from dashboards.completeness.forms import BoardFilters, Filter
from dashboards.completeness.matches import Match, match_of
from dashboards.completeness.nudging import nudged_on
from dashboards.completeness.people import Debtor, debtors

MATCHES_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One thing to look for: how many months, and whether it is looked for now."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BoardLine:
    code: str
    label: str
    url: str
    holders: str
    deputies: str
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True)
class BoardPage:
    """`matches` are the months that are looked for, one by one; `debtors` those to nudge, for who may."""

    finding: str
    links: tuple[FilterLink, ...]
    lines: tuple[BoardLine, ...]
    matches: tuple[Match, ...]
    found: int
    legend: tuple[LegendLine, ...]
    debtors: tuple[Debtor, ...]
    nobody: str
    may_nudge: bool

    @property
    def to_nudge(self) -> int:
        return sum(not debtor.nudged for debtor in self.debtors)


def completeness_page(contract: Contract, user: User, filters: BoardFilters) -> BoardPage:
    """All of the page in a constant number of queries: nine of the board, one of who was nudged."""
    board = board_of(contract, filters.year)
    cells = board.cells
    chosen = [cell for cell in cells if filters.filter and filters.filter.keeps(cell)]
    may_nudge = may(user, Verb.VALIDATE, contract)
    nudged: Mapping[int, datetime] = nudged_on(contract, board.today) if may_nudge else {}
    return BoardPage(
        finding=_finding(board, cells),
        links=tuple(
            FilterLink(
                each.value, each.label, sum(each.keeps(cell) for cell in cells), each is filters.filter
            )
            for each in Filter
        ),
        lines=tuple(
            _line(line, user, filters.filter)
            for line in board.lines
            if filters.filter is None or any(filters.filter.keeps(cell) for cell in line.cells)
        ),
        matches=tuple(match_of(cell, filters.filter) for cell in chosen[:MATCHES_AT_MOST] if filters.filter),
        found=len(chosen),
        legend=LEGEND,
        debtors=debtors(board, nudged) if may_nudge else (),
        nobody=_nobody(board),
        may_nudge=may_nudge,
    )


def _finding(board: Board, cells: list[Cell]) -> str:
    missing = sum(Filter.MISSING.keeps(cell) for cell in cells)
    late = sum(cell.state is CellState.LATE for cell in cells)
    if not missing:
        return f"Rien ne manque en {board.year}"
    verb = french.plural(missing, "valeur manque", "valeurs manquent")
    said = f"{french.sentence(french.count_word(missing, feminine=True))} {verb} en {board.year}"
    if late == missing:
        return f"{said}, {french.plural(late, 'en retard', 'toutes en retard')}"
    return f"{said}, dont {french.count_word(late, feminine=True)} en retard" if late else said


def _line(line: Line, user: User, looked_for: Filter | None) -> BoardLine:
    indicator = line.indicator
    may_record = may(user, Verb.RECORD, indicator)
    return BoardLine(
        code=indicator.code,
        label=indicator.label,
        url=indicator_url(indicator),
        holders=french.listing([str(person) for person in line.holders]),
        deputies=french.listing([str(person) for person in line.deputies]),
        cells=tuple(
            board_cell(
                cell,
                is_looked_for=looked_for is not None and looked_for.keeps(cell),
                url=month_url(indicator, cell.month) if may_record else "",
            )
            for cell in line.cells
        ),
    )


def _nobody(board: Board) -> str:
    """Indicators of which something is missing and nobody can be asked for it."""
    asked = {missing.code for found in board.missing.values() for missing in found}
    codes = [
        line.indicator.code
        for line in board.lines
        if line.indicator.code not in asked and any(Filter.MISSING.keeps(cell) for cell in line.cells)
    ]
    if not codes:
        return ""
    return (
        f"Personne ne peut être relancé pour {french.listing(codes)}\u00a0: pas de responsable présent qui ait "
        "une adresse de courriel. L’administration du site attribue les indicateurs."
    )
