"""The past is read back: values and targets as they were known at a date, a time or a sequence."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Frequency, Target
from indicators.models import Indicator
from indicators.recording import amend, neutralise, put
from indicators.selectors import (
    attainments_at,
    history_of,
    known,
    sequence_of,
    series_by_key,
    standing_revisions,
)
from indicators.series_before import series_before
from indicators.touched import touched_since
from tests.factories import enter, every_year, make_indicator, pair

pytestmark = pytest.mark.django_db
MARCH = Month(2024, 3)


@pytest.fixture
def indicator():
    """A value of March 2024 entered on 10 April 14:00, corrected at 17:00; an avenant registered on 2 May."""
    with time_machine.travel("2024-04-01T09:00:00+02:00", tick=False):
        indicator = make_indicator(frequency=Frequency.TRIMESTRIELLE, targets=every_year("80", "90"))
    with time_machine.travel("2024-04-10T14:00:00+02:00", tick=False):
        enter(indicator, "2024-03", pair(85, 100))
    with time_machine.travel("2024-04-10T17:00:00+02:00", tick=False):
        put(
            indicator=indicator,
            month=MARCH,
            fact=pair(95, 100),
            expected_version=1,
            reason="chiffres inversés",
            actor=None,
            origin=Origin.FORM,
        )
    with time_machine.travel("2024-05-02T09:00:00+02:00", tick=False):
        amend(
            contract=indicator.contract,
            label="avenant 1",
            effective_from=date(2024, 1, 1),
            source="Avenant du 02/05/2024",
            targets={indicator.code: {2024: Target(Decimal(85), Decimal(96))}},
            reason="trajectoire revue",
            actor=None,
            origin=Origin.FORM,
        )
    return indicator


@pytest.mark.parametrize(
    ("moment", "value", "objectif", "status", "version"),
    [
        (date(2024, 4, 9), None, "90.00", "non_renseigne", "initiale"),
        (datetime(2024, 4, 10, 12, 30, tzinfo=UTC), "85.00", "90.00", "entre_seuil_et_objectif", "initiale"),
        (date(2024, 4, 10), "95.00", "90.00", "atteint", "initiale"),
        (date(2024, 5, 1), "95.00", "90.00", "atteint", "initiale"),
        (date(2024, 5, 2), "95.00", "96.00", "entre_seuil_et_objectif", "avenant 1"),
        (None, "95.00", "96.00", "entre_seuil_et_objectif", "avenant 1"),
    ],
)
def test_each_past_has_its_own_value_and_its_own_target(indicator, moment, value, objectif, status, version):
    known_at = sequence_of(indicator.contract, moment)
    found = attainments_at([indicator], MARCH, known_at)[indicator.pk]
    assert found.value == (None if value is None else Decimal(value))
    assert (found.objectif_annual, found.status, found.target_version) == (Decimal(objectif), status, version)


def test_only_the_latest_of_what_was_entered_stands(indicator):
    assert [each.version for each in standing_revisions([indicator.pk])] == [2]
    assert not standing_revisions([indicator.pk + 1])


def test_the_journal_too_is_read_as_it_was(indicator):
    at_half_past_two = sequence_of(indicator.contract, datetime(2024, 4, 10, 12, 30, tzinfo=UTC))
    assert [record.version for record in history_of(indicator, at_half_past_two)] == [1]
    assert [record.version for record in history_of(indicator)] == [2, 1]


def test_a_day_ends_at_midnight_in_paris():
    with time_machine.travel("2024-01-05T09:00:00+01:00", tick=False):
        indicator = make_indicator()
    with time_machine.travel("2024-07-15T23:30:00+02:00", tick=False):
        revision = enter(indicator, "2024-03", pair(1, 2))
    assert sequence_of(indicator.contract, date(2024, 7, 15)) == revision.change.sequence
    assert sequence_of(indicator.contract, date(2024, 7, 14)) == revision.change.sequence - 1


def test_before_the_contract_was_loaded_nothing_was_known(indicator):
    assert sequence_of(indicator.contract, date(2020, 1, 1)) == 0
    found = attainments_at([indicator], MARCH, 0)[indicator.pk]
    assert (found.status, found.target_version) == ("sans_objectif", "")


def test_an_avenant_repeats_the_years_that_it_does_not_change(indicator):
    version = known([indicator])[indicator.pk].series.versions[-1]
    assert {year: target.objectif for year, target in version.targets.items()} == {
        2023: 90,
        2024: 96,
        2025: 90,
        2026: 90,
        2027: 90,
    }


def test_a_neutralisation_and_its_withdrawal_are_read_back():
    indicator = make_indicator()
    sequences = []
    for version, decision in enumerate((True, False)):
        revision = neutralise(
            indicator=indicator,
            month=MARCH,
            is_neutralised=decision,
            reason="panne nationale",
            expected_version=version,
            actor=None,
            origin=Origin.FORM,
        )
        sequences.append(revision.change.sequence)
    assert known([indicator], sequences[0])[indicator.pk].series.neutralised == {MARCH}
    assert known([indicator], sequences[1])[indicator.pk].series.neutralised == frozenset()
    assert known([indicator])[indicator.pk].series.neutralised == frozenset()


def test_a_retracted_month_is_empty_now_and_full_in_the_past(indicator):
    put(
        fact=None,
        indicator=indicator,
        month=MARCH,
        expected_version=2,
        reason="double",
        actor=None,
        origin=Origin.FORM,
    )
    assert MARCH not in known([indicator])[indicator.pk].series.facts
    past = sequence_of(indicator.contract, date(2024, 5, 2))
    assert known([indicator], past)[indicator.pk].series.facts[MARCH] == pair(95, 100)


def test_the_past_read_from_now_is_the_past(indicator):
    """At each sequence: a month entered, corrected, retracted; targets amended; a neutralisation."""
    other = make_indicator(indicator.contract)
    enter(other, "2024-02", pair(1, 2))
    act = {"actor": None, "origin": Origin.FORM}
    put(fact=None, indicator=indicator, month=MARCH, expected_version=2, reason="double", **act)
    enter(indicator, "2024-06", pair(70, 100))
    neutralise(indicator=other, month=MARCH, is_neutralised=True, reason="panne", expected_version=0, **act)
    indicators = list(indicator.contract.indicators.all().with_definition())
    now = series_by_key(indicators)
    last = type(indicator.contract).objects.get(pk=indicator.contract_id).sequence
    pasts = [series_by_key(indicators, known_at) for known_at in range(last + 1)]
    read = [
        series_before(indicators, now, known_at, touched_since(indicator.contract_id, known_at))
        for known_at in range(last + 1)
    ]
    assert read == pasts
    assert len({repr(past[indicator.pk].facts) for past in pasts}) == 4
    assert series_by_key(indicators) == now


@pytest.mark.parametrize("how_many", [1, 4])
@pytest.mark.parametrize(("known_at", "queries"), [(None, 5), (10**6, 7)])
def test_the_queries_do_not_grow_with_the_indicators(django_assert_num_queries, how_many, known_at, queries):
    contract = make_indicator().contract
    for _ in range(how_many - 1):
        make_indicator(contract)
    for indicator in contract.indicators.all():
        enter(Indicator.objects.all().with_definition().get(pk=indicator.pk), "2024-03", pair(1, 2))
    indicators = list(contract.indicators.all().with_definition())
    with django_assert_num_queries(queries):
        assert len(known(indicators, known_at)) == how_many


def enter_at(indicator, month, moment):
    with time_machine.travel(moment, tick=False):
        return enter(indicator, month, pair(85, 100)).change.sequence


def known_on(indicator, day, *, read_at):
    with time_machine.travel(read_at, tick=False):
        return sequence_of(indicator.contract, date.fromisoformat(day))


def test_an_act_dated_ahead_does_not_hide_what_comes_after(indicator):
    """The clock says 2030 for two acts, then is set right."""
    enter_at(indicator, "2024-01", "2030-01-01T09:00:00+01:00")
    ahead = enter_at(indicator, "2024-02", "2030-01-01T18:00:00+01:00")
    assert known_on(indicator, "2024-05-10", read_at="2024-05-10T10:00:00+02:00") == ahead
    after = enter_at(indicator, "2024-04", "2024-05-11T09:00:00+02:00")
    later = enter_at(indicator, "2024-05", "2024-06-03T09:00:00+02:00")
    for read_at in ("2024-06-04T09:00:00+02:00", "2031-06-04T09:00:00+02:00"):
        assert known_on(indicator, "2024-05-02", read_at=read_at) == ahead - 2
        assert known_on(indicator, "2024-05-11", read_at=read_at) == after
        assert known_on(indicator, "2024-06-03", read_at=read_at) == later


def test_a_clock_that_jumps_ahead_twice_hides_nothing_either(indicator):
    enter_at(indicator, "2024-01", "2030-01-01T09:00:00+01:00")
    enter_at(indicator, "2024-02", "2024-05-11T09:00:00+02:00")
    enter_at(indicator, "2024-04", "2028-01-01T09:00:00+01:00")
    last = enter_at(indicator, "2024-05", "2024-05-12T09:00:00+02:00")
    assert known_on(indicator, "2024-05-12", read_at="2025-01-01T09:00:00+01:00") == last
    assert known_on(indicator, "2024-05-11", read_at="2025-01-01T09:00:00+01:00") == last - 2


@pytest.mark.parametrize("set_back", ["2020-01-01T09:00:00+01:00", "2024-04-05T09:00:00+02:00"])
def test_a_clock_set_back_puts_nothing_into_the_past(indicator, set_back):
    """Before the contract was loaded, or in between its acts, which are of more than one day."""
    before = indicator.contract.changes.count()
    with time_machine.travel(set_back, tick=False):
        change = neutralise(
            indicator=indicator, month=MARCH, is_neutralised=True, reason="panne", expected_version=0,
            actor=None, origin=Origin.FORM,
        ).change  # fmt: skip
    assert change.recorded_at == datetime(2024, 5, 2, 7, tzinfo=UTC)
    read_at = "2024-06-01T09:00:00+02:00"
    assert known_on(indicator, "2024-05-01", read_at=read_at) == before - 1
    assert known_on(indicator, "2024-05-02", read_at=read_at) == before + 1
    assert known_on(indicator, "2020-06-01", read_at=read_at) == 0
