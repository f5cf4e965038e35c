"""A contract owns its definitions: a file of one body changes nothing of another, and the past keeps its own."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db.models import Model
from django.test import Client

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, write
from dashboards.exports.quarter import quarter_rows
from indicators.jobs import sweep
from indicators.loading import LoadingRefusedError, load_contract
from indicators.models import (
    CreditRevision,
    DefinitionRevision,
    Indicator,
    Measure,
    PendingRecompute,
    StoredAttainment,
)
from indicators.recompute import differences
from indicators.recording import define, set_credit
from indicators.selectors import attainments_at, known, sequence_of
from tests.closing import close_quarter
from tests.factories import amount, enter, every_year, make_indicator, make_user, pair
from tests.indicators.small_contract import small_contract

pytestmark = pytest.mark.django_db
COMMAND = {"actor": None, "origin": Origin.COMMAND}
LATER = "2028-05-20T10:00:00+02:00"
MARCH = Month(2028, 3)
type Correction = Callable[[dict[str, Any]], None]


def file_of(body: str, *corrections: Correction) -> dict[str, Any]:
    data = small_contract()
    data["organisme"] |= {"code": body, "nom": f"Caisse {body}", "nom_court": body.title()}
    for correct in corrections:
        correct(data)
    return data


def measure(rank: int, **changed: object) -> Correction:
    return lambda data: data["indicateurs"][rank]["mesure"].update(changed)


def of_indicator(rank: int, **changed: object) -> Correction:
    return lambda data: data["indicateurs"][rank].update(changed)


def turned(data: dict[str, Any]) -> None:
    """Lower is better, with targets that follow."""
    data["indicateurs"][0]["mesure"]["sens"] = "baisse"
    for targets in data["indicateurs"][0]["cibles"].values():
        targets["seuil"], targets["objectif"] = targets["objectif"], targets["seuil"]


def prolonged(data: dict[str, Any]) -> None:
    data["contrat"]["dernier_exercice"] = 2030
    for indicator in data["indicateurs"]:
        indicator["cibles"]["2030"] = {"type": "sans_cible"}


def rewritten(data: dict[str, Any]) -> None:
    data["indicateurs"][1]["cibles"]["2028"] = {"type": "defini", "objectif": "7"}
    data["themes"] = ["Autre thème", "Encore un"]
    data["parties"][0]["fiches"][0]["titre"] = "Autre fiche"


def as_values(data: dict[str, Any]) -> None:
    data["indicateurs"][0]["mesure"].update(agregation="dernier", numerateur="", denominateur="")


CORRECTIONS = {
    "unit": measure(0, unite="jours"),
    "decimals": measure(0, decimales=0),
    "bounded": measure(0, numerateur_borne=True),
    "frequency": measure(0, frequence="trimestrielle"),
    "half-years": measure(1, frequence="semestrielle"),
    "a state": measure(1, agregation="etat"),
    "over the contract": measure(1, agregation="cumul_contrat"),
    "another shape": as_values,
    "direction": turned,
    "labels": of_indicator(0, libelle="Autre libellé", libelle_fiche="Autrement", annee_de_reference=2022),
    "short label": of_indicator(0, libelle_court="Nom court"),
    "passport": of_indicator(0, passeport={"methode": "Comptage"}),
    "names of the parts": measure(0, numerateur="à temps", denominateur="tous"),
    "another measure": measure(0, code="autre-mesure"),
    "weight and first year": of_indicator(0, poids="3", premier_exercice=2029),
    "credit": lambda data: data["contrat"].update(score_au_seuil="35"),
    "years": prolonged,
    "targets and texts": rewritten,
}


@pytest.fixture
def north() -> Iterator[Contract]:
    """A body that entered months and closed its first quarter, with every figure made."""
    with time_machine.travel(LATER):
        load_contract(file_of("nord"))
        contract = Contract.objects.select_related("body").get()
        for code, fact in (("R1", pair(85, 100)), ("R2", amount(70))):
            indicator = contract.indicators.with_definition().get(code=code)
            for month in ("2028-01", "2028-02", "2028-03"):
                enter(indicator, month, fact)
        close_quarter(contract=contract, quarter=Quarter(2028, 1), expected_version=0, **COMMAND)
        sweep()
        yield contract


def rows_of(contract: Contract) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that belongs to the contract, as it is stored."""
    found = {}
    for model in apps.get_models():
        if (path := path_to_contract(model)) is not None:
            rows = model._default_manager.filter(**{path: contract.pk})
            found[model._meta.label] = list(rows.order_by("pk").values_list())
    return found


def path_to_contract(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> str | None:
    """The lookup that leads from a row to its contract, the shortest first."""
    if model is Contract:
        return "pk"
    links = [field for field in model._meta.get_fields() if field.many_to_one and not field.null]
    paths = [
        f"{link.name}__{path}"
        for link in links
        if isinstance(link.related_model, type) and link.related_model not in seen
        if (path := path_to_contract(link.related_model, seen | {model})) is not None
    ]
    return min(paths, key=len, default=None)


def shown_of(contract: Contract, client: Client) -> dict[str, object]:
    """Exports, past and present, and what the pages say."""
    quarter = Quarter(2028, 1)
    addresses = [
        "",
        "R1/",
        "R2/",
        "fiches/1/",
        "cibles/",
        "saisie/",
        "completude/",
        "arretes/",
        "engagements/",
    ]
    pages = {}
    for rest in addresses:
        response = client.get(f"/{contract.body.code}/{contract.code}/{rest}")
        assert response.status_code == 200, rest
        pages[rest] = [
            line
            for line in response.content.decode().splitlines()
            if "csrf" not in line and "brouillon" not in line
        ]
    files = {
        each: write(each, QUARTER_COLUMNS, quarter_rows(contract, quarter), str(quarter)) for each in Format
    }
    past = quarter_rows(contract, quarter, known_at=contract.changes.count())
    return {"pages": pages, "files": files, "past": past}


def test_each_table_of_a_contract_is_compared(north):
    found = rows_of(north)
    assert len(found) > 25
    for label in ("DefinitionRevision", "CreditRevision", "StoredAttainment", "TargetRevision"):
        assert found[f"indicators.{label}"]


@pytest.mark.parametrize("correction", CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_file_of_one_body_changes_nothing_of_another(north, client, correction):
    load_contract(file_of("sud"))
    client.force_login(make_user(Role.CONTROLEUR, north.body))
    rows, shown = rows_of(north), shown_of(north, client)
    if correction is turned:
        with pytest.raises(LoadingRefusedError):
            load_contract(file_of("sud", correction))
    else:
        assert load_contract(file_of("sud", correction)).differences
    sweep()
    assert rows_of(north) == rows
    assert shown_of(north, client) == shown
    assert list(differences(north.indicators.with_definition())) == []


def test_the_comparison_sees_a_change_of_the_body_itself(north, client):
    """The control: rows and pages do change for the body whose file it is."""
    client.force_login(make_user(Role.CONTROLEUR, north.body))
    rows, shown = rows_of(north), shown_of(north, client)
    load_contract(file_of("nord", CORRECTIONS["labels"]))
    sweep()
    changed = rows_of(north)
    assert {label for label in rows if rows[label] != changed[label]} == {
        "commitments.Contract", "commitments.Change", "indicators.Indicator", "indicators.DefinitionRevision",
    }  # fmt: skip
    assert shown_of(north, client)["pages"] != shown["pages"]


@pytest.mark.parametrize("correction", CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_new_body_loads_its_file_though_another_closed_a_quarter(north, correction):
    assert load_contract(file_of("sud", correction)).differences
    assert Contract.objects.count() == 2


def test_two_bodies_share_the_identity_of_a_measure_and_nothing_that_computes(north):
    load_contract(file_of("sud", measure(0, unite="jours", decimales=1)))
    own, other = Indicator.objects.filter(code="R1").with_definition().order_by("pk")
    assert own.measure_id == other.measure_id
    assert {field.name for field in Measure._meta.concrete_fields} == {"id", "code"}
    assert (own.definition.unit, own.definition.decimals) == ("%", 2)
    assert (other.definition.unit, other.definition.decimals) == ("jours", 1)


@pytest.mark.parametrize(
    "name",
    ["unit", "decimals", "bounded", "frequency", "half-years", "a state", "over the contract", "direction"],
)
def test_what_a_closed_quarter_was_computed_with_is_not_loaded_anew(north, name):
    with pytest.raises(LoadingRefusedError) as refused:
        load_contract(file_of("nord", CORRECTIONS[name]))
    assert any("refusé" in problem for problem in refused.value.problems)


def test_labels_are_corrected_after_a_closed_quarter_with_the_reason_of_the_loading(north):
    load_contract(file_of("nord", CORRECTIONS["labels"]), reason="Chargement du fichier corrigé")
    first, second = DefinitionRevision.objects.filter(indicator__code="R1")
    assert (first.label, second.label) == ("Indicateur R1", "Autre libellé")
    assert (second.version, second.reason) == (2, "Chargement du fichier corrigé")
    assert second.change.verb == "load_contract"
    assert not PendingRecompute.objects.exists()
    with pytest.raises(LoadingRefusedError, match="année de référence"):
        load_contract(file_of("nord", CORRECTIONS["labels"], of_indicator(0, annee_de_reference=2021)))


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
