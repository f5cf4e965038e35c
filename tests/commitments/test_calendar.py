"""Status of an échéance: a truth table, day by day at the turn of the year."""

from datetime import date

import pytest

from commitments.calendar import (
    ActionStatus,
    Declared,
    Tally,
    days_late,
    is_promise_passed,
    status_of,
    together,
)

YEAR = 2024
BEFORE, DURING, LAST_DAY, NEXT_DAY = (
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 12, 31),
    date(2025, 1, 1),
)


@pytest.mark.parametrize(
    ("declared", "before", "during", "last_day", "next_day"),
    [
        (
            Declared.RIEN,
            ActionStatus.A_VENIR,
            ActionStatus.A_VENIR,
            ActionStatus.A_VENIR,
            ActionStatus.EN_RETARD,
        ),
        (
            Declared.EN_COURS,
            ActionStatus.EN_COURS,
            ActionStatus.EN_COURS,
            ActionStatus.EN_COURS,
            ActionStatus.EN_RETARD,
        ),
        (
            Declared.REALISE,
            ActionStatus.REALISE,
            ActionStatus.REALISE,
            ActionStatus.REALISE,
            ActionStatus.REALISE,
        ),
        (
            Declared.ABANDONNE,
            ActionStatus.ABANDONNE,
            ActionStatus.ABANDONNE,
            ActionStatus.ABANDONNE,
            ActionStatus.ABANDONNE,
        ),
    ],
)
def test_the_truth_table(declared, before, during, last_day, next_day):
    found = [status_of(YEAR, declared, day) for day in (BEFORE, DURING, LAST_DAY, NEXT_DAY)]
    assert found == [before, during, last_day, next_day]


@pytest.mark.parametrize("status", list(ActionStatus))
def test_a_promise_is_passed_from_the_next_day_of_what_is_not_over(status):
    found = [is_promise_passed(status, forecast, DURING) for forecast in (None, NEXT_DAY, DURING, BEFORE)]
    assert found == [False, False, False, not status.is_over]


def test_every_declared_word_has_its_line():
    assert all(status_of(YEAR, declared, DURING) in ActionStatus for declared in Declared)


@pytest.mark.parametrize(
    ("day", "days"), [(LAST_DAY, 0), (NEXT_DAY, 1), (date(2025, 12, 31), 365), (BEFORE, 0)]
)
def test_days_late_are_counted_from_the_last_day_of_the_year(day, days):
    assert days_late(YEAR, day) == days


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        ([], None),
        ([ActionStatus.EN_COURS, ActionStatus.EN_RETARD, ActionStatus.REALISE], ActionStatus.EN_RETARD),
        ([ActionStatus.REALISE, ActionStatus.REALISE], ActionStatus.REALISE),
        ([ActionStatus.REALISE, ActionStatus.ABANDONNE], ActionStatus.REALISE),
        ([ActionStatus.ABANDONNE, ActionStatus.ABANDONNE], ActionStatus.ABANDONNE),
        ([ActionStatus.A_VENIR, ActionStatus.A_VENIR], ActionStatus.A_VENIR),
        ([ActionStatus.A_VENIR, ActionStatus.REALISE], ActionStatus.EN_COURS),
        ([ActionStatus.A_VENIR, ActionStatus.ABANDONNE], ActionStatus.EN_COURS),
        ([ActionStatus.EN_COURS, ActionStatus.A_VENIR], ActionStatus.EN_COURS),
    ],
)
def test_deliverables_of_a_year_in_one_word(statuses, word):
    assert together(statuses) is word


def test_a_tally_counts_as_due_what_is_planned_up_to_this_year():
    found = [
        (2023, ActionStatus.EN_RETARD),
        (2024, ActionStatus.REALISE),
        (2024, ActionStatus.ABANDONNE),
        (2025, ActionStatus.A_VENIR),
    ]
    assert Tally.of(found, DURING) == Tally(planned=4, due=3, done=1, late=1, abandoned=1)
    assert Tally.of([], DURING) == Tally()
