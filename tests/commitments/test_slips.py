"""When the actions linked to an indicator slipped, and what became of them."""

from datetime import date

import pytest
import time_machine

from commitments.calendar import Declared
from commitments.models import ActionLink, Origin
from commitments.recording import Update, update_many
from indicators.recording import link, unlink
from indicators.slips import slips_of
from tests.factories import make_action, make_contract, make_indicator, planned

pytestmark = pytest.mark.django_db
COMMAND = {"actor": None, "origin": Origin.COMMAND}
TODAY = date(2025, 10, 20)


def say(action, year, declared, moment):
    given_up = {"reason": "Sans suite", "decided_by": "CODIR"} if declared is Declared.ABANDONNE else {}
    progress = 100 if declared is Declared.REALISE else 40
    waiver = {"waiver": "Constaté"} if declared is Declared.REALISE else {}
    update = Update(planned(action, year), declared, progress, **given_up, **waiver)
    with time_machine.travel(moment, tick=False):
        update_many(contract=action.engagement.fiche.contract, updates=[update], **COMMAND)


@pytest.fixture
def linked():
    with time_machine.travel("2024-01-10"):
        contract = make_contract()
        indicator, action = make_indicator(contract), make_action(contract, code="E1A1", years=(2024, 2025))
        link(contract=contract, action=action, indicator=indicator, **COMMAND)
    return indicator, action


def found(indicator, today=TODAY):
    return slips_of([indicator.pk], today).get(indicator.pk, ())


def test_what_nobody_said_done_slipped_on_the_first_of_january_and_is_still_late(linked):
    indicator, _ = linked
    (slip,) = found(indicator)
    assert (slip.day, slip.due_on, slip.over) == (date(2025, 1, 1), date(2024, 12, 31), None)
    assert found(indicator, date(2024, 12, 31)) == ()
    assert [each.planned.year for each in found(indicator, date(2026, 1, 1))] == [2024, 2025]


@pytest.mark.parametrize("declared", [Declared.REALISE, Declared.ABANDONNE])
@pytest.mark.parametrize(
    ("moment", "slipped"), [("2024-12-31T22:59:59+00:00", False), ("2024-12-31T23:00:00+00:00", True)]
)
def test_the_year_ends_in_paris(linked, declared, moment, slipped):
    indicator, action = linked
    say(action, 2024, declared, moment)
    slips = found(indicator)
    assert bool(slips) is slipped
    assert all(slip.over.declared is declared for slip in slips)


def test_what_was_under_way_then_done_says_when_it_was_done(linked):
    indicator, action = linked
    say(action, 2024, Declared.EN_COURS, "2024-06-01T12:00:00+00:00")
    say(action, 2024, Declared.EN_COURS, "2025-02-01T12:00:00+00:00")
    say(action, 2024, Declared.REALISE, "2025-03-12T12:00:00+00:00")
    (slip,) = found(indicator)
    assert slip.over.recorded_at.date() == date(2025, 3, 12)


def test_what_was_done_in_time_then_taken_back_is_late(linked):
    indicator, action = linked
    say(action, 2024, Declared.REALISE, "2024-12-01T12:00:00+00:00")
    say(action, 2024, Declared.EN_COURS, "2025-02-01T12:00:00+00:00")
    (slip,) = found(indicator)
    assert slip.over is None


def test_a_link_that_is_removed_tells_nothing_more(linked):
    indicator, action = linked
    unlink(contract=indicator.contract, standing=ActionLink.objects.get(action=action), **COMMAND)
    assert found(indicator) == ()


def test_it_costs_three_queries_and_one_where_nothing_is_linked(linked, django_assert_num_queries):
    indicator, _ = linked
    for rank in range(3):
        more = make_action(indicator.contract, code=f"E2A{rank}", years=(2023, 2024))
        link(contract=indicator.contract, action=more, indicator=indicator, **COMMAND)
    other = make_indicator(indicator.contract)
    with django_assert_num_queries(3):
        assert len(found(indicator)) == 7
    with django_assert_num_queries(1):
        assert found(other) == ()
