"""Each kind of act that changes a cell of a quarter's file is named as its cause, and no other."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from dashboards.causes.acts import CauseKind
from dashboards.causes.comparing import Snapshot, compare
from indicators.domain.model import Aggregation, Target
from indicators.models import Indicator
from indicators.recording import (
    amend,
    decide_profile,
    decide_weights,
    define,
    neutralise,
    put,
    set_credit,
    submit,
    validate,
)
from indicators.recording.workflow import MonthStep
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db
FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)
JUNE = Month(2024, 6)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-07-20T10:00:00+02:00"):
        yield


@pytest.fixture
def contract():
    """R1, a rate with every month; R2, a sum without June, which no test but one touches."""
    contract = make_contract()
    rate = make_indicator(contract, code="R1", targets=every_year("80", "90"))
    total = make_indicator(
        contract,
        code="R2",
        aggregation=Aggregation.SOMME,
        unit="€",
        decimals=0,
        targets=every_year("600", "1200"),
    )
    for number in range(1, 7):
        enter(rate, f"2024-{number:02d}", pair(85, 100))
        if number < 6:
            enter(total, f"2024-{number:02d}", amount(80))
    return contract


@pytest.fixture
def controller(contract):
    return make_user(Role.CONTROLEUR, contract.body, username="camille")


def indicator(contract, code="R1"):
    return Indicator.objects.filter(contract=contract).with_definition().get(code=code)


def sequence(contract):
    contract.refresh_from_db()
    return contract.sequence


def compared(contract, since, quarters=(SECOND, SECOND)):
    before = Snapshot(contract, quarters[0], since)
    return compare(before, Snapshot(contract, quarters[1], sequence(contract)))


def kinds(changes):
    return {(each.indicator, each.column): {cause.kind for cause in each.causes} for each in changes}


def test_a_correction_says_by_whom_from_what_and_why(contract, controller):
    since = sequence(contract)
    put(
        indicator=indicator(contract),
        month=JUNE,
        fact=pair(95, 100),
        expected_version=1,
        reason="chiffres inversés",
        actor=controller,
        origin=Origin.FORM,
    )
    step = MonthStep(indicator(contract), JUNE, 2)
    submit(contract=contract, steps=[step], actor=None, origin=Origin.COMMAND)
    found = compared(contract, since)
    assert {each.indicator for each in found} == {"R1"}
    assert set().union(*kinds(found).values()) == {CauseKind.CORRECTION}
    value = next(each for each in found if each.column == "valeur_a_date")
    assert (value.before, value.after) == ("85.00", "86.67")
    assert value.cause == (
        "correction de juin 2024\u00a0: 85 sur 100 (85,00\u00a0%) → 95 sur 100 (95,00\u00a0%), par camille le "
        "20/07/2024 («\u00a0chiffres inversés\u00a0»)"
    )


def test_a_late_value_and_one_that_is_withdrawn(contract, controller):
    since = sequence(contract)
    enter(indicator(contract, "R2"), "2024-06", amount(70), actor=None)
    late = compared(contract, since)
    assert set().union(*kinds(late).values()) == {CauseKind.LATE}
    assert late[0].causes[0].what == "juin 2024 saisi\u00a0: 70"
    since = sequence(contract)
    put(
        indicator=indicator(contract, "R2"),
        month=JUNE,
        fact=None,
        expected_version=1,
        reason="mauvaise ligne",
        actor=None,
        origin=Origin.COMMAND,
    )
    assert set().union(*kinds(compared(contract, since)).values()) == {CauseKind.WITHDRAWAL}


def test_a_comment_and_a_decision_change_their_own_columns(contract, controller):
    since = sequence(contract)
    put(
        indicator=indicator(contract),
        month=JUNE,
        fact=pair(85, 100),
        comment="tout va bien",
        expected_version=1,
        reason="précision",
        actor=None,
        origin=Origin.COMMAND,
    )
    assert kinds(compared(contract, since)) == {("R1", "commentaire"): {CauseKind.COMMENT}}
    steps = [MonthStep(indicator(contract), Month(2024, number), 1 + (number == 6)) for number in range(1, 7)]
    since = sequence(contract)
    validate(contract=contract, steps=steps, actor=controller, origin=Origin.FORM)
    assert kinds(compared(contract, since)) == {("R1", "validation"): {CauseKind.DECISION}}


def test_an_avenant_explains_what_its_targets_change_and_a_correction_the_rest(contract, controller):
    since = sequence(contract)
    amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2024, 1, 1),
        source="Avenant",
        targets={"R1": {2024: Target(Decimal(82), Decimal(96))}},
        reason="trajectoire revue",
        actor=controller,
        origin=Origin.FORM,
    )
    put(
        indicator=indicator(contract),
        month=JUNE,
        fact=pair(95, 100),
        expected_version=1,
        reason="chiffres inversés",
        actor=None,
        origin=Origin.COMMAND,
    )
    found = kinds(compared(contract, since))
    assert found["R1", "objectif_annuel"] == found["R1", "version_cible"] == {CauseKind.AMENDMENT}
    assert found["R1", "valeur_a_date"] == {CauseKind.CORRECTION}
    assert found["R1", "score"] == {CauseKind.AMENDMENT, CauseKind.CORRECTION}
    assert {code for code, _ in found} == {"R1"}


def test_a_neutralisation_and_its_withdrawal(contract, controller):
    since = sequence(contract)
    for version, is_neutralised in enumerate((True, False, True)):
        neutralise(
            indicator=indicator(contract, "R2"),
            month=JUNE,
            is_neutralised=is_neutralised,
            reason="incident national",
            expected_version=version,
            actor=controller,
            origin=Origin.FORM,
        )
    found = compared(contract, since)
    assert set().union(*kinds(found).values()) == {CauseKind.NEUTRALISATION}
    assert "juin 2024 neutralisé, par camille" in found[0].cause


def test_decisions_on_the_credit_the_weight_and_the_profile(contract, controller):
    since = sequence(contract)
    set_credit(
        contract=contract, credit=Decimal(50), reason="convention", actor=controller, origin=Origin.FORM
    )
    assert kinds(compared(contract, since)) == {
        ("R1", "score"): {CauseKind.CREDIT},
        ("R2", "score"): {CauseKind.CREDIT},
    }
    since = sequence(contract)
    decide_weights(
        contract=contract,
        effective_from=date(2024, 1, 1),
        weights={"R1": Decimal(2)},
        reason="priorité",
        actor=controller,
        origin=Origin.FORM,
    )
    assert kinds(compared(contract, since))["R1", "version_cible"] == {CauseKind.WEIGHT}
    since = sequence(contract)
    decide_profile(
        indicator=indicator(contract, "R2"),
        year=2024,
        weights=[Fraction(1, 24)] * 6 + [Fraction(1, 8)] * 6,
        reason="saison",
        expected_version=0,
        actor=controller,
        origin=Origin.FORM,
    )
    found = kinds(compared(contract, since))
    assert found["R2", "objectif_a_date"] == {CauseKind.PROFILE}
    assert {code for code, _ in found} == {"R2"}


def test_a_definition_and_a_label_are_two_causes(contract, controller):
    since = sequence(contract)
    define(
        indicator=indicator(contract),
        changed={"label": "Un autre libellé"},
        reason="libellé de l’avenant",
        actor=controller,
        origin=Origin.FORM,
    )
    assert kinds(compared(contract, since)) == {("R1", "libelle"): {CauseKind.WORDING}}
    define(
        indicator=indicator(contract),
        changed={"decimals": 1},
        reason="convention",
        actor=controller,
        origin=Origin.FORM,
    )
    found = kinds(compared(contract, since))
    assert found.pop(("R1", "libelle")) == {CauseKind.WORDING}
    assert found[("R1", "valeur_a_date")] == {CauseKind.DEFINITION}
    assert set().union(*found.values()) == {CauseKind.DEFINITION}


def test_a_profile_changes_its_own_year(contract, controller):
    since = sequence(contract)
    for year in (2024, 2025):
        decide_profile(
            indicator=indicator(contract, "R2"),
            year=year,
            weights=[Fraction(1, 24)] * 6 + [Fraction(1, 8)] * 6,
            reason="saison",
            expected_version=0,
            actor=controller,
            origin=Origin.FORM,
        )
    causes = {cause.what for each in compared(contract, since) for cause in each.causes}
    assert causes == {"profil mensuel de 2024 décidé"}


def test_between_two_quarters_new_months_and_the_calendar_explain_what_no_act_does(contract):
    since = sequence(contract)
    put(
        indicator=indicator(contract),
        month=Month(2024, 2),
        fact=pair(75, 100),
        expected_version=1,
        reason="erreur de report",
        actor=None,
        origin=Origin.COMMAND,
    )
    found = compared(contract, since, (FIRST, SECOND))
    by_cell = kinds(found)
    assert by_cell["R1", "valeur_a_date"] == {CauseKind.CORRECTION, CauseKind.NEW_MONTHS}
    assert by_cell["R2", "valeur_a_date"] == {CauseKind.NEW_MONTHS}
    assert by_cell["R2", "objectif_a_date"] == {CauseKind.CALENDAR}
    assert not {column for _, column in by_cell} & {"trimestre", "arrete_au", "annee"}
    assert CauseKind.DATA not in set().union(*by_cell.values())


def test_queries_do_not_grow_with_the_contract(contract, django_assert_num_queries):
    since = sequence(contract)
    put_again = {"expected_version": 1, "reason": "revu", "actor": None, "origin": Origin.COMMAND}
    put(indicator=indicator(contract), month=JUNE, fact=pair(95, 100), **put_again)
    with django_assert_num_queries(20):
        compared(contract, since)
    for _ in range(3):
        added = make_indicator(contract, targets=every_year("80", "90"))
        enter(added, "2024-06", pair(1, 2))
        put(indicator=added, month=JUNE, fact=pair(2, 2), **put_again)
    with django_assert_num_queries(20):
        compared(contract, since)
