"""An attainment as the API writes it, from a stored row or from one computed for the past.

Written by hand and not by a serializer: a year of a network is thousands of rows (bench/ measures it). The serializer
tells the schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from commitments.models import Contract
from cpg.shared.figures import iso
from indicators.api.serializers import Figure, MonthName
from indicators.domain.model import Attainment, Status
from indicators.models import Indicator
from indicators.stored import columns_of

PUBLISHED = ("value", "quarter_value", "seuil_annual", "objectif_annual", "projection")
TO_DATE = ("seuil_to_date", "objectif_to_date", "gap")
SUMS = ("numerator", "denominator")
AS_THEY_ARE = (
    "status",
    "months_due",
    "months_reported",
    "missing",
    "no_case",
    "pace_out_of_reach",
    "target_version",
)
COLUMNS = ("indicator_id", "month", *AS_THEY_ARE, *PUBLISHED, *TO_DATE, *SUMS, "score", "pace")
# Figures are stored with as many decimals (`indicators.models.attainment.figure`).
STORED_DECIMALS = 6
SCORE_DECIMALS = 2


class AttainmentRow(serializers.Serializer[Any]):
    """What is published of an indicator at the end of a month. `pending`: a later fact is still to be computed."""

    organisme = serializers.SlugField()
    contract = serializers.SlugField()
    indicator = serializers.CharField()
    month = MonthName()
    status = serializers.ChoiceField(choices=list(Status))
    value = Figure()
    quarter_value = Figure()
    numerator = Figure()
    denominator = Figure()
    months_due = serializers.IntegerField()
    months_reported = serializers.IntegerField()
    missing = serializers.ListField(child=MonthName())
    no_case = serializers.BooleanField()
    seuil_annual = Figure()
    objectif_annual = Figure()
    seuil_to_date = Figure()
    objectif_to_date = Figure()
    gap = Figure()
    score = Figure()
    projection = Figure()
    pace = Figure()
    pace_out_of_reach = serializers.BooleanField()
    target_version = serializers.CharField()
    pending = serializers.BooleanField()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rows of one indicator share."""

    organisme: str
    contract: str
    code: str
    decimals: int
    pace_decimals: int
    pending: bool

    @classmethod
    def of(cls, indicator: Indicator, *, pending: bool) -> "Shown":
        contract: Contract = indicator.contract
        decimals = indicator.measure.decimals
        pace = decimals if indicator.measure.takes_pair else decimals + 2
        return cls(contract.body.code, contract.code, indicator.code, decimals, pace, pending)


def stored_row(row: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    """A stored row, read as `COLUMNS`."""
    cut, cut_to_date = STORED_DECIMALS - shown.decimals, STORED_DECIMALS - shown.decimals - 2
    written: dict[str, Any] = {
        "organisme": shown.organisme,
        "contract": shown.contract,
        "indicator": shown.code,
        "month": row["month"].isoformat()[:7],
    }
    for name in AS_THEY_ARE:
        written[name] = row[name]
    for name in PUBLISHED:
        written[name] = _cut(row[name], cut)
    for name in TO_DATE:
        written[name] = _cut(row[name], cut_to_date)
    for name in SUMS:
        written[name] = None if row[name] is None else iso(row[name])
    written["score"] = _cut(row["score"], STORED_DECIMALS - SCORE_DECIMALS)
    written["pace"] = _cut(row["pace"], STORED_DECIMALS - shown.pace_decimals)
    written["pending"] = shown.pending
    return written


def computed_row(attainment: Attainment, shown: Shown) -> dict[str, Any]:
    """One computed from the facts, already with the decimals that it is published with."""
    columns = columns_of(attainment)
    return {
        "organisme": shown.organisme,
        "contract": shown.contract,
        "indicator": shown.code,
        "month": str(attainment.month),
        **{name: columns[name] for name in AS_THEY_ARE},
        **{name: _whole(columns[name]) for name in (*PUBLISHED, *TO_DATE, "score", "pace")},
        **{name: None if columns[name] is None else iso(columns[name]) for name in SUMS},
        "pending": False,
    }


def _cut(number: Decimal | None, zeros: int) -> str | None:
    """Without its last zeros: what is stored has no more decimals than it was published with."""
    if number is None:
        return None
    text = f"{number:f}"
    return text[:-zeros].rstrip(".") if zeros else text


def _whole(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
