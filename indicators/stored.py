"""Convert a domain attainment to the columns of a row, and back."""

from decimal import Decimal
from typing import Any

from cpg.shared.periods import Month
from indicators.domain.model import Attainment, Definition, Estimate, Pace, Status
from indicators.models import StoredAttainment

SAME = (
    "value",
    "quarter_value",
    "numerator",
    "denominator",
    "months_due",
    "months_reported",
    "no_case",
    "seuil_annual",
    "objectif_annual",
    "seuil_to_date",
    "objectif_to_date",
    "gap",
    "score",
    "position",
    "projection",
    "target_version",
    "is_floor",
    "weight",
)
ESTIMATED = {
    "estimate_low": "low",
    "estimate_high": "high",
    "chance_objectif": "objectif",
    "chance_seuil": "seuil",
}
COLUMNS = ("status", "missing", "pace", "pace_out_of_reach", *SAME, *ESTIMATED)


def columns_of(attainment: Attainment) -> dict[str, Any]:
    """The columns of a row, with the month as its first day and the missing months as texts."""
    pace = attainment.pace
    return {
        "month": attainment.month.first_day,
        "status": attainment.status.value,
        "missing": [str(month) for month in attainment.missing],
        "pace": pace.value if pace else None,
        "pace_out_of_reach": bool(pace and pace.out_of_reach),
        **{name: getattr(attainment, name) for name in SAME},
        **{column: getattr(attainment.estimate, name, None) for column, name in ESTIMATED.items()},
    }


def attainment_of(row: StoredAttainment, definition: Definition) -> Attainment:
    """The attainment that a row stands for, each figure with the decimals that it is published with."""
    decimals = definition.decimals
    to_date = decimals + 2
    return Attainment(
        month=Month.of(row.month),
        status=Status(row.status),
        value=with_decimals(row.value, decimals),
        quarter_value=with_decimals(row.quarter_value, decimals),
        numerator=row.numerator,
        denominator=row.denominator,
        months_due=row.months_due,
        months_reported=row.months_reported,
        missing=tuple(Month.parse(text) for text in row.missing),
        no_case=row.no_case,
        seuil_annual=with_decimals(row.seuil_annual, decimals),
        objectif_annual=with_decimals(row.objectif_annual, decimals),
        seuil_to_date=with_decimals(row.seuil_to_date, to_date),
        objectif_to_date=with_decimals(row.objectif_to_date, to_date),
        gap=with_decimals(row.gap, to_date),
        score=with_decimals(row.score, 2),
        position=row.position,
        projection=with_decimals(row.projection, decimals),
        pace=_pace(row, decimals if definition.aggregation.takes_pair else to_date),
        target_version=row.target_version,
        is_floor=row.is_floor,
        weight=row.weight,
        estimate=_estimate(row, decimals),
    )


def with_decimals(number: Decimal | None, decimals: int) -> Decimal | None:
    """Cut or add trailing zeros. This never rounds: no more decimals are stored than were published."""
    return None if number is None else number.quantize(Decimal(1).scaleb(-decimals))


def _estimate(row: StoredAttainment, decimals: int) -> Estimate | None:
    """None where nothing is estimated and nothing certain."""
    found = Estimate(
        low=with_decimals(row.estimate_low, decimals),
        high=with_decimals(row.estimate_high, decimals),
        objectif=with_decimals(row.chance_objectif, 3),
        seuil=with_decimals(row.chance_seuil, 3),
    )
    return None if found == Estimate() else found


def _pace(row: StoredAttainment, decimals: int) -> Pace | None:
    if row.pace_out_of_reach:
        return Pace(None, out_of_reach=True)
    return None if row.pace is None else Pace(with_decimals(row.pace, decimals))
