"""What the calendar makes of what was said of an action: a truth table, day by day at the turn of the year."""

from datetime import date

import pytest

from commitments.calendar import Declared, Status, Tally, days_late, status_of, together

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
        (Declared.RIEN, Status.A_VENIR, Status.A_VENIR, Status.A_VENIR, Status.EN_RETARD),
        (Declared.EN_COURS, Status.EN_COURS, Status.EN_COURS, Status.EN_COURS, Status.EN_RETARD),
        (Declared.REALISE, Status.REALISE, Status.REALISE, Status.REALISE, Status.REALISE),
        (Declared.ABANDONNE, Status.ABANDONNE, Status.ABANDONNE, Status.ABANDONNE, Status.ABANDONNE),
    ],
)
def test_the_truth_table(declared, before, during, last_day, next_day):
    found = [status_of(YEAR, declared, day) for day in (BEFORE, DURING, LAST_DAY, NEXT_DAY)]
    assert found == [before, during, last_day, next_day]


def test_every_declared_word_has_its_line():
    assert all(status_of(YEAR, declared, DURING) in Status for declared in Declared)


@pytest.mark.parametrize(
    ("day", "days"), [(LAST_DAY, 0), (NEXT_DAY, 1), (date(2025, 12, 31), 365), (BEFORE, 0)]
)
def test_days_late_are_counted_from_the_last_day_of_the_year(day, days):
    assert days_late(YEAR, day) == days


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        ([], None),
        ([Status.EN_COURS, Status.EN_RETARD, Status.REALISE], Status.EN_RETARD),
        ([Status.REALISE, Status.REALISE], Status.REALISE),
        ([Status.REALISE, Status.ABANDONNE], Status.REALISE),
        ([Status.ABANDONNE, Status.ABANDONNE], Status.ABANDONNE),
        ([Status.A_VENIR, Status.A_VENIR], Status.A_VENIR),
        ([Status.A_VENIR, Status.REALISE], Status.EN_COURS),
        ([Status.A_VENIR, Status.ABANDONNE], Status.EN_COURS),
        ([Status.EN_COURS, Status.A_VENIR], Status.EN_COURS),
    ],
)
def test_deliverables_of_a_year_in_one_word(statuses, word):
    assert together(statuses) is word


def test_a_tally_counts_as_due_what_is_planned_up_to_this_year():
    found = [
        (2023, Status.EN_RETARD),
        (2024, Status.REALISE),
        (2024, Status.ABANDONNE),
        (2025, Status.A_VENIR),
    ]
    assert Tally.of(found, DURING) == Tally(planned=4, due=3, done=1, late=1, abandoned=1)
    assert Tally.of([], DURING) == Tally()
