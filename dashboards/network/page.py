"""The whole page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from commitments.models import Contract
from cpg.shared import french
from dashboards.charts.points import short
from dashboards.network import matrix
from dashboards.network.comparison import Compared, Comparison, comparison
from dashboards.network.forms import BY_MEASURED, BY_NAME, BY_SCORE, Asked, ordered
from dashboards.network.history import RankHistory, rank_history, rank_in
from dashboards.shared.statuses import MARKS, WAITING, Mark
from indicators.domain.spread import Spread, spread

# In % of the width: a mark at the edge is seen whole.
EDGE = 6


@dataclass(frozen=True, slots=True)
class Sortable:
    word: str
    link: str
    aria: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A score beside the median and the quartiles: abscissas in % of the width, and the same in words."""

    x: str
    first: str
    median: str
    third: str
    text: str
    quarter: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    rank: str
    name: str
    link: str
    is_chosen: bool
    score: str
    gap: Gap | None
    measured: str
    cells: tuple[matrix.Shown, ...]


@dataclass(frozen=True, slots=True)
class NetworkPage:
    finding: str
    quartiles: str
    by_name: Sortable
    by_score: Sortable
    by_measured: Sortable
    groups: tuple[matrix.Group, ...]
    headers: tuple[matrix.Header, ...]
    lines: tuple[BodyLine, ...]
    legend: tuple[tuple[str, Mark], ...]
    history: RankHistory
    chosen_name: str
    chosen_url: str
    is_simulated: bool


def network_page(contracts: Sequence[Contract], chosen: Contract, asked: Asked) -> NetworkPage:
    """In the two queries of `comparison`."""
    found = comparison(contracts, asked.month)
    middle = spread(_ranked(found))
    own = next(body for body in found.bodies if body.contract == chosen)
    return NetworkPage(
        finding=_finding(found, own, middle),
        quartiles=_quartiles(middle),
        by_name=_sortable("Organisme", BY_NAME, asked),
        by_score=_sortable("Score", BY_SCORE, asked),
        by_measured=_sortable("Mesurés", BY_MEASURED, asked),
        groups=matrix.groups(found.columns),
        headers=matrix.headers(found, asked),
        lines=tuple(_line(found, body, middle, asked) for body in ordered(found.bodies, asked)),
        legend=matrix.legend([*MARKS.values(), WAITING]),
        history=rank_history(found, own),
        chosen_name=chosen.body.short_name,
        chosen_url=reverse("overview", args=[chosen.body.code, chosen.code]),
        is_simulated=any(body.totals[found.month].simulated for body in found.bodies),
    )


def _ranked(found: Comparison) -> list[Decimal]:
    """The scores that there are."""
    scores = (body.totals[found.month].score for body in found.bodies)
    return [score for score in scores if score is not None]


def _sortable(word: str, key: str, asked: Asked) -> Sortable:
    return Sortable(word, asked.sort_link(key), asked.aria(key))


def _line(found: Comparison, body: Compared, middle: Spread | None, asked: Asked) -> BodyLine:
    total = body.totals[found.month]
    place = rank_in(found, body, found.month)
    code = body.contract.body.code
    return BodyLine(
        rank=str(place) if place else "",
        name=body.contract.body.short_name,
        link=f"{asked.query(organisme=code)}#rang",
        is_chosen=code == asked.body,
        score="" if total.score is None else matrix.score_text(total.score),
        gap=None if total.score is None or middle is None else gap(total.score, middle, _ranked(found)),
        measured=f"{total.measured} sur {total.with_target}",
        cells=tuple(matrix.shown(body.cells.get(column.key)) for column in found.columns),
    )


def gap(score: Decimal, middle: Spread, scores: Sequence[Decimal]) -> Gap:
    """The width goes from the lowest score to the highest."""
    low, high = min(scores), max(scores)

    def x(value: Decimal) -> str:
        return short(EDGE + float((value - low) / ((high - low) or 1)) * (100 - 2 * EDGE))

    return Gap(
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


def _finding(found: Comparison, own: Compared, middle: Spread | None) -> str:
    """Carsat X est 10e sur 21 à fin septembre 2025, à 0,39 point au-dessus de la médiane."""
    who = own.contract.body.short_name
    when = f"à fin {french.month_name(found.month.year, found.month.number)}"
    score, place = own.totals[found.month].score, rank_in(found, own, found.month)
    if score is None or place is None or middle is None:
        return f"{who} n’a pas de score {when}."
    if len(_ranked(found)) == 1:
        return f"{who} est seul à avoir un score {when}\u00a0: {matrix.score_text(score)}."
    return f"{who} est {french.ordinal(place)} sur {len(_ranked(found))} {when}, {_beside(score - middle.median)}."


def _beside(distance: Decimal) -> str:
    if not distance:
        return "à la médiane"
    size = abs(distance)
    unit = french.plural(int(size), "point", "points")
    side = "au-dessus" if distance > 0 else "au-dessous"
    return f"à {french.number(size, 2)}{french.NO_BREAK}{unit} {side} de la médiane"
