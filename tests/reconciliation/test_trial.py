"""The trial of injected differences on a few of them, and that it can fail. The whole of it: `make reconciliation`."""

from dataclasses import replace

import pytest

from indicators.domain.reconciling import Cause, name_differences
from tests.reconciliation.trial import false_names, only_equality, tried

pytestmark = pytest.mark.one_database


def test_injected_differences_are_named_and_none_is_silent():
    tally = tried(name_differences, seed=7, differences=200)
    assert tally.besides >= 200
    assert tally.percent >= 95
    assert (tally.silent, tally.accused) == ([], 0)
    assert tally.holds


def test_differences_without_a_cause_get_no_name():
    found = false_names(name_differences, seed=7, differences=600)
    assert found.tried.total() >= 600
    assert found.named.total() <= 2
    assert found.holds


def test_rules_that_name_what_a_single_month_suggests_fail_the_trial():
    def credulous(beside):
        return [
            replace(each, cause=each.others[0].cause)
            if each.cause is Cause.UNEXPLAINED and each.others
            else each
            for each in name_differences(beside)
        ]

    assert not false_names(credulous, seed=7, differences=240).holds


def test_rules_that_know_only_equality_fail_the_trial():
    assert not tried(only_equality, seed=7, differences=60).holds


def test_rules_that_leave_a_month_out_fail_the_trial():
    def forgetful(beside):
        return [each for each in name_differences(beside) if each.month in beside.theirs]

    tally = tried(forgetful, seed=7, differences=120)
    assert tally.silent
    assert not tally.holds
