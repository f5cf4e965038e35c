"""Writing months with `put` and `put_many`: what they decide, keep, refuse and count as unchanged."""

import pytest
import time_machine

from commitments.ledger.refusals import Refusal
from commitments.ledger.state import State
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.models import ActualRevision, MonthlyActual
from indicators.recording import Entry, put, put_many
from tests.factories import amount, enter, make_indicator, pair

pytestmark = pytest.mark.django_db
MARCH = Month(2024, 3)


@pytest.fixture(autouse=True)
def in_november_2026():
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def indicator():
    return make_indicator()


def fix(indicator, fact, version, reason="chiffres inversés", **kwargs):
    return put(
        indicator=indicator,
        month=MARCH,
        fact=fact,
        expected_version=version,
        reason=reason,
        actor=None,
        origin=Origin.FORM,
        **kwargs,
    )


def test_a_value_in_a_month_that_holds_one_is_a_correction_and_needs_a_reason(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    with pytest.raises(Refusal) as refused:
        put(
            indicator=indicator,
            month=MARCH,
            fact=pair(91, 100),
            expected_version=1,
            actor=None,
            origin=Origin.FORM,
        )
    assert refused.value.code == "reason_missing"
    assert MonthlyActual.objects.get().current.fact == pair(90, 100)


@pytest.mark.parametrize(
    ("held", "fact", "verb"),
    [
        ("nothing", pair(1, 2), "record"),
        ("nothing", None, ""),
        ("a value", pair(1, 2), "correct"),
        ("a value", pair(90, 100), ""),
        ("a value", None, "retract"),
        ("emptied", pair(1, 2), "record"),
        ("emptied", None, ""),
    ],
)
def test_put_decides_between_entering_correcting_and_emptying(indicator, held, fact, verb):
    version = 0
    if held != "nothing":
        version = enter(indicator, "2024-03", pair(90, 100), comment="RAS").version
    if held == "emptied":
        version = fix(indicator, None, 1).version
    before = Change.objects.count()
    written = fix(indicator, fact, version)
    acts = [change.verb for change in Change.objects.order_by("sequence")[before:]]
    assert acts == ([verb] if verb else [])
    assert (written.fact if written else None) == fact
    assert (written.version if written else 0) == version + bool(verb)


def test_emptying_an_empty_month_hides_nothing_whatever_version_was_seen(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    fix(indicator, None, 1)
    assert fix(indicator, None, 1, reason="").version == 2


def test_an_empty_month_keeps_no_comment(indicator):
    with pytest.raises(Refusal) as refused:
        fix(indicator, None, 0, comment="panne")
    assert refused.value.code == "comment_alone"
    enter(indicator, "2024-03", pair(90, 100), comment="RAS")
    emptied = fix(indicator, None, 1)
    assert (emptied.comment, emptied.appreciation, emptied.state) == ("", "", State.SAISI)


def test_a_comment_and_an_appreciation_that_are_not_given_are_kept(indicator):
    enter(indicator, "2024-03", pair(90, 100), comment="RAS")
    fix(indicator, pair(90, 100), 1, appreciation="vigilant")
    kept = fix(indicator, pair(95, 100), 2)
    assert (kept.comment, kept.appreciation) == ("RAS", "vigilant")
    removed = fix(indicator, pair(95, 100), 3, comment="", appreciation="")
    assert (removed.comment, removed.appreciation) == ("", "")


def test_a_correction_keeps_the_old_value_in_the_history(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    fix(indicator, pair(95, 100), 1)
    assert [(r.version, r.fact, r.reason) for r in ActualRevision.objects.order_by("version")] == [
        (1, pair(90, 100), ""),
        (2, pair(95, 100), "chiffres inversés"),
    ]
    assert MonthlyActual.objects.get().current.version == 2


def test_a_correction_without_a_reason_is_refused(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    with pytest.raises(Refusal, match="motif"):
        fix(indicator, pair(95, 100), 1, reason="  ")


def test_a_correction_to_the_same_value_writes_nothing(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    before = Change.objects.count()
    fix(indicator, pair(90, 100), 1, reason="")
    assert (Change.objects.count(), ActualRevision.objects.count()) == (before, 1)


def test_a_retraction_empties_the_month_and_keeps_its_history(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    put(
        fact=None,
        indicator=indicator,
        month=MARCH,
        expected_version=1,
        reason="mauvais mois",
        actor=None,
        origin=Origin.FORM,
    )
    assert MonthlyActual.objects.get().current.fact is None
    assert ActualRevision.objects.count() == 2
    put(indicator=indicator, month=MARCH, fact=pair(1, 2), expected_version=2, actor=None, origin=Origin.FORM)
    assert MonthlyActual.objects.get().version == 3


def test_many_months_are_entered_under_one_act(indicator):
    entries = [Entry(indicator, Month(2024, number), pair(number, 20)) for number in range(1, 13)]
    done = put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    assert (done.written, done.unchanged) == (12, 0)
    assert set(ActualRevision.objects.values_list("change__sequence", flat=True)) == {done.change.sequence}


def test_one_refused_entry_among_many_writes_nothing(indicator):
    entries = [Entry(indicator, Month(2024, 1), pair(1, 2)), Entry(indicator, Month(2024, 2), amount(3))]
    with pytest.raises(Refusal):
        put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    assert ActualRevision.objects.count() == 0


def test_a_month_given_twice_among_many_writes_nothing(indicator):
    entries = [Entry(indicator, MARCH, pair(1, 2)), Entry(indicator, MARCH, pair(2, 2))]
    with pytest.raises(Refusal) as refused:
        put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    assert {rank: each.code for rank, each in refused.value.by_place.items()} == {1: "twice_in_the_file"}
    assert ActualRevision.objects.count() == 0


def test_many_are_refused_for_a_missing_reason_as_one_is(indicator):
    enter(indicator, "2024-03", pair(90, 100))
    entries = [Entry(indicator, Month(2024, 2), pair(1, 2)), Entry(indicator, MARCH, pair(2, 2))]
    with pytest.raises(Refusal) as refused:
        put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    assert {rank: each.code for rank, each in refused.value.by_place.items()} == {1: "reason_missing"}
    assert ActualRevision.objects.count() == 1


@pytest.mark.parametrize("count", [1, 24])
def test_many_months_take_as_many_queries_as_one(indicator, count, django_assert_num_queries):
    entries = [Entry(indicator, Month(2024, 1).plus(rank), pair(1, 2)) for rank in range(count)]
    with django_assert_num_queries(11):
        put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)


def test_one_month_takes_as_many_queries_as_many(indicator, django_assert_num_queries):
    with django_assert_num_queries(11):
        fix(indicator, pair(1, 2), 0)


def test_the_same_entries_twice_write_nothing_the_second_time(indicator):
    entries = [Entry(indicator, Month(2024, number), pair(number, 20)) for number in range(1, 13)]
    put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    before = Change.objects.count()
    again = put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    assert (again.written, again.unchanged, again.change) == (0, 12, None)
    assert Change.objects.count() == before
