"""The curve of the score: its constant perimeter is whole or not drawn; and a floor never takes a record."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from cpg.shared.periods import Month
from dashboards.overview import needed as needing
from dashboards.overview.score import curve_of
from indicators.domain.best_month import BestMonth
from indicators.domain.model import Aggregation, Attainment, Pace, Status
from tests.domain.test_december import definition


def state(code, scores):
    """An indicator with these scores from January 2025 on; None is a month that was not entered."""
    trend = [
        SimpleNamespace(
            month=Month(2025, number), weight=None, objectif_annual=Decimal(90), is_floor=False, score=score,
            status=Status.NON_RENSEIGNE if score is None else Status.ENTRE,
        )
        for number, score in enumerate(scores, start=1)
    ]  # fmt: skip
    return SimpleNamespace(indicator=SimpleNamespace(code=code), month=Month(2025, len(scores)), trend=trend)


def test_a_month_where_a_part_of_the_constant_perimeter_is_measured_has_no_point():
    low, high = Decimal(20), Decimal(80)
    # The second month has no score: one of five.
    rows = [[low, low, low], [high, None, high], [high, None, None], [None, None, high], [None, None, high]]
    curve = curve_of([state(str(rank), scores) for rank, scores in enumerate(rows)], range(2025, 2026))
    assert curve.constant.count("M") == 2
    assert curve.constant.count("h0") == 2
    assert [each.year for each in [curve.last]] == [2025]


@pytest.mark.parametrize(("is_floor", "is_record"), [(False, True), (True, False)])
def test_what_is_at_most_needed_never_takes_a_record(monkeypatch, is_floor, is_record):
    summed = definition(aggregation=Aggregation.SOMME)
    best = BestMonth(summed, Month(2025, 3), (10, 1))
    monkeypatch.setattr(needing, "_best", lambda _: best)
    month = Month(2025, 6)
    now = Attainment(month, Status.ENTRE, value=Decimal(50), pace=Pace(Decimal(20)), is_floor=is_floor)
    found = needing.needed(SimpleNamespace(now=now, december=None, definition=summed, month=month))
    assert (found.is_record, found.best) == (is_record, "10,00\u00a0%")
