"""What was seen since an action began (RC-28): the verdicts, the reasons for none, and how an estimate moves."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.action_effect.periods import around
from indicators.domain.action_effect.seeing import Disturbances, Seen, see
from indicators.domain.action_effect.verdict import Interval, Reason, Verdict, verdict_of
from indicators.domain.action_effect.widths import Kind, Row, shipped
from indicators.domain.model import Aggregation, Amount, Frequency, Series
from tests.domain.building import DERNIER, EVOLUTION, RATIO, SOMME, amounts, month, pairs, series, version

START = month("2026-01")
# 100 a month in 2024, 104 in 2025: without the action, 104 and half of 4 would be likely.
CALM = amounts("2024-01", *[100] * 12, *[104] * 12)
SINCE = amounts("2026-01", *[120] * 6)


def counted(facts=None, **changes) -> Series:
    return series(
        SOMME, CALM | SINCE if facts is None else facts, version({}), unit="", decimals=0, **changes
    )


def declared(amount="12", start="2026-01", full="") -> DeclaredEffect:
    return DeclaredEffect(Decimal(amount), month(start), month(full or start))


def estimate_of(seen: Seen) -> Fraction:
    assert seen.estimate is not None
    return seen.estimate


@pytest.mark.parametrize(
    ("low", "high", "announced", "verdict"),
    [
        (5, 15, 10, Verdict.COMPATIBLE),
        (10, 20, 10, Verdict.COMPATIBLE),
        (0, 20, 10, Verdict.UNKNOWN),
        (-5, 10, 10, Verdict.UNKNOWN),
        (1, 9, 10, Verdict.LESS),
        (-5, 9, 10, Verdict.LESS),
        (-5, 0, 10, Verdict.LESS),
        (-5, -1, 10, Verdict.OPPOSITE),
        (11, 20, 10, Verdict.MORE),
        (-15, -5, -10, Verdict.COMPATIBLE),
        (-10, 0, -10, Verdict.UNKNOWN),
        (-9, 5, -10, Verdict.LESS),
        (1, 5, -10, Verdict.OPPOSITE),
        (-20, -11, -10, Verdict.MORE),
    ],
)
def test_each_verdict(low, high, announced, verdict) -> None:
    assert verdict_of(Interval(Fraction(low), Fraction(high)), Fraction(announced)) is verdict


def test_the_example_of_the_rule() -> None:
    seen = see(counted(), declared())
    width = Fraction(shipped()[Row(Kind.AMOUNT, 1, 6)], 1000)
    half = (2 + Fraction(104 * 2, 100)) * width
    assert (seen.estimate, seen.declared, seen.interval) == (14, 12, (14 - half, 14 + half))
    assert seen.verdict is Verdict.COMPATIBLE
    assert seen.read == (month("2024-01"), month("2026-06"))


def test_an_effect_that_grows_is_awaited_month_by_month() -> None:
    rising = declared(start="2026-01", full="2026-04")
    assert [rising.at(START.plus(rank)) for rank in (-1, 0, 1, 3, 4)] == [0, 3, 6, 12, 12]
    assert see(counted(), rising).declared == Fraction(3 + 6 + 9 + 12 + 12 + 12, 6)


REASONS = {
    "nothing since the start": (counted(CALM), {}, [Reason.NOT_BEGUN]),
    "two months": (counted(CALM | amounts("2026-01", 120, 120)), {}, [Reason.FEW_AFTER]),
    "one year before": (counted(amounts("2025-01", *[104] * 12) | SINCE), {}, [Reason.FEW_BEFORE]),
    "never anything": (counted(amounts("2024-01", *[0] * 24) | SINCE), {}, [Reason.STILL]),
    "a level": (series(Aggregation.ETAT, CALM | SINCE, version({})), {}, [Reason.LEVEL]),
    "given up": (counted(CALM), {"is_given_up": True, "others": [declared()]}, [Reason.GIVEN_UP]),
    "twice a year": (counted(frequency=Frequency.SEMESTRIELLE), {}, [Reason.RARE]),
    "a neutralised month": (counted(neutralised=["2024-03"]), {}, [Reason.NEUTRALISED]),
    "one that is not compared": (counted(neutralised=["2023-12", "2026-07"]), {}, []),
    "a definition": (counted(), {"changed": [month("2026-02")]}, [Reason.CHANGED]),
    "an older definition": (counted(), {"changed": [month("2023-12"), month("2026-07")]}, []),
    "another action": (counted(), {"others": [declared(start="2025-06")]}, [Reason.OTHER_ACTION]),
    "one that is long over": (counted(), {"others": [declared(start="2023-06", full="2023-12")]}, []),
    "one that comes later": (counted(), {"others": [declared(start="2026-07")]}, []),
    "all at once": (
        counted(CALM | amounts("2026-01", 120), neutralised=["2025-01"]),
        {"changed": [month("2025-02")], "others": [declared()]},
        [Reason.OTHER_ACTION, Reason.CHANGED, Reason.NEUTRALISED, Reason.FEW_AFTER],
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_when_the_data_cannot_tell(name) -> None:
    which, disturbances, reasons = REASONS[name]
    seen = see(which, declared(), Disturbances(**disturbances))
    assert list(seen.reasons) == reasons
    assert (seen.interval is None) == bool(reasons)
    assert (seen.verdict is Verdict.UNKNOWN) == bool(reasons)


def test_neither_confirmed_nor_denied_keeps_its_interval() -> None:
    seen = see(counted(CALM | amounts("2026-01", *[108] * 6)), declared("4"))
    assert (seen.verdict, seen.reasons, seen.estimate) == (Verdict.UNKNOWN, (Reason.BOTH,), 2)


def test_only_the_first_year_counts_and_months_without_a_value_do_not() -> None:
    facts = dict(CALM | amounts("2026-01", *[120] * 15))
    del facts[month("2026-03")], facts[month("2025-05")]
    seen = see(counted(facts), declared())
    compared = [each.month.number for each in seen.periods]
    assert compared == [1, 2, 4, 6, 7, 8, 9, 10, 11, 12]


def test_quarters_that_the_start_cuts_are_neither_before_nor_after() -> None:
    whole, cut = around(month("2026-04"), 3), around(month("2026-02"), 3)
    assert [str(each) for each in whole.before] == ["2025-06", "2025-09", "2025-12", "2026-03"]
    assert [str(each) for each in whole.after] == ["2026-06", "2026-09", "2026-12", "2027-03"]
    assert [str(each) for each in cut.before] == ["2025-03", "2025-06", "2025-09", "2025-12"]
    assert [str(each) for each in cut.after] == ["2026-06", "2026-09", "2026-12"]


@pytest.mark.parametrize(("aggregation", "kind"), [(RATIO, Kind.RATE), (EVOLUTION, Kind.EVOLUTION)])
def test_rates_are_compared_in_points_with_the_widths_of_their_kind(aggregation, kind) -> None:
    """80, 81 and 82 again and again: no change of a year, and an evolution is counted from 0 %, as 81 of 100."""
    values = [(80 + number % 3, 100) for number in range(24)] + [(90, 100)] * 9
    seen = see(series(aggregation, pairs("2024-01", *values), version({})), declared("9"))
    assert (seen.verdict, estimate_of(seen)) == (Verdict.COMPATIBLE, 9)
    half = Fraction(81 * 2, 100) * Fraction(shipped()[Row(kind, 1, 9)], 1000)
    assert seen.interval == (9 - half, 9 + half)


VALUES = st.lists(st.integers(1, 1000), min_size=30, max_size=36)


def level(values, factor=1, added=0) -> Series:
    """The last values of months, of which those since the start have something added."""
    facts = {
        Month(2024, 1).plus(rank): Amount(Decimal(value * factor + (added if rank >= 24 else 0)))
        for rank, value in enumerate(values)
    }
    return series(DERNIER, facts, version({}))


@given(VALUES, st.integers(-500, 500))
def test_what_is_added_to_all_months_since_the_start_is_seen(values, added) -> None:
    plain, moved = see(level(values), declared()), see(level(values, added=added), declared())
    assert estimate_of(moved) - estimate_of(plain) == added
    assert [each - added for each in moved.interval] == list(plain.interval)


@given(VALUES, st.integers(1, 9), st.sampled_from([1, -1]))
def test_another_unit_changes_nothing_but_the_unit(values, factor, sign) -> None:
    plain: Seen = see(level(values), declared("12"))
    scaled = see(level(values, factor * sign), declared(str(12 * factor * sign)))
    assert scaled.verdict is plain.verdict
    assert estimate_of(scaled) == estimate_of(plain) * factor * sign
    assert sorted(each / factor * sign for each in scaled.interval) == list(plain.interval)


def test_the_kind_of_each_aggregation() -> None:
    assert {each.value: Kind.of(each).value for each in Aggregation} == {
        "somme": "quantite",
        "cumul_contrat": "quantite",
        "ratio": "taux",
        "evolution": "evolution",
        "dernier": "niveau",
        "etat": "niveau",
    }


def test_the_table_has_each_number_of_periods() -> None:
    for kind in Kind:
        assert {row.periods for row in shipped() if row[:2] == (kind, 1)} == set(range(3, 13))
        assert {row.periods for row in shipped() if row[:2] == (kind, 3)} == {2, 3, 4}
