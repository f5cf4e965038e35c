"""The pages of a scenario: begun, filled by the forms of real acts, shared by its address, thrown away."""

import pytest
from django.http import QueryDict

from accounts.rights import Role
from dashboards.models.scenario import STEPS_AT_MOST, Scenario, StepKind
from dashboards.scenarios.keeping import add_step, begin
from indicators.models import NeutralisationRevision, TargetVersion
from tests.factories import make_user
from tests.pages import text_in
from tests.scenarios.contracts import make_supposable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
AVENANT = {
    "numero": "1", "libelle": "avenant 1", "effet": "2025-07-01", "source": "Projet", "motif": "charge",
    "R1-2025-objectif": "99",
}  # fmt: skip


@pytest.fixture
def contract():
    return make_supposable()


@pytest.fixture
def person(contract, client):
    person = make_user(Role.DIRECTION, contract.body)
    client.force_login(person)
    return person


@pytest.fixture
def scenario(contract, person):
    return begin(contract, person, "Une fin d’année")


def address(contract, *more):
    return "/".join([f"/{contract.body.code}/{contract.code}/scenarios", *map(str, more), ""])


def test_a_scenario_is_begun_with_a_title(client, contract, person):
    refused = client.post(address(contract), {"titre": " "})
    assert (refused.status_code, Scenario.objects.count()) == (422, 0)
    assert "Donnez un titre à ce scénario." in refused.text
    begun = client.post(address(contract), {"titre": "Fin d’année"})
    scenario = Scenario.objects.get()
    assert begun.url == address(contract, scenario.number)
    assert (scenario.owner, scenario.is_shared) == (person, False)


def test_steps_are_added_by_the_forms_of_the_real_acts_and_change_the_score(client, contract, scenario):
    own = address(contract, scenario.number)
    form = client.get(f"{own}valeurs/?rythme=1")
    # The means of nine months: 75 of 100, and 95.
    assert 'name="R1-numerator" value="75"' in form.text
    assert 'name="R2-value" value="95"' in form.text
    wrong = client.post(f"{own}valeurs/", {"annee": "2025", "R1-numerator": "1e3", "R1-denominator": "100"})
    assert (wrong.status_code, scenario.steps.count()) == (422, 0)
    for year in ("2025", "2031", "9999"):
        assert client.post(f"{own}valeurs/", {"annee": year}).status_code == 422
    out_of_the_contract = {"annee": "2031", "R1-numerator": "99", "R1-denominator": "100"}
    assert client.post(f"{own}valeurs/", out_of_the_contract).status_code == 422
    client.post(f"{own}valeurs/", {"annee": "2025", "R1-numerator": "99", "R1-denominator": "100"})
    assert "Ajouter au scénario" in client.post(f"{own}avenant/", AVENANT | {"suite": "voir"}).text
    client.post(f"{own}avenant/", AVENANT | {"suite": "enregistrer"})
    assert client.post(f"{own}neutralisation/", {"du": "2025-03"}).status_code == 422
    client.post(f"{own}neutralisation/", {"du": "2025-03", "au": "2025-04", "indicateur": "R2"})
    kinds = [StepKind.VALUES, StepKind.AVENANT, StepKind.NEUTRALISATION]
    assert list(scenario.steps.values_list("kind", flat=True)) == kinds
    shown = client.get(own)
    assert "Aujourd’hui, à fin septembre 2025, et dans le scénario, à fin décembre 2025." in text_in(
        shown.text
    )
    assert "avenant 1 » supposé, à effet du 01/07/2025" in text_in(shown.text)
    # None of it was recorded.
    assert TargetVersion.objects.filter(contract=contract).count() == 1
    assert NeutralisationRevision.objects.count() == 0


def test_a_step_is_taken_back_and_a_scenario_thrown_away(client, contract, scenario):
    step = add_step(scenario, StepKind.VALUES, "Valeurs", _values())
    own = address(contract, scenario.number)
    assert client.post(own, {"acte": "rien"}).status_code == 422
    client.post(own, {"acte": "retirer", "hypothese": str(step.pk)})
    assert scenario.steps.count() == 0
    client.post(own, {"acte": "jeter"})
    assert Scenario.objects.count() == 0


def test_a_full_scenario_takes_no_more(client, contract, scenario):
    for _ in range(STEPS_AT_MOST):
        add_step(scenario, StepKind.VALUES, "Valeurs", _values())
    sent = {"annee": "2025", "R2-value": "10"}
    answer = client.post(f"{address(contract, scenario.number)}valeurs/", sent)
    assert answer.status_code == 422
    assert "20 hypothèses au plus" in text_in(answer.text)
    assert scenario.steps.count() == STEPS_AT_MOST


def test_nobody_else_opens_the_page_of_a_scenario_even_shared(client, contract, scenario):
    client.post(address(contract, scenario.number), {"acte": "partager"})
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    for more in ("", "valeurs/", "avenant/", "neutralisation/"):
        assert client.get(f"{address(contract, scenario.number)}{more}").status_code == 404
    assert "Une fin d’année" not in client.get(address(contract)).text


def test_an_address_given_away_leads_nowhere_once_it_is_private_again(client, contract, scenario):
    own = address(contract, scenario.number)
    client.post(own, {"acte": "partager"})
    shared = Scenario.objects.get().key
    client.post(own, {"acte": "rendre-prive"})
    client.post(own, {"acte": "partager"})
    assert Scenario.objects.get().key != shared


def test_what_no_database_holds_is_not_kept(client, contract, scenario):
    own = address(contract, scenario.number)
    client.post(f"{own}valeurs/", {"annee": "2025", "R2-value": "10", "autre": "a\0b", "a\0b": "c"})
    assert scenario.steps.get().sent == {"annee": ["2025"], "R2-value": ["10"]}
    overview = f"/{contract.body.code}/{contract.code}/"
    assert client.get(overview, {"scenario": "a\0b"}).status_code == 404


def _values():
    return QueryDict("annee=2025&R2-value=300")
