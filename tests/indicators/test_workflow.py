"""Submit, validate, return: who may, from which state to which, and what stays as it was."""

from typing import Any

import pytest
import time_machine

from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind
from indicators.models import ActualRevision, MonthlyActual, PendingRecompute
from indicators.recording import Entry, MonthStep, lock, put, put_many, return_, submit, unsubmit, validate
from tests.factories import assign, enter, enter_no_case, make_user, pair

pytestmark = pytest.mark.django_db
MARCH = Month(2024, 3)
GOOD, BAD = pair(95, 100), pair(10, 100)


@pytest.fixture(autouse=True)
def in_november_2026():
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=False):
        yield


def act(verb: Any, indicator: Any, actor: Any, version: int, **more: Any) -> Any:
    steps = [MonthStep(indicator, MARCH, version)]
    return verb(contract=indicator.contract, steps=steps, actor=actor, origin=Origin.FORM, **more)


def state() -> str:
    return MonthlyActual.objects.get().current.state


def test_the_whole_way_of_a_month_and_its_journal(indicator, manager, controller):
    enter(indicator, "2024-03", GOOD, actor=manager, comment="RAS")
    pending = list(PendingRecompute.objects.values_list("wanted_sequence"))
    act(submit, indicator, manager, 1)
    act(return_, indicator, controller, 2, reason="dénominateur à vérifier")
    put(
        indicator=indicator, month=MARCH, fact=pair(96, 100), expected_version=3, reason="vérifié",
        actor=manager, origin=Origin.FORM, comment="RAS", appreciation="confiant",
    )  # fmt: skip
    act(submit, indicator, manager, 4)
    act(validate, indicator, controller, 5)
    found = ActualRevision.objects.select_related("change__actor").order_by("version")
    assert [(each.state, each.change.verb, each.change.actor, each.fact) for each in found] == [
        ("saisi", "record", manager, GOOD),
        ("soumis", "submit", manager, GOOD),
        ("retourne", "return", controller, GOOD),
        ("saisi", "correct", manager, pair(96, 100)),
        ("soumis", "submit", manager, pair(96, 100)),
        ("valide", "validate", controller, pair(96, 100)),
    ]
    assert [each.reason for each in found][2] == "dénominateur à vérifier"
    assert (found[5].comment, found[5].appreciation) == ("RAS", "confiant")
    assert pending != [], "only the figures are recomputed"


def test_a_state_alone_recomputes_nothing(indicator, manager):
    enter(indicator, "2024-03", GOOD, actor=manager)
    PendingRecompute.objects.all().delete()
    act(submit, indicator, manager, 1)
    assert not PendingRecompute.objects.exists()


def test_a_correction_of_what_was_handed_over_owes_a_reason_and_is_submitted_again(
    indicator, manager, controller
):
    enter(indicator, "2024-03", GOOD, actor=manager)
    act(submit, indicator, manager, 1)
    act(validate, indicator, controller, 2)
    common = {
        "indicator": indicator,
        "month": MARCH,
        "fact": pair(96, 100),
        "actor": manager,
        "origin": Origin.FORM,
    }
    with pytest.raises(Refusal, match="motif"):
        put(expected_version=3, reason="", **common)
    put(expected_version=3, reason="erreur de report", **common)
    assert state() == State.SOUMIS


def test_a_month_that_is_emptied_after_it_was_handed_over_waits_for_nobody(indicator, manager):
    enter(indicator, "2024-03", GOOD, actor=manager)
    act(submit, indicator, manager, 1)
    common = {"indicator": indicator, "month": MARCH, "actor": manager, "origin": Origin.FORM}
    with pytest.raises(Refusal, match="motif du retrait"):
        put(fact=None, expected_version=2, **common)
    put(fact=None, expected_version=2, reason="mauvais mois", **common)
    assert state() == State.SAISI
    put(fact=GOOD, expected_version=3, **common)
    assert state() == State.SAISI


def test_one_changes_one_s_own_draft_without_a_reason_but_not_another_s(indicator, manager, controller):
    enter(indicator, "2024-03", GOOD, actor=manager)
    common = {"indicator": indicator, "month": MARCH, "reason": "", "origin": Origin.FORM}
    put(fact=pair(96, 100), expected_version=1, actor=manager, **common)
    with pytest.raises(Refusal, match="motif"):
        put(fact=pair(97, 100), expected_version=2, actor=controller, **common)
    assert state() == State.SAISI


def test_a_file_that_corrects_a_validated_month_submits_it_again_and_keeps_the_appreciation(
    indicator, manager, controller
):
    enter(indicator, "2024-03", GOOD, actor=manager)
    put(
        indicator=indicator, month=MARCH, fact=GOOD, expected_version=1, reason="", actor=manager,
        origin=Origin.FORM, appreciation="vigilant",
    )  # fmt: skip
    act(submit, indicator, manager, 2)
    act(validate, indicator, controller, 3)
    entries = [Entry(indicator, MARCH, pair(91, 100))]
    put_many(
        contract=indicator.contract, entries=entries, actor=manager, origin=Origin.IMPORT, reason="fichier"
    )
    current = MonthlyActual.objects.get().current
    assert (current.state, current.appreciation) == (State.SOUMIS, "vigilant")


def test_nobody_validates_what_they_entered_unless_the_contract_lets_them(indicator, controller):
    enter(indicator, "2024-03", GOOD, actor=controller)
    act(submit, indicator, controller, 1)
    with pytest.raises(Refusal) as refused:
        act(validate, indicator, controller, 2)
    assert refused.value.code == "own_entry"
    assert state() == State.SOUMIS
    Contract.objects.update(allows_own_validation=True)
    act(validate, indicator, controller, 2)
    assert state() == State.VALIDE


def test_who_entered_before_the_last_validation_may_validate_what_another_corrected(
    indicator, manager, controller
):
    other = make_user(Role.CONTROLEUR, indicator.contract.body)
    enter(indicator, "2024-03", GOOD, actor=controller)
    act(validate, indicator, other, 1)
    put(
        indicator=indicator, month=MARCH, fact=pair(96, 100), expected_version=2, reason="erreur",
        actor=manager, origin=Origin.FORM,
    )  # fmt: skip
    act(validate, indicator, controller, 3)
    assert state() == State.VALIDE


def test_a_month_that_takes_the_status_below_the_seuil_is_not_submitted_without_a_comment(indicator, manager):
    enter_no_case(indicator, "2024-01", "2024-02")
    with pytest.raises(Refusal) as by_hand:
        put(
            indicator=indicator, month=MARCH, fact=BAD, expected_version=0, actor=manager, origin=Origin.FORM,
            needs_comment=True,
        )  # fmt: skip
    assert not ActualRevision.objects.filter(month=MARCH.first_day).exists()
    enter(indicator, "2024-03", BAD, actor=manager)
    with pytest.raises(Refusal) as refused:
        act(submit, indicator, manager, 1)
    assert refused.value.code == by_hand.value.code == "comment_missing"
    assert refused.value.message == by_hand.value.message
    put(
        indicator=indicator, month=MARCH, fact=BAD, expected_version=1, reason="", actor=manager,
        origin=Origin.FORM, comment="grève",
    )  # fmt: skip
    act(submit, indicator, manager, 2)
    enter(indicator, "2024-04", pair(9, 100), actor=manager)
    submit(
        contract=indicator.contract,
        steps=[MonthStep(indicator, Month(2024, 4), 1)],
        actor=manager,
        origin=Origin.FORM,
    )


def test_an_absence_has_said_its_reason_already(indicator, manager):
    enter(indicator, "2024-03", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), actor=manager)
    act(submit, indicator, manager, 1)
    assert state() == State.SOUMIS


@pytest.mark.parametrize(
    ("verb", "role", "is_taken"),
    [
        (submit, Role.GESTIONNAIRE, True), (submit, Role.CONTROLEUR, True), (submit, Role.DIRECTION, False),
        (submit, Role.LECTEUR, False), (submit, Role.ADMINISTRATEUR, False),
        (validate, Role.GESTIONNAIRE, False), (validate, Role.CONTROLEUR, True), (validate, Role.DIRECTION, False),
    ],
)  # fmt: skip
def test_who_may_move_a_month(indicator, verb, role, is_taken):
    enter(indicator, "2024-03", GOOD)
    user = make_user(role, indicator.contract.body)
    assign(user, indicator)
    if is_taken:
        act(verb, indicator, user, 1)
    else:
        with pytest.raises(Refusal) as refused:
            act(verb, indicator, user, 1)
        assert refused.value.code == "not_allowed"


def test_a_manager_submits_only_what_is_assigned_to_them(indicator):
    enter(indicator, "2024-03", GOOD)
    with pytest.raises(Refusal):
        act(submit, indicator, make_user(Role.GESTIONNAIRE, indicator.contract.body), 1)


def test_many_are_one_act_and_one_refusal_undoes_all(indicator, manager, controller):
    for month in ("2024-03", "2024-04"):
        enter(indicator, month, GOOD, actor=manager, comment="stable")
    before = Change.objects.count()
    steps = [MonthStep(indicator, MARCH, 1), MonthStep(indicator, Month(2024, 4), 7)]
    with pytest.raises(StaleVersion):
        submit(contract=indicator.contract, steps=steps, actor=manager, origin=Origin.FORM)
    assert set(ActualRevision.objects.values_list("state", flat=True)) == {"saisi"}
    steps = [MonthStep(indicator, MARCH, 1), MonthStep(indicator, Month(2024, 4), 1)]
    submit(contract=indicator.contract, steps=steps, actor=manager, origin=Origin.FORM)
    assert Change.objects.count() == before + 1


def test_what_is_refused_tells_every_step_by_its_place(indicator, manager, controller):
    for month, author in (("2024-03", manager), ("2024-04", controller), ("2024-05", manager)):
        enter(indicator, month, GOOD, actor=author)
    lock(contract=indicator.contract, months=[Month(2024, 5)], actor=None, origin=Origin.COMMAND)
    steps = [
        MonthStep(indicator, Month(2024, number), version)
        for number, version in ((3, 1), (3, 1), (4, 2), (5, 1))
    ]
    with pytest.raises(Refusal) as refused:
        submit(contract=indicator.contract, steps=steps, actor=manager, origin=Origin.FORM)
    told = {place: each.code for place, each in refused.value.by_place.items()}
    assert told == {1: "twice_in_the_file", 2: "stale_version", 3: "closed"}
    steps = [MonthStep(indicator, MARCH, 1), MonthStep(indicator, Month(2024, 4), 1)]
    with pytest.raises(Refusal) as refused:
        validate(contract=indicator.contract, steps=steps, actor=controller, origin=Origin.FORM)
    assert {place: each.code for place, each in refused.value.by_place.items()} == {1: "own_entry"}
    assert set(ActualRevision.objects.values_list("state", flat=True)) == {"saisi"}


@pytest.mark.parametrize("count", [1, 24])
@pytest.mark.parametrize(("verb", "queries"), [(submit, 12), (unsubmit, 11), (validate, 12), (return_, 10)])
def test_many_months_take_as_many_queries_as_one(
    indicator, manager, controller, verb, queries, count, django_assert_num_queries
):
    months = [Month(2024, 1).plus(rank) for rank in range(count)]
    for month in months:
        enter(indicator, str(month), GOOD, actor=manager, comment="stable")
    steps = [MonthStep(indicator, month, 1) for month in months]
    if verb is unsubmit:
        submit(contract=indicator.contract, steps=steps, actor=controller, origin=Origin.FORM)
        steps = [MonthStep(indicator, month, 2) for month in months]
    controller.roles_in(indicator.contract.body_id)
    more = {"reason": "à revoir"} if verb is return_ else {}
    with django_assert_num_queries(queries):
        verb(contract=indicator.contract, steps=steps, actor=controller, origin=Origin.FORM, **more)


@pytest.mark.parametrize(
    ("verb", "code", "more"),
    [(submit, "already_submitted", {}), (return_, "reason_missing", {"reason": " "})],
)
def test_a_step_that_makes_no_sense_is_refused(indicator, controller, verb, code, more):
    enter(indicator, "2024-03", GOOD)
    act(submit, indicator, None, 1)
    with pytest.raises(Refusal) as refused:
        act(verb, indicator, controller, 2, **more)
    assert refused.value.code == code


def test_what_is_validated_is_not_submitted_again(indicator, controller):
    enter(indicator, "2024-03", GOOD)
    act(validate, indicator, controller, 1)
    with pytest.raises(Refusal, match="déjà soumis"):
        act(submit, indicator, None, 2)
    assert state() == State.VALIDE


def test_a_month_returned_twice_empty_or_closed_moves_no_more(indicator, controller):
    enter(indicator, "2024-03", GOOD)
    act(return_, indicator, controller, 1, reason="à voir")
    with pytest.raises(Refusal, match="déjà renvoyé"):
        act(return_, indicator, controller, 2, reason="à voir")
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.COMMAND)
    with pytest.raises(Refusal, match="clos"):
        act(submit, indicator, None, 2)


@pytest.mark.parametrize(
    ("verb", "more", "after"), [(validate, {}, State.VALIDE), (return_, {"reason": "à voir"}, State.RETOURNE)]
)
def test_what_was_submitted_before_its_month_closed_is_still_decided(
    indicator, manager, controller, verb, more, after
):
    enter(indicator, "2024-03", GOOD, actor=manager)
    act(submit, indicator, manager, 1)
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.COMMAND)
    before = indicator.actual_revisions.latest("version")
    act(verb, indicator, controller, 2, **more)
    revision = indicator.actual_revisions.latest("version")
    assert (revision.state, revision.fact, revision.comment) == (after, before.fact, before.comment)


def test_what_was_retracted_has_nothing_to_validate(indicator, controller):
    enter(indicator, "2024-03", GOOD)
    put(
        fact=None,
        indicator=indicator,
        month=MARCH,
        expected_version=1,
        reason="mauvais mois",
        actor=None,
        origin=Origin.FORM,
    )
    with pytest.raises(Refusal, match="pas de valeur"):
        act(validate, indicator, controller, 2)
