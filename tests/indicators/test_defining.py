"""A definition and a credit that are decided: revisions with their reason, and a past that keeps its own."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.exports.quarter import quarter_rows
from indicators.jobs import sweep
from indicators.loading import load_contract
from indicators.models import (
    CreditRevision,
    Indicator,
    PendingRecompute,
    StoredAttainment,
)
from indicators.recording import define, set_credit
from indicators.selectors import attainments_at, known, sequence_of
from tests.factories import enter, every_year, make_indicator, make_user, pair
from tests.indicators.corrections import CORRECTIONS, file_of, measure, of_indicator
from tests.indicators.small_contract import small_contract

pytestmark = pytest.mark.django_db
COMMAND = {"actor": None, "origin": Origin.COMMAND}
LATER = "2028-05-20T10:00:00+02:00"


@time_machine.travel(LATER)
def test_the_past_is_read_with_the_definition_and_the_credit_of_then():
    with time_machine.travel("2028-03-10T09:00:00+01:00"):
        load_contract(file_of("nord"))
        contract = Contract.objects.get()
        enter(contract.indicators.with_definition().get(code="R1"), "2028-01", pair(845, 1000))
    with time_machine.travel("2028-03-20T09:00:00+01:00"):
        load_contract(
            file_of(
                "nord",
                measure(0, decimales=0),
                of_indicator(0, libelle="Autre libellé"),
                lambda data: data["contrat"].update(score_au_seuil="0"),
            )
        )
    indicator = Indicator.objects.with_definition().get(code="R1")
    january, then = Month(2028, 1), sequence_of(contract, date(2028, 3, 10))
    before = known([indicator], then)[indicator.pk]
    assert (before.indicator.label, before.series.definition.decimals) == ("Indicateur R1", 2)
    assert before.series.definition.credit == 50
    assert attainments_at([indicator], january, then)[indicator.pk].value == Decimal("84.50")
    assert attainments_at([indicator], january, then)[indicator.pk].score == Decimal("72.50")
    assert indicator.label == "Autre libellé"
    now = attainments_at([indicator], january)[indicator.pk]
    assert (now.value, now.score) == (Decimal(85), Decimal("50.00"))
    (row, _) = quarter_rows(contract, Quarter(2028, 1), known_at=then)
    assert row["libelle"] == "Indicateur R1"


def test_an_indicator_that_came_later_is_shown_by_its_first_definition():
    load_contract(file_of("nord"))
    contract = Contract.objects.get()
    added = small_contract()["indicateurs"][1] | {"code": "R3"}
    load_contract(file_of("nord", lambda data: data["indicateurs"].append(added)))
    indicator = contract.indicators.with_definition().get(code="R3")
    found = known([indicator], 1)[indicator.pk]
    assert found.indicator.label == "Indicateur R2"
    assert found.series.versions == ()


def test_a_decision_outlives_the_loading_of_the_same_file():
    """It was decided after the file was loaded: the file says nothing new."""
    load_contract(file_of("nord"))
    contract = Contract.objects.get()
    indicator = contract.indicators.get(code="R1")
    define(indicator=indicator, changed={"base_year": 2022}, reason="Décision du 12 mars", **COMMAND)
    set_credit(contract=contract, credit=Decimal(35), reason="Décision du 12 mars", **COMMAND)
    assert load_contract(file_of("nord")).differences == []
    assert Contract.objects.get().credit == 35
    told = [str(each) for each in load_contract(file_of("nord", CORRECTIONS["labels"])).differences]
    assert len(told) == 2, "the base year is the decided one"
    assert load_contract(file_of("nord", CORRECTIONS["labels"])).differences == [], "nor at a second loading"
    assert contract.indicators.with_definition().get(code="R1").defined.base_year == 2022
    load_contract(
        file_of("nord", CORRECTIONS["labels"], lambda data: data["contrat"].update(score_au_seuil="20"))
    )
    assert Contract.objects.get().credit == 20


def test_defining_adds_a_revision_and_asks_for_a_recompute_where_figures_change():
    indicator = make_indicator(targets=every_year("80", "90"))
    enter(indicator, "2024-01", pair(855, 1000))
    sweep()
    define(indicator=indicator, changed={"label": "Autre libellé"}, reason="Erreur de frappe", **COMMAND)
    assert not PendingRecompute.objects.exists()
    revision = define(
        indicator=indicator,
        changed={"decimals": 0, "unit": "%"},
        reason="Précision",
        expected_version=2,
        **COMMAND,
    )
    assert (revision.version, revision.label, revision.decimals) == (3, "Autre libellé", 0)
    assert (revision.change.verb, revision.change.reason, revision.reason) == (
        "define",
        "Précision",
        "Précision",
    )
    sweep()
    assert StoredAttainment.objects.get(indicator=indicator, month=date(2024, 1, 1)).value == 86


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"direction": "baisse"}, "definition_in_use"),
        ({"aggregation": "somme"}, "definition_in_use"),
        ({"unit": "%"}, "no_change"),
        ({"numerator_label": ""}, "pair_not_named"),
        ({"decimals": 5}, "too_many_decimals"),
    ],
)
def test_a_definition_that_is_refused_writes_nothing(changed, code):
    indicator = make_indicator(targets=every_year("80", "90"))
    enter(indicator, "2024-01", pair(85, 100))
    with pytest.raises(Refusal) as refused:
        define(indicator=indicator, changed=changed, reason="Décision", **COMMAND)
    assert refused.value.code == code
    assert indicator.definitions.count() == 1


def test_a_definition_asks_for_a_right_a_reason_and_the_version_that_was_seen():
    indicator = make_indicator()
    manager: User = make_user(Role.GESTIONNAIRE, indicator.contract.body)
    asked = {"indicator": indicator, "changed": {"label": "Autre"}, "origin": Origin.FORM}
    with pytest.raises(Refusal, match="rôle"):
        define(**asked, reason="Décision", actor=manager)
    with pytest.raises(Refusal, match="motif"):
        define(**asked, reason=" ", actor=None)
    with pytest.raises(StaleVersion):
        define(**asked, reason="Décision", actor=None, expected_version=0)
    with pytest.raises(ValueError, match="not in a definition: position"):
        define(**(asked | {"changed": {"position": 2}}), reason="Décision", actor=None)


def test_a_credit_is_set_with_its_reason_and_every_series_waits():
    indicator = make_indicator(targets=every_year("80", "90"))
    contract = indicator.contract
    set_credit(contract=contract, credit=Decimal(35), reason="Accord local", expected_version=1, **COMMAND)
    assert list(CreditRevision.objects.values_list("version", "credit", "reason")) == [
        (1, 0, ""),
        (2, 35, "Accord local"),
    ]
    assert PendingRecompute.objects.get().indicator_id == indicator.pk
    for credit, reason, code in (
        ("35", "Accord", "no_change"),
        ("101", "Accord", "credit_out_of_range"),
        ("1", "", "reason_missing"),
    ):
        with pytest.raises(Refusal) as refused:
            set_credit(contract=contract, credit=Decimal(credit), reason=reason, **COMMAND)
        assert refused.value.code == code
