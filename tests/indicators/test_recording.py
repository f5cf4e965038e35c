"""The verbs that write facts: versions, history, rights, and what they leave for the recompute."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.models import MonthlyActual, NeutralisationRevision, PendingRecompute
from indicators.recording import MonthStep, lock, neutralise, neutralise_many, put, reopen, validate
from tests.factories import amount, assign, enter, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db
MARCH = Month(2024, 3)


@pytest.fixture(autouse=True)
def in_november_2026():
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def indicator():
    return make_indicator()


def fix(indicator, fact, version, reason="chiffres inversés", **kwargs):
    return put(
        indicator=indicator,
        month=MARCH,
        fact=fact,
        expected_version=version,
        reason=reason,
        actor=None,
        origin=Origin.FORM,
        **kwargs,
    )


def test_a_value_is_recorded_once_with_its_author_and_waits_for_its_recompute(indicator):
    user = make_user(Role.CONTROLEUR, indicator.contract.body)
    revision = enter(indicator, "2024-03", pair(90, 100), actor=user, comment="RAS")
    assert (revision.version, revision.state, revision.fact) == (1, State.SAISI, pair(90, 100))
    assert (revision.change.actor, revision.change.verb, revision.comment) == (user, "record", "RAS")
    assert PendingRecompute.objects.get(indicator=indicator).wanted_sequence == revision.change.sequence


def test_a_stale_version_is_refused_and_told_what_stands(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    fix(indicator, pair(95, 100), 1)
    with pytest.raises(StaleVersion) as stale:
        fix(indicator, pair(80, 100), 1)
    assert (stale.value.expected, stale.value.current) == (1, 2)
    assert MonthlyActual.objects.get().current.fact == pair(95, 100)


def test_without_the_version_check_the_other_persons_value_would_be_lost(indicator):
    """The control of the test above: the same two writes, the second with the current version, overwrite."""
    enter(indicator, "2024-03", pair(90, 100))
    fix(indicator, pair(95, 100), 1)
    fix(indicator, pair(80, 100), 2)
    assert MonthlyActual.objects.get().current.fact == pair(80, 100)


def test_a_validated_month_becomes_provisional_again_when_it_is_corrected(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    validate(
        contract=indicator.contract, steps=[MonthStep(indicator, MARCH, 1)], actor=None, origin=Origin.FORM
    )
    assert MonthlyActual.objects.get().current.state == State.VALIDE
    fix(indicator, pair(95, 100), 2)
    assert MonthlyActual.objects.get().current.state == State.SOUMIS


@pytest.mark.parametrize(
    ("month", "code"),
    [
        ("2022-12", "outside_contract"),
        ("2028-01", "outside_contract"),
        ("2026-12", "future"),
        ("2023-12", "before_first_year"),
    ],
)
def test_a_month_that_may_not_be_entered_is_refused(month, code):
    indicator = make_indicator(first_year=2024)
    with pytest.raises(Refusal) as refused:
        enter(indicator, month, pair(1, 2))
    assert refused.value.code == code


def test_the_current_month_may_be_entered(indicator):
    assert enter(indicator, "2026-11", pair(1, 2)).version == 1


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (amount(5), "wrong_shape"),
        (pair(-1, 5), "negative"),
        (pair(1, 0), "numerator_too_large"),
        (pair(6, 5), "numerator_too_large"),
        (pair(1, 10**10), "number_too_large"),
        (Absence(AbsenceKind.NON_DISPONIBLE, " "), "absence_without_reason"),
    ],
)
def test_a_fact_that_the_indicator_cannot_take_is_refused(fact, code):
    indicator = make_indicator(bounded=True)
    with pytest.raises(Refusal) as refused:
        enter(indicator, "2024-03", fact)
    assert refused.value.code == code


def test_a_pair_is_refused_where_a_value_is_expected():
    indicator = make_indicator(aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    with pytest.raises(Refusal) as refused:
        enter(indicator, "2024-03", pair(1, 2))
    assert refused.value.code == "wrong_shape"


def test_zero_and_zero_over_zero_are_values(indicator):
    assert enter(indicator, "2024-03", pair(0, 0)).fact == pair(0, 0)


def test_nothing_is_entered_in_a_closed_month_until_it_is_reopened(indicator):
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.FORM)
    with pytest.raises(Refusal) as refused:
        enter(indicator, "2024-03", pair(1, 2))
    assert refused.value.code == "closed"
    reopen(
        contract=indicator.contract,
        month=MARCH,
        expected_version=1,
        reason="erreur signalée",
        open_until=date(2026, 11, 25),
        actor=None,
        origin=Origin.FORM,
    )
    assert enter(indicator, "2024-03", pair(1, 2)).version == 1


def test_a_reopened_month_closes_again_after_its_last_day(indicator):
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.FORM)
    today = date(2026, 11, 23)
    reopen(
        contract=indicator.contract,
        month=MARCH,
        expected_version=1,
        reason="erreur signalée",
        open_until=today,
        actor=None,
        origin=Origin.FORM,
    )
    with time_machine.travel(today + timedelta(days=1)), pytest.raises(Refusal) as refused:
        enter(indicator, "2024-03", pair(1, 2))
    assert refused.value.code == "closed"


def test_a_month_is_locked_and_reopened_from_the_version_that_was_seen(indicator):
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.FORM)
    with pytest.raises(StaleVersion):
        reopen(
            contract=indicator.contract,
            month=MARCH,
            expected_version=0,
            reason="x",
            open_until=date(2026, 12, 1),
            actor=None,
            origin=Origin.FORM,
        )
    with pytest.raises(StaleVersion):
        lock(
            contract=indicator.contract,
            months=[MARCH],
            expected_versions={MARCH: 0},
            actor=None,
            origin=Origin.FORM,
        )


def test_a_month_that_is_not_over_cannot_be_closed(indicator):
    with pytest.raises(Refusal, match="terminé"):
        lock(contract=indicator.contract, months=[Month(2026, 11)], actor=None, origin=Origin.FORM)


def test_only_a_due_month_can_be_neutralised(indicator):
    quarterly = make_indicator(indicator.contract, frequency="trimestrielle")
    for month, refused in ((Month(2024, 2), True), (MARCH, False)):
        decision = {
            "indicator": quarterly,
            "month": month,
            "is_neutralised": True,
            "reason": "panne nationale",
            "expected_version": 0,
            "actor": None,
            "origin": Origin.FORM,
        }
        if refused:
            with pytest.raises(Refusal, match="attend pas de valeur"):
                neutralise(**decision)
        else:
            assert neutralise(**decision).version == 1


def test_what_is_neutralised_already_is_not_again_nor_put_back_when_it_is_not(indicator):
    decision = {"contract": indicator.contract, "reason": "panne", "actor": None, "origin": Origin.FORM}
    with pytest.raises(Refusal, match="n’est pas neutralisé"):
        neutralise_many(steps=[MonthStep(indicator, MARCH, 0)], is_neutralised=False, **decision)
    neutralise_many(steps=[MonthStep(indicator, MARCH, 0)], is_neutralised=True, **decision)
    with pytest.raises(Refusal, match="est déjà neutralisé"):
        neutralise_many(steps=[MonthStep(indicator, MARCH, 1)], is_neutralised=True, **decision)
    with pytest.raises(StaleVersion):
        neutralise_many(steps=[MonthStep(indicator, MARCH, 0)], is_neutralised=False, **decision)
    (withdrawn,) = neutralise_many(steps=[MonthStep(indicator, MARCH, 1)], is_neutralised=False, **decision)
    assert withdrawn.version == 2


def test_many_are_neutralised_under_one_act_or_none_is(indicator):
    quarterly = make_indicator(indicator.contract, frequency="trimestrielle")
    decision = {"contract": indicator.contract, "reason": "panne", "actor": None, "origin": Origin.FORM}
    february = [MonthStep(each, Month(2024, 2), 0) for each in (indicator, quarterly)]
    with pytest.raises(Refusal) as refused:
        neutralise_many(steps=february, is_neutralised=True, **decision)
    assert {rank: each.code for rank, each in refused.value.by_place.items()} == {1: "not_due"}
    assert not NeutralisationRevision.objects.exists()
    march = [MonthStep(each, MARCH, 0) for each in (indicator, quarterly)]
    one, other = neutralise_many(steps=march, is_neutralised=True, **decision)
    assert one.change == other.change
    waiting = PendingRecompute.objects.filter(wanted_sequence=one.change.sequence)
    assert {each.indicator_id for each in waiting} == {indicator.pk, quarterly.pk}


@pytest.mark.parametrize(
    ("role", "assigned", "allowed"),
    [
        (Role.CONTROLEUR, False, True),
        (Role.GESTIONNAIRE, True, True),
        (Role.GESTIONNAIRE, False, False),
        (Role.DIRECTION, True, False),
        (Role.LECTEUR, True, False),
        (Role.ADMINISTRATEUR, True, False),
    ],
)
def test_who_may_enter(indicator, role, assigned, allowed):
    user = make_user(role, indicator.contract.body)
    if assigned:
        assign(user, indicator)
    if allowed:
        assert enter(indicator, "2024-03", pair(1, 2), actor=user).change.actor == user
    else:
        with pytest.raises(Refusal) as refused:
            enter(indicator, "2024-03", pair(1, 2), actor=user)
        assert refused.value.code == "not_allowed"


def test_a_controller_of_another_body_may_not_enter(indicator):
    stranger = make_user(Role.CONTROLEUR, make_contract().body)
    with pytest.raises(Refusal):
        enter(indicator, "2024-03", pair(1, 2), actor=stranger)


def test_sequences_of_a_contract_have_no_gap_and_time_never_runs_backwards(indicator):
    enter(indicator, "2024-01", pair(1, 2))
    with time_machine.travel("2020-01-01"):
        change = open_backwards(indicator)
    changes = list(Change.objects.filter(contract=indicator.contract).order_by("sequence"))
    assert [c.sequence for c in changes] == list(range(1, len(changes) + 1))
    assert change.recorded_at >= changes[-2].recorded_at


def open_backwards(indicator):
    from commitments.models import lock_contract, open_change

    return open_change(lock_contract(indicator.contract_id), actor=None, origin=Origin.FORM, verb="record")
