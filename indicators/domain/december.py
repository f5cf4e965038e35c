"""What the projection and the pace announce of December: its status, its place, an objectif that is already secured."""

from decimal import Decimal

from indicators.domain.exact import Quotient
from indicators.domain.judgement import judge
from indicators.domain.model import Aggregation, Attainment, Definition, Direction, Status


def quotient(number: Decimal) -> Quotient:
    """A published figure as it is compared."""
    return number.as_integer_ratio()


def projected_status(
    definition: Definition, now: Attainment | None, december: Attainment | None
) -> Status | None:
    """How December would be judged if the projection of `now` came true; None without projection or objectif."""
    if now is None or now.projection is None or december is None or december.objectif_to_date is None:
        return None
    seuil = december.seuil_to_date
    return judge(
        definition.direction,
        quotient(now.projection),
        None if seuil is None else quotient(seuil),
        quotient(december.objectif_to_date),
    )


def projected_position(now: Attainment, december: Attainment | None) -> Decimal | None:
    """Where the projection of `now` falls between December's seuil (0) and objectif (1), for drawings only."""
    return None if now.projection is None else december_position(now.projection, december)


def december_position(figure: Decimal, december: Attainment | None) -> Decimal | None:
    """The same for any figure of the year's end; None where the two targets make no scale."""
    if december is None:
        return None
    seuil, objectif = december.seuil_to_date, december.objectif_to_date
    if seuil is None or objectif is None or seuil == objectif:
        return None
    return (figure - seuil) / (objectif - seuil)


def is_secured(definition: Definition, pace: Decimal) -> bool:
    """Whether the objectif of the year is met whatever the remaining months bring, from the pace required (RC-15)."""
    if definition.direction is Direction.HAUSSE:
        return pace <= (-100 if definition.aggregation is Aggregation.EVOLUTION else 0)
    is_bounded = definition.numerator_bounded and definition.unit == "%"
    return definition.aggregation is Aggregation.RATIO and is_bounded and pace >= 100
