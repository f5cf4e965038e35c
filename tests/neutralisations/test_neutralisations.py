"""Neutralisations: who sees them, how a month is neutralised or put back, what that does before it is recorded."""

import re

import pytest

from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from dashboards.neutralisations.effect import effect_of
from dashboards.shared.effects import parts_of
from indicators.domain import Term, attain, roll_up
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency
from indicators.models import Indicator, NeutralisationRevision, PendingRecompute
from indicators.recompute import recompute_series
from indicators.recording import MonthStep, lock, neutralise, neutralise_many
from indicators.selectors import known
from tests.factories import amount, assign, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
MARCH = Month(2025, 3)
REASON = "incident national"


@pytest.fixture
def contract():
    """R1 is a monthly ratio, R2 a quarterly one, R3 what accumulates, R4 yearly."""
    contract = make_contract()
    make_indicator(contract, targets=every_year("80", "90"))
    make_indicator(contract, targets=every_year("80", "90"), frequency=Frequency.TRIMESTRIELLE)
    make_indicator(contract, targets=every_year("600", "900"), aggregation=Aggregation.SOMME, unit="dossiers")
    make_indicator(contract, targets=every_year("80", "90"), frequency=Frequency.ANNUELLE)
    return contract


def fill(contract):
    """January to April 2025: March is the bad month of the ratio and the good one of the sum."""
    monthly, quarterly, total, _ = contract.indicators.all().with_definition().order_by("position")
    for number in range(1, 5):
        enter(monthly, f"2025-0{number}", pair(50 if number == 3 else 86, 100), comment="RAS")
        enter(total, f"2025-0{number}", amount(200 if number == 3 else 50))
    enter(quarterly, "2025-03", pair(85, 100))
    enter(monthly, "2025-05", Absence(AbsenceKind.NON_DISPONIBLE, "extraction perdue"))


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/neutralisations/{rest}"


def send(client, contract, *keys, **more):
    typed = {"mois": "2025-03", "indicateur": keys, "motif": REASON, "acte": "enregistrer"}
    return client.post(address(contract), typed | {"sens": "neutraliser"} | more)


def decide(contract, code, *, month=MARCH, version=0, is_neutralised=True, actor=None):
    indicator = Indicator.objects.with_definition().get(contract=contract, code=code)
    return neutralise(
        indicator=indicator,
        month=month,
        is_neutralised=is_neutralised,
        reason=REASON,
        expected_version=version,
        actor=actor,
        origin=Origin.FORM,
    )


def ticked(response):
    return re.findall(r'<input type="checkbox"[^>]* value="([^"]*)" checked>', response.content.decode())


def test_a_month_is_neutralised_for_several_indicators_in_one_act(client, contract, controller):
    page = client.get(address(contract, "?mois=2025-03&indicateur=R1"))
    assert ticked(page) == ["R1/0"]
    answer = send(client, contract, "R1/0", "R2/0")
    assert answer["Location"] == address(contract) + "#R1-2025-03"
    change = Change.objects.get(contract=contract, verb="neutralise")
    assert (change.actor, change.reason) == (controller, REASON)
    assert {each.indicator.code for each in change.neutralisations.all()} == {"R1", "R2"}
    page = text_of(client.get(address(contract)))
    assert "Mars 2025 est neutralisé pour R1 et R2 : les chiffres sont recalculés." in page
    assert "Deux périodes sont neutralisées" in page
    said = "Neutralisé par dominique le 20/10/2025 à 10 h 00 : « incident national »"
    assert f"Mars 2025 R1 Indicateur 1 {said}" in page
    assert f"1er trimestre 2025 R2 Indicateur 2 {said}" in page


def test_what_falls_out_with_a_yearly_indicator_is_the_year(client, contract, controller):
    decide(contract, "R4", month=Month(2025, 12))
    assert "Année 2025 R4" in text_of(client.get(address(contract)))


def test_only_due_indicators_are_offered_and_the_others_are_named(client, contract, controller):
    page = client.get(address(contract, "?mois=2025-02&indicateur=R2"))
    assert re.findall(r'name="indicateur" value="([^"]*)"', page.content.decode()) == ["R1/0", "R3/0"]
    assert "R2 n’attend pas de valeur en février 2025." in text_of(page)
    assert "Fiche 1 – Première fiche" in text_of(page)


def test_what_is_neutralised_already_is_not_offered_again(client, contract, controller):
    decide(contract, "R1")
    page = client.get(address(contract, "?mois=2025-03"))
    assert "R1 Indicateur 1 : déjà neutralisé" in text_of(page)
    assert 'type="checkbox" name="indicateur" value="R1' not in page.content.decode()


def test_a_withdrawal_has_a_reason_and_both_decisions_stay_listed(client, contract, controller):
    decide(contract, "R1")
    answer = send(client, contract, "R1/1", sens="lever", motif="décision annulée")
    assert answer.status_code == 302
    page = text_of(client.get(address(contract)))
    assert "Mars 2025 n’est plus neutralisé pour R1" in page
    assert "Aucune période n’est neutralisée" in page
    assert "Neutralisation levée par dominique le 20/10/2025 à 10 h 00 : « décision annulée »" in page
    assert f"Neutralisé le 20/10/2025 à 10 h 00 : « {REASON} »" in page
    again = client.get(address(contract, "?mois=2025-03&indicateur=R1"))
    assert ticked(again) == ["R1/2"]


@pytest.mark.parametrize(
    ("keys", "typed", "status", "said"),
    [
        (["R1/0"], {"motif": " "}, 422, "Donnez le motif de la décision."),
        (["R1/0"], {"motif": "x" * 501}, 422, "Ce motif est trop long : 500 caractères au plus."),
        ([], {}, 422, "Cochez au moins un indicateur."),
        (["R1/0", "R4/0"], {}, 422, "R4 n’attend pas de valeur ce mois-là."),
        (["R1/0", "R1/0"], {}, 422, "R1, 03/2025, est donné deux fois."),
        (["R3/1"], {}, 422, "R3, 03/2025, est déjà neutralisé."),
        (["R1/0"], {"sens": "lever"}, 422, "R1, 03/2025, n’est pas neutralisé."),
        (["R1/0", "R3/0"], {}, 409, "Une autre personne a décidé de ce mois entre-temps"),
        (["R3/0"], {"sens": "lever"}, 409, "Une autre personne a décidé de ce mois entre-temps"),
        (["R1/0"], {"acte": "autre"}, 422, "Cet envoi ne se lit pas"),
        (["R1/0"], {"sens": "autre"}, 422, "Cet envoi ne se lit pas"),
    ],
)
@pytest.mark.parametrize("acte", ["enregistrer", "voir"])
def test_a_refusal_gives_its_reason_and_keeps_what_was_typed(
    client, contract, controller, keys, typed, status, said, acte
):
    decide(contract, "R3")
    response = send(client, contract, *keys, **{"acte": acte} | typed)
    if acte == "voir" and typed == {"motif": " "}:
        assert response.status_code == 200
        return
    assert response.status_code == status
    assert said in text_of(response)
    assert NeutralisationRevision.objects.count() == 1
    if "sens" not in typed:
        assert ticked(response) == sorted({key for key in keys if key == "R1/0"})
        assert typed.get("motif", REASON) in response.content.decode()


def test_a_closed_month_is_refused_and_leads_to_where_it_is_reopened(client, contract, controller):
    lock(contract=contract, months=[MARCH], actor=None, origin=Origin.COMMAND)
    response = send(client, contract, "R1/0", "R3/0")
    assert response.status_code == 422
    assert text_of(response).count("Ce mois est clos : rouvrez-le d’abord.") == 1
    assert f'href="/{contract.body.code}/{contract.code}/mois-clos/#m2025-03"' in response.text
    assert not NeutralisationRevision.objects.exists()


def test_the_effect_is_shown_and_nothing_is_recorded(client, contract, controller):
    fill(contract)
    PendingRecompute.objects.all().delete()
    acts = Change.objects.count()
    response = send(client, contract, "R1/0", "R3/0", acte="voir", motif="")
    page = text_of(response)
    assert response.status_code == 200
    assert "Rien n’est enregistré. Voici ce que cette décision ferait à fin avril 2025" in page
    assert "Valeur à date 77,00 % → 86,00 %" in page
    assert "Statut Seuil non tenu → Entre seuil et objectif" in page
    assert "Score 0,00 % → 60,00 %" in page
    assert "Valeur à date 350,00 → 150,00" in page
    assert "Thème « Premier thème »" in page
    assert ticked(response) == ["R1/0", "R3/0"]
    assert (Change.objects.count(), NeutralisationRevision.objects.count()) == (acts, 0)
    assert not PendingRecompute.objects.exists()


def test_the_effect_of_a_withdrawal_is_shown_beside_its_form(client, contract, controller):
    fill(contract)
    decide(contract, "R1")
    response = send(client, contract, "R1/1", sens="lever", acte="voir", motif="annulée")
    assert "Valeur à date 86,00 % → 77,00 %" in text_of(response)
    assert 'href="#motif-R1-2025-03"' in response.text
    assert re.search(r"<details open>.*?annulée</textarea>", response.text, re.DOTALL)
    assert NeutralisationRevision.objects.count() == 1


def test_a_year_without_figures_and_a_month_to_come_are_explained(client, contract, controller):
    fill(contract)
    page = text_of(send(client, contract, "R1/0", acte="voir", mois="2024-03"))
    assert "L’année 2024 n’a encore aucun chiffre" in page
    page = text_of(send(client, contract, "R1/0", acte="voir", mois="2025-06"))
    assert "Le mois choisi vient après : son effet se lira avec ses chiffres." in page


@pytest.mark.parametrize("is_neutralised", [True, False])
def test_the_effect_is_what_the_rules_give_once_it_is_recorded(contract, is_neutralised):
    fill(contract)
    indicators = list(contract.indicators.all().with_definition().order_by("position"))
    chosen = [each for each in indicators if each.code in {"R1", "R2", "R3"}]
    common = {"contract": contract, "reason": REASON, "actor": None, "origin": Origin.FORM}
    version = 0
    if not is_neutralised:
        steps = [MonthStep(each, MARCH, 0) for each in chosen]
        neutralise_many(steps=steps, is_neutralised=True, **common)
        version = 1
    codes = [each.code for each in chosen]
    effect = effect_of(indicators, codes, MARCH, is_neutralised=is_neutralised)
    before = parts_of(indicators, known(indicators))
    neutralise_many(
        steps=[MonthStep(each, MARCH, version) for each in chosen], is_neutralised=is_neutralised, **common
    )
    after = parts_of(indicators, known(indicators))
    april = Month(2025, 4)
    assert effect.month == april
    assert set(effect.indicators) == set(codes)
    for side, parts in (("before", before), ("after", after)):
        found = {part.key: attain(part.series, april) for part in parts}
        assert {key: getattr(each, side) for key, each in effect.indicators.items()} == {
            key: found[key] for key in codes
        }
        total = roll_up(Term.of(part.key, found[part.key]) for part in parts)
        assert getattr(effect.total, side) == getattr(effect.themes[1], side) == total
    assert effect.total.before != effect.total.after


def test_others_read_without_deciding(client, contract):
    decide(contract, "R1")
    client.force_login(make_user(Role.LECTEUR, contract.body))
    page = client.get(address(contract, "?mois=2025-03"))
    assert "Une période est neutralisée" in text_of(page)
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]
    assert send(client, contract, "R3/0").status_code == 403
    assert NeutralisationRevision.objects.count() == 1


def test_the_verb_may_be_held_by_no_one_who_is_only_assigned(client, contract):
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, contract.indicators.get(code="R1"))
    client.force_login(manager)
    assert send(client, contract, "R1/0").status_code == 403
    assert "neutralisations" not in client.get(f"/{contract.body.code}/{contract.code}/R1/2025-03/").text


@pytest.mark.parametrize("count", [0, 5])
@pytest.mark.parametrize(("rest", "queries"), [("", 6), ("?mois=2025-03", 7)])
def test_as_many_queries_for_many_as_for_few(
    client, contract, controller, count, rest, queries, django_assert_num_queries
):
    for number in range(1, count + 1):
        decide(contract, "R1", month=Month(2024, number))
        decide(contract, "R3", month=Month(2024, number))
        make_indicator(contract)
    with django_assert_num_queries(queries):
        client.get(address(contract, rest))


@pytest.mark.parametrize("keys", [["R1/0"], ["R1/0", "R2/0", "R3/0"]])
@pytest.mark.parametrize(("acte", "queries"), [("voir", 14), ("enregistrer", 15)])
def test_as_many_queries_to_decide_on_many_as_on_one(
    client, contract, controller, keys, acte, queries, django_assert_num_queries
):
    fill(contract)
    with django_assert_num_queries(queries):
        assert send(client, contract, *keys, acte=acte).status_code in {200, 302}


def test_the_contract_the_closed_months_and_the_month_lead_there(client, contract, controller):
    base = f"/{contract.body.code}/{contract.code}/"
    for page in ("contrat/", "arretes/", "mois-clos/"):
        assert f'href="{address(contract)}"' in client.get(base + page).text
    month = client.get(f"{base}R2/2025-03/").text
    assert f'href="{address(contract)}?mois=2025-03&amp;indicateur=R2#neutraliser"' in month
    assert "Neutraliser ce mois" not in client.get(f"{base}R2/2025-02/").text
    decide(contract, "R2")
    told = "La Cnav a neutralisé février 2025 : une valeur qui s’y trouve n’est pas lue."
    assert told in text_of(client.get(f"{base}R2/2025-02/"))


def test_figures_follow_and_the_pages_say_that_the_month_is_neutralised(client, contract, controller):
    fill(contract)
    PendingRecompute.objects.all().delete()
    send(client, contract, "R1/0")
    waiting = PendingRecompute.objects.get()
    assert waiting.indicator.code == "R1"
    recompute_series(waiting.indicator_id)
    base = f"/{contract.body.code}/{contract.code}/"
    page = client.get(f"{base}R1/?mois=2025-04")
    assert "mars 2025, neutralisé" in page.text
    assert "Mars 2025 neutralisé" in text_of(page)
    assert "86,00 %" in text_of(client.get(f"{base}?mois=2025-04"))
    grid = client.get(f"{base}saisie/?annee=2025").text
    assert re.search(r'data-cell="R1/2025-03"[^>]*data-word="neutralisé, saisi"', grid)
