"""The shape of a fictitious indicator: how well it does, how it moves through the year, where it has holes.

Everything is derived from the codes of the body and the indicator, so each machine draws the same figures. Floats draw
the shapes; the entered figures are Decimals.
"""

import math
from dataclasses import dataclass
from random import Random

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Definition, Target

# Where the year ends on the scale from seuil (0) to objectif (1): good, near, poor, improving and declining ones.
ENDINGS = (1.25, 1.08, 0.7, 1.4, 0.45, -0.3, 1.15, 0.85, 1.02, -0.15)
TRENDS = (0.0, 0.12, -0.1, 0.2, 0.0, 0.15, -0.18, 0.1)
# Activity through the year: a full January and autumn, an empty August.
SEASON = (1.10, 1.02, 1.08, 0.99, 0.93, 1.02, 0.86, 0.68, 1.12, 1.16, 1.06, 0.98)
# Energy is burnt in winter.
WINTER = (1.62, 1.48, 1.25, 0.95, 0.72, 0.60, 0.58, 0.55, 0.68, 0.92, 1.25, 1.40)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one indicator behaves. `volume` is the monthly number of cases of a ratio."""

    ending: float
    trend: float
    noise: float
    volume: int
    season: tuple[float, ...]


def shape_of(key: str, position: int, definition: Definition) -> Shape:
    rng = Random(key)  # noqa: S311 - fictitious figures, the same on each machine
    is_energy = definition.aggregation is Aggregation.EVOLUTION
    return Shape(
        ending=ENDINGS[position % len(ENDINGS)] + rng.uniform(-0.08, 0.08),
        trend=TRENDS[position % len(TRENDS)],
        noise=rng.uniform(0.05, 0.22),
        volume=rng.choice((180, 420, 950, 2300, 6400)),
        season=WINTER if is_energy else SEASON,
    )


def level(shape: Shape, target: Target, month: Month, first_year: int, rng: Random) -> float:
    """The level of a month, in the unit of the targets."""
    seuil = float(target.seuil if target.seuil is not None else target.objectif or 0)
    objectif = float(target.objectif if target.objectif is not None else seuil)
    elapsed = (month.year - first_year) + month.number / 12
    p = shape.ending + shape.trend * (elapsed - 2) + rng.gauss(0, shape.noise)
    p += 0.08 * math.sin(2 * math.pi * month.number / 12)
    spread = objectif - seuil or 0.05 * abs(objectif) or 1.0
    return seuil + p * spread


def activity(shape: Shape, month: Month, rng: Random) -> float:
    """How busy the month is, 1 on average."""
    return shape.season[month.number - 1] * rng.uniform(0.94, 1.06)
