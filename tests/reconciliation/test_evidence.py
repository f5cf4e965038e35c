"""The least evidence with which each cause is named: beside each case that is, the nearest one that is not."""

from datetime import date
from fractions import Fraction

import pytest

from indicators.domain.model import Aggregation
from indicators.domain.reconciling import Cause, Scope, name_differences
from tests.reconciliation.test_rules import COUNTS, PAIRS, amounts, beside, explained, named, pairs, with_each

pytestmark = pytest.mark.one_database

RATIO = {"aggregation": Aggregation.RATIO, "unit": "%"}
CENTS = ["1204.37", "1377.81", "1289.52", "1450.13", "1512.94", "1333.66"]
SLOW = [1000, 1010, 1020, 1030, 1040, 1050, 1060, 1070]


def counts(changes):
    return amounts(with_each(COUNTS, changes))


def times(factor, *ranks):
    return {rank: COUNTS[rank] * factor for rank in ranks}


def moved(shift, *ranks):
    return {rank: COUNTS[rank + shift] for rank in ranks}


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        (moved(-1, 3), "inexplique"),  # A month that was not brought up to date.
        (moved(-1, 3, 4), "inexplique"),
        (moved(-1, 3, 4, 5), "decale"),
        (dict.fromkeys((3, 4, 5, 6), COUNTS[2]), "inexplique"),  # The same figure four times is one.
        (moved(1, 3) | moved(-1, 4), "inexplique"),  # Two months exchanged.
        (moved(2, 3) | moved(3, 4) | moved(1, 5), "inexplique"),  # Each from elsewhere.
        (times(1000, 3), "perimetre"),  # Four digits that are ours, in thousands.
        (times(10, 3), "inexplique"),  # Nobody counts in tens: a slip.
        (times(10, 3, 4, 5), "perimetre"),
        ({3: -COUNTS[3]}, "perimetre"),
        ({3: COUNTS[3] + 137, 4: COUNTS[4] + 137}, "inexplique"),
        ({3: COUNTS[3] + 137, 4: COUNTS[4] + 137, 5: COUNTS[5] + 137}, "perimetre"),
        (times(2, 3, 4), "inexplique"),
        (times(2, 3, 4, 5), "perimetre"),
        ({3: sum(COUNTS[:4])}, "perimetre"),  # The whole year to date, to its last digit.
        (dict.fromkeys((3, 4, 5), 0), "inexplique"),  # What did not come yet.
        ({0: None}, "absent_cnav"),
    ],
)
def test_in_how_many_months_a_cause_must_hold(changes, cause):
    theirs = [None if each is None else amounts([each])[0] for each in with_each(COUNTS, changes)]
    both = beside(counts({}), theirs)
    found = name_differences(both)
    assert {str(found[rank].cause) for rank in changes} == {cause}


def test_a_single_coincidence_is_a_lead_and_stays_open():
    """The proven fault: our 1200 beside 1007, which is our month before."""
    figures = [1204, 1377, 1007, 1200, 1512, 1333]
    both = beside(amounts(figures), amounts(with_each(figures, {3: 1007})))
    found = name_differences(both)[3]
    assert (found.cause, found.explanation) == (Cause.UNEXPLAINED, None)
    assert [(each.cause, each.shift, each.is_enough) for each in found.others] == [(Cause.SHIFTED, -1, False)]


@pytest.mark.parametrize(
    ("ours", "theirs", "rank", "cause"),
    [
        # The proven fault: 99 that became nothing where the others are whole hundreds.
        ([99, 100, 200, 300], [0, 100, 200, 300], 0, "inexplique"),
        ([49, 5210, 12480, 7130, 9370], [0, 5200, 12500, 7100, 9400], 0, "inexplique"),
        ([49, 5210, 12480, 7130, 9370], [0, 5200, 12500, 7100, 9400], 2, "arrondi"),
        # Hundreds that took something away from one month alone, or from figures no farther apart than that.
        ([149, 200, 300, 400], [100, 200, 300, 400], 0, "inexplique"),
        ([23449, 12300, 45600, 78900], [23400, 12300, 45600, 78900], 0, "inexplique"),
        ([104, 196, 310, 405], [100, 200, 300, 400], 1, "inexplique"),
        # Cents that their whole euros cannot hold, and what is no rounding of ours among them.
        (CENTS, [1204, 1378, 1290, 1450, 1513, 1334], 1, "arrondi"),
        (CENTS, [1204, 1377, 1289, 1450, 1512, 1333], 1, "arrondi"),
        (CENTS, [1204, 1378, 1290, 1450, 1513, 1333], 5, "inexplique"),  # Cut, where the others are not.
        (CENTS, [1204, 1378, 1290, 1450, 1513, 1335], 5, "inexplique"),
        (["0.4", "1377.81"], [0, 1378], 0, "inexplique"),
        (["2.6", "1.4"], [3, 1], 0, "inexplique"),  # So small that anything is near.
        # One figure with six decimals makes the others no finer.
        (["82.414", "79.927", "85.268"], ["82.41", "79.93", "85.268000"], 0, "arrondi"),
    ],
)
def test_a_rounding_explains_the_other_months_too_and_takes_no_figure_away(ours, theirs, rank, cause):
    both = beside(amounts(ours), amounts(theirs), aggregation=Aggregation.DERNIER)
    assert str(named(both)[rank]) == cause


@pytest.mark.parametrize(
    ("earlier", "theirs", "received", "cause"),
    [
        (1405, 1405, None, Cause.CORRECTED),
        (1405, 1405, date(2025, 5, 12), Cause.CORRECTED),
        (1405, 1405, date(2025, 5, 11), Cause.UNEXPLAINED),  # We held it after their file came.
        (0, 0, None, Cause.UNEXPLAINED),  # What stands where nothing came yet.
        (1449, 1449, None, Cause.CORRECTED),
        (1405, 1406, None, Cause.UNEXPLAINED),
    ],
)
def test_an_earlier_version_is_one_that_they_could_have(earlier, theirs, received, cause):
    both = beside(counts({}), counts({3: theirs}), earlier={3: amounts([earlier])[0]}, received=received)
    assert named(both)[3] is cause


@pytest.mark.parametrize(
    ("ours", "theirs", "cause"),
    [
        ([5, 7, 6, 8], [5000, 7, 6, 8], "inexplique"),  # One digit is alike by chance.
        ([12, 17, 16, 18], [12, 17, -16, 18], "inexplique"),
        ([3, 4, 3, 5], [3, 7, 3, 5], "inexplique"),  # A value to date of small figures.
        ([1204, 0, 1377, 1289], [1204, 1204, 1377, 1289], "inexplique"),  # Nothing added: the month before.
        ([17765, 15594, 12900, 12271], [1, 2, 2, 2], "inexplique"),  # Nearly nothing is no share of ours.
        (SLOW, [each + 10 for each in SLOW], "inexplique"),  # A month later, or ten more: both say it all.
    ],
)
def test_what_small_or_regular_figures_cannot_prove(ours, theirs, cause):
    both = beside(amounts(ours), amounts(theirs))
    assert {str(each.cause) for each in name_differences(both)} - {"egal"} == {cause}


def test_a_constant_ratio_is_told_with_the_fewest_decimals_that_fit():
    figures = [1119, 841, 1432, 3067, 2375]
    theirs = [each * 85 // 100 for each in figures]
    found = explained(beside(amounts(figures), amounts(theirs)), 2)
    assert (found.scope, found.number) == (Scope.RATIO, Fraction(85, 100))


def test_both_parts_exchanged_in_one_month_are_proved_by_their_digits():
    swapped = with_each(PAIRS, {2: PAIRS[2][::-1]})
    assert explained(beside(pairs(PAIRS), pairs(swapped), **RATIO), 2).scope is Scope.SWAPPED
    small = [(3, 4), (5, 6), (2, 7)]
    swapped = with_each(small, {0: (4, 3)})
    assert named(beside(pairs(small), pairs(swapped), **RATIO))[0] is Cause.UNEXPLAINED


def test_a_figure_with_six_decimals_makes_no_coincidence_rarer():
    small = ["12.1", "12.4", "12.2", "12.5", "12.3", "12.6", "12.1", "12.4"]
    theirs = [*small[1:], "12.345678"]
    finer = beside(amounts(small), amounts(theirs), aggregation=Aggregation.DERNIER)
    assert finer.columns(finer.months[0])[0].grain == Fraction(1, 10)
