"""What the page of the board computes: its finding, the counts of its filters, and whom to nudge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from accounts.models import User
from cpg.shared import french
from dashboards.completeness.board import Board, BoardLine, BoardMonth, Filter
from indicators.dues import Due

MATCHES_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class PersonToNudge:
    """Somebody with months to enter; `nudged_at` is when they were written to today, if they were."""

    user: User
    missing: tuple[Due, ...]
    today: date
    nudged_at: datetime | None

    @property
    def text(self) -> str:
        """How much they have to enter."""
        count, late = len(self.missing), sum(each.is_late_on(self.today) for each in self.missing)
        values = f"{french.number(count)} {french.plural(count, 'valeur', 'valeurs')} à saisir"
        if late == count:
            return f"{values}, en retard"
        return f"{values}, dont {french.number(late)} en retard" if late else values


@dataclass(frozen=True)
class BoardPage:
    """`nudged` is None for who may not nudge; `coming` says that the contract has not begun."""

    board: Board
    looked_for: Filter | None
    nudged: Mapping[int, datetime] | None
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

    @cached_property
    def people(self) -> list[PersonToNudge]:
        """Those who have most to enter come first."""
        nudged = self.nudged or {}
        ordered = sorted(self.board.missing.items(), key=lambda each: (-len(each[1]), str(each[0])))
        return [
            PersonToNudge(user, missing, self.board.today, nudged.get(user.pk)) for user, missing in ordered
        ]

    @property
    def to_nudge(self) -> list[PersonToNudge]:
        return [person for person in self.people if person.nudged_at is None]

    @property
    def nobody(self) -> str:
        """Indicators of which something is missing and that nobody can be asked for; "" where there are none."""
        asked = {each.indicator.code for missing in self.board.missing.values() for each in missing}
        codes = [
            line.indicator.code
            for line in self.board.lines
            if line.indicator.code not in asked and any(month.state.is_missing for month in line.months)
        ]
        if not codes:
            return ""
        return (
            f"Personne ne peut être relancé pour {french.listing(codes)}\u00a0: pas de responsable présent qui ait "
            "une adresse de courriel. L’administration du site attribue les indicateurs."
        )

    def _is_kept(self, month: BoardMonth) -> bool:
        return self.looked_for in month.filters
