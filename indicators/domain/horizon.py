"""Compare the current level of an indicator with the objectif of the contract's last year (RC-18)."""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain.december import quotient
from indicators.domain.exact import rounded
from indicators.domain.judgement import is_at_least_as_good, share_of
from indicators.domain.model import Aggregation, Attainment, Definition, Direction, Status


@dataclass(frozen=True, slots=True)
class Horizon:
    """The current level and the objectif of the last year; `gap` is level minus objectif.

    `is_held`: the level reaches that objectif. While it does not, no status follows from it: the yearly targets are the
    path there, and `is_on_path` tells whether the objectif of today is reached (None while today has no score).
    For a running total only, `share` is what has been done and `path` what the targets ask by now, in % of the last
    objectif.
    """

    level: Decimal
    objectif: Decimal
    gap: Decimal
    is_held: bool
    is_on_path: bool | None
    share: Decimal | None
    path: Decimal | None


def horizon(definition: Definition, now: Attainment, last: Attainment) -> Horizon | None:
    """`last` is the attainment of the contract's last December. None without a level or a last objectif.

    The sum of a part of a year cannot be compared with a whole year, so the level of a sum is its projection.
    """
    level = now.projection if definition.aggregation is Aggregation.SOMME else now.value
    objectif = last.objectif_to_date
    if level is None or objectif is None:
        return None
    runs = definition.aggregation is Aggregation.CUMUL_CONTRAT
    share = share_of(level, objectif) if runs else None
    asked = share_of(now.objectif_to_date, objectif) if runs else None
    return Horizon(
        level=level,
        objectif=objectif,
        gap=level - objectif,
        is_held=_is_held(definition, now, last, level),
        is_on_path=now.status is Status.ATTEINT if now.status.is_measured else None,
        share=None if share is None else _cut(definition, share),
        path=None if asked is None else rounded(asked, 1),
    )


def _is_held(definition: Definition, now: Attainment, last: Attainment, level: Decimal) -> bool:
    """A running total that must stay low can still grow past its objectif, so it is held only at the very end."""
    may_grow = (
        definition.aggregation is Aggregation.CUMUL_CONTRAT and definition.direction is Direction.BAISSE
    )
    if may_grow and now.month < last.month:
        return False
    return is_at_least_as_good(
        definition.direction, quotient(level), quotient(last.objectif_to_date or Decimal(0))
    )


def _cut(definition: Definition, share: Fraction) -> Decimal:
    """Round to a tenth on the worse side, so that 100 % is shown only for a total that is reached."""
    tenths = math.floor(share * 10) if definition.direction is Direction.HAUSSE else math.ceil(share * 10)
    return Decimal(tenths).scaleb(-1)
