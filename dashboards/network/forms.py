"""What the address asks: which body is looked at, and by what the bodies are sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from cpg.shared.periods import Month
from dashboards.access import Period
from dashboards.network.comparison import Cell, Compared
from dashboards.shared.statuses import mark_of

BY_SCORE, BY_NAME, BY_MEASURED = "score", "organisme", "mesures"
UP, DOWN = "asc", "desc"
NO_CELL = Cell(None, None)
# Below what has a score: what is late, then what nothing can be said of.
WITHOUT_SCORE = Decimal(-1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`key` names a column of the table, `body` the code of the body whose rank is told. A key of no column leaves the
    bodies by name. `before` is a month compared elsewhere, kept for the way back (None when it goes without saying).
    """

    month: Month
    before: Month | None
    body: str
    key: str
    way: str

    @classmethod
    def of(cls, query: QueryDict, period: Period, body: str) -> "Asked":
        key = query.get("tri", "") or BY_SCORE
        way = query.get("sens", "")
        way = way if way in {UP, DOWN} else first_way(key)
        return cls(period.month, period.before, body, key, way)

    def query(self, **changes: str) -> str:
        """The address of this page with something else asked."""
        asked = {"mois": str(self.month), "organisme": self.body, "tri": self.key, "sens": self.way}
        before = {"avant": str(self.before)} if self.before else {}
        return f"?{urlencode(asked | before | changes)}"

    def sort_link(self, key: str) -> str:
        """By that column, or the other way round when it is sorted by it already."""
        other = {UP: DOWN, DOWN: UP}[self.way]
        return self.query(tri=key, sens=other if key == self.key else first_way(key))

    def aria(self, key: str) -> str:
        if key != self.key:
            return ""
        return "ascending" if self.way == UP else "descending"


def first_way(key: str) -> str:
    """Names from A, figures from the best."""
    return UP if key == BY_NAME else DOWN


def ordered(bodies: Sequence[Compared], asked: Asked) -> list[Compared]:
    """What has no figure comes last either way; equals by name."""
    by_name = sorted(bodies, key=_name)
    if asked.key == BY_NAME:
        return by_name if asked.way == UP else by_name[::-1]
    figure = _figures(asked).get(asked.key) or _of_column(asked.key)
    with_figure = [each for each in by_name if figure(each) is not None]
    without = [each for each in by_name if figure(each) is None]
    return sorted(with_figure, key=figure, reverse=asked.way == DOWN) + without


def _figures(asked: Asked) -> Mapping[str, Callable[[Compared], Any]]:
    return {
        BY_SCORE: lambda each: each.totals[asked.month].score,
        BY_MEASURED: lambda each: each.totals[asked.month].measured,
    }


def _of_column(key: str) -> Callable[[Compared], Any]:
    return lambda each: each.cells.get(key, NO_CELL).score


def _name(each: Compared) -> str:
    return each.contract.body.short_name


def is_reached(cell: Cell) -> bool:
    return mark_of(cell.status).key == "atteint"
