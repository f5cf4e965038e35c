"""What keeps a quarter from being closed, point by point, and what is ready."""

import pytest

from cpg.shared.periods import Month, Quarter
from dashboards.models import PointKind
from dashboards.quarters.checklist import checklist_of
from indicators.recording import neutralise, validate
from tests.factories import (
    pair,
)
from tests.quarters.checked import (
    BAD,
    FIRST,
    MARCH,
    SYSTEM,
    absent,
    amended,
    below,
    correct,
    emptied,
    entered,
    found,
    make_ready,
    neutralised,
    ready,
    returned,
    step,
    submitted,
    unusual,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_july_2024")]


@pytest.fixture
def indicator(contract):
    return make_ready(contract)


@pytest.mark.parametrize(
    ("happens", "points"),
    [
        (lambda indicator: None, []),
        (emptied, [(PointKind.MISSING, "2024-03")]),
        (entered, [(PointKind.UNVALIDATED, "2024-03")]),
        (submitted, [(PointKind.UNVALIDATED, "2024-03")]),
        (returned, [(PointKind.RETURNED, "2024-03")]),
        (unusual, [(PointKind.DOUBTFUL, "2024-03")]),
        (below, [(PointKind.UNCOMMENTED, "2024-01")]),
        (absent, []),
        (neutralised, []),
        (amended, []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_holds_a_quarter_back(contract, indicator, happens, points):
    happens(indicator)
    assert found(contract) == points


def test_a_comment_answers_a_doubt_and_a_seuil_that_is_not_held(contract, indicator):
    unusual(indicator)
    correct(indicator, MARCH, pair(9, 10), comment="un seul site a répondu")
    validate(**step(indicator))
    assert found(contract) == []
    below(indicator)
    correct(indicator, Month(2024, 1), BAD, comment="grève")
    validate(**step(indicator, Month(2024, 1)))
    assert (PointKind.UNCOMMENTED, "2024-01") not in found(contract)


def test_the_quarter_that_ends_below_the_seuil_has_one_comment_at_least(contract, indicator):
    """It fell in the quarter before, where it was explained: this quarter says how it goes on."""
    below(indicator)
    for number in (4, 5, 6):
        ready(indicator, Month(2024, number), pair(70 + number, 100))
    second = Quarter(2024, 2)
    assert (PointKind.UNCOMMENTED, "2024-06") in found(contract, second)
    correct(indicator, Month(2024, 5), pair(75, 100), comment="rattrapage en cours")
    validate(**step(indicator, Month(2024, 5)))
    assert not any(kind is PointKind.UNCOMMENTED for kind, _ in found(contract, second))


def test_what_the_value_to_date_lacks_holds_later_quarters_back_too(contract, indicator):
    """The row of the third quarter counts March: while it is missing or not validated, so is the row."""
    entered(indicator)
    for number in (4, 5, 6):
        ready(indicator, Month(2024, number), pair(90 + number, 100))
    assert found(contract, Quarter(2024, 2)) == [(PointKind.UNVALIDATED, "2024-03")]
    assert found(contract, Quarter(2023, 4)) != found(contract, FIRST)


def test_what_is_ready_is_listed_with_its_reason(contract, indicator):
    absent(indicator)
    checklist = checklist_of(contract, FIRST)
    assert [record.fact.reason for record in checklist.rows[0].facts.absences] == ["panne du routeur"]
    neutralise(
        indicator=indicator,
        month=MARCH,
        is_neutralised=True,
        reason="panne nationale",
        expected_version=0,
        **SYSTEM,
    )
    amended(indicator)
    checklist = checklist_of(contract, FIRST)
    assert [each.reason for each in checklist.neutralised] == ["panne nationale"]
    assert [each.label for each in checklist.versions] == ["avenant 1"]
    assert checklist.rows[0].facts.absences == [], "what is neutralised is not read"
