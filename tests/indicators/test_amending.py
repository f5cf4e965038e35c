"""An avenant is refused when it would name, date or change nothing that can be judged; otherwise it is complete."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Target
from indicators.dues import dues
from indicators.models import TargetKind, TargetRevision, TargetVersion
from indicators.recording import amend, neutralise
from indicators.selectors import series_of
from tests.factories import every_year, make_contract, make_indicator, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    contract = make_contract()
    make_indicator(contract, targets=every_year("80", "90"))
    make_indicator(
        contract,
        aggregation=Aggregation.CUMUL_CONTRAT,
        unit="situations",
        decimals=0,
        targets=every_year("100", "200"),
    )
    return contract


def sign(contract, **changed):
    given = {
        "label": "avenant 1",
        "effective_from": date(2025, 7, 1),
        "source": "Avenant",
        "targets": {"R1": {2025: target("82", "92")}},
        "reason": "revu",
        "actor": None,
        "origin": Origin.FORM,
    }
    return amend(contract=contract, **given | changed)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"label": " Initiale "}, "label_taken"),
        ({"effective_from": date(2022, 12, 31)}, "outside_contract"),
        ({"effective_from": date(2028, 1, 1)}, "outside_contract"),
        ({"targets": {}}, "no_change"),
        ({"targets": {"R1": {2025: target("80.00", "90.0")}}}, "no_change"),
        ({"targets": {"R1": {2024: target("82", "92")}}}, "year_is_over"),
        ({"targets": {"R2": {2023: target("90", "190")}}}, "year_is_over"),
        ({"targets": {"R1": {2028: target("82", "92")}}}, "outside_contract"),
        ({"targets": {"R1": {2025: target("93", "92")}}}, "wrong_side"),
        ({"targets": {"R1": {2025: target("82", "9" * 11)}}}, "number_too_large"),
        ({"targets": {"R9": {2025: target("82", "92")}}}, "unknown_indicator"),
        ({"reason": " "}, "reason_missing"),
        ({"targets": {}, "first_years": {"R1": 2028}}, "outside_contract"),
        ({"targets": {}, "first_years": {"R1": 2023}}, "no_change"),
        ({"targets": {}, "weights": {"R1": Decimal("-0.5")}}, "negative_weight"),
        ({"targets": {}, "weights": {"R1": Decimal("0.125")}}, "weight_too_fine"),
        ({"targets": {}, "weights": {"R1": None}}, "no_change"),
        ({"targets": {}, "weights": {"R9": Decimal(1)}}, "unknown_indicator"),
    ],
)
def test_what_cannot_be_signed_writes_nothing(contract, changed, code):
    before = Change.objects.count(), TargetRevision.objects.count()
    with pytest.raises(Refusal) as refused:
        sign(contract, **changed)
    assert refused.value.code == code
    assert (Change.objects.count(), TargetRevision.objects.count()) == before
    assert TargetVersion.objects.count() == 1


def test_a_running_total_starts_from_the_year_before_which_may_change_with_it(contract):
    sign(contract, targets={"R2": {2024: target("90", "190")}})
    assert TargetVersion.objects.count() == 2


def test_the_next_avenant_may_take_effect_the_same_day_and_not_before(contract):
    sign(contract)
    again = {"label": "avenant 2", "targets": {"R1": {2025: target("83", "93")}}}
    with pytest.raises(Refusal) as refused:
        sign(contract, **again, effective_from=date(2025, 6, 30))
    assert refused.value.code == "before_last_version"
    assert sign(contract, **again).number == 2


def test_an_avenant_that_was_looked_at_before_another_one_is_stale(contract):
    sign(contract, expected_number=1)
    with pytest.raises(StaleVersion):
        sign(contract, label="avenant 1 bis", targets={"R2": {2025: target("90", "190")}}, expected_number=1)
    assert TargetVersion.objects.count() == 2


def test_it_repeats_the_years_that_it_does_not_change_and_leaves_other_indicators_alone(contract):
    same, changed = target("80", "90"), Target(None, Decimal(95))
    version = sign(contract, targets={"R1": {2025: same, 2026: changed}, "R2": {2026: target("100", "200")}})
    rows = version.targets.order_by("year").values_list("indicator__code", "year", "seuil", "objectif")
    assert [(code, year) for code, year, *_ in rows] == [("R1", year) for year in range(2023, 2028)]
    assert [row[2:] for row in rows][2:4] == [(80, 90), (None, 95)]


def test_what_is_to_be_settled_stays_so_beside_a_year_that_is(contract):
    unsettled = make_indicator(contract, first_year=None)
    TargetRevision.objects.create(
        indicator=unsettled,
        version=contract.target_versions.get(),
        change=sign(contract).change,
        year=2027,
        kind=TargetKind.A_DEFINIR,
    )
    version = sign(
        contract,
        label="avenant 2",
        targets={unsettled.code: {2026: target("1", "2"), 2027: Target()}},
    )
    assert version.targets.get(year=2027).kind == TargetKind.A_DEFINIR


def version_rows(version):
    terms = version.terms.order_by("indicator__position")
    return list(terms.values_list("indicator__code", "first_year", "weight"))


def test_first_year_and_weight_are_of_the_version_with_all_its_targets(contract):
    first = sign(contract, targets={}, first_years={"R1": 2025}, weights={"R2": Decimal(0)})
    assert version_rows(first) == [("R1", 2025, None), ("R2", 2023, 0)]
    assert first.targets.count() == 10
    second = sign(contract, label="avenant 2", targets={}, weights={"R1": Decimal("1.5")})
    assert version_rows(second) == [("R1", 2025, Decimal("1.5"))]
    initial, *signed = series_of(contract.indicators.get(code="R1")).versions
    assert (initial.first_year, initial.weight) == (2023, None)
    assert [(each.first_year, each.weight) for each in signed] == [(2025, None), (2025, Decimal("1.5"))]
    assert all(each.targets == initial.targets for each in signed)


def test_what_is_read_of_an_indicator_is_of_the_version_signed_last(contract, django_assert_num_queries):
    sign(contract, targets={}, first_years={"R1": 2026, "R2": None}, weights={"R1": Decimal(2)})
    with django_assert_num_queries(1):
        found = list(contract.indicators.all().with_definition().order_by("position"))
        assert [(each.first_year, each.weight) for each in found] == [(2026, 2), (None, None)]


def test_a_version_names_the_targets_that_it_was_given_and_no_others(contract):
    """Withdrawing a target signs nothing; the initial version names every target that it has."""
    given = {2025: target("82", "92"), 2026: Target(), 2027: target("80", "90")}
    sign(contract, targets={"R1": given})
    initial, signed = series_of(contract.indicators.get(code="R1")).versions
    assert initial.named == frozenset(range(2023, 2028))
    assert signed.named == {2025, 2027}
    sign(contract, label="avenant 2", targets={}, weights={"R1": Decimal(2)})
    assert series_of(contract.indicators.get(code="R1")).versions[-1].named == frozenset()


def test_versions_are_read_as_they_were_known(contract):
    known_at = sign(contract, targets={}, weights={"R1": Decimal(2)}).change.sequence
    sign(contract, label="avenant 2", targets={}, weights={"R1": Decimal(3)}, first_years={"R1": 2025})
    indicator = contract.indicators.get(code="R1")
    then = series_of(indicator, known_at).versions
    assert [(each.label, each.first_year, each.weight) for each in then] == [
        ("initiale", 2023, None),
        ("avenant 1", 2023, 2),
    ]
    assert len(series_of(indicator).versions) == 3


@time_machine.travel("2025-10-20")
def test_what_gets_targets_and_a_first_year_becomes_due_from_the_version_on(contract):
    """Reminders and completeness read these dues; a month that is due may be neutralised."""
    unsettled = make_indicator(contract, code="R3", first_year=None)

    def due():
        (fresh,) = contract.indicators.filter(code="R3").with_definition()
        return [each.month for each in dues([fresh], {fresh.pk: series_of(fresh)}, date(2025, 10, 20))]

    step = {
        "month": Month(2025, 8), "is_neutralised": True, "reason": "panne", "expected_version": 0,
        "actor": None, "origin": Origin.FORM,
    }  # fmt: skip
    assert due() == []
    with pytest.raises(Refusal) as refused:
        neutralise(indicator=unsettled, **step)
    assert refused.value.code == "not_due"
    sign(contract, targets={"R3": {2025: target("60", "75")}}, first_years={"R3": 2025})
    assert due()[-1] == Month(2025, 9)
    assert Month(2025, 8) in due()
    (fresh,) = contract.indicators.filter(code="R3").with_definition()
    neutralise(indicator=fresh, **step)
    assert Month(2025, 8) not in due()
