"""One body's rank, month after month: drawn, and told in a table."""

from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.network.comparison import Compared, Comparison
from dashboards.network.matrix import score_text
from indicators.domain.spread import rank, spread


@dataclass(frozen=True, slots=True)
class RankLine:
    """A month: "" for what cannot be said."""

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


def rank_in(found: Comparison, body: Compared, month: Month) -> int | None:
    score = body.totals[month].score
    scores = [each.totals[month].score for each in found.bodies]
    return None if score is None else rank(score, [each for each in scores if each is not None])


def rank_history(found: Comparison, body: Compared) -> RankHistory:
    places = [rank_in(found, body, month) for month in found.months]
    names = [french.month_short(month.year, month.number) for month in found.months]
    return RankHistory(
        lines=tuple(
            _line(found, body, month, place) for month, place in zip(found.months, places, strict=True)
        ),
        drawing=charts.ranks(found.months, places, len(found.bodies)),
        sentence=_sentence(names, places, body),
    )


def _line(found: Comparison, body: Compared, month: Month, place: int | None) -> RankLine:
    scores = [each.totals[month].score for each in found.bodies]
    ranked = [score for score in scores if score is not None]
    middle = spread(ranked)
    own = body.totals[month].score
    return RankLine(
        month=month,
        rank=french.ordinal(place) if place else "",
        count=len(ranked),
        score="" if own is None else score_text(own),
        median=score_text(middle.median) if middle else "",
    )


def _sentence(names: list[str], places: list[int | None], body: Compared) -> str:
    known = [(name, place) for name, place in zip(names, places, strict=True) if place]
    who = body.contract.body.short_name
    if not known:
        return f"{who} n’a encore aucun rang."
    (first, before), (last, now) = known[0], known[-1]
    if first == last:
        return f"{who}\u00a0: {french.ordinal(now)} en {last}."
    return f"{who}\u00a0: {french.ordinal(before)} en {first}, {french.ordinal(now)} en {last}."
