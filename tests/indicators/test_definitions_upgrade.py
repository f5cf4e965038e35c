"""A populated database of the release before definitions were revisions of a contract migrates, goes back and again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Quarter
from dashboards.models.closing import FrozenExport
from indicators.domain.model import Aggregation, Frequency
from indicators.jobs import sweep
from indicators.models import CreditRevision, DefinitionRevision, Indicator, Measure, PendingRecompute
from indicators.recording import define
from tests.closing import close_quarter
from tests.factories import amount, enter, every_year, make_contract, make_indicator, pair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.production_database]
BEFORE, CAUSE = "0013", "règles, 2e édition"
COMMAND = {"actor": None, "origin": Origin.COMMAND}
OF_MEASURE = (
    "SELECT code, unit, decimals, direction, aggregation, frequency, numerator_label FROM indicators_measure"
)


@pytest.fixture(autouse=True)
def whole_again() -> Iterator[None]:
    """The tests after this one find the database as all migrations leave it."""
    yield
    call_command("migrate", verbosity=0)


@pytest.fixture
def populated() -> tuple[Contract, Contract]:
    """Two bodies that share two measures, a closed quarter, figures made; and a contract without an act."""
    contracts = make_contract(), make_contract()
    level, rate = Measure.objects.create(code="reconnaissance-mutuelle"), Measure.objects.create(code="delai")
    for contract in contracts:
        kind = {
            "aggregation": Aggregation.DERNIER,
            "frequency": Frequency.TRIMESTRIELLE,
            "unit": "départements",
        }
        state = make_indicator(contract, decimals=0, targets=every_year("2", "3"), **kind)
        ratio = make_indicator(contract, targets=every_year("80", "90"))
        Indicator.objects.filter(pk=state.pk).update(measure=level)
        Indicator.objects.filter(pk=ratio.pk).update(measure=rate)
        enter(state, "2024-03", amount(2))
        enter(ratio, "2024-01", pair(85, 100))
    Measure.objects.filter(indicators=None).delete()
    close_quarter(contract=contracts[0], quarter=Quarter(2024, 1), expected_version=0, **COMMAND)
    sweep()
    return contracts


def migrate_to(name: str = "") -> None:
    call_command("migrate", *(["indicators", name] if name else []), verbosity=0)


def read(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def closed() -> list[tuple[object, ...]]:
    return [(bytes(each.content), each.sha256) for each in FrozenExport.objects.order_by("pk")]


def definitions(contract: Contract) -> list[tuple[object, ...]]:
    rows = DefinitionRevision.objects.filter(indicator__contract=contract).order_by("indicator", "version")
    return list(
        rows.values_list("indicator", "version", "change__sequence", "aggregation", "label", "unit", "reason")
    )


def test_the_upgrade_goes_forwards_backwards_and_forwards_again(populated):
    """In one journey, since each way takes half a minute of a processor."""
    never_acted_on = Contract.objects.create(
        body=make_contract().body, code="vide", label="Vide", title="Vide", first_year=2028, last_year=2032
    )
    bytes_before = closed()
    sequences = list(Contract.objects.order_by("pk").values_list("sequence", flat=True))
    assert not PendingRecompute.objects.exists()
    migrate_to(BEFORE)
    assert sorted(read(OF_MEASURE)) == [
        ("delai", "%", 2, "hausse", "ratio", "mensuelle", "cas traités à temps"),
        ("reconnaissance-mutuelle", "départements", 0, "hausse", "dernier", "trimestrielle", ""),
    ]
    assert read("SELECT label FROM indicators_indicator ORDER BY id LIMIT 1") == [("Indicateur 1",)]
    migrate_to()
    for contract in populated:
        each_indicator_takes_its_shared_measure_from_the_first_act_on(contract)
    a_contract_without_acts_gets_one_of_today(never_acted_on)
    assert closed() == bytes_before
    with_its_act = [*sequences[:-1], 1]
    assert list(Contract.objects.order_by("pk").values_list("sequence", flat=True)) == with_its_act
    every_series_waits_until_the_sweep_has_made_it_anew()
    history_is_guarded_again()

    once = definitions(populated[0])
    backwards_a_body_that_counts_otherwise_keeps_its_figures(populated[1])
    migrate_to()
    assert definitions(populated[0]) == once


def each_indicator_takes_its_shared_measure_from_the_first_act_on(contract: Contract) -> None:
    state, ratio = contract.indicators.with_definition().order_by("position")
    first = contract.changes.order_by("sequence").first()
    assert [each.change_id for each in (state.defined, ratio.defined)] == [first.pk] * 2
    assert (state.defined.version, state.defined.aggregation, state.defined.reason) == (1, "etat", CAUSE)
    shown = ratio.defined.aggregation, ratio.defined.label, ratio.defined.reason
    assert shown == ("ratio", "Indicateur 2", "")
    assert ratio.defined.passport == {}
    credit = CreditRevision.objects.get(contract=contract)
    assert (credit.version, credit.credit, credit.change_id) == (1, 0, first.pk)


def a_contract_without_acts_gets_one_of_today(contract: Contract) -> None:
    change = Change.objects.get(contract=contract)
    assert (change.sequence, change.reason) == (1, CAUSE)
    assert CreditRevision.objects.get(contract=contract).change_id == change.pk
    contract.refresh_from_db()
    assert contract.sequence == 1


def every_series_waits_until_the_sweep_has_made_it_anew() -> None:
    waiting = PendingRecompute.objects.select_related("indicator__contract")
    assert len(waiting) == 4
    assert all(each.wanted_sequence == each.indicator.contract.sequence for each in waiting)
    assert sweep() == 4
    assert not PendingRecompute.objects.exists()


def backwards_a_body_that_counts_otherwise_keeps_its_figures(contract: Contract) -> None:
    define(
        indicator=contract.indicators.get(position=2), changed={"decimals": 1}, reason="Précision", **COMMAND
    )
    migrate_to(BEFORE)
    counted = read(
        "SELECT m.code, m.decimals FROM indicators_indicator i JOIN indicators_measure m ON m.id = i.measure_id"
        " WHERE i.position = 2 ORDER BY i.id"
    )
    assert counted == [("delai", 2), ("delai-2", 1)]


def history_is_guarded_again() -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="révision ne se modifie pas"):
        cursor.execute("UPDATE indicators_definitionrevision SET label = 'autre'")
