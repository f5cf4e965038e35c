"""The cause of each difference: a table of cases, and what holds whatever the figures are."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Amount, Pair
from indicators.domain.reconciling import Beside, Cause, OurVersion, Scope, Window, name_differences

pytestmark = pytest.mark.one_database

FIRST = Month(2025, 1)
COUNTS = [1204, 1377, 1289, 1450, 1512, 1333, 1248, 1190, 1405, 1467, 1521, 1298]
RATES = [
    "82.41",
    "79.93",
    "85.27",
    "81.66",
    "80.12",
    "83.95",
    "84.48",
    "78.87",
    "82.02",
    "86.13",
    "81.31",
    "79.57",
]
PAIRS = [(918, 1055), (870, 1101), (951, 1120), (903, 1013), (888, 1047), (942, 1090)]


def amounts(values):
    return [Amount(Decimal(str(each))) for each in values]


def pairs(values):
    return [Pair(Decimal(str(one)), Decimal(str(other))) for one, other in values]


def beside(ours, theirs, *, aggregation=Aggregation.SOMME, unit="dossiers", earlier=None, received=None):
    """Both from January 2025 on; None where a side has nothing. `earlier` are first versions, by rank."""
    own = {}
    for rank, fact in enumerate(ours):
        if fact is None:
            continue
        versions = [OurVersion(fact, date(2025, 6, 3), is_validated=True)]
        if earlier and rank in earlier:
            versions.insert(0, OurVersion(earlier[rank], date(2025, 5, 12)))
        own[FIRST.plus(rank)] = versions
    other = {FIRST.plus(rank): fact for rank, fact in enumerate(theirs) if fact is not None}
    return Beside(aggregation, unit, own, other, sorted(own.keys() | other.keys()), received)


def named(both):
    return [each.cause for each in name_differences(both)]


def explained(both, rank):
    return name_differences(both)[rank].explanation


def with_each(values, changes):
    return [changes.get(rank, each) for rank, each in enumerate(values)]


def test_the_same_figures_agree_however_they_are_written():
    ours = amounts(["92.5", 75, 0])
    assert named(beside(ours, amounts(["92.50", "75.0", "0.00"]))) == [Cause.EQUAL] * 3
    assert named(beside(pairs([(0, 0)]), pairs([(0, 0)]), aggregation=Aggregation.RATIO, unit="%")) == [
        Cause.EQUAL
    ]


@pytest.mark.parametrize(
    ("theirs", "cause"),
    [
        (["87.01", "79.02"], Cause.ROUNDING),
        (["87.0", "79.0"], Cause.ROUNDING),
        (["87", "79"], Cause.ROUNDING),
        (["87.01", "79.01"], Cause.ROUNDING),  # Cut, and not rounded.
        (
            ["87.00", "79.00"],
            Cause.UNEXPLAINED,
        ),  # Written to two decimals: they are not our rates rounded to one.
        (["87.03", "79.04"], Cause.UNEXPLAINED),
    ],
)
def test_a_rate_is_ours_rounded_to_the_decimals_that_it_is_written_with(theirs, cause):
    both = beside(pairs(PAIRS[:2]), amounts(theirs), aggregation=Aggregation.RATIO, unit="%")
    assert named(both) == [cause] * 2


def test_a_run_of_months_that_are_ours_a_month_later_is_shifted():
    both = beside(amounts(COUNTS), amounts([*COUNTS[1:], 1360]))
    assert named(both) == [*[Cause.SHIFTED] * 11, Cause.UNEXPLAINED]
    first = explained(both, 0)
    assert (first.shift, len(first.months)) == (1, 11)


def test_one_coincidence_is_no_shift():
    small = [12, 15, 13, 12, 16, 14, 15, 13, 12, 14, 16, 15]
    both = beside(amounts(small), amounts(with_each(small, {4: 14})))
    assert named(both)[4] is Cause.UNEXPLAINED
    # Nor is it one of distinct figures, ten months away.
    far = beside(amounts(COUNTS), amounts(with_each(COUNTS, {0: COUNTS[10]})))
    assert named(far)[0] is Cause.UNEXPLAINED


def test_an_earlier_version_is_a_late_correction_with_its_days():
    both = beside(amounts(COUNTS), amounts(with_each(COUNTS, {3: 1405})), earlier={3: Amount(Decimal(1405))})
    assert named(both)[3] is Cause.CORRECTED
    why = explained(both, 3)
    assert (why.version.recorded_on, why.replaced_by.recorded_on) == (date(2025, 5, 12), date(2025, 6, 3))
    assert why.version.is_validated is False


@pytest.mark.parametrize(
    ("change", "scope", "number"),
    [
        (lambda each: each + 137, Scope.DIFFERENCE, 137),
        (lambda each: each * 3, Scope.RATIO, 3),
        (lambda each: each * 1000, Scope.POWER, 1000),
        (lambda each: -each, Scope.SIGN, -1),
    ],
)
def test_a_constant_is_another_scope_or_unit(change, scope, number):
    both = beside(amounts(COUNTS), amounts([change(each) for each in COUNTS]))
    assert named(both) == [Cause.SCOPE] * 12
    why = explained(both, 5)
    assert (why.scope, why.number) == (scope, number)


def test_a_constant_of_two_months_or_of_the_smallest_step_explains_nothing():
    both = beside(amounts(COUNTS), amounts(with_each(COUNTS, {2: COUNTS[2] + 137, 3: COUNTS[3] + 137})))
    assert named(both)[2:4] == [Cause.UNEXPLAINED] * 2
    one = beside(amounts(COUNTS), amounts(with_each(COUNTS, {r: COUNTS[r] + 1 for r in (2, 3, 4)})))
    assert named(one)[2:5] == [Cause.UNEXPLAINED] * 3


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([87] * 6, [85] * 6),
        ([1000] * 5 + [1207, 1250, 1311], [1000] * 8),
        ([101, 101, 101, 120, 125, 131], [101] * 6),
        ([100] * 6, [0] * 6),
    ],
)
def test_a_figure_that_does_not_move_proves_nothing_twice(ours, theirs):
    """Two constant series, and a figure of theirs that was not brought up to date."""
    differing = [
        each for each in name_differences(beside(amounts(ours), amounts(theirs))) if each.cause != "egal"
    ]
    assert {each.cause for each in differing} == {Cause.UNEXPLAINED}


def test_zeros_for_a_numerator_are_no_share_of_ours():
    theirs = pairs([(0, denominator) for _, denominator in PAIRS])
    both = beside(pairs(PAIRS), theirs, aggregation=Aggregation.RATIO, unit="%")
    assert named(both) == [Cause.UNEXPLAINED] * len(PAIRS)


def test_percentages_written_for_one():
    theirs = amounts([Decimal(each) / 100 for each in RATES])
    both = beside(amounts(RATES), theirs, aggregation=Aggregation.DERNIER, unit="%")
    assert {explained(both, rank).scope for rank in range(12)} == {Scope.POWER}


def test_a_value_to_date_in_the_place_of_the_month():
    sums = [sum(COUNTS[: rank + 1]) for rank in range(12)]
    both = beside(amounts(COUNTS), amounts(sums))
    assert named(both) == [Cause.EQUAL, *[Cause.SCOPE] * 11]
    assert explained(both, 4).window in {Window.YEAR, Window.TWELVE, Window.CONTRACT}


def test_the_two_parts_exchanged():
    both = beside(pairs(PAIRS), pairs([(b, a) for a, b in PAIRS]), aggregation=Aggregation.RATIO, unit="%")
    assert {explained(both, rank).scope for rank in range(6)} == {Scope.SWAPPED}


def test_one_side_alone_is_named_and_an_absence_is_no_figure():
    absent = Absence(AbsenceKind.NON_DISPONIBLE, "extraction")
    ours = [*amounts([1204]), None, absent, absent, None]
    theirs = [None, *amounts([1377, 1289]), absent, absent]
    both = beside(ours, theirs)
    assert named(both) == [
        Cause.MISSING_THERE,
        Cause.MISSING_HERE,
        Cause.MISSING_HERE,
        Cause.EQUAL,
        Cause.EQUAL,
    ]


def test_the_most_specific_cause_comes_first_and_the_others_are_listed():
    """A month of a long shift that an earlier version explains as well."""
    both = beside(amounts(COUNTS), amounts([*COUNTS[1:], 1298]), earlier={4: Amount(Decimal(COUNTS[5]))})
    found = name_differences(both)[4]
    assert found.cause is Cause.SHIFTED
    assert Cause.CORRECTED in {each.cause for each in found.others}


FIGURES = st.one_of(
    st.none(),
    st.decimals(min_value=-5000, max_value=5000, places=2).map(Amount),
    st.just(Absence(AbsenceKind.SANS_OBJET)),
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(
        lambda both: Pair(Decimal(both[0]), Decimal(both[1]))
    ),
)


@given(
    st.lists(FIGURES, max_size=15),
    st.lists(FIGURES, max_size=15),
    st.sampled_from(list(Aggregation)),
)
def test_every_month_of_either_side_ends_in_one_class_and_no_difference_is_silent(ours, theirs, aggregation):
    both = beside(ours, theirs, aggregation=aggregation, unit="%")
    found = name_differences(both)
    assert [each.month for each in found] == list(both.months)
    for each in found:
        own, other = both.our_fact(each.month), both.theirs.get(each.month)
        if own == other:
            assert each.cause is Cause.EQUAL
        elif isinstance(own, Amount) and isinstance(other, Amount):
            assert each.cause is not Cause.EQUAL
        if each.cause in {Cause.SHIFTED, Cause.CORRECTED, Cause.SCOPE}:
            assert each.month in each.explanation.months
            assert each.explanation.chance <= min((o.chance for o in each.others), default=1)
