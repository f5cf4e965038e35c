"""An attainment as the API writes it, from a stored row or from one computed for the past.

Written by hand and not by a serializer: a year of a network is thousands of rows (bench/ measures it). The serializer
tells the schema.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import Func, QuerySet, TextField
from rest_framework import serializers

from cpg.shared.figures import iso
from indicators.api.serializers import Figure, MonthName
from indicators.domain.model import Aggregation, Attainment, Status
from indicators.models import Indicator, StoredAttainment
from indicators.stored import ESTIMATED, columns_of

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
# Figures are stored with as many decimals (`indicators.models.attainment.figure`).
STORED_DECIMALS = 6
SCORE_DECIMALS = 2
CHANCE_DECIMALS = 3
OF_PAIRS = frozenset(each.value for each in Aggregation if each.takes_pair)


class EstimateRow(serializers.Serializer[Any]):
    """An estimate, and no published figure: statuses, scores and the quarter's file never depend on it. `low` and
    `high` hold the year's end four times in five. The chances of December's objectif and seuil are between 0 and 1; 1
    means secured and 0 out of reach, null that nothing can be estimated.
    """

    low = Figure()
    high = Figure()
    chance_objectif = Figure()
    chance_seuil = Figure()


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
    estimate = EstimateRow(allow_null=True)
    pending = serializers.BooleanField()


def names_by_key(indicators: QuerySet[Indicator]) -> dict[int, Any]:
    """What `stored_row` reads of the indicators, by primary key. One query, and no instance of a model."""
    rows: QuerySet[Indicator, Any] = indicators.values_list(
        "pk",
        "code",
        "contract__code",
        "contract__body__code",
        "current_definition__decimals",
        "current_definition__aggregation",
        "pending__pk",
        named=True,
    )
    return {row.pk: row for row in rows}


def _end(decimals: int) -> int | None:
    """Where to cut the text of a stored figure so that so many decimals are left, the point with the last of them; None
    where all of them are published.
    """
    if decimals == STORED_DECIMALS:
        return None
    return decimals - STORED_DECIMALS if decimals else -STORED_DECIMALS - 1


CUT_SCORE, CUT_CHANCE = _end(SCORE_DECIMALS), _end(CHANCE_DECIMALS)


class StoredText(Func):
    """A column as the database itself writes it, a figure with all its stored decimals: making a Decimal of each, only
    to write it again, costs more than the query. SQLite has texts already (`ExactDecimalField`), but for the score.
    """

    output_field = TextField()
    template = "CAST(%(expressions)s AS text)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column = self.get_source_expressions()[0].output_field
        if column.db_type(connection) == "decimal":
            context["template"] = (
                "CASE WHEN %(expressions)s IS NOT NULL THEN printf('%%%%.6f', %(expressions)s) END"
            )
        return self.as_sql(compiler, connection, **context)


def stored(rows: QuerySet[StoredAttainment]) -> "QuerySet[StoredAttainment, Any]":
    """The rows as `stored_row` reads them: named tuples, figures and missing months as texts."""
    as_they_are = [StoredText("missing") if name == "missing" else name for name in AS_THEY_ARE]
    figures = [StoredText(name) for name in (*PUBLISHED, *TO_DATE, *SUMS, "score", "pace", *ESTIMATED)]
    texts: QuerySet[StoredAttainment, Any] = rows.values_list(
        "indicator_id", "month", *as_they_are, *figures, named=True
    )
    return texts


def stored_row(row: Sequence[Any], indicator: Any) -> dict[str, Any]:
    """A row of `stored`, with its indicator's row of `names_by_key`.

    What is stored has no more decimals than it was published with: its text is cut.

    Written out, because a call for each figure costs as much as the query (bench/).
    """
    (
        _, month, status, due, reported, missing, no_case, out_of_reach, version,
        value, quarter_value, seuil_annual, objectif_annual, projection,
        seuil, objectif, gap, numerator, denominator, score, pace,
        low, high, chance_objectif, chance_seuil,
    ) = row  # fmt: skip
    cut, cut_to_date = (
        _end(indicator.current_definition__decimals),
        _end(indicator.current_definition__decimals + 2),
    )
    cut_pace = cut if indicator.current_definition__aggregation in OF_PAIRS else cut_to_date
    return {
        "organisme": indicator.contract__body__code,
        "contract": indicator.contract__code,
        "indicator": indicator.code,
        "month": month.isoformat()[:7],
        "status": status,
        "value": value and value[:cut],
        "quarter_value": quarter_value and quarter_value[:cut],
        "numerator": numerator and numerator.rstrip("0").rstrip("."),
        "denominator": denominator and denominator.rstrip("0").rstrip("."),
        "months_due": due,
        "months_reported": reported,
        "missing": [] if missing == "[]" else orjson.loads(missing),
        "no_case": no_case,
        "seuil_annual": seuil_annual and seuil_annual[:cut],
        "objectif_annual": objectif_annual and objectif_annual[:cut],
        "seuil_to_date": seuil and seuil[:cut_to_date],
        "objectif_to_date": objectif and objectif[:cut_to_date],
        "gap": gap and gap[:cut_to_date],
        "score": score and score[:CUT_SCORE],
        "projection": projection and projection[:cut],
        "pace": pace and pace[:cut_pace],
        "pace_out_of_reach": out_of_reach,
        "target_version": version,
        "estimate": None
        if low is chance_objectif is chance_seuil is None
        else {
            "low": low and low[:cut],
            "high": high and high[:cut],
            "chance_objectif": chance_objectif and chance_objectif[:CUT_CHANCE],
            "chance_seuil": chance_seuil and chance_seuil[:CUT_CHANCE],
        },
        "pending": indicator.pending__pk is not None,
    }


def computed_row(attainment: Attainment, indicator: Indicator) -> dict[str, Any]:
    """One computed from the facts, already with the decimals that it is published with. Nothing is pending then.

    The indicator comes `with_definition()`.
    """
    columns = columns_of(attainment)
    return {
        "organisme": indicator.contract.body.code,
        "contract": indicator.contract.code,
        "indicator": indicator.code,
        "month": str(attainment.month),
        **{name: columns[name] for name in AS_THEY_ARE},
        **{name: _whole(columns[name]) for name in (*PUBLISHED, *TO_DATE, "score", "pace")},
        **{name: None if columns[name] is None else iso(columns[name]) for name in SUMS},
        "estimate": _estimated(columns) if attainment.estimate else None,
        "pending": False,
    }


def _estimated(columns: dict[str, Any]) -> dict[str, str | None]:
    return {name.removeprefix("estimate_"): _whole(columns[name]) for name in ESTIMATED}


def _whole(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
