"""The ranks that one body may have, month after month: drawn, and in a table."""

from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.network.compared import ComparedBody, Comparison
from dashboards.network.words import places_text, score_text
from dashboards.shared.coverage import short_range
from indicators.domain.spread import Places


@dataclass(frozen=True, slots=True)
class RankLine:
    """A month of the table; "" for what is not known."""

    month: Month
    rank: str
    count: int
    score: str
    range: str
    median: str


@dataclass(frozen=True, slots=True)
class RankHistory:
    lines: tuple[RankLine, ...]
    drawing: charts.Ranks
    sentence: str


def rank_history(network: Comparison, body: ComparedBody) -> RankHistory:
    held = [network.places(body, month) for month in network.months]
    names = [french.month_short(month.year, month.number) for month in network.months]
    return RankHistory(
        lines=tuple(
            _line(network, body, month, places) for month, places in zip(network.months, held, strict=True)
        ),
        drawing=charts.ranks(network.months, held, len(network.bodies)),
        sentence=_sentence(names, held, body),
    )


def _line(network: Comparison, body: ComparedBody, month: Month, places: Places | None) -> RankLine:
    middle, total = network.scores(month), body.totals[month]
    return RankLine(
        month=month,
        rank=places_text(places) if places else "",
        count=len(network.ranked(month)),
        score="" if total.score is None else score_text(total.score),
        range=short_range(total),
        median=score_text(middle.median) if middle else "",
    )


def _sentence(names: list[str], held: list[Places | None], body: ComparedBody) -> str:
    known = [(name, places) for name, places in zip(names, held, strict=True) if places]
    if not known:
        return f"{body.name} n’a encore aucun rang."
    (first, before), (last, now) = known[0], known[-1]
    if first == last:
        return f"{body.name}\u00a0: {places_text(now)} en {last}."
    return f"{body.name}\u00a0: {places_text(before)} en {first}, {places_text(now)} en {last}."
