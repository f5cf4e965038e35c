"""The parts of a change add up to it exactly, whatever happened; each cause worked out on paper (RC-27)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.domain import Term, attain, roll_up
from indicators.domain.contributions import Move, Part, Path, Step, displayed, exact_mean, take_apart
from indicators.domain.exact import rounded
from indicators.domain.model import Pair, Series, Status
from indicators.domain.paths import Act, Moment, Piece, path_between
from tests.domain.building import RATIO, SOMME, amounts, month, pairs, series, version
from tests.domain.changing import PASSING, random_paths

# Fifty pairs of states in a usual run, ten thousand where others are drawn each time (`make properties`).
USUAL = settings.default.max_examples if settings.default else 0


@settings(max_examples=10_000 if USUAL > 1000 else min(USUAL, 50))
@given(st.integers(0, 10**12))
def test_nothing_is_left_over_between_any_two_states(seed: int) -> None:
    found = random_paths(seed)
    paths = [path for path, _, _ in found]
    for path, start, end in found:
        for term, moment in ((path.before, start), (path.after, end)):
            known = moment.series and attain(moment.series, moment.month)
            assert term == Term.of(term.key, known)
    before, after = (
        exact_mean([getattr(path, side) for path in paths]) or Fraction(0) for side in ("before", "after")
    )
    parts = take_apart(paths)
    assert sum((part.points for part in parts), Fraction(0)) == after - before
    assert sorted(take_apart(paths[::-1]), key=repr) == sorted(parts, key=repr)
    change = rounded(after, 2) - rounded(before, 2)
    shown = displayed([part.points for part in parts], change)
    assert sum(shown, Decimal(0)) == change
    assert all(
        abs(Fraction(one) - part.points) < Fraction(1, 100) for one, part in zip(shown, parts, strict=True)
    )


JUNE = month("2024-06")
TARGETS = version({2024: ("80", "90")})
SUMS = version({2024: ("600", "1200")})
RATE = series(RATIO, pairs("2024-01", *[(85, 100)] * 6), TARGETS, decimals=2)
TOTAL = series(SOMME, amounts("2024-01", *[80] * 6), SUMS, unit="€")


def with_month(of: Series, text: str, numerator: int) -> Series:
    facts = {**of.facts, month(text): Pair(Decimal(numerator), Decimal(100))}
    return replace(of, facts=facts)


def parts_of(
    before: Series, after: Series, *acts: Act[str], at: str = "2024-06", beside: str = "50"
) -> list[tuple[str, Move, Fraction]]:
    """Of a total of two: the indicator, and one beside it that nothing touches."""
    path = path_between("R1", Moment.of(before, JUNE), Moment.of(after, month(at)), acts, PASSING)
    other = Term("R2", None, True, Status.ENTRE, Decimal(beside))
    return plain(take_apart([path, Path(other)]))


def plain(parts: Sequence[Part[str]]) -> list[tuple[str, Move, Fraction]]:
    return [(part.cause, part.move, part.points) for part in parts]


def test_a_new_month() -> None:
    """85 % scores 50; with 92 in July, 602 of 700 is 86 % and scores 60. The target is the same in July."""
    after = with_month(RATE, "2024-07", 92)
    assert parts_of(RATE, after, at="2024-07") == [("new months", Move.SCORE, Fraction(5))]


def test_a_target_that_grew_with_the_calendar() -> None:
    """480 between 300 and 600 is 60. With July, 560: 86.67 by June's targets, 60 by its own (350, 700)."""
    after = replace(TOTAL, facts=amounts("2024-01", *[80] * 7))
    gain = (Decimal("86.67") - 60) / 2
    assert parts_of(TOTAL, after, at="2024-07") == [
        ("new months", Move.SCORE, Fraction(gain)),
        ("calendar", Move.SCORE, -Fraction(gain)),
    ]


def test_a_target_that_grew_while_nothing_was_entered() -> None:
    """480 is at least 480 in July, between 350 and 700: 37.14, a floor."""
    assert parts_of(TOTAL, TOTAL, at="2024-07") == [
        ("calendar", Move.SCORE, Fraction(Decimal("37.14") - 60) / 2)
    ]


def test_a_sum_that_starts_again_with_the_year() -> None:
    """60 in June 2024; in January 2025, 90 between 50 and 100 is 80: one part, since its targets start again too."""
    both = version({2024: ("600", "1200"), 2025: ("600", "1200")})
    before = replace(TOTAL, versions=(both,))
    after = replace(before, facts=amounts("2024-01", *[80] * 12, 90))
    assert parts_of(before, after, at="2025-01") == [("new months", Move.SCORE, Fraction(10))]


def test_a_correction_then_a_neutralisation() -> None:
    """97 in June: 522 of 600 is 87 %, 70. Without May, 437 of 500 is 87.40 %, 74."""
    after = replace(with_month(RATE, "2024-06", 97), neutralised=frozenset({month("2024-05")}))
    acts = [
        Act("neutralisation", Piece.NEUTRALISATION, month("2024-05")),
        Act("correction", Piece.MONTH, JUNE),
    ]
    assert parts_of(RATE, after, *acts) == [
        ("correction", Move.SCORE, Fraction(10)),
        ("neutralisation", Move.SCORE, Fraction(2)),
    ]


def test_the_neutralisation_of_a_month_that_was_missing() -> None:
    """400 at least, between 300 and 600: 33.33. Without June, between 250 and 500: 60."""
    before = replace(TOTAL, facts=amounts("2024-01", *[80] * 5))
    after = replace(before, neutralised=frozenset({JUNE}))
    act = Act("neutralisation", Piece.NEUTRALISATION, JUNE)
    gain = Fraction(60 - Decimal("33.33")) / 2
    assert parts_of(before, after, act) == [("neutralisation", Move.SCORE, gain)]


def test_an_avenant_then_a_decision_on_weights() -> None:
    """Between 80 and 100, 85 % scores 25 for 50. With the weight 3 beside a 50 of weight 1: 31.25 for 37.50."""
    first = version({2024: ("80", "100")}, "avenant 1", date(2024, 5, 1))
    second = version({2024: ("80", "100")}, "poids", date(2024, 6, 1), weight="3")
    after = replace(RATE, versions=(TARGETS, first, second))
    acts = [Act("poids", Piece.VERSIONS, versions=3), Act("avenant", Piece.VERSIONS, versions=2)]
    assert parts_of(RATE, after, *acts) == [
        ("avenant", Move.SCORE, Fraction(-25, 2)),
        ("poids", Move.WEIGHT, Fraction(-25, 4)),
    ]


def test_an_avenant_that_takes_effect_between_the_two_months_is_the_calendar_once_it_was_known() -> None:
    coming = version({2024: ("80", "100")}, "avenant 1", date(2024, 7, 1))
    before = replace(RATE, versions=(TARGETS, coming))
    after = with_month(before, "2024-07", 85)
    assert parts_of(before, after, at="2024-07") == [("calendar", Move.SCORE, Fraction(-25, 2))]
    act = Act("avenant", Piece.VERSIONS, versions=2)
    assert parts_of(RATE, after, act, at="2024-07") == [("avenant", Move.SCORE, Fraction(-25, 2))]


def test_a_profile() -> None:
    """A year of which 40 % is due by June: 480 between 240 and 480 is 100."""
    parts = (*[Fraction(4, 60)] * 6, *[Fraction(6, 60)] * 6)
    after = replace(TOTAL, profiles={2024: parts})
    assert parts_of(TOTAL, after, Act("profil", Piece.PROFILE)) == [("profil", Move.SCORE, Fraction(20))]


def test_a_definition_then_the_credit_at_the_seuil() -> None:
    """86.50 % scores 65; as 87 %, 70; with 50 points at the seuil, 85."""
    before = replace(RATE, facts=pairs("2024-01", (173, 200)))
    after = replace(before, definition=replace(before.definition, decimals=0, credit=Decimal(50)))
    acts = [Act("crédit", Piece.CREDIT), Act("définition", Piece.DEFINITION)]
    before = replace(before, facts=pairs("2024-01", *[(173, 200)] * 6))
    after = replace(after, facts=before.facts)
    assert parts_of(before, after, *acts) == [
        ("définition", Move.SCORE, Fraction(5, 2)),
        ("crédit", Move.SCORE, Fraction(15, 2)),
    ]


def test_what_no_act_explains_is_the_rest() -> None:
    after = with_month(RATE, "2024-06", 97)
    assert parts_of(RATE, after) == [("rest", Move.SCORE, Fraction(10))]


def test_an_indicator_that_enters_counts_for_its_distance_from_the_others() -> None:
    """An avenant gives 85 % its targets: 50 beside a total of 100, which becomes 75. A correction had no effect yet."""
    before = replace(RATE, versions=(version({}),))
    after = replace(with_month(before, "2024-06", 97), versions=(version({}), TARGETS))
    acts = [Act("avenant", Piece.VERSIONS, versions=2), Act("correction", Piece.MONTH, JUNE)]
    assert parts_of(before, after, *acts, beside="100") == [("avenant", Move.ENTERS, Fraction(-15))]


def test_one_that_leaves_takes_its_distance_with_it() -> None:
    """50 beside 100: without it, the total goes from 75 to 100. The correction to 70 before it left counted for 10."""
    term = Term("R1", None, True, Status.ENTRE, Decimal(50))
    corrected = term._replace(score=Decimal(70))
    gone = term._replace(score=None, status=Status.INCOMPLET)
    other: Path[str] = Path(Term("R2", None, True, Status.ATTEINT, Decimal(100)))
    path = Path(term, (Step("correction", corrected), Step("valeur retirée", gone)))
    assert plain(take_apart([path, other])) == [
        ("correction", Move.SCORE, Fraction(10)),
        ("valeur retirée", Move.LEAVES, Fraction(15)),
    ]


def test_what_has_no_score_on_the_way_changes_nothing() -> None:
    """Its month is withdrawn, then neutralised: measured at both ends, it neither leaves nor enters."""
    term = Term("R1", None, True, Status.ENTRE, Decimal(50))
    gone = term._replace(score=None, status=Status.INCOMPLET)
    path = Path(
        term, (Step("valeur retirée", gone), Step("neutralisation", term._replace(score=Decimal(54))))
    )
    assert plain(take_apart([path])) == [("neutralisation", Move.SCORE, Fraction(4))]


def test_totals_without_an_indicator_in_common() -> None:
    """20 of one, then 80 of the other: each brings its whole score."""
    low = Term("R1", None, True, Status.ENTRE, Decimal(20))
    high = Term("R2", Decimal(2), True, Status.ENTRE, Decimal(80))
    paths = [
        Path(low, (Step("calendar", low._replace(score=None, status=Status.INCOMPLET)),)),
        Path(high._replace(score=None, status=Status.INCOMPLET), (Step("new months", high),)),
    ]
    assert plain(take_apart(paths)) == [
        ("calendar", Move.LEAVES, Fraction(-20)),
        ("new months", Move.ENTERS, Fraction(80)),
    ]


def test_what_weighs_nothing_is_no_part_of_a_mean() -> None:
    term = Term("R1", Decimal(0), True, Status.ENTRE, Decimal(20))
    assert exact_mean([term]) is None
    assert take_apart([Path(term, (Step("correction", term._replace(score=Decimal(90))),))]) == []


def test_an_exact_total_is_the_published_one_before_it_is_rounded() -> None:
    found = attain(RATE, JUNE), attain(TOTAL, JUNE)
    terms = [Term.of(str(rank), each) for rank, each in enumerate(found)]
    terms.append(Term("R3", None, True, Status.ATTEINT, Decimal(100)))
    assert exact_mean(terms) == Fraction(210, 3)
    assert roll_up(terms).score == Decimal("70.00")


@pytest.mark.parametrize(
    ("parts", "change", "expected"),
    [
        (["1/3", "1/3", "1/3"], "1.00", ["0.34", "0.33", "0.33"]),
        (["-1/3", "-2/3"], "-1.00", ["-0.33", "-0.67"]),
        # 0.005 rounds up to 0.01 at one end and -0.015 of change is shown as -0.01: the largest remainder gains.
        (["0.005", "-0.02"], "-0.01", ["0.01", "-0.02"]),
        (["0.25", "-0.25"], "0.00", ["0.25", "-0.25"]),
        ([], "0.00", []),
    ],
)
def test_displayed_parts_add_up(parts: list[str], change: str, expected: list[str]) -> None:
    shown = displayed([Fraction(part) for part in parts], Decimal(change))
    assert [str(each) for each in shown] == expected
