"""Neutralising many periods in one act, or counting them again: what is shown before, refused and written."""

import re

import pytest

from accounts.drafts.filling import left_over
from accounts.models import KeptPost
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from dashboards.neutralisations import selection
from dashboards.neutralisations.effect import effects_of
from dashboards.shared.effects import parts_of
from indicators.domain import Term, attain, roll_up
from indicators.models import NeutralisationRevision, PendingRecompute
from indicators.recording import MonthStep, lock, neutralise_many
from indicators.selectors import known
from tests.factories import amount, enter, make_indicator
from tests.neutralisations.made import MARCH, REASON, address, decide, fill, send
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("in_october_2025")]
FIRST_QUARTER = "du=2025-01&au=2025-03&indicateur=R1&indicateur=R2&indicateur=R3"
SEVEN = [*(f"{code}/2025-0{month}/0" for code in ("R1", "R3") for month in (1, 2, 3)), "R2/2025-03/0"]


def ticked(response):
    return re.findall(r'name="periode" value="([^"]*)" checked', response.text)


def seen(response):
    return re.findall(r'name="effet" value="([^"]*)"', response.text)[0]


def shown(response):
    return re.findall(r'name="periode" value="([^"]*)"', response.text)


def test_several_months_of_several_indicators_are_neutralised_in_one_act(client, contract, controller):
    page = client.get(address(contract, f"decider/?{FIRST_QUARTER}"))
    assert "Neutraliser 7 périodes de 3 indicateurs" in text_of(page)
    assert sorted(ticked(page)) == sorted(SEVEN)
    answer = send(client, contract, FIRST_QUARTER, *SEVEN)
    change = Change.objects.get(contract=contract, verb="neutralise")
    assert answer["Location"] == f"{address(contract)}#acte-{change.sequence}"
    assert (change.actor, change.reason, change.neutralisations.count()) == (controller, REASON, 7)
    named = "Indicateur 1, Indicateur 3 et Indicateur 2"
    done = f"Sept périodes sont neutralisées pour {named} : les chiffres sont recalculés."
    assert done in text_of(client.get(address(contract)))


def test_an_act_is_lifted_as_a_whole_or_in_part(client, contract, controller):
    send(client, contract, FIRST_QUARTER, *SEVEN)
    act = Change.objects.get(verb="neutralise").sequence
    part = client.get(address(contract, f"decider/?acte={act}&du=2025-01&indicateur=R1"))
    assert "Lever 1 neutralisation de 1 indicateur" in text_of(part)
    query = f"acte={act}&du=2025-01&indicateur=R1"
    assert send(client, contract, query, "R1/2025-01/1", motif="revu").status_code == 302
    whole = client.get(address(contract, f"decider/?acte={act}"))
    assert "Lever 6 neutralisations de 3 indicateurs" in text_of(whole)
    assert "Janvier 2025 n’est plus neutralisé par cet acte" in text_of(whole)
    assert f"De l’ acte du 20/10/2025 à 10 h 00 : « {REASON} »" in text_of(whole)
    assert send(client, contract, f"acte={act}", *ticked(whole), motif="tout revu").status_code == 302
    assert "Aucune période n’est neutralisée" in text_of(client.get(address(contract)))
    assert list(Change.objects.filter(verb="neutralise").values_list("reason", flat=True)) == [
        REASON,
        "revu",
        "tout revu",
    ]
    again = client.get(address(contract, f"decider/?{FIRST_QUARTER}"))
    assert "R1/2025-01/2" in ticked(again)


def test_lifting_an_act_leaves_what_a_later_act_neutralised_again(client, contract, controller):
    send(client, contract, FIRST_QUARTER, *SEVEN)
    act = Change.objects.get(verb="neutralise").sequence
    decide(contract, "R1", version=1, is_neutralised=False)
    decide(contract, "R1", version=2)
    page = client.get(address(contract, f"decider/?acte={act}"))
    assert "R1/2025-03/3" not in shown(page)
    assert len(ticked(page)) == 6


def test_neutralisations_are_lifted_by_months_and_indicators_too(client, contract, controller):
    decide(contract, "R1")
    query = "sens=lever&du=2025-02&au=2025-04&codes=R1"
    page = client.get(address(contract, f"decider/?{query}"))
    assert ticked(page) == ["R1/2025-03/1"]
    assert send(client, contract, query, "R1/2025-03/1").status_code == 302
    assert not NeutralisationRevision.objects.order_by("version").last().is_neutralised


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("du=2025-03&codes=R1-R2", ["R1/2025-03", "R2/2025-03"]),
        ("du=2025-03&codes=r1+%C3%A0+R3", ["R1/2025-03", "R2/2025-03", "R3/2025-03"]),
        ("du=2025-03&fiche=1", ["R1/2025-03", "R2/2025-03", "R3/2025-03"]),
        ("du=2025-12&tous=1", ["R1/2025-12", "R2/2025-12", "R3/2025-12", "R4/2025-12"]),
        ("du=2024-12&au=2025-01&du_2=2025-05&codes=R1", ["R1/2024-12", "R1/2025-01", "R1/2025-05"]),
        ("du=2025-01&au=2025-06&codes=R2", ["R2/2025-03", "R2/2025-06"]),
        (
            "du=2025-03&codes=R1&indicateur=R1&fiche=1&tous=1&du_2=2025-03",
            ["R1/2025-03", "R2/2025-03", "R3/2025-03"],
        ),
    ],
)
def test_what_is_chosen_gives_its_due_months_once(client, contract, controller, query, places):
    response = client.get(address(contract, f"decider/?{query}"))
    assert [key.rpartition("/")[0] for key in shown(response)] == places


def test_who_expects_nothing_in_these_months_is_named(client, contract, controller):
    page = text_of(client.get(address(contract, "decider/?du=2025-01&au=2025-02&codes=R1,R2,R4")))
    assert "N’attendent aucune valeur dans ces mois : Indicateur 2 R2 ; Indicateur 4 R4 ." in page


def test_the_choice_is_explained_where_it_cannot_be_read(client, contract, controller, monkeypatch):
    cases = {
        "du=2025-03": ("id_tous", "Choisissez des indicateurs"),
        "codes=R1": ("id_du", "Choisissez un mois."),
        "du=2025-03&codes=R9": ("id_codes", "« R9 » n’est pas un indicateur de ce contrat."),
        "du=2025-03&codes=R1-R9": ("id_codes", "« R1-R9 » n’est pas un indicateur"),
        "du=2025-03&au=2025-01&codes=R1": ("id_au", "Janvier 2025 vient avant mars 2025 : échangez-les."),
        "du=2025-03&fiche=99": ("id_indicateur", "Fiches"),
        "du=2022-12&codes=R1": ("id_du", "Ce mois est hors du contrat."),
        "du=hier&codes=R1": ("id_du", "Écrivez un mois comme 2025-03."),
        "du=2023-01&au=2023-04&codes=R1": (
            "id_au",
            "Ce choix fait 4 périodes, et un acte en prend 3 au plus",
        ),
    }
    monkeypatch.setattr(selection, "ROWS_AT_MOST", 3)
    for query, (place, sentence) in cases.items():
        response = client.get(address(contract, f"decider/?{query}"))
        assert response.status_code == 422, query
        assert sentence in text_of(response), query
        assert f'href="#{place}"' in response.text, query
        assert f'id="{place}"' in response.text, query
    assert client.get(address(contract, "decider/")).status_code == 200
    for unknown in ("acte=999", f"acte={Change.objects.first().sequence}"):
        assert client.get(address(contract, f"decider/?{unknown}")).status_code == 404


def test_each_period_says_what_it_holds_and_what_was_decided(client, contract, controller):
    fill(contract)
    decide(contract, "R1")
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    response = client.get(address(contract, "decider/?du=2025-01&au=2025-06&codes=R1-R3"))
    page = text_of(response)
    assert "Janvier 2025 Ce mois est clos : rouvrez-le d’abord. Mois clos : janvier 2025" in page
    assert "Février 2025 , Indicateur 1 86 sur 100 (86,00 %), saisi" in page
    assert (
        f"Mars 2025 déjà neutralisé le 20/10/2025 à 10 h 00 : « {REASON} » 50 sur 100 (50,00 %), saisi"
        in page
    )
    assert "Mai 2025 , Indicateur 1 non disponible, saisi" in page
    assert "Juin 2025 , Indicateur 1 sans valeur" in page
    assert "1er trimestre 2025 , Indicateur 2 mars 2025 : 85 sur 100 (85,00 %), saisi" in page
    assert f'href="/{contract.body.code}/{contract.code}/mois-clos/#m2025-01"' in response.text


def test_the_effect_is_shown_and_nothing_is_recorded(client, contract, controller):
    fill(contract)
    PendingRecompute.objects.all().delete()
    acts = Change.objects.count()
    page = text_of(client.get(address(contract, "decider/?du=2025-03&codes=R1,R3")))
    assert "À fin avril 2025 Valeur à date 77,00 % → 86,00 %" in page
    assert "Statut Seuil non tenu → Entre seuil et objectif" in page
    assert "Score 0,00 % → 60,00 %" in page
    assert "Valeur à date 350,00 → 150,00" in page
    assert "Seuil à date 200 → 150 Objectif à date 300 → 225" in page
    assert "Thème « Premier thème »" in page
    only = text_of(send(client, contract, "du=2025-03&codes=R1,R3", "R1/2025-03/0", acte="voir", motif=""))
    assert "77,00 % → 86,00 %" in only
    assert "350,00 → 150,00" not in only
    assert (Change.objects.count(), NeutralisationRevision.objects.count()) == (acts, 0)
    assert not PendingRecompute.objects.exists()


def test_years_without_figures_and_months_to_come_are_explained(client, contract, controller):
    fill(contract)
    page = text_of(client.get(address(contract, "decider/?du=2024-12&au=2024-12&codes=R1")))
    assert "2024 : aucun chiffre encore" in page
    page = text_of(client.get(address(contract, "decider/?du=2025-05&codes=R1")))
    assert "1 période cochée vient après le dernier mois de l’année qui a des chiffres" in page
    assert "l’effet s’en lira avec les siens." in page
    page = text_of(client.get(address(contract, "decider/?du=2025-04&au=2025-06&codes=R1")))
    assert "2 périodes cochées viennent après le dernier mois de l’année qui a des chiffres" in page


def test_a_later_year_is_shown_where_it_changes(client, contract, controller):
    """A running total keeps what a past year was relieved of; a ratio starts anew each year."""
    fill(contract)
    total = make_indicator(
        contract,
        aggregation="cumul_contrat",
        unit="dossiers",
        targets={2024: ("60", "120"), 2025: ("120", "240")},
    )
    for month in ("2024-06", "2025-04"):
        enter(total, month, amount(30))
    page = text_of(client.get(address(contract, f"decider/?du=2024-06&codes=R1,{total.code}")))
    assert page.count("À fin juin 2024") == 3
    assert page.count("À fin avril 2025") == 1
    assert "Valeur à date au moins 60,00 → au moins 30,00" in page


def test_everything_that_is_missing_is_said_at_once_with_links(client, contract, controller):
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    response = send(client, contract, FIRST_QUARTER, motif=" ")
    assert response.status_code == 422
    page = text_of(response)
    assert "Rien n’est décidé." in page
    for place, sentence in {
        "id_periode_0": "Cochez au moins une période.",
        "id_sans": "Cochez pour décider des autres sans celles qui sont refusées",
        "id_motif": "Donnez le motif de la décision.",
    }.items():
        assert f'<li><a href="#{place}">' in response.text
        assert f'id="{place}"' in response.text
        assert sentence in page
    assert "2 périodes de ce choix sont refusées" in page
    assert '<li><a href="#R3-2025-01">Indicateur 3, janvier 2025</a> <small>R3</small>' in response.text
    assert not NeutralisationRevision.objects.exists()


def test_what_is_recorded_had_its_effect_shown(client, contract, controller):
    fill(contract)
    query = "du=2025-02&au=2025-03&codes=R1"
    page = client.get(address(contract, f"decider/?{query}"))
    refused = send(client, contract, query, "R1/2025-03/0", effet=seen(page))
    assert refused.status_code == 422
    assert "L’effet montré n’était pas celui des périodes cochées" in text_of(refused)
    assert '<li><a href="#id_periode_0">' in refused.text
    assert not NeutralisationRevision.objects.exists()
    assert ticked(refused) == ["R1/2025-03/0"]
    assert send(client, contract, query, "R1/2025-03/0", effet=seen(refused)).status_code == 302


def test_an_effect_of_other_periods_is_not_put_back_with_a_kept_text(client, contract, controller):
    query = "du=2025-02&au=2025-03&codes=R1"
    page = client.get(address(contract, f"decider/?{query}"))
    mark = re.findall(r'name="brouillon" value="([^"]*)"', page.text)[0]
    one = send(client, contract, query, "R1/2025-03/0", acte="voir", brouillon=mark)
    send(client, contract, query, "R1/2025-03/0", acte="voir", brouillon=mark, effet=seen(one))
    back = client.get(address(contract, f"decider/?{query}"))
    assert ticked(back) == ["R1/2025-03/0"]
    assert seen(back) == seen(page) != seen(one)
    assert "<p>Sans champ dans cette page : «" not in back.text


def test_a_kept_text_of_another_choice_is_reached_by_its_link(client, contract, controller):
    query = "du=2025-02&au=2025-03&codes=R1"
    page = address(contract, f"decider/?{query}")
    mark = re.findall(r'name="brouillon" value="([^"]*)"', client.get(page).text)[0]
    send(client, contract, query, "R1/2025-03/0", acte="voir", brouillon=mark, motif="")
    assert not KeptPost.objects.exists()
    send(client, contract, query, "R1/2025-03/0", acte="voir", brouillon=mark)
    other = client.get(address(contract, "decider/?du=2025-01&codes=R3")).text
    assert "Cette page n’a plus le formulaire" not in other
    assert f'<a href="{page.replace("&", "&amp;")}">Retrouver ce texte' in other
    assert "<q>" not in other
    kept = KeptPost.objects.get()
    assert left_over(kept.pairs) == [REASON]
    again = client.get(address(contract, "decider/?codes=R1&du=2025-02&au=2025-03")).text
    assert "Votre texte est revenu" in again


def test_refused_periods_are_left_out_only_when_the_person_says_so(client, contract, controller):
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    page = client.get(address(contract, f"decider/?{FIRST_QUARTER}"))
    keys = ticked(page)
    assert len(keys) == 5
    refused = send(client, contract, FIRST_QUARTER, *keys)
    assert (refused.status_code, NeutralisationRevision.objects.count()) == (422, 0)
    assert ticked(refused) == keys
    assert REASON in refused.text
    assert send(client, contract, FIRST_QUARTER, *keys, sans="1").status_code == 302
    assert NeutralisationRevision.objects.count() == 5


@pytest.mark.parametrize(
    ("query", "keys", "typed", "status", "sentence"),
    [
        ("du=2025-03&codes=R1", ["R1/2025-03/0"], {"motif": "x" * 501}, 422, "Ce motif est trop long : 500 caractères"),
        ("du=2025-03&codes=R1", ["R4/2025-03/0"], {}, 422, "R4 n’attend pas de valeur ce mois-là."),
        ("du=2025-03&codes=R1", ["R1/2025-03/0", "R1/2025-03/0"], {}, 422, "R1, 03/2025, est donné deux fois."),
        ("du=2025-03&codes=R3", ["R3/2025-03/1"], {}, 422, "R3, 03/2025, est déjà neutralisé."),
        ("sens=lever&du=2025-03&codes=R1", ["R1/2025-03/0"], {}, 422, "R1, 03/2025, n’est pas neutralisé."),
        ("du=2025-03&codes=R1-R3", ["R1/2025-03/0", "R3/2025-03/0"], {}, 409, "décidée entre-temps"),
        ("sens=lever&du=2025-03&codes=R3", ["R3/2025-03/0"], {}, 409, "décidée entre-temps"),
        ("du=2025-03&codes=R1", ["R1/2025-03/0"], {"acte": "autre"}, 422, "Cet envoi ne se lit pas"),
        ("du=2025-03&codes=R1", ["R1/2025-03"], {}, 422, "Cet envoi ne se lit pas"),
        ("du=2025-03&codes=R1", ["R9/2025-03/0"], {}, 422, "Cet envoi ne se lit pas"),
        ("du=2025-03&codes=R1", ["R1/2025-03/x"], {}, 422, "Périodes"),
    ],
)  # fmt: skip
def test_a_refusal_gives_its_reason_and_keeps_what_was_typed(
    client, contract, controller, query, keys, typed, status, sentence
):
    decide(contract, "R3")
    response = send(client, contract, query, *keys, **typed)
    assert response.status_code == status
    assert sentence in text_of(response)
    assert NeutralisationRevision.objects.count() == 1
    assert typed.get("motif", REASON) in response.text


def test_a_month_that_closed_in_between_refuses_the_whole_act(client, contract, controller):
    lock(contract=contract, months=[MARCH], actor=None, origin=Origin.COMMAND)
    response = send(client, contract, FIRST_QUARTER, *SEVEN, sans="1")
    assert response.status_code == 422
    assert text_of(response).count("Indicateur 1, mars 2025 R1 : Ce mois est clos : rouvrez-le d’abord.") == 1
    assert (
        f'<a href="/{contract.body.code}/{contract.code}/mois-clos/#m2025-03">Mois clos</a></li>'
        in response.text
    )
    assert not NeutralisationRevision.objects.exists()


@pytest.mark.parametrize("is_neutralised", [True, False])
def test_the_effect_is_what_the_rules_give_once_it_is_recorded(contract, is_neutralised):
    fill(contract)
    indicators = list(contract.indicators.all().with_definition().order_by("position"))
    april, february = Month(2025, 4), Month(2025, 2)
    places = [
        (indicators[0], february),
        (indicators[0], MARCH),
        (indicators[1], MARCH),
        (indicators[2], MARCH),
    ]
    common = {"contract": contract, "reason": REASON, "actor": None, "origin": Origin.FORM}
    if not is_neutralised:
        neutralise_many(steps=[MonthStep(*each, 0) for each in places], is_neutralised=True, **common)
    before = parts_of(indicators, known(indicators))
    chosen = {"R1": {february, MARCH}, "R2": {MARCH}, "R3": {MARCH}}
    (effect,) = effects_of(before, chosen, is_neutralised=is_neutralised)
    steps = [MonthStep(*each, 0 if is_neutralised else 1) for each in places]
    neutralise_many(steps=steps, is_neutralised=is_neutralised, **common)
    after = parts_of(indicators, known(indicators))
    assert effect.month == april
    assert set(effect.indicators) == set(chosen)
    for side, parts in (("before", before), ("after", after)):
        found = {part.key: attain(part.series, april) for part in parts}
        assert {key: getattr(each, side) for key, each in effect.indicators.items()} == {
            key: found[key] for key in chosen
        }
        total = roll_up(Term.of(part.key, found[part.key]) for part in parts)
        assert getattr(effect.total, side) == getattr(effect.themes[1], side) == total
    assert effect.total.before != effect.total.after


@pytest.mark.parametrize(
    ("query", "keys"), [("du=2025-03&codes=R1", ["R1/2025-03/0"]), (FIRST_QUARTER, SEVEN)]
)
def test_as_many_queries_for_many_periods_as_for_one(
    client, contract, controller, query, keys, django_assert_num_queries
):
    fill(contract)
    decide(contract, "R3", month=Month(2025, 5))
    with django_assert_num_queries(14):
        client.get(address(contract, f"decider/?{query}"))
    with django_assert_num_queries(14):
        assert send(client, contract, query, *keys, acte="voir").status_code == 200
    with django_assert_num_queries(23):
        assert send(client, contract, query, *keys).status_code == 302
