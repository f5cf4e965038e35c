"""What may be submitted: months that are over, explained where they are doubtful, changed or answered where they were
returned; what was submitted may be taken back until somebody decides.
"""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.ledger.state import State
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.models import ActualRevision, MonthlyActual
from indicators.recording import MonthStep, put, return_, submit, unsubmit, validate
from indicators.selectors import series_of
from indicators.submission import owed_comment
from tests.factories import assign, enter, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
AUGUST, SEPTEMBER, OCTOBER = (Month(2025, number) for number in (8, 9, 10))
REASON = "dénominateur à vérifier"


def act(
    verb: Any,
    indicator: Any,
    actor: Any,
    version: int,
    *,
    month: Month = SEPTEMBER,
    answer: str = "",
    **more: Any,
):
    steps = [MonthStep(indicator, month, version, answer)]
    return verb(contract=indicator.contract, steps=steps, actor=actor, origin=Origin.FORM, **more)


def refused(*asked: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act(*asked, **more)
    return caught.value.code


def rewrite(
    indicator: Any, actor: Any, version: int, fact: Any, comment: str | None = None, reason: str = ""
) -> None:
    put(
        indicator=indicator, month=SEPTEMBER, fact=fact, expected_version=version, actor=actor, origin=Origin.FORM,
        comment=comment, reason=reason,
    )  # fmt: skip


def current(month: Month = SEPTEMBER) -> ActualRevision:
    return MonthlyActual.objects.select_related("current").get(month=month.first_day).current


@pytest.fixture
def usual(indicator: Any) -> None:
    """Eight months that make a value of one in a hundred doubtful."""
    for number in range(1, 9):
        enter(indicator, f"2025-{number:02}", pair(90 + number, 100))


@pytest.fixture
def returned(indicator: Any, manager: Any, controller: Any) -> None:
    """September, submitted and returned: version 3."""
    enter(indicator, "2025-09", pair(95, 100), actor=manager, comment="stable")
    act(submit, indicator, manager, 1)
    act(return_, indicator, controller, 2, reason=REASON)


@pytest.mark.parametrize(
    ("value", "comment", "code"),
    [
        (94, "", ""),
        (94, "stable", ""),
        (1, "", "doubt_unexplained"),
        (1, " ", "doubt_unexplained"),
        (1, "grève", ""),
    ],
)
def test_a_doubtful_month_goes_with_a_comment_only(indicator, manager, usual, value, comment, code):
    enter(indicator, "2025-09", pair(value, 100), actor=manager, comment=comment)
    if not code:
        act(submit, indicator, manager, 1)
        return
    assert refused(submit, indicator, manager, 1) == code
    assert current().state == State.SAISI


def test_one_function_says_what_a_month_owes(indicator, usual):
    enter(indicator, "2025-09", pair(1, 100))
    owed = owed_comment(series_of(indicator), SEPTEMBER, "")
    assert (bool(owed), bool(owed.doubts), "cent fois" in owed.doubt) == (True, True, True)
    assert not owed_comment(series_of(indicator), SEPTEMBER, "grève")
    assert not owed_comment(series_of(indicator), AUGUST, "")
    assert not owed_comment(series_of(indicator), OCTOBER, "")


@pytest.mark.parametrize(("day", "code"), [("30", "not_over"), ("31", "not_over"), ("1", "")])
def test_a_month_is_submitted_once_it_is_over(indicator, manager, in_october_2025, day, code):
    enter(indicator, "2025-10", pair(95, 100), actor=manager)
    in_october_2025.move_to(f"2025-{'11' if day == '1' else '10'}-{day:0>2}T10:00:00+01:00")
    if code:
        assert refused(submit, indicator, manager, 1, month=OCTOBER) == code
    else:
        act(submit, indicator, manager, 1, month=OCTOBER)


def test_a_returned_month_goes_again_with_an_answer_that_the_submission_keeps(
    indicator, manager, controller, returned
):
    assert refused(submit, indicator, manager, 3) == "return_unanswered"
    assert refused(submit, indicator, manager, 3, answer="  ") == "return_unanswered"
    act(submit, indicator, manager, 3, answer=" vérifié : exact ")
    assert (current().state, current().answer) == (State.SOUMIS, "vérifié : exact")
    act(validate, indicator, controller, 4)
    assert current().answer == "", "an answer is its submission's"


def test_a_returned_month_goes_again_once_it_changed(indicator, manager, returned):
    rewrite(indicator, manager, 3, pair(96, 100))
    act(submit, indicator, manager, 4)
    assert current().state == State.SOUMIS


def test_a_comment_changes_a_returned_month(indicator, manager, returned):
    rewrite(indicator, manager, 3, pair(95, 100), comment="périmètre vérifié")
    act(submit, indicator, manager, 4)


def test_what_was_changed_and_put_back_is_unchanged(indicator, manager, returned):
    rewrite(indicator, manager, 3, pair(96, 100))
    rewrite(indicator, manager, 4, pair(95, 100))
    assert current().state == State.SAISI
    assert refused(submit, indicator, manager, 5) == "return_unanswered"


def test_taking_an_answered_submission_back_does_not_spare_the_answer(indicator, manager, returned):
    act(submit, indicator, manager, 3, answer="exact")
    act(unsubmit, indicator, manager, 4)
    assert refused(submit, indicator, manager, 5) == "return_unanswered"


def test_a_return_before_the_last_validation_is_over(indicator, manager, controller, returned):
    act(submit, indicator, manager, 3, answer="exact")
    act(validate, indicator, controller, 4)
    rewrite(indicator, manager, 5, pair(97, 100), reason="erreur")
    act(unsubmit, indicator, manager, 6)
    act(submit, indicator, manager, 7)
    act(unsubmit, indicator, manager, 8)
    assert refused(submit, indicator, manager, 9, answer="exact") == "nothing_to_answer"


def test_a_month_never_returned_takes_no_answer(indicator, manager):
    enter(indicator, "2025-09", pair(95, 100), actor=manager)
    assert refused(submit, indicator, manager, 1, answer="exact") == "nothing_to_answer"


def test_the_database_keeps_answers_for_submissions(indicator, manager, returned):
    before = current()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActualRevision.objects.create(
            indicator=indicator, month=before.month, version=9, change=before.change, numerator=1, denominator=2,
            state=State.SAISI, answer="exact",
        )  # fmt: skip


def test_what_waits_is_taken_back_and_is_a_draft_again(indicator, manager):
    enter(indicator, "2025-09", pair(95, 100), actor=manager, comment="stable")
    assert refused(unsubmit, indicator, manager, 1) == "not_submitted"
    act(submit, indicator, manager, 1)
    act(unsubmit, indicator, manager, 2)
    found = current()
    assert (found.state, found.comment, found.fact) == (State.SAISI, "stable", pair(95, 100))
    assert Change.objects.last().verb == "unsubmit"
    rewrite(indicator, manager, 3, pair(96, 100))
    assert current().state == State.SAISI, "one's own draft again: no reason is asked"


@pytest.mark.parametrize("verb", [validate, return_])
def test_what_is_decided_is_not_taken_back(indicator, manager, controller, verb):
    enter(indicator, "2025-09", pair(95, 100), actor=manager)
    act(submit, indicator, manager, 1)
    act(verb, indicator, controller, 2, **({"reason": REASON} if verb is return_ else {}))
    assert refused(unsubmit, indicator, manager, 3) == "not_submitted"
    assert refused(unsubmit, indicator, manager, 2) == "stale_version"


@pytest.mark.parametrize(
    ("role", "is_assigned", "code"),
    [
        (Role.GESTIONNAIRE, True, ""),
        (Role.GESTIONNAIRE, False, "not_allowed"),
        (Role.CONTROLEUR, False, "submitted_by_another"),
        (Role.DIRECTION, True, "not_allowed"),
        (Role.LECTEUR, True, "not_allowed"),
        (Role.ADMINISTRATEUR, True, "not_allowed"),
    ],
)
def test_who_may_take_back(indicator, manager, role, is_assigned, code):
    enter(indicator, "2025-09", pair(95, 100), actor=manager)
    act(submit, indicator, manager, 1)
    other = make_user(role, indicator.contract.body)
    if is_assigned:
        assign(other, indicator)
    if code:
        assert refused(unsubmit, indicator, other, 2) == code
    else:
        act(unsubmit, indicator, other, 2)
    assert current().state == (State.SOUMIS if code else State.SAISI)


def test_who_validates_takes_back_what_they_submitted_themselves(indicator, manager, controller):
    enter(indicator, "2025-09", pair(95, 100), actor=manager)
    act(submit, indicator, controller, 1)
    act(unsubmit, indicator, controller, 2)
    assert current().state == State.SAISI
