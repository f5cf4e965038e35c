"""Where an indicator already stands before what the contract's last year asks (RC-18)."""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain.judgement import is_at_least_as_good
from indicators.domain.model import Aggregation, Attainment, Definition, Direction, Status
from indicators.domain.rounding import half_up


@dataclass(frozen=True, slots=True)
class Horizon:
    """The level of today held against the objectif of the contract's last year; `gap` is level minus objectif.

    `is_held` once that objectif is. Short of it nothing is judged by it: the path there is that of the yearly targets,
    so `is_on_path` is whether the objectif of today is held (None while today is not judged). `share` and `path`, for
    a running total only, are what has been done and what the targets ask by now, in % of that objectif.
    """

    level: Decimal
    objectif: Decimal
    gap: Decimal
    is_held: bool
    is_on_path: bool | None
    share: Decimal | None
    path: Decimal | None


def horizon(definition: Definition, now: Attainment, last: Attainment) -> Horizon | None:
    """`last` is the attainment of the contract's last December. A sum is a year's: its level is the projection.

    None while there is no level, or no objectif in the last year.
    """
    level = now.projection if definition.aggregation is Aggregation.SOMME else now.value
    objectif = last.objectif_to_date
    if level is None or objectif is None:
        return None
    runs = definition.aggregation is Aggregation.CUMUL_CONTRAT and objectif > 0
    path = now.objectif_to_date
    return Horizon(
        level=level,
        objectif=objectif,
        gap=level - objectif,
        is_held=_is_held(definition, now, last, level),
        is_on_path=now.status is Status.ATTEINT if now.status.is_measured else None,
        share=_cut(definition, 100 * Fraction(level) / Fraction(objectif)) if runs else None,
        path=half_up(100 * Fraction(path) / Fraction(objectif), 1) if runs and path is not None else None,
    )


def _is_held(definition: Definition, now: Attainment, last: Attainment, level: Decimal) -> bool:
    """A total that must stay low may still grow: it holds its last objectif at the end only."""
    may_grow = (
        definition.aggregation is Aggregation.CUMUL_CONTRAT and definition.direction is Direction.BAISSE
    )
    if may_grow and now.month < last.month:
        return False
    return is_at_least_as_good(definition.direction, Fraction(level), Fraction(last.objectif_to_date or 0))


def _cut(definition: Definition, share: Fraction) -> Decimal:
    """To a tenth, never on the better side: 100 % is written of what is there only."""
    tenths = math.floor(share * 10) if definition.direction is Direction.HAUSSE else math.ceil(share * 10)
    return Decimal(tenths).scaleb(-1)
