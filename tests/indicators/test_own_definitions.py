"""A contract owns its definitions: a file of one body changes nothing of another, and the past keeps its own."""

from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.db.models import Model
from django.test import Client

from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, write
from dashboards.exports.quarter import quarter_rows
from indicators.jobs import sweep
from indicators.loading import LoadingRefusedError, load_contract
from indicators.models import (
    DefinitionRevision,
    Indicator,
    Measure,
    PendingRecompute,
)
from indicators.recompute import differences
from tests.closing import close_quarter
from tests.factories import amount, enter, make_user, pair
from tests.indicators.corrections import CORRECTIONS, file_of, measure, of_indicator, turned

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
COMMAND = {"actor": None, "origin": Origin.COMMAND}
LATER = "2028-05-20T10:00:00+02:00"
MARCH = Month(2028, 3)


@pytest.fixture(scope="module")
def made(rows_made_once: None) -> None:
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


@pytest.fixture
def north(made: None) -> Iterator[Contract]:
    with time_machine.travel(LATER):
        yield Contract.objects.select_related("body").get()


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
