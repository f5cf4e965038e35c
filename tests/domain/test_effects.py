"""Effect of a month, and of other targets, on the status, the theme and the total."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import Term, attain, roll_up
from indicators.domain.deciding import next_version
from indicators.domain.effects import Baseline, WeightedSeries
from indicators.domain.model import (
    Aggregation,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Status,
    Target,
)
from tests.domain.strategies import series

MARCH = Month(2025, 3)
TARGETS = SignedVersion("initiale", date(2025, 1, 1), {2025: Target(Decimal(80), Decimal(90))}, 2025)
RATIO = Definition("%", 2, Direction.HAUSSE, Aggregation.RATIO, Frequency.MENSUELLE, 2025, 2025)

# January and February are reported: March alone would be too little of a ratio to be judged.
NO_CASE: dict[Month, Fact] = dict.fromkeys((Month(2025, 1), Month(2025, 2)), Pair(Decimal(0), Decimal(0)))


def pair(numerator: int, denominator: int = 100) -> Pair:
    return Pair(Decimal(numerator), Decimal(denominator))


def part(key: str, theme: int, facts: dict[Month, Fact], weight: str | None = None) -> WeightedSeries:
    version = replace(TARGETS, weight=None if weight is None else Decimal(weight))
    return WeightedSeries(key, theme, Series(RATIO, NO_CASE | facts, versions=(version,)))


def test_a_first_value_makes_its_indicator_measured_and_moves_theme_and_total() -> None:
    baseline = Baseline(
        [
            part("R1", 1, {MARCH: pair(85)}),
            part("R2", 1, {MARCH: pair(90)}),
            part("R3", 2, {MARCH: pair(70)}),
            part("R4", 2, {}),
        ]
    )
    effect = baseline.effect_of({"R1": {MARCH: None}}, MARCH)
    status = effect.indicators["R1"]
    assert (status.before.status, status.after.status) == (Status.NON_RENSEIGNE, Status.ENTRE)
    assert (status.before.score, status.after.score) == (None, Decimal("50.00"))
    theme = effect.themes[1]
    assert (theme.before.score, theme.after.score) == (Decimal("100.00"), Decimal("75.00"))
    assert (effect.total.before.score, effect.total.after.score) == (Decimal("50.00"), Decimal("50.00"))
    assert (effect.total.before.measured, effect.total.after.measured) == (2, 3)
    assert set(effect.themes) == {1}


def test_a_correction_is_compared_with_what_was_validated_and_several_are_one_effect() -> None:
    baseline = Baseline([part("R1", 1, {MARCH: pair(90)}, "3"), part("R2", 2, {MARCH: pair(85)}, "1")])
    one = baseline.effect_of({"R1": {MARCH: pair(80)}}, MARCH)
    assert (one.total.before.score, one.total.after.score) == (Decimal("12.50"), Decimal("87.50"))
    both = baseline.effect_of({"R1": {MARCH: pair(80)}, "R2": {MARCH: None}}, MARCH)
    assert (both.total.before.score, both.total.after.score) == (Decimal("0.00"), Decimal("87.50"))
    assert set(both.themes) == {1, 2}


def test_a_month_changes_nothing_before_it() -> None:
    baseline = Baseline([part("R1", 1, {Month(2025, 1): pair(85), MARCH: pair(90)})])
    effect = baseline.effect_of({"R1": {MARCH: None}}, Month(2025, 2))
    assert effect.indicators["R1"].before == effect.indicators["R1"].after
    assert effect.total.before == effect.total.after
    total = baseline.effect_of({"R1": {MARCH: None}}, MARCH).total
    assert total.before != total.after


def test_other_targets_are_compared_from_their_day_on() -> None:
    earlier = part("R1", 1, {MARCH: pair(85)})
    after = replace(
        earlier,
        series=next_version(
            earlier.series,
            "avenant 1",
            date(2025, 3, 31),
            targets={2025: Target(None, Decimal(85))},
            first_year=2025,
            weight=None,
        ),
    )
    baseline = Baseline([after, part("R2", 2, {MARCH: pair(90)})])
    effect = baseline.effect_against({"R1": earlier.series}, MARCH)
    own = effect.indicators["R1"]
    assert (own.before.status, own.after.status) == (Status.ENTRE, Status.ATTEINT)
    assert (effect.total.before.score, effect.total.after.score) == (Decimal("75.00"), Decimal("100.00"))
    assert set(effect.themes) == {1}
    in_february = baseline.effect_against({"R1": earlier.series}, Month(2025, 2)).indicators["R1"]
    assert in_february.before == in_february.after


@given(series(), st.data())
def test_an_avenant_repeats_what_was_signed_last_year_by_year(drawn: Series, data: st.DataObject) -> None:
    year = data.draw(st.integers(drawn.definition.contract_first_year, drawn.definition.contract_last_year))
    changed = {year: Target(None, Decimal(7))}
    after = next_version(drawn, "avenant", date(year, 1, 1), targets=changed, first_year=year, weight=None)
    before = dict(drawn.versions[-1].targets) if drawn.versions else {}
    assert after.versions[:-1] == drawn.versions
    assert after.versions[-1].targets == before | changed


@given(st.lists(series(), min_size=1, max_size=4), st.data())
def test_both_sides_are_what_the_whole_computation_gives(drawn: list[Series], data: st.DataObject) -> None:
    first = max(each.definition.contract_first_year for each in drawn)
    last = min(each.definition.contract_last_year for each in drawn)
    inside = [each for each in drawn if each.definition.contract_first_year <= first <= last]
    month = Month(first, data.draw(st.integers(1, 12)))
    if not inside:
        return
    parts = [WeightedSeries(str(rank), rank % 2, each) for rank, each in enumerate(inside)]
    changed = data.draw(st.sampled_from(parts))
    gone = data.draw(st.sampled_from(sorted(changed.series.facts) or [month]))
    effect = Baseline(parts).effect_of({changed.key: {gone: None}}, month)
    facts = {each: fact for each, fact in changed.series.facts.items() if each != gone}
    without = [
        replace(each, series=replace(each.series, facts=facts)) if each is changed else each for each in parts
    ]
    for side, those in ((effect.total.before, without), (effect.total.after, parts)):
        assert side == roll_up(Term.of(each.key, attain(each.series, month)) for each in those)
