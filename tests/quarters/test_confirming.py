"""Reading rows, waiving points, closing: what is refused, and what makes a waiver or a reading no longer hold."""

import pytest
from django.db import IntegrityError, transaction

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Origin, lock_contract, open_change
from cpg.shared.periods import Month, Quarter
from dashboards.models import PointKind, QuarterClosing, QuarterReading, QuarterWaiver
from dashboards.quarters.acts import confirm_read, take_back, waive
from dashboards.quarters.checklist import checklist_of
from dashboards.quarters.closing import close_quarter
from dashboards.quarters.freezing import freeze
from indicators.recording import lock, return_, submit, validate
from tests.closing import confirm_everything
from tests.factories import (
    assign,
    enter,
    every_year,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.quarters.checked import (
    BAD,
    FIRST,
    GOOD,
    MARCH,
    SYSTEM,
    amended,
    below,
    correct,
    emptied,
    enter_again,
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


def close(contract, seen=None, quarter=FIRST, actor=None, expected_version=0):
    return close_quarter(
        contract=contract,
        quarter=quarter,
        expected_version=expected_version,
        seen=checklist_of(contract, quarter).digest if seen is None else seen,
        actor=actor,
        origin=Origin.FORM,
    )


def refusal_of(act, *args, **options):
    before = Change.objects.count(), QuarterReading.objects.count(), QuarterWaiver.objects.count()
    with pytest.raises(Refusal) as refused:
        act(*args, **options)
    after = Change.objects.count(), QuarterReading.objects.count(), QuarterWaiver.objects.count()
    assert after == before, "what is refused writes nothing"
    return refused.value


def read_all(contract, actor=None, quarter=FIRST):
    keys = [row.key for row in checklist_of(contract, quarter).rows]
    return confirm_read(contract=contract, quarter=quarter, seen=keys, actor=actor, origin=Origin.FORM)


def waive_all(contract, actor=None, quarter=FIRST, reason="accord de la Cnav"):
    keys = [point.key for point in checklist_of(contract, quarter).open_points]
    return waive(
        contract=contract, quarter=quarter, seen=keys, reason=reason, actor=actor, origin=Origin.FORM
    )


@pytest.mark.parametrize("happens", [emptied, entered, submitted, returned, unusual, below])
def test_closing_is_refused_by_the_verb_for_each_point_until_it_is_waived(contract, indicator, happens):
    happens(indicator)
    read_all(contract)
    refused = refusal_of(close, contract)
    assert refused.code == "not_ready"
    assert "(R1), " in refused.message
    waive_all(contract)
    closing = close(contract)
    assert [waiver.reason for waiver in closing.waivers.all()] == [
        "accord de la Cnav"
    ] * closing.waivers.count()
    assert closing.waivers.count() == len(found(contract)) > 0


def test_closing_is_refused_until_every_row_is_read(contract, indicator):
    make_indicator(contract, first_year=2027)
    refused = refusal_of(close, contract)
    assert (refused.code, "R1 et R2" in refused.message) == ("not_read", True)
    first = checklist_of(contract, FIRST).rows[0]
    confirm_read(contract=contract, quarter=FIRST, seen=[first.key], actor=None, origin=Origin.FORM)
    assert "R2" in refusal_of(close, contract).message
    read_all(contract)
    assert close(contract).readings.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        lambda indicator: correct(indicator, MARCH, pair(96, 100)),
        lambda indicator: correct(indicator, MARCH, GOOD, comment="rien de neuf"),
        lambda indicator: correct(indicator, Month(2024, 1), pair(96, 100)),
        amended,
        neutralised,
    ],
    ids=["value", "comment", "earlier month", "target", "neutralisation"],
)
def test_a_row_that_changed_after_it_was_read_is_to_be_read_again(contract, indicator, changes):
    read_all(contract)
    changes(indicator)
    row = checklist_of(contract, FIRST).rows[0]
    assert (row.is_read, row.changed_since) == (False, QuarterReading.objects.get())
    for point in checklist_of(contract, FIRST).open_points:
        waive(
            contract=contract,
            quarter=FIRST,
            seen=[point.key],
            reason="accord",
            actor=None,
            origin=Origin.FORM,
        )
    assert refusal_of(close, contract).code == "not_read"
    read_all(contract)
    assert close(contract).version == 1


def test_what_changes_elsewhere_leaves_the_reading(contract, indicator):
    read_all(contract)
    enter(make_indicator(make_contract(make_body())), "2024-03", GOOD)
    enter(indicator, "2024-04", BAD, comment="grève")
    assert checklist_of(contract, FIRST).rows[0].is_read


@pytest.mark.parametrize(
    ("happens", "again"),
    [
        (entered, lambda indicator: correct(indicator, MARCH, pair(93, 100))),
        (entered, lambda indicator: submit(**step(indicator))),
        (
            returned,
            lambda indicator: (
                submit(**step(indicator, answer="vérifié")),
                return_(reason="encore", **step(indicator)),
            ),
        ),
        (emptied, lambda indicator: (enter_again(indicator), emptied(indicator))),
        (unusual, lambda indicator: (correct(indicator, MARCH, pair(8, 10)), validate(**step(indicator)))),
        (below, lambda indicator: (correct(indicator, Month(2024, 1), pair(69, 100)),)),
    ],
    ids=["other value", "submitted", "returned again", "emptied again", "other doubt", "other fall"],
)
def test_a_point_that_changed_after_its_waiver_is_to_be_waived_again(contract, indicator, happens, again):
    happens(indicator)
    waive_all(contract)
    assert not checklist_of(contract, FIRST).open_points
    again(indicator)
    assert checklist_of(contract, FIRST).open_points
    read_all(contract)
    assert refusal_of(close, contract).code == "not_ready"


def test_a_step_of_the_workflow_leaves_the_waiver_of_a_doubt(contract, indicator):
    unusual(indicator)
    waive_all(contract)
    for comment in ("un seul site", ""):
        correct(indicator, MARCH, pair(9, 10), comment=comment)
    assert found(contract) == [(PointKind.UNVALIDATED, "2024-03"), (PointKind.DOUBTFUL, "2024-03")]
    assert [point.kind for point in checklist_of(contract, FIRST).open_points] == [PointKind.UNVALIDATED]


def test_a_waiver_has_a_reason_and_names_points_as_they_are(contract, indicator):
    emptied(indicator)
    key = checklist_of(contract, FIRST).points[0].key
    common = {"contract": contract, "quarter": FIRST, "actor": None, "origin": Origin.FORM}
    assert refusal_of(waive, seen=[key], reason=" ", **common).code == "reason_missing"
    assert refusal_of(waive, seen=[], reason="accord", **common).code == "nothing_ticked"
    assert refusal_of(waive, seen=[f"{key}0"], reason="accord", **common).code == "stale_point"
    enter_again(indicator)
    assert refusal_of(waive, seen=[key], reason="accord", **common).code == "stale_point"


def test_a_row_is_confirmed_as_it_is(contract, indicator):
    key = checklist_of(contract, FIRST).rows[0].key
    entered(indicator)
    common = {"contract": contract, "quarter": FIRST, "actor": None, "origin": Origin.FORM}
    assert refusal_of(confirm_read, seen=[key], **common).code == "stale_row"
    assert len(read_all(contract)) == 1
    assert read_all(contract) == [], "what is read already is not read twice"


def test_a_waiver_taken_back_holds_the_quarter_back_again(contract, indicator):
    emptied(indicator)
    waive_all(contract)
    key = checklist_of(contract, FIRST).waived_points[0].key
    take_back(contract=contract, quarter=FIRST, seen=[key], actor=None, origin=Origin.FORM)
    read_all(contract)
    assert refusal_of(close, contract).code == "not_ready"
    waive_all(contract, reason="finalement oui")
    assert [each.reason for each in close(contract).waivers.all()] == ["finalement oui"]


def test_a_checklist_that_changed_since_it_was_shown_is_not_closed(contract, indicator):
    """A colleague waives with other words, or neutralises what changes no row: what is frozen is what was shown."""
    emptied(indicator)
    seen = confirm_everything(contract, FIRST)
    key = checklist_of(contract, FIRST).points[0].key
    waive(contract=contract, quarter=FIRST, seen=[key], reason="autre motif", actor=None, origin=Origin.FORM)
    assert refusal_of(close, contract, seen=seen).code == "stale_checklist"
    assert close(contract).version == 1


def test_a_second_version_needs_only_what_changed_to_be_read(contract, indicator):
    make_indicator(contract, first_year=2027)
    confirm_everything(contract, FIRST)
    first = close(contract)
    contract.locks.all()
    amended(indicator)
    assert [row.indicator.code for row in checklist_of(contract, FIRST).unread] == ["R1"]
    read_all(contract)
    second = close_quarter(
        contract=contract,
        quarter=FIRST,
        expected_version=1,
        seen=checklist_of(contract, FIRST).digest,
        reason="avenant 1",
        **SYSTEM,
    )
    assert first.readings.count() == second.readings.count() == 2
    assert first.readings.get(indicator__code="R2") == second.readings.get(indicator__code="R2")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", [read_all, waive_all, close])
def test_only_a_controller_reads_waives_and_closes(contract, indicator, role, act):
    emptied(indicator)
    user = make_user(role, contract.body)
    assign(user, indicator)
    if act is close:
        confirm_everything(contract, FIRST)
    if role is Role.CONTROLEUR:
        assert act(contract, actor=user)
    else:
        assert refusal_of(act, contract, actor=user).code == "not_allowed"
    stranger = make_user(Role.CONTROLEUR, make_body())
    assert refusal_of(act, contract, actor=stranger).code == "not_allowed"


@pytest.mark.parametrize("act", [read_all, waive_all])
def test_a_quarter_that_goes_on_is_neither_read_nor_waived(contract, indicator, act):
    assert refusal_of(act, contract, quarter=Quarter(2024, 3)).code == "not_over"


def test_what_was_decided_after_the_closing_changes_nothing_that_is_frozen(contract, indicator):
    submitted(indicator)
    confirm_everything(contract, FIRST)
    closing = close(contract)
    frozen = {each.format: bytes(each.content) for each in closing.exports.all()}
    validate(**step(indicator))
    assert {each.format: bytes(each.content) for each in closing.exports.all()} == frozen
    assert closing.waivers.get().kind == PointKind.UNVALIDATED
    assert found(contract) == []


@pytest.mark.parametrize("count", [1, 12])
def test_as_many_queries_for_many_indicators_as_for_one(contract, count, django_assert_num_queries):
    for _ in range(count):
        each = make_indicator(contract, targets=every_year("80", "90"))
        enter(each, "2024-01", GOOD)
    confirm_everything(contract, FIRST)
    with django_assert_num_queries(12):
        checklist = checklist_of(contract, FIRST)
        assert len(checklist.waived_points) == 3 * count
        assert checklist.is_ready
        assert checklist.digest


def test_months_that_are_closed_already_do_not_keep_the_quarter_from_being_closed(contract, indicator):
    lock(contract=contract, months=[MARCH], **SYSTEM)
    confirm_everything(contract, FIRST)
    assert close(contract).version == 1


def test_the_database_adds_to_a_closing_nothing_of_later_of_another_quarter_or_once_its_files_are_there(
    contract, indicator
):
    confirm_everything(contract, FIRST)
    reading = QuarterReading.objects.get()
    second = Quarter(2024, 2)
    for number in (4, 5, 6):
        ready(indicator, Month(2024, number), pair(90 + number, 100))
    confirm_everything(contract, second)
    other = QuarterReading.objects.get(quarter=2)
    change = open_change(lock_contract(contract.pk), verb="close_quarter", **SYSTEM)
    right = {"contract": contract, "year": 2024, "change": change}
    opened = QuarterClosing.objects.create(quarter=1, version=1, **right)
    with pytest.raises(IntegrityError, match="relu ou levé"), transaction.atomic():
        opened.readings.add(other)
    entered(indicator)
    read_all(contract)
    later = QuarterReading.objects.filter(quarter=1).latest("pk")
    with pytest.raises(IntegrityError, match="relu ou levé"), transaction.atomic():
        opened.readings.add(later)
    opened.readings.add(reading)
    freeze(opened)
    again = QuarterClosing.objects.create(quarter=1, version=2, reason="encore", **right)
    freeze(again)
    with pytest.raises(IntegrityError, match="relu ou levé"), transaction.atomic():
        again.readings.add(reading)
    assert (opened.readings.count(), again.readings.count()) == (1, 0)


def test_the_database_refuses_a_waiver_without_a_reason_and_a_fact_of_another_contract(contract, indicator):
    emptied(indicator)
    waiver = waive_all(contract)[0]
    common = {
        "indicator": indicator, "month": MARCH.first_day, "kind": "manquant", "year": 2024, "quarter": 1,
        "digest": waiver.digest, "is_waived": True, "reason": "accord",
    }  # fmt: skip
    elsewhere = make_contract(make_body()).changes.get()
    for wrong in (
        {"reason": "", "change": contract.changes.latest("sequence")},
        {"change": elsewhere},
        {"quarter": 5, "change": contract.changes.earliest("sequence")},
        {"kind": "autre", "change": contract.changes.earliest("sequence")},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuarterWaiver.objects.create(**{**common, **wrong})
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterReading.objects.create(
            indicator=indicator, year=2024, quarter=1, digest=waiver.digest, change=elsewhere
        )
