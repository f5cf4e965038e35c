"""All bodies on one line for one indicator, the better on the right: placed by the server, in words beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared import french
from dashboards.charts.points import short
from dashboards.network.compared import BodyValue, ComparedBody, Comparison, MeasureColumn
from dashboards.network.words import figure_text, measure_text, quartiles_text
from dashboards.shared.figures import target_text
from dashboards.shared.marks import Mark, mark_of
from indicators.domain.exact import rounded
from indicators.domain.spread import Spread

# Abscissas are in % of the width: a mark at the edge is seen whole, and those in one band are piled up.
EDGE, BAND = 4, 2
FLOOR, PILE = 96, 13
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class StripMark:
    """A body where it is drawn; `name` is "" where it is not written beside the mark."""

    x: str
    y: int
    body: ComparedBody
    mark: Mark
    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class StripLine:
    """A vertical line: a target, a quartile. `anchor` keeps its words inside the drawing."""

    x: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """`own` is the mark of the body that is looked at, None where it is not among those that are drawn."""

    column: MeasureColumn
    marks: tuple[StripMark, ...]
    seuil: StripLine | None
    objectif: StripLine | None
    median: StripLine
    first: str
    third: str
    sentence: str

    @property
    def own(self) -> StripMark | None:
        return next((mark for mark in self.marks if mark.is_own), None)

    @property
    def own_anchor(self) -> str:
        return "" if self.own is None else _anchor(Decimal(self.own.x))

    @property
    def band(self) -> tuple[str, str]:
        """Where the band of the quartiles starts, and how wide it is."""
        ends = sorted(map(Decimal, (self.first, self.third)))
        return str(ends[0]), str(ends[1] - ends[0])


def strip(network: Comparison, column: MeasureColumn, own: ComparedBody) -> Strip | None:
    """None where fewer than two bodies have a complete value that counts alike."""
    settled = [
        (body, value, measure)
        for body, value in network.alike(column)
        if (measure := value.settled) is not None
    ]
    middle = network.spread(column)
    if len(settled) < 2 or middle is None:
        return None
    seuil, objectif = _targets(column, [value for _, value, _ in settled])
    drawn = [measure for _, _, measure in settled]
    axis = _Axis(column, [*drawn, *(Fraction(each) for each in (seuil, objectif) if each is not None)])
    return Strip(
        column=column,
        marks=_marks(column, axis, settled, own),
        seuil=_line(axis, seuil, "seuil"),
        objectif=_line(axis, objectif, "objectif"),
        median=_median(axis, middle),
        first=short(axis.x(Fraction(middle.first))),
        third=short(axis.x(Fraction(middle.third))),
        sentence=_sentence(column, settled, middle, own),
    )


type _Settled = Sequence[tuple[ComparedBody, BodyValue, Fraction]]


class _Axis:
    """From the worst on the left to the best on the right."""

    def __init__(self, column: MeasureColumn, figures: Sequence[Fraction]) -> None:
        self.column, self.low, self.high = column, min(figures), max(figures)

    def x(self, figure: Fraction) -> float:
        share = (figure - self.low) / ((self.high - self.low) or 1)
        from_left = share if self.column.definition.rises else 1 - share
        return EDGE + float(from_left) * (100 - 2 * EDGE)


def _targets(column: MeasureColumn, values: Sequence[BodyValue]) -> tuple[Decimal | None, Decimal | None]:
    """Seuil and objectif to date, where all bodies have the same. Shares are of each one's own objectif."""
    if column.by_share:
        return None, FULL
    seuils, objectifs = {each.seuil for each in values}, {each.objectif for each in values}
    return _only(seuils), _only(objectifs)


def _only(targets: set[Decimal | None]) -> Decimal | None:
    return next(iter(targets)) if len(targets) == 1 else None


def _line(axis: _Axis, target: Decimal | None, name: str) -> StripLine | None:
    if target is None:
        return None
    x = short(axis.x(Fraction(target)))
    text = name if axis.column.by_share else f"{name} {target_text(axis.column.definition, target)}"
    return StripLine(x, text, _anchor(Decimal(x)))


def _median(axis: _Axis, middle: Spread) -> StripLine:
    x = short(axis.x(Fraction(middle.median)))
    return StripLine(x, f"médiane {figure_text(axis.column, middle.median)}", _anchor(Decimal(x)))


def _anchor(x: Decimal) -> str:
    return "start" if x < 25 else "end" if x > 75 else "middle"


def _marks(column: MeasureColumn, axis: _Axis, settled: _Settled, own: ComparedBody) -> tuple[StripMark, ...]:
    """Own body at the foot of its pile, so that its words lead to it."""
    piled: Counter[int] = Counter()
    marks = []
    for body, value, measure in sorted(settled, key=lambda each: each[0] is not own):
        x = axis.x(measure)
        band = int(x / BAND)
        mark, text = mark_of(value.status), measure_text(column, measure)
        marks.append(StripMark(short(x), FLOOR - PILE * piled[band], body, mark, text, body is own))
        piled[band] += 1
    return tuple(marks)


def _sentence(column: MeasureColumn, settled: _Settled, middle: Spread, own: ComparedBody) -> str:
    """`Pays de la Loire 73,40 j ; médiane 72,00 j, quartiles 70,10 j et 74,20 j, sur 21 organismes ; de 67,10 j
    (Île-de-France) à 77,80 j (Midi-Pyrénées).`
    """
    ordered = sorted(settled, key=lambda each: each[2], reverse=column.definition.rises)
    (best, _, highest), (worst, _, lowest) = ordered[0], ordered[-1]
    mine = next((measure for body, _, measure in settled if body is own), None)
    said = (
        f"{own.name} {measure_text(column, mine)}"
        if mine is not None
        else f"{own.name} sans valeur à comparer"
    )
    return (
        f"{said}{french.NARROW}; médiane {figure_text(column, middle.median)}, "
        f"quartiles {quartiles_text(column, middle)}, sur {french.counted(len(settled), 'organisme', 'organismes')}"
        f"{french.NARROW}; de {measure_text(column, highest)} ({best.name}) "
        f"à {measure_text(column, lowest)} ({worst.name})."
    )


def figure_of(column: MeasureColumn, value: BodyValue) -> Decimal | None:
    """What is compared, as rounded; None while something is missing from it."""
    settled = value.settled
    return None if settled is None else rounded(settled, column.decimals)
