"""Many periods in one act give what as many acts would have given, and lifting them gives back what was there."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Frequency
from indicators.models import Indicator, NeutralisationRevision, PendingRecompute, StoredAttainment
from indicators.recompute import recompute_series
from indicators.recording import MonthStep, neutralise, neutralise_many
from indicators.selectors import series_by_key
from tests.factories import amount, enter, every_year, make_contract, make_indicator, pair
from tests.rollback import rolled_back

in_october = pytest.mark.usefixtures("in_october_2025")
COMMON: dict[str, Any] = {"reason": "incident national", "actor": None, "origin": Origin.COMMAND}
KINDS = [
    (Aggregation.RATIO, Frequency.MENSUELLE),
    (Aggregation.CUMUL_CONTRAT, Frequency.MENSUELLE),
    (Aggregation.ETAT, Frequency.TRIMESTRIELLE),
]


@pytest.fixture
def indicators() -> list[Indicator]:
    """A ratio, a running total and a level, with two years of figures."""
    contract = make_contract()
    for aggregation, frequency in KINDS:
        unit = "%" if aggregation.takes_pair else "dossiers"
        targets = every_year("60", "80")
        each = make_indicator(
            contract, aggregation=aggregation, frequency=frequency, unit=unit, targets=targets
        )
        for month in ("2024-03", "2024-09", "2025-03", "2025-06"):
            fact = pair(85, 100) if aggregation.takes_pair else amount(20)
            enter(each, month, fact, comment="RAS")
    return list(contract.indicators.all().with_definition().order_by("position"))


def places_of(indicators: list[Indicator]) -> list[tuple[Indicator, Month]]:
    return [
        (each, Month(year, number))
        for each in indicators
        for year in (2024, 2025)
        for number in range(1, 13)
        if number % each.definition.frequency.months == 0
    ]


def neutralise_each(places: list[tuple[Indicator, Month]]) -> None:
    for indicator, month in places:
        neutralise(indicator=indicator, month=month, is_neutralised=True, expected_version=0, **COMMON)


def decide_together(places: list[tuple[Indicator, Month]], *, is_neutralised: bool) -> None:
    version = 0 if is_neutralised else 1
    steps = [MonthStep(*each, version) for each in places]
    contract = places[0][0].contract
    neutralise_many(contract=contract, steps=steps, is_neutralised=is_neutralised, **COMMON)


@in_october
@pytest.mark.django_db
def test_one_act_gives_the_series_of_single_acts_and_lifting_it_those_before(
    indicators: list[Indicator],
) -> None:
    """Attainments are computed from the series alone."""
    places, before = places_of(indicators), series_by_key(indicators)
    ranks = st.lists(st.sampled_from(range(len(places))), min_size=1, max_size=6, unique=True)

    @settings(max_examples=20)
    @given(ranks, st.integers(0, 6))
    def holds(ranks: list[int], first: int) -> None:
        chosen = [places[rank] for rank in ranks]
        with rolled_back():
            neutralise_each(chosen)
            one_by_one = series_by_key(indicators)
        with rolled_back():
            decide_together(chosen, is_neutralised=True)
            assert series_by_key(indicators) == one_by_one != before
            # In two parts, as a person may lift an act.
            for part in (chosen[:first], chosen[first:]):
                if part:
                    decide_together(part, is_neutralised=False)
            assert series_by_key(indicators) == before

    holds()


def stored(indicators: list[Indicator]) -> list[tuple[Any, ...]]:
    """What pages read, once what waits is computed."""
    for each in PendingRecompute.objects.all():
        recompute_series(each.indicator_id)
    columns = (
        "indicator",
        "month",
        "value",
        "status",
        "score",
        "seuil_to_date",
        "objectif_to_date",
        "projection",
    )
    rows = StoredAttainment.objects.filter(indicator__in=indicators).order_by("indicator", "month")
    return list(rows.values_list(*columns))


@in_october
@pytest.mark.django_db
def test_what_pages_read_is_the_same_and_comes_back(indicators: list[Indicator]) -> None:
    chosen = places_of(indicators)[2:40:4]
    before = stored(indicators)
    with rolled_back():
        neutralise_each(chosen)
        one_by_one = stored(indicators)
    decide_together(chosen, is_neutralised=True)
    assert stored(indicators) == one_by_one != before
    decide_together(chosen, is_neutralised=False)
    assert stored(indicators) == before


@in_october
@pytest.mark.django_db
def test_one_refused_period_leaves_nothing_written(indicators: list[Indicator]) -> None:
    ratio, state = indicators[0], indicators[2]
    steps = [MonthStep(ratio, Month(2025, 3), 0), MonthStep(state, Month(2025, 2), 0)]
    acts = Change.objects.count()
    with pytest.raises(Refusal) as refused:
        neutralise_many(contract=ratio.contract, steps=steps, is_neutralised=True, **COMMON)
    assert {rank: each.code for rank, each in refused.value.by_place.items()} == {1: "not_due"}
    assert (Change.objects.count(), NeutralisationRevision.objects.count()) == (acts, 0)


def at_once(start: Barrier, contract: Contract, steps: list[MonthStep], *, is_neutralised: bool) -> str:
    start.wait(30)
    try:
        written = neutralise_many(contract=contract, steps=steps, is_neutralised=is_neutralised, **COMMON)
    except StaleVersion:
        return "stale"
    finally:
        connection.close()
    return str(written[0].change.sequence)


@in_october
@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_that_share_a_period_have_one_order() -> None:
    """One writes all of its periods, the other none of its own."""
    contract = make_contract()
    ratio, other = (make_indicator(contract, targets=every_year("80", "90")) for _ in range(2))
    for number in range(1, 5):
        shared = MonthStep(ratio, Month(2025, number), 0)
        own = [[MonthStep(other, Month(2025, number), 0)], [MonthStep(other, Month(2024, number), 0)]]
        start = Barrier(2)
        acts = [partial(at_once, start, contract, [*each, shared], is_neutralised=True) for each in own]
        with ThreadPoolExecutor(2) as threads:
            done = [each.result(60) for each in [threads.submit(act) for act in acts]]
        assert done.count("stale") == 1
        winner = next(each for each in done if each != "stale")
        written = NeutralisationRevision.objects.filter(change__sequence=winner)
        assert {(each.indicator_id, each.month.year) for each in written} == {
            (ratio.pk, 2025),
            (other.pk, 2024 if done[0] == "stale" else 2025),
        }
        assert NeutralisationRevision.objects.count() == 2 * number
