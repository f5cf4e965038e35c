"""The whole page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from commitments.models import Contract
from cpg.shared import french
from dashboards.charts.points import short
from dashboards.network import matrix
from dashboards.network.comparison import ComparedBody, Comparison, comparison
from dashboards.network.forms import NetworkQuery, ordered
from dashboards.network.gaps import codes_of
from dashboards.network.history import RankHistory, rank_history
from dashboards.shared.coverage import short_range, total_text
from dashboards.shared.marks import MARKS, WAITING, Mark
from dashboards.shared.sentences import coming
from indicators.domain import RollUp
from indicators.domain.spread import Spread, spread

# In % of the width: a mark at the edge is seen whole.
EDGE = 6


@dataclass(frozen=True, slots=True)
class MedianGap:
    """A score beside the median and the quartiles: abscissas in % of the width, and the same in words."""

    x: str
    first: str
    median: str
    third: str
    text: str
    quarter: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A line of the table; `gap` is None without a score to place. `apart` says what the body counts otherwise than
    most: it is then not ranked.
    """

    body: ComparedBody
    total: RollUp
    silence: str
    range: str
    rank: int | None
    gap: MedianGap | None
    cells: tuple[matrix.MatrixCell, ...]
    apart: str


@dataclass(frozen=True, slots=True)
class NetworkPage:
    finding: str
    quartiles: str
    headers: tuple[matrix.ColumnHeader, ...]
    lines: tuple[BodyLine, ...]
    legend: tuple[tuple[str, Mark], ...]
    history: RankHistory
    is_simulated: bool

    @property
    def ranked(self) -> list[BodyLine]:
        return [line for line in self.lines if not line.apart]

    @property
    def apart(self) -> list[BodyLine]:
        """The bodies that count something otherwise."""
        return [line for line in self.lines if line.apart]


def network_page(contracts: Sequence[Contract], chosen: Contract, asked: NetworkQuery) -> NetworkPage:
    """In the two queries of `comparison`."""
    network = comparison(contracts, asked.month)
    middle = spread(network.scores(network.month))
    own = next(body for body in network.bodies if body.contract == chosen)
    return NetworkPage(
        finding=coming(chosen) or _finding(network, own, middle),
        quartiles=_quartiles(middle),
        headers=tuple(matrix.header(network, column) for column in network.columns),
        lines=tuple(_line(network, body, middle) for body in ordered(network.bodies, asked)),
        legend=matrix.legend([*MARKS.values(), WAITING]),
        history=rank_history(network, own),
        is_simulated=any(body.totals[network.month].simulated for body in network.bodies),
    )


def _line(network: Comparison, body: ComparedBody, middle: Spread | None) -> BodyLine:
    total = body.totals[network.month]
    scores, rank = network.scores(network.month), network.rank(body, network.month)
    return BodyLine(
        body=body,
        total=total,
        silence=total_text(total) if total.score is None else "",
        range=short_range(total),
        rank=rank,
        gap=None
        if rank is None or total.score is None or middle is None
        else median_gap(total.score, middle, scores),
        cells=tuple(matrix.matrix_cell(body.figures.get(column.key)) for column in network.columns),
        apart=codes_of(body.gaps),
    )


def median_gap(score: Decimal, middle: Spread, scores: Sequence[Decimal]) -> MedianGap:
    """The width goes from the lowest score to the highest."""
    low, high = min(scores), max(scores)

    def x(value: Decimal) -> str:
        return short(EDGE + float((value - low) / ((high - low) or 1)) * (100 - 2 * EDGE))

    return MedianGap(
        x=x(score),
        first=x(middle.first),
        median=x(middle.median),
        third=x(middle.third),
        text=french.points(score - middle.median, 2),
        quarter=_quarter(score, middle),
    )


def _quarter(score: Decimal, middle: Spread) -> str:
    if score >= middle.third:
        return "quart le plus haut"
    if score >= middle.median:
        return "au-dessus de la médiane"
    return "au-dessous de la médiane" if score > middle.first else "quart le plus bas"


def _quartiles(middle: Spread | None) -> str:
    if middle is None:
        return "Aucun score encore."
    first, median, third = (matrix.score_text(each) for each in (middle.first, middle.median, middle.third))
    return f"Médiane {median}, quartiles {first} et {third}."


def _finding(network: Comparison, own: ComparedBody, middle: Spread | None) -> str:
    """Carsat X est 10e sur 21 à fin septembre 2025, à 0,39 point au-dessus de la médiane."""
    when = f"à fin {french.month_name(network.month.year, network.month.number)}"
    if own.gaps:
        return f"{own.name} n’est pas classé {when}\u00a0: il compte autrement {codes_of(own.gaps)}."
    score, place = own.totals[network.month].score, network.rank(own, network.month)
    if score is None or place is None or middle is None:
        why = total_text(own.totals[network.month])
        return f"{own.name} n’a pas de score {when}{f'{french.NO_BREAK}: {why}' if why else ''}."
    count = len(network.scores(network.month))
    if count == 1:
        return f"{own.name} est seul à avoir un score {when}\u00a0: {matrix.score_text(score)}."
    return f"{own.name} est {french.ordinal(place)} sur {count} {when}, {_beside(score - middle.median)}."


def _beside(distance: Decimal) -> str:
    if not distance:
        return "à la médiane"
    size = abs(distance)
    unit = french.plural(int(size), "point", "points")
    side = "au-dessus" if distance > 0 else "au-dessous"
    return f"à {french.number(size, 2)}{french.NO_BREAK}{unit} {side} de la médiane"
