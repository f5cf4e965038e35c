"""Where an indicator already stands before what the contract's last year asks (RC-18)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain.judgement import judge
from indicators.domain.model import Aggregation, Attainment, Definition, Status


@dataclass(frozen=True, slots=True)
class Horizon:
    """The level of today held against the objectif of the contract's last year; `gap` is level minus objectif."""

    level: Decimal
    objectif: Decimal
    gap: Decimal
    status: Status


def horizon(definition: Definition, now: Attainment, last: Attainment) -> Horizon | None:
    """`last` is the attainment of the contract's last December. A sum is a year's: its level is the projection.

    None while there is no level, or no objectif in the last year.
    """
    level = now.projection if definition.aggregation is Aggregation.SOMME else now.value
    objectif, seuil = last.objectif_to_date, last.seuil_to_date
    if level is None or objectif is None:
        return None
    status = judge(
        definition.direction,
        Fraction(level),
        None if seuil is None else Fraction(seuil),
        Fraction(objectif),
    )
    return Horizon(level, objectif, level - objectif, status)
