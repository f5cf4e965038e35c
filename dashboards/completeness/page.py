"""What the page of the board computes: its finding and the counts of its filters."""

from dataclasses import dataclass
from functools import cached_property

from cpg.shared import french
from dashboards.completeness.board import Board, BoardLine, BoardMonth, Filter

MATCHES_AT_MOST = 60


@dataclass(frozen=True)
class BoardPage:
    """`coming` says that the contract has not begun."""

    board: Board
    looked_for: Filter | None
    coming: str = ""

    @property
    def finding(self) -> str:
        counts = self.counts
        missing, late, year = counts[Filter.MISSING], counts[Filter.LATE], self.board.year
        if not missing:
            return self.coming or f"Rien ne manque en {year}"
        verb = french.plural(missing, "valeur manque", "valeurs manquent")
        text = f"{french.sentence(french.count_word(missing, feminine=True))} {verb} en {year}"
        if late == missing:
            return f"{text}, {french.plural(late, 'en retard', 'toutes en retard')}"
        return f"{text}, dont {french.count_word(late, feminine=True)} en retard" if late else text

    @cached_property
    def counts(self) -> dict[Filter, int]:
        """How many months each filter keeps."""
        held = [month.filters for month in self.board.months]
        return {each: sum(each in filters for filters in held) for each in Filter}

    @property
    def found(self) -> int:
        """How many months are looked for in all."""
        return self.counts[self.looked_for] if self.looked_for else 0

    @property
    def lines(self) -> list[BoardLine]:
        """The indicators that have at least one month of those looked for."""
        if self.looked_for is None:
            return list(self.board.lines)
        return [line for line in self.board.lines if any(map(self._is_kept, line.months))]

    @property
    def matches(self) -> list[tuple[BoardMonth, str]]:
        """The months that are looked for, one by one with the reason: what a small screen and paper show best."""
        if self.looked_for is None:
            return []
        kept = [month for month in self.board.months if self._is_kept(month)]
        return [(month, month.reason_for(self.looked_for)) for month in kept[:MATCHES_AT_MOST]]

    def _is_kept(self, month: BoardMonth) -> bool:
        return self.looked_for in month.filters
