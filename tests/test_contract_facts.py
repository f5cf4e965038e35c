"""The contract of the first user, as loaded: the facts that can be counted."""

import json
from collections import Counter
from html import unescape

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Action, Contract, Deliverable, Engagement, Interpretation, PlannedYear
from cpg.shared.french import bound
from indicators.imports import prepare
from indicators.imports.preparing import read
from indicators.models import DefinitionRevision, Indicator, TargetKind, TargetRevision
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def loaded(rows_of_module):
    call_command("load_contract", verbosity=0)


@pytest.fixture
def contract(loaded):
    return Contract.objects.get()


def test_fiches_engagements_actions_and_indicators(contract):
    assert contract.fiches.count() == 9
    assert Engagement.objects.count() == 32
    assert Action.objects.count() == 67
    assert contract.indicators.count() == 30
    by_fiche = Counter(Engagement.objects.values_list("fiche__position", flat=True))
    assert [by_fiche[number] for number in range(1, 10)] == [5, 3, 4, 6, 1, 4, 1, 3, 5]
    by_fiche = Counter(Action.objects.values_list("engagement__fiche__position", flat=True))
    assert [by_fiche[number] for number in range(1, 10)] == [5, 9, 8, 11, 5, 8, 3, 8, 10]
    by_fiche = Counter(contract.indicators.values_list("fiche__position", flat=True))
    assert [by_fiche[number] for number in range(1, 10)] == [6, 1, 1, 5, 5, 5, 2, 2, 3]


def test_targets(contract):
    defined = TargetRevision.objects.filter(kind=TargetKind.DEFINI)
    assert defined.count() == 132
    assert defined.filter(seuil__isnull=True).count() == 0
    without = TargetRevision.objects.filter(kind=TargetKind.SANS_CIBLE).values_list("indicator__code", "year")
    assert sorted(without) == [("R10", 2023), ("R7", 2023), ("R8", 2023)]
    later = TargetRevision.objects.filter(kind=TargetKind.A_DEFINIR)
    assert Counter(later.values_list("indicator__code", flat=True)) == {"R12": 5, "R13": 5, "R23": 5}


def test_what_is_counted_in_departements(contract):
    indicator = Indicator.objects.with_definition().get(code="R10")
    assert indicator.defined.unit == "départements"
    objectifs = TargetRevision.objects.filter(indicator=indicator, kind=TargetKind.DEFINI).order_by("year")
    assert [int(each.objectif) for each in objectifs] == [2, 3, 4, 5]
    assert contract.body.departements == ["44", "49", "53", "72", "85"]


def test_deliverables_have_years_of_their_own(contract):
    assert Counter(Deliverable.objects.values_list("action__code", flat=True)) == {
        "E1A1": 3, "E1A2": 4, "E2A2": 2, "E2A3": 2, "E3A1": 2, "E5A2": 4,
    }  # fmt: skip
    assert set(Deliverable.objects.values_list("action__engagement__fiche__position", flat=True)) == {4}
    idra = Deliverable.objects.get(action__code="E2A3", action__engagement__fiche__position=4, number=2)
    assert sorted(idra.planned_years.values_list("year", flat=True)) == [2023, 2024, 2025]
    without_years = Action.objects.exclude(pk__in=PlannedYear.objects.values("action"))
    assert not without_years.exists()


def test_each_doubt_is_in_the_register_and_names_something_that_exists(contract):
    subjects = {subject for each in Interpretation.objects.all() for subject in each.subjects}
    actions = {
        f"F{fiche}-{code}"
        for fiche, code in Action.objects.values_list("engagement__fiche__position", "code")
    }
    known = {f"F{number}" for number in range(1, 10)} | set(
        contract.indicators.values_list("code", flat=True)
    )
    assert subjects <= known | actions | {"contrat"}
    assert {"R19", "R10", "R7", "R12", "R8", "R11", "R14", "R24", "R26", "F1-E4A1", "F8"} <= subjects


def test_each_doubt_gives_both_readings_and_the_one_retained(contract):
    for each in Interpretation.objects.all():
        assert all((each.title, each.reading_a, each.reading_b, each.retained, each.reason)), each


def test_both_readings_stand_beside_what_they_concern(contract, client):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    where = f"/{contract.body.code}/{contract.code}"
    for each in Interpretation.objects.exclude(subjects=["contrat"]):
        for subject in each.subjects:
            page = f"fiches/{subject[1:].split('-')[0]}" if subject.startswith("F") else subject
            text = unescape(client.get(f"{where}/{page}/").content.decode())
            for said in (each.reading_a, each.reading_b, each.retained):
                assert said in text or bound(said) in text, each


def test_no_base_year_is_invented(contract):
    assert set(DefinitionRevision.objects.values_list("base_year", flat=True)) == {None}


def test_texts_hold_what_the_document_gives_and_says_what_it_does_not(contract):
    texts = {each["titre"]: each["texte"] for each in contract.texts}
    assert texts["Annexe 1 – Budgets"].startswith("Non fournie")
    data = json.loads(settings.CONTRACT_FILE.read_text("utf-8"))
    assert len(texts) == len(data["contrat"]["textes"])


def test_the_documented_example_of_an_import_is_one_that_is_taken(contract):
    text = (settings.BASE_DIR / "docs" / "format-import.md").read_text("utf-8")
    example = text.split("```csv\n")[1].split("```")[0]
    preview = prepare(read(example.encode()), [contract], None)
    assert (len(preview.new), preview.refused) == (3, ())
