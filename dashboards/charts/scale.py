"""The scale shared by all indicators: the seuil at 30 %, the objectif at 70 % of the width."""

from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.points import short
from indicators.domain.model import Status

SEUIL, OBJECTIF = 30, 70
LEFT, RIGHT = 3, 97
SHAPES = {
    Status.ATTEINT: ("f-atteint", "t-atteint"),
    Status.ENTRE: ("f-entre", "t-entre"),
    Status.SOUS_SEUIL: ("f-sous", "t-sous"),
    # A floor has a place too: the least that the value can come to.
    Status.INCOMPLET: ("f-incomplet", "t-vide"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Abscissas in % of the width. `tail` is the place of the compared month, `projection` that of December."""

    x: str
    shape: str
    tone: str
    tail: str | None
    projection: str | None


def scale(
    *,
    position: Decimal,
    status: Status,
    compared: Decimal | None = None,
    projected: Decimal | None = None,
) -> Scale:
    """Place a measured month; positions are 0 at the seuil and 1 at the objectif."""
    shape, tone = SHAPES[status]
    return Scale(
        x=abscissa(position),
        shape=shape,
        tone=tone,
        tail=None if compared is None else abscissa(compared),
        projection=None if projected is None else abscissa(projected),
    )


def abscissa(position: Decimal) -> str:
    """x = 30 + 40 p, kept inside the frame."""
    return short(_inside(position))


def _inside(position: Decimal) -> float:
    return min(max(SEUIL + (OBJECTIF - SEUIL) * float(position), LEFT), RIGHT)


@dataclass(frozen=True, slots=True)
class DecemberScale:
    """Where December would end, on the scale of its own targets: `x` the projection, from `low` over `width` the
    interval ("" where nothing can move). In % of the width.
    """

    x: str
    low: str
    width: str


def december_scale(*, projected: Decimal, ends: tuple[Decimal, Decimal] | None) -> DecemberScale:
    """From positions, 0 at the seuil and 1 at the objectif; the ends in any order."""
    if ends is None or ends[0] == ends[1]:
        return DecemberScale(abscissa(projected), "", "")
    low, high = (_inside(end) for end in sorted(ends))
    return DecemberScale(abscissa(projected), short(low), short(high - low))
