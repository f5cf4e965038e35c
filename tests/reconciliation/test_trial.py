"""The trial of injected differences on a few of them, and that it can fail. The whole of it: `make reconciliation`."""

import pytest

from indicators.domain.reconciling import name_differences
from tests.reconciliation.trial import only_equality, tried

pytestmark = pytest.mark.one_database


def test_injected_differences_are_named_and_none_is_silent():
    tally = tried(name_differences, seed=7, differences=200)
    assert tally.besides >= 200
    assert tally.percent >= 95
    assert (tally.silent, tally.accused) == ([], 0)
    assert tally.holds


def test_rules_that_know_only_equality_fail_the_trial():
    assert not tried(only_equality, seed=7, differences=60).holds


def test_rules_that_leave_a_month_out_fail_the_trial():
    def forgetful(beside):
        return [each for each in name_differences(beside) if each.month in beside.theirs]

    tally = tried(forgetful, seed=7, differences=120)
    assert tally.silent
    assert not tally.holds
