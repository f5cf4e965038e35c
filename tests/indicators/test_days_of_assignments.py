"""Assignments from a day to another one: outside of these days they give no right, and nothing is owed."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import RightRevision
from accounts.rights import Role, Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Origin, OwnershipRevision
from commitments.recording import Naming, name_owners
from commitments.selectors import owners_of
from cpg.shared.days import Days, days_of
from indicators.models import Assignment, Indicator
from indicators.recording import assign, unassign
from tests.factories import make_action, make_body, make_contract, make_indicator, make_user

pytestmark = pytest.mark.django_db

SPRING = Days(date(2025, 4, 1), date(2025, 6, 30))


@pytest.fixture
def contract():
    return make_contract(make_body())


@pytest.fixture
def administrator(contract):
    return make_user(Role.ADMINISTRATEUR, contract.body)


@pytest.fixture
def person(contract):
    return make_user(Role.GESTIONNAIRE, contract.body)


@pytest.mark.parametrize(
    ("day", "is_in_force"),
    [("2025-03-31", False), ("2025-04-01", True), ("2025-06-30", True), ("2025-07-01", False)],
)
def test_both_days_are_included_for_indicators_and_actions(contract, administrator, person, day, is_in_force):
    indicator, action = make_indicator(contract), make_action(contract, years=(2025,))
    with time_machine.travel(f"{day} 12:00"):
        assign(person=person, indicator=indicator, is_deputy=False, days=SPRING, actor=administrator)
        naming = Naming(action, person, None, 0, SPRING)
        name_owners(contract=contract, namings=[naming], actor=administrator, origin=Origin.FORM)
        read = Indicator.objects.prefetch_related("assignments").get(pk=indicator.pk)
        owners = owners_of([action.pk])[action.pk]
        assert may(person, Verb.RECORD, read) is is_in_force
        assert (owners.answering == person) is is_in_force
    assert owners.named == (person, None)
    assert Assignment.every_date.count() == 1


def test_days_alone_are_a_line_of_the_history_and_go_with_the_assignment(contract, administrator, person):
    given = {"person": person, "indicator": make_indicator(contract), "actor": administrator}
    assign(**given, is_deputy=False, days=SPRING)
    assign(**given, is_deputy=False, days=SPRING)
    unassign(assignment=assign(**given, is_deputy=False, days=Days(SPRING.start, None)), actor=administrator)
    assert [each.change for each in RightRevision.objects.order_by("sequence")] == [
        "titulaire, reçu",
        "sans dates, puis du 01/04/2025 au 30/06/2025",
        "du 01/04/2025 au 30/06/2025, puis à partir du 01/04/2025",
        "titulaire, retiré",
        "à partir du 01/04/2025, puis sans dates",
    ]
    assert not Assignment.every_date.exists()


def test_days_in_the_wrong_order_are_refused_by_the_verbs_and_by_the_database(
    contract, administrator, person
):
    wrong, action = Days(SPRING.end, SPRING.start), make_action(contract, years=(2025,))
    indicator = make_indicator(contract)
    with pytest.raises(Refusal, match="échangez-les"):
        assign(person=person, indicator=indicator, is_deputy=False, days=wrong, actor=administrator)
    with pytest.raises(Refusal, match="échangez-les"):
        name_owners(
            contract=contract,
            namings=[Naming(action, person, None, 0, wrong)],
            actor=administrator,
            origin=Origin.FORM,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.every_date.create(
            user=person, indicator=indicator, starts_on=wrong.start, ends_on=wrong.end
        )


def test_who_renames_an_owner_keeps_the_days_and_nobody_has_none(contract, administrator, person):
    action, other = make_action(contract, years=(2025,)), make_user(Role.GESTIONNAIRE, contract.body)
    for naming in (
        Naming(action, person, None, 0, SPRING),
        Naming(action, other, None),
        Naming(action, None, None),
    ):
        name_owners(contract=contract, namings=[naming], actor=administrator, origin=Origin.FORM)
    revisions = OwnershipRevision.objects.order_by("version")
    assert [Days(each.starts_on, each.ends_on) for each in revisions] == [SPRING, SPRING, Days()]
    with pytest.raises(Refusal):
        name_owners(
            contract=contract, namings=[Naming(action, person, None)], actor=other, origin=Origin.FORM
        )


@pytest.mark.parametrize("days", [Days(), SPRING, Days(SPRING.start), Days(None, SPRING.end)])
def test_days_are_read_back_from_their_code(days):
    assert days_of(days.code) == days


def test_days_move_by_whole_years_also_from_a_leap_day():
    moved = Days(date(2024, 2, 29), date(2024, 12, 31)).moved(5)
    assert moved == Days(date(2029, 2, 28), date(2029, 12, 31))
