"""One body's rank, month after month: drawn, and in a table."""

from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.network.comparison import ComparedBody, Comparison
from dashboards.network.matrix import score_text
from indicators.domain.spread import spread


@dataclass(frozen=True, slots=True)
class RankLine:
    """A month of the table; "" for what is not known."""

    month: Month
    rank: str
    count: int
    score: str
    median: str


@dataclass(frozen=True, slots=True)
class RankHistory:
    lines: tuple[RankLine, ...]
    drawing: charts.Ranks
    sentence: str


def rank_history(network: Comparison, body: ComparedBody) -> RankHistory:
    places = [network.rank(body, month) for month in network.months]
    names = [french.month_short(month.year, month.number) for month in network.months]
    return RankHistory(
        lines=tuple(
            _line(network, body, month, place) for month, place in zip(network.months, places, strict=True)
        ),
        drawing=charts.ranks(network.months, places, len(network.bodies)),
        sentence=_sentence(names, places, body),
    )


def _line(network: Comparison, body: ComparedBody, month: Month, place: int | None) -> RankLine:
    ranked = network.scores(month)
    middle = spread(ranked)
    own = body.totals[month].score
    return RankLine(
        month=month,
        rank=french.ordinal(place) if place else "",
        count=len(ranked),
        score="" if own is None else score_text(own),
        median=score_text(middle.median) if middle else "",
    )


def _sentence(names: list[str], places: list[int | None], body: ComparedBody) -> str:
    known = [(name, place) for name, place in zip(names, places, strict=True) if place]
    if not known:
        return f"{body.name} n’a encore aucun rang."
    (first, before), (last, now) = known[0], known[-1]
    if first == last:
        return f"{body.name}\u00a0: {french.ordinal(now)} en {last}."
    return f"{body.name}\u00a0: {french.ordinal(before)} en {first}, {french.ordinal(now)} en {last}."
