"""The whole page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from commitments.models import Contract
from cpg.shared import french
from dashboards.charts.points import short
from dashboards.network import words
from dashboards.network.compared import ComparedBody, Comparison
from dashboards.network.comparison import comparison
from dashboards.network.forms import NetworkQuery, ordered
from dashboards.network.gaps import codes_of
from dashboards.network.history import RankHistory, rank_history
from dashboards.network.sent import SentQuarter, sent_quarter
from dashboards.network.table import IndicatorRow, RankedValue, ranked_values, rows_of
from dashboards.shared.coverage import short_range, total_text
from dashboards.shared.sentences import coming
from indicators.domain import RollUp
from indicators.domain.spread import Between, Spread

# In % of the width: a mark at the edge is seen whole.
EDGE = 6
# With more bodies than that, not all columns fit on a screen or on paper.
FEW = 8


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """A score with what it may become beside the median and the quartiles: abscissas in % of the width, and words."""

    x: str
    low: str
    high: str
    first: str
    median: str
    third: str
    text: str
    quarter: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A line of the table of bodies; `drawn` is None without a rank. `apart` says what the body counts otherwise than
    most: it is then not ranked.
    """

    body: ComparedBody
    total: RollUp
    silence: str
    range: str
    rank: str
    drawn: ScoreRange | None
    apart: str


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """`shown` is the row whose bodies are all drawn, None while no indicator can be."""

    finding: str
    quartiles: str
    lines: tuple[BodyLine, ...]
    rows: tuple[IndicatorRow, ...]
    others: tuple[ComparedBody, ...]
    shown: IndicatorRow | None
    values: tuple[RankedValue, ...]
    history: RankHistory
    sent: SentQuarter
    is_simulated: bool

    @property
    def ranked(self) -> list[BodyLine]:
        return [line for line in self.lines if not line.apart]

    @property
    def apart(self) -> list[BodyLine]:
        """The bodies that count something otherwise."""
        return [line for line in self.lines if line.apart]

    @property
    def is_wide(self) -> bool:
        return len(self.lines) > FEW


def network_page(contracts: Sequence[Contract], chosen: Contract, asked: NetworkQuery) -> NetworkPage:
    """In the three queries of `comparison` and the one of `sent_quarter`."""
    network = comparison([chosen, *(each for each in contracts if each != chosen)], asked.month)
    own, *_ = network.bodies
    bodies = ordered(network.bodies, asked)
    others = [body for body in bodies if body is not own]
    rows = rows_of(network, own, others)
    shown = _shown(rows, asked.measure)
    return NetworkPage(
        finding=coming(chosen) or _finding(network, own),
        quartiles=_quartiles(network.scores(network.month)),
        lines=tuple(_line(network, body) for body in bodies),
        rows=rows,
        others=tuple(others),
        shown=shown,
        values=ranked_values(network, shown.column) if shown else (),
        history=rank_history(network, own),
        sent=sent_quarter(contracts, asked.month),
        is_simulated=any(body.totals[network.month].simulated for body in network.bodies),
    )


def _shown(rows: Sequence[IndicatorRow], key: str) -> IndicatorRow | None:
    """The row that is asked for, else the first that can be drawn."""
    drawn = [row for row in rows if row.strip]
    return next((row for row in drawn if row.column.key == key), drawn[0] if drawn else None)


def _line(network: Comparison, body: ComparedBody) -> BodyLine:
    total, held = body.totals[network.month], network.places(body, network.month)
    return BodyLine(
        body=body,
        total=total,
        silence=total_text(total) if total.score is None else "",
        range=short_range(total),
        rank=words.places_text(held) if held else "",
        drawn=_score_range(network, body),
        apart=codes_of(body.gaps),
    )


def _score_range(network: Comparison, body: ComparedBody) -> ScoreRange | None:
    between, score = body.between(network.month), body.totals[network.month].score
    middle = network.scores(network.month)
    if between is None or score is None or middle is None or body.gaps:
        return None
    ranked = [own for each in network.ranked(network.month) if (own := each.between(network.month))]
    return score_range(score, between, middle, ranked)


def score_range(score: Decimal, own: Between, middle: Spread, ranked: Sequence[Between]) -> ScoreRange:
    """The width goes from the least that any body may come to, to the most."""
    low, high = min(each.low for each in ranked), max(each.high for each in ranked)

    def x(value: Decimal) -> str:
        return short(EDGE + float((value - low) / ((high - low) or 1)) * (100 - 2 * EDGE))

    return ScoreRange(
        x=x(score),
        low=x(own.low),
        high=x(own.high),
        first=x(middle.first),
        median=x(middle.median),
        third=x(middle.third),
        text=french.points(score - middle.median, 2),
        quarter=words.quarter_text(score, middle),
    )


def _quartiles(middle: Spread | None) -> str:
    if middle is None:
        return "Aucun score encore."
    first, median, third = (words.score_text(each) for each in (middle.first, middle.median, middle.third))
    return f"Médiane {median}, quartiles {first} et {third}."


def _finding(network: Comparison, own: ComparedBody) -> str:
    """`Carsat X est 2e à 4e sur 21 à fin septembre 2025, à 0,39 point au-dessus de la médiane.`"""
    month = network.month
    when = f"à fin {french.month_name(month.year, month.number)}"
    if own.gaps:
        return f"{own.name} n’est pas classé {when}\u00a0: il compte autrement {codes_of(own.gaps)}."
    score, held, middle = own.totals[month].score, network.places(own, month), network.scores(month)
    if score is None or held is None or middle is None:
        why = total_text(own.totals[month])
        return f"{own.name} n’a pas de score {when}{f'{french.NO_BREAK}: {why}' if why else ''}."
    count = len(network.ranked(month))
    if count == 1:
        return f"{own.name} est seul à avoir un score {when}\u00a0: {words.score_text(score)}."
    return f"{own.name} est {words.places_text(held)} sur {count} {when}, {_beside(score - middle.median)}."


def _beside(distance: Decimal) -> str:
    if not distance:
        return "à la médiane"
    size = abs(distance)
    unit = french.plural(int(size), "point", "points")
    side = "au-dessus" if distance > 0 else "au-dessous"
    return f"à {french.number(size, 2)}{french.NO_BREAK}{unit} {side} de la médiane"
