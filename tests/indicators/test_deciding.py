"""Dated decisions: weights alone, monthly profiles, base-year values; what each writes, refuses and asks to compute."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.models import BaseRevision, PendingRecompute, ProfileRevision, TargetVersion
from indicators.recording import amend, decide_profile, decide_weights, set_base_values
from indicators.selectors import attainments_at, series_of
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair, target

pytestmark = pytest.mark.django_db

BY = {"actor": None, "origin": Origin.FORM}
# A seasonal year: three months of ten parts in a hundred, July and August of two and a half.
SEASON = tuple(Fraction(part, 200) for part in (20, 20, 20, 17, 17, 17, 5, 5, 19, 20, 20, 20))


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def summed(contract):
    targets = every_year("1000", "1200")
    return make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0, targets=targets
    )


@pytest.fixture
def measured(contract):
    targets = every_year("-5", "-10")
    return make_indicator(
        contract, aggregation=Aggregation.EVOLUTION, direction="baisse", entry_decimals=2, targets=targets
    )


def weigh(contract, **changed):
    given = {
        "effective_from": date(2025, 7, 1),
        "weights": {"R1": Decimal(2)},
        "reason": "deux fois plus utile",
    }
    return decide_weights(contract=contract, **BY | given | changed)


def shape(indicator, **changed):
    given = {"year": 2025, "weights": SEASON, "reason": "saison", "expected_version": 0}
    return decide_profile(indicator=indicator, **BY | given | changed)


def measure(indicator, **changed):
    given = {"values": [Decimal(100)] * 12, "reason": "relevés", "expected_version": 0}
    return set_base_values(indicator=indicator, **BY | given | changed)


def refused(verb, of, **changed):
    """The code of the refusal, after which nothing is written."""
    tables = Change, TargetVersion, ProfileRevision, BaseRevision
    before = [table.objects.count() for table in tables]
    with pytest.raises(Refusal) as found:
        verb(of, **changed)
    assert [table.objects.count() for table in tables] == before
    return found.value.code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"weights": {}}, "no_change"),
        ({"weights": {"R1": None}}, "no_change"),
        ({"weights": {"R1": Decimal(-1)}}, "negative_weight"),
        ({"weights": {"R1": Decimal("1.001")}}, "weight_too_fine"),
        ({"weights": {"R1": Decimal(100_000)}}, "weight_too_fine"),
        ({"weights": {"R9": Decimal(1)}}, "unknown_indicator"),
        ({"reason": " "}, "reason_missing"),
        ({"effective_from": date(2022, 12, 31)}, "outside_contract"),
        ({"expected_number": 4}, "stale_version"),
    ],
)
def test_weights_that_cannot_be_decided_write_nothing(contract, summed, changed, code):
    assert refused(weigh, contract, **changed) == code


def test_a_decision_on_weights_is_named_after_the_version_before_it(contract, summed, measured):
    weigh(contract, weights={"R1": Decimal(0)})
    amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2026, 1, 1),
        source="Avenant",
        targets={"R2": {2026: target("-5", "-12")}},
        reason="revu",
        **BY,
    )
    weigh(contract, effective_from=date(2026, 7, 1), weights={"R1": Decimal(3), "R2": Decimal(2)})
    first, second = series_of(summed).versions, series_of(measured).versions
    assert [(each.label, each.weight) for each in first] == [
        ("initiale", None),
        ("initiale + poids du 01/07/2025", 0),
        ("initiale + poids du 01/07/2025 + poids du 01/07/2026", 3),
    ]
    assert [each.label for each in second] == [
        "initiale",
        "avenant 1",
        "avenant 1 + poids du 01/07/2026",
    ]
    assert second[-1].targets == second[-2].targets
    assert [each.named for each in first[1:]] == [frozenset(), frozenset()]
    # Nothing after the decision may take effect before it.
    assert refused(weigh, contract, effective_from=date(2026, 6, 30), weights={"R2": None}) == (
        "before_last_version"
    )


def test_decisions_are_not_added_to_a_name_that_no_figure_has_room_for(contract, summed):
    for number in range(11):
        weigh(contract, weights={"R1": Decimal(number)})
    assert refused(weigh, contract, weights={"R1": Decimal(12)}) == "too_many_decisions"
    assert len(series_of(summed).versions[-1].label) <= 250


def test_a_weight_of_the_month_counts_from_its_effective_date(contract, summed):
    enter(summed, "2025-06", amount(1))
    weigh(contract)
    months = (Month(2025, 6), Month(2025, 7))
    found = [attainments_at([summed], month)[summed.pk] for month in months]
    assert [(each.weight, each.target_version) for each in found] == [
        (None, "initiale"),
        (2, "initiale + poids du 01/07/2025"),
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"year": 2028}, "outside_contract"),
        ({"weights": SEASON[1:]}, "not_twelve"),
        ({"weights": (*SEASON[1:], SEASON[0] + Fraction(1, 10**9))}, "sum_is_not_one"),
        ({"weights": (Fraction(-1, 12), Fraction(3, 12), *SEASON[2:])}, "negative_weight"),
        ({"weights": (Fraction(1, 10**13 + 1), *(Fraction(10**13, (10**13 + 1) * 11),) * 11)}, "too_many_decimals"),
        ({"weights": None}, "nothing_to_decide"),
        ({"reason": " "}, "reason_missing"),
        ({"expected_version": 1}, "stale_version"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_decided_writes_nothing(summed, changed, code):
    assert refused(shape, summed, **changed) == code


def test_a_profile_is_refused_where_no_target_to_date_depends_on_it(measured):
    assert refused(shape, measured) == "without_profile"


def test_a_profile_shapes_the_target_to_date_until_it_is_withdrawn(summed, django_assert_num_queries):
    known_at = summed.contract.changes.last().sequence
    shape(summed)
    assert PendingRecompute.objects.filter(indicator=summed).exists()
    with django_assert_num_queries(5):
        assert series_of(summed).profiles == {2025: SEASON}
    assert attainments_at([summed], Month(2025, 8))[summed.pk].objectif_to_date == 726
    assert refused(shape, summed, expected_version=1) == "nothing_to_decide"
    with pytest.raises(StaleVersion):
        shape(summed, weights=None)
    shape(summed, weights=None, reason="avenant", expected_version=1)
    assert series_of(summed).profiles == {}
    assert attainments_at([summed], Month(2025, 8))[summed.pk].objectif_to_date == 800
    assert series_of(summed, known_at).profiles == {}
    assert series_of(summed, known_at + 1).profiles == {2025: SEASON}


def test_equal_months_are_a_profile_too(summed):
    """It is no withdrawal: the projection of a year that has one does not follow past years."""
    shape(summed, weights=(Fraction(1, 12),) * 12)
    assert series_of(summed).profiles == {2025: (Fraction(1, 12),) * 12}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"values": [Decimal(100)] * 11}, "not_twelve"),
        ({"values": [Decimal(100)] * 11 + [Decimal(-1)]}, "negative"),
        ({"values": [Decimal("1.001")] * 12}, "too_many_decimals"),
        ({"values": [Decimal(10**10)] * 12}, "number_too_large"),
        ({"values": [Decimal(0)] * 12}, "only_zeros"),
        ({"reason": ""}, "reason_missing"),
        ({"expected_version": 1}, "stale_version"),
    ],
)
def test_base_values_that_cannot_be_set_write_nothing(measured, changed, code):
    assert refused(measure, measured, **changed) == code


def test_only_an_evolution_has_a_base_year(summed):
    assert refused(measure, summed) == "without_base"


def test_base_values_are_read_with_the_indicator_and_leave_figures_alone(
    contract, measured, django_assert_num_queries
):
    enter(measured, "2025-01", pair(90, 100))
    PendingRecompute.objects.all().delete()
    measure(measured, values=[Decimal(number) for number in range(1, 13)])
    assert refused(measure, measured, values=[Decimal(n) for n in range(1, 13)], expected_version=1) == (
        "nothing_to_decide"
    )
    measure(measured, values=[Decimal(number) for number in range(2, 14)], expected_version=1)
    with django_assert_num_queries(1):
        found = contract.indicators.all().with_definition().get(pk=measured.pk)
        assert (found.base_of(Month(2025, 1)), found.base_of(Month(2026, 12))) == (2, 13)
    assert not PendingRecompute.objects.exists()
    assert attainments_at([measured], Month(2025, 1))[measured.pk].denominator == 100


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.DIRECTION, Role.LECTEUR, Role.ADMINISTRATEUR])
def test_only_those_who_may_amend_decide(contract, summed, measured, role):
    by = {"actor": make_user(role, contract.body)}
    assert refused(weigh, contract, **by) == "not_allowed"
    assert refused(shape, summed, **by) == "not_allowed"
    assert refused(measure, measured, **by) == "not_allowed"


def test_a_controller_decides(contract, summed, measured):
    by = {"actor": make_user(Role.CONTROLEUR, contract.body)}
    weigh(contract, **by)
    shape(summed, **by)
    measure(measured, **by)
    assert list(Change.objects.order_by("-sequence").values_list("verb", flat=True)[:3]) == [
        "set_base_values",
        "decide_profile",
        "decide_weights",
    ]
