"""What is owed, from which day, and whose turn it is: truth tables."""

from datetime import date

import pytest

from accounts.models import User
from accounts.rights import Role
from commitments.calendar import Declared
from commitments.models import Origin
from commitments.recording import ItemStep, Update, update_many
from commitments.recording import return_ as return_item
from cpg.shared.periods import Month
from dashboards.reminders.debts import DebtKind
from dashboards.reminders.owed import owed_alone, owed_in
from dashboards.resolutions.acts import Move, finish
from dashboards.shared.reads import ContractFacts
from indicators.domain.model import Absence, AbsenceKind
from indicators.recording import MonthStep, lock, put, submit, validate
from tests.factories import (
    assign,
    enter,
    make_action,
    make_contract,
    pair,
    planned,
)
from tests.one_of_each import make_resolution
from tests.owed.owing import act, entered, person, returned, submitted

pytestmark = pytest.mark.django_db
LATE, RETURNED, ARRIVAL, UNEXPLAINED, ITEM, PROMISE, RESOLUTION = DebtKind
PASSED, TODAY = date(2025, 10, 11), date(2025, 10, 12)


def owed(contract):
    """Each thing with whose turn it is. The navigation and the dashboard read the same from fewer échéances."""
    day = date(2025, 10, 12)
    found = owed_in(contract, day).turns
    assert owed_alone(contract, day, ContractFacts(contract)).turns == found
    return [(turn.debt.kind, "+".join(user.username for user in turn.people)) for turn in found]


def returned_and_corrected(indicator):
    returned(indicator)
    put(
        fact=pair(90, 100), indicator=indicator, month=Month(2025, 9), expected_version=3, reason="", comment="RAS",
        actor=None, origin=Origin.FORM,
    )  # fmt: skip


def returned_and_answered(indicator):
    returned(indicator)
    act_with_answer = [MonthStep(indicator, Month(2025, 9), 3, answer="le périmètre est bon")]
    submit(contract=indicator.contract, steps=act_with_answer, actor=None, origin=Origin.FORM)


def validated_in_spite_of_a_doubt(indicator):
    entered(indicator, 1, "")
    act(validate, indicator, "2025-09", 1)


def closed(indicator):
    lock(contract=indicator.contract, months=[Month(2025, 9)], actor=None, origin=Origin.COMMAND)


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda indicator: None, [LATE]),
        (entered, []),
        (submitted, []),
        (returned, [RETURNED]),
        (returned_and_corrected, []),
        (returned_and_answered, []),
        (lambda indicator: entered(indicator, 1, ""), [UNEXPLAINED]),
        (lambda indicator: entered(indicator, 1, "une panne"), []),
        (validated_in_spite_of_a_doubt, []),
        (closed, []),
        (
            lambda indicator: enter(indicator, "2025-09", Absence(AbsenceKind.NON_DISPONIBLE, "panne")),
            [],
        ),
    ],
)
def test_a_month_is_owed_as_long_as_something_is_asked_of_its_holder(contract, indicator, prepare, expected):
    assign(person(contract), indicator)
    prepare(indicator)
    assert owed(contract) == [(kind, "camille") for kind in expected]


def test_a_month_is_owed_from_the_day_after_its_deadline(contract, indicator):
    assign(person(contract), indicator)
    for day, count in ((date(2025, 10, 10), 0), (date(2025, 10, 11), 1)):
        assert len(owed_in(contract, day).turns) == count
        assert len(owed_alone(contract, day, ContractFacts(contract)).turns) == count


@pytest.mark.parametrize(
    ("year", "declared", "promised", "is_returned", "expected"),
    [
        (2025, None, None, False, []),
        (2026, None, None, False, []),
        (2024, None, None, False, [ITEM]),
        (2024, Declared.EN_COURS, None, False, [ITEM]),
        (2024, Declared.REALISE, None, False, []),
        (2024, Declared.EN_COURS, None, True, [RETURNED]),
        (2025, Declared.EN_COURS, None, True, [RETURNED]),
        (2025, Declared.EN_COURS, PASSED, False, [PROMISE]),
        (2026, Declared.EN_COURS, PASSED, False, [PROMISE]),
        (2025, Declared.EN_COURS, TODAY, False, []),
        (2024, Declared.EN_COURS, PASSED, False, [ITEM]),
        (2025, Declared.EN_COURS, PASSED, True, [RETURNED]),
        (2025, Declared.REALISE, PASSED, False, []),
    ],
)
def test_an_item_is_owed_once_when_its_year_or_its_promised_day_is_over_or_it_came_back(
    year, declared, promised, is_returned, expected
):
    contract = make_contract(first_year=2024)
    action = make_action(contract, years=(year,), owner=person(contract))
    is_done = declared is Declared.REALISE
    waiver = "sans objet" if is_done else ""
    if declared:
        update_many(
            contract=contract,
            updates=[
                Update(planned(action, year), declared, 100 if is_done else 40, promised, waiver=waiver)
            ],
            actor=None,
            origin=Origin.FORM,
            hands_over=is_returned,
        )
    if is_returned:
        steps = [ItemStep(planned(action, year), 1)]
        return_item(contract=contract, steps=steps, reason="joignez le bilan", actor=None, origin=Origin.FORM)
    assert owed(contract) == [(kind, "camille") for kind in expected]


@pytest.mark.parametrize(
    ("holder", "has_deputy", "expected"),
    [
        ({}, True, "camille"),
        ({"absent_until": date(2025, 10, 31)}, True, "alex"),
        ({"absent_until": date(2025, 10, 31)}, False, "camille"),
        ({"email": ""}, False, "camille"),
        (None, True, "alex"),
        (None, False, ""),
    ],
)
def test_the_turn_is_the_holders_the_deputys_or_nobodys(contract, indicator, holder, has_deputy, expected):
    if holder is not None:
        assign(person(contract, **holder), indicator)
    if has_deputy:
        assign(person(contract, "alex"), indicator, is_deputy=True)
    assert owed(contract) == [(LATE, expected)]


@pytest.mark.parametrize(
    ("role", "more", "day", "is_reached"),
    [
        (Role.DIRECTION, {}, date(2025, 10, 31), None),
        (Role.DIRECTION, {}, date(2025, 11, 1), True),
        (Role.LECTEUR, {}, date(2025, 11, 1), True),
        (Role.LECTEUR, {"absent_until": date(2025, 11, 30)}, date(2025, 11, 1), False),
        (Role.DIRECTION, {"is_active": False}, date(2025, 11, 1), False),
    ],
)
def test_a_decision_is_owed_from_the_day_after_its_own_whatever_the_role(
    contract, role, more, day, is_reached
):
    decision = make_resolution(contract, owner := person(contract, role=role))
    User.objects.filter(pk=owner.pk).update(**more)
    found = [(turn.debt.kind, turn.people, turn.is_reached) for turn in owed_in(contract, day).turns]
    assert found == ([] if is_reached is None else [(RESOLUTION, (owner,), is_reached)])
    finish(resolution=decision, move=Move(1), actor=None, origin=Origin.COMMAND)
    assert owed_in(contract, day).turns == ()
