"""The form of one month: what it records, what it refuses, and that nothing typed is lost."""

import re

import pytest
from django.core.management import call_command

from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Origin
from cpg.shared.french import NARROW, NO_BREAK
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.models import ActualRevision, MonthlyActual, StoredAttainment
from indicators.recording import MonthStep, define, lock, put, return_
from tests.factories import amount, enter, enter_no_case, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]

MARCH = Month(2025, 3)
VALUE = {"kind": "valeur", "comment": "", "version": "0"}


def address(indicator, month="2025-03"):
    contract = indicator.contract
    return f"/{contract.body.code}/{contract.code}/{indicator.code}/{month}/"


def send(controller_client, indicator, month="2025-03", **typed):
    return controller_client.post(address(indicator, month), VALUE | typed)


def standing(indicator):
    return MonthlyActual.objects.select_related("current").get(indicator=indicator, month=MARCH.first_day)


def test_a_pair_is_recorded_and_attainment_follows(controller_client, indicator):
    response = send(controller_client, indicator, numerator="1 234", denominator="2 468", comment="RAS")
    assert response["Location"] == address(indicator, "").rstrip("/") + "/?mois=2025-03"
    revision = standing(indicator).current
    assert (revision.fact, revision.comment) == (pair(1234, 2468), "RAS")
    assert (revision.change.actor.username, revision.change.origin) == ("camille", Origin.FORM)
    call_command("recompute")
    assert StoredAttainment.objects.get(indicator=indicator, month=MARCH.first_day).value == 50


def test_while_a_job_waits_the_page_says_so(controller_client, indicator):
    response = send(controller_client, indicator, numerator="90", denominator="100")
    page = text_of(controller_client.get(response["Location"]))
    assert "Valeur enregistrée. L’atteinte est en cours de calcul." in page
    assert "calcul en attente" in page.lower()


def test_a_value_or_an_absence_is_recorded_as_the_indicator_needs(controller_client, indicator):
    total = make_indicator(indicator.contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    page = controller_client.get(address(total)).content.decode()
    assert 'name="value"' in page
    assert 'name="numerator"' not in page
    send(controller_client, total, value="0")
    assert standing(total).current.fact == amount(0)
    send(controller_client, indicator, kind="sans_objet", absence_reason="grève")
    assert standing(indicator).current.fact == Absence(AbsenceKind.SANS_OBJET, "grève")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"numerator": "12 34", "denominator": "100"}, "Ce n’est pas un nombre"),
        ({"numerator": "", "denominator": "100"}, "Il manque un nombre"),
        ({"numerator": "-1", "denominator": "100"}, "ne peut pas être négatif"),
        ({"numerator": "1.234", "denominator": "2000"}, f"Vouliez-vous dire 1{NARROW}234{NARROW}?"),
        ({"kind": "non_disponible", "absence_reason": ""}, "Dites pourquoi la valeur est absente."),
        ({"kind": "autre"}, "autre"),
        ({"version": "x", "numerator": "1", "denominator": "2"}, "Rien n’est enregistré."),
    ],
)
def test_what_is_refused_is_told_and_stays_in_the_form(controller_client, indicator, typed, said):
    response = send(controller_client, indicator, **{"comment": "mon commentaire"} | typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Rien n’est enregistré." in page
    assert said in page
    assert "mon commentaire" in page
    for text in (typed.get("numerator"), typed.get("denominator")):
        assert not text or f'value="{text}"' in page
    assert not ActualRevision.objects.exists()


def test_a_correction_needs_a_reason_and_keeps_what_was(controller_client, indicator):
    enter(indicator, "2025-03", pair(85, 100), comment="provisoire")
    page = controller_client.get(address(indicator)).content.decode()
    assert "Corriger mars 2025" in page
    assert 'value="85"' in page
    assert "provisoire" in page
    typed = {"numerator": "95", "denominator": "100", "version": "1"}
    refused = send(controller_client, indicator, **typed, reason="  ")
    assert refused.status_code == 422
    assert "Donnez le motif de la correction" in text_of(refused)
    assert send(controller_client, indicator, **typed, reason="chiffres inversés").status_code == 302
    assert [each.fact for each in ActualRevision.objects.order_by("version")] == [
        pair(85, 100),
        pair(95, 100),
    ]
    assert standing(indicator).current.reason == "chiffres inversés"


@pytest.mark.parametrize("shown", [0, 1], ids=["opened-empty", "opened-to-correct"])
def test_two_people_on_one_month_are_told_and_nothing_typed_is_lost(controller_client, indicator, shown):
    """One opened the form, then another controller_client recorded: the first one chooses, in full knowledge."""
    other = make_user(Role.CONTROLEUR, indicator.contract.body, username="dominique")
    enter(indicator, "2025-03", pair(70, 100), actor=other, comment="provisoire")
    if shown:
        send(
            controller_client,
            indicator,
            numerator="71",
            denominator="100",
            version="1",
            reason="relevé",
            comment="x",
        )
    typed = {"numerator": "95", "denominator": "100", "comment": "le mien", "version": str(shown)}
    response = send(controller_client, indicator, **typed)
    assert response.status_code == 409
    page = response.content.decode()
    who, signed = (
        ("Vous avez", "le 20/10/2025") if shown else ("Une autre personne a", "par dominique le 20/10/2025")
    )
    assert f"{who} enregistré {71 if shown else 70} sur 100" in text_of(response)
    assert signed in text_of(response)
    assert 'value="95"' in page
    assert "le mien" in page
    assert f'name="version" value="{shown + 1}"' in page
    assert ActualRevision.objects.count() == shown + 1
    again = typed | {"version": str(shown + 1), "reason": "le bon relevé"}
    assert send(controller_client, indicator, **again).status_code == 302
    assert standing(indicator).current.fact == pair(95, 100)


def test_a_value_that_takes_the_status_below_the_seuil_is_asked_for_a_word_beside_the_comment(
    controller_client, indicator
):
    enter_no_case(indicator, "2025-01", "2025-02")
    typed = {"numerator": "10", "denominator": "100", "appreciation": "en_difficulte"}
    refused = send(controller_client, indicator, **typed)
    assert refused.status_code == 422
    said = "R1, 03/2025, fait perdre le seuil à l’indicateur : dites pourquoi en commentaire."
    assert said in text_of(refused)
    assert 'id="id_comment_error"' in refused.content.decode()
    assert re.search(r'value="en_difficulte"[^>]*checked', refused.content.decode())
    assert not ActualRevision.objects.filter(month=Month(2025, 3).first_day).exists()
    assert send(controller_client, indicator, **typed, comment="grève des transports").status_code == 302
    assert standing(indicator).current.appreciation == "en_difficulte"
    # It is below already: the next month brings nothing new to explain.
    assert send(controller_client, indicator, "2025-04", numerator="10", denominator="100").status_code == 302


def test_the_status_stands_beside_the_appreciation_of_whoever_enters(controller_client, indicator):
    enter_no_case(indicator, "2025-01", "2025-02")
    enter(indicator, "2025-03", pair(85, 100))
    page = controller_client.get(address(indicator))
    assert "Statut calculé à fin mars 2025, sur ce qui est enregistré : Entre seuil et objectif" in text_of(
        page
    )
    assert re.findall(r'name="appreciation" value="(\w*)"', page.content.decode()) == [
        "", "confiant", "vigilant", "en_difficulte", "compromis",
    ]  # fmt: skip
    assert (
        send(
            controller_client,
            indicator,
            numerator="85",
            denominator="100",
            version="1",
            reason="x",
            appreciation="5",
        ).status_code
        == 422
    )


def test_a_value_taken_away_meanwhile_is_told_too(controller_client, indicator):
    enter(indicator, "2025-03", pair(70, 100))
    put(
        fact=None,
        indicator=indicator,
        month=MARCH,
        expected_version=1,
        reason="erreur",
        actor=None,
        origin=Origin.FORM,
    )
    typed = {"numerator": "95", "denominator": "100"}
    response = send(controller_client, indicator, **typed, version="1", reason="x")
    assert response.status_code == 409
    assert "Une autre personne a retiré la valeur, par un chargement" in text_of(response)
    assert send(controller_client, indicator, **typed, version="2").status_code == 302


def test_a_month_closed_while_the_form_was_open_keeps_what_was_typed(controller_client, indicator):
    quarter = [Month(2025, number) for number in (1, 2, 3)]
    lock(contract=indicator.contract, months=quarter, actor=None, origin=Origin.FORM)
    response = send(controller_client, indicator, numerator="95", denominator="100")
    assert response.status_code == 422
    assert "clos" in text_of(response)
    assert 'value="95"' in response.content.decode()
    assert not ActualRevision.objects.exists()


@pytest.mark.parametrize(
    ("month", "status", "said"),
    [
        ("2025-03", 200, "clos"),
        ("2025-11", 200, "n’a pas commencé"),
        ("2022-12", 404, ""),
        ("2025-13", 404, ""),
        ("2028-01", 404, ""),
    ],
)
def test_a_month_that_cannot_be_entered_shows_why_and_no_form(
    controller_client, indicator, month, status, said
):
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.FORM)
    response = controller_client.get(address(indicator, month))
    assert response.status_code == status
    if status == 200:
        assert "ne peut pas être saisi" in text_of(response)
        assert said in text_of(response)
        assert 'name="numerator"' not in response.content.decode()


def test_the_twelve_months_before_stand_beside_the_form(controller_client, indicator):
    enter(indicator, "2024-03", pair(1234, 2000))
    enter(indicator, "2024-02", pair(1, 3))
    enter(indicator, "2025-02", pair(0, 0))
    page = text_of(controller_client.get(address(indicator)))
    assert (
        f"mars 2024 1{NARROW}234 2{NARROW}000 61,70{NO_BREAK}%".replace(NARROW, " ").replace(NO_BREAK, " ")
        in page
    )
    assert "aucun cas" in page
    assert "33,33" not in page


def test_a_label_keeps_the_letters_of_its_unit(controller_client, indicator):
    define(
        indicator=indicator,
        changed={"numerator_label": "consommation du mois (kWh)"},
        reason="unité",
        actor=None,
        origin=Origin.COMMAND,
    )
    assert "Consommation du mois (kWh)" in text_of(controller_client.get(address(indicator)))


def test_a_letter_after_a_count_is_not_answered_with_the_unit_of_the_ratio(controller_client, indicator):
    page = text_of(send(controller_client, indicator, numerator="12 x", denominator="100"))
    assert "écrivez le nombre seul" in page
    assert "L’unité attendue est" not in page


def test_the_form_takes_few_queries(controller_client, indicator, django_assert_max_num_queries):
    for month in range(1, 10):
        enter(indicator, f"2024-{month:02}", pair(85, 100))
    with django_assert_max_num_queries(14):
        assert controller_client.get(address(indicator)).status_code == 200


def test_the_state_is_said_in_words_and_one_month_is_submitted_from_its_page(controller_client, indicator):
    assert "Soumettre" not in text_of(controller_client.get(address(indicator)))
    enter(indicator, "2025-03", pair(95, 100))
    page = text_of(controller_client.get(address(indicator)))
    assert "Saisi, à soumettre par son responsable : 95 sur 100 (95,00 %)" in page
    assert "Soumettre mars 2025" in page
    answer = controller_client.post(f"{address(indicator)}soumettre/", {"version": "1"})
    assert answer["Location"].endswith("/R1/?mois=2025-03")
    assert "Mars 2025 est soumis : il attend sa validation." in text_of(
        controller_client.get(answer["Location"])
    )
    page = text_of(controller_client.get(address(indicator)))
    assert "Soumis, à valider par le contrôle de gestion : 95 sur 100" in page
    assert "Soumettre mars 2025" not in page
    steps = [MonthStep(indicator, MARCH, 2)]
    common = {"contract": indicator.contract, "actor": None, "origin": Origin.FORM}
    return_(steps=steps, reason="dénominateur à vérifier", **common)
    page = text_of(controller_client.get(address(indicator)))
    assert "Renvoyé, à reprendre par son responsable : 95 sur 100" in page
    assert "Ce mois vous est renvoyé : « dénominateur à vérifier »" in page


@pytest.mark.parametrize(
    ("version", "status", "said"),
    [
        ("1", 422, "fait perdre le seuil à l’indicateur"),
        ("0", 409, "Une autre personne a modifié ce mois entre-temps"),
        ("x", 422, "ne se lit pas"),
    ],
)
def test_a_refused_submission_is_explained_on_the_form(controller_client, indicator, version, status, said):
    enter_no_case(indicator, "2025-01", "2025-02")
    enter(indicator, "2025-03", pair(10, 100))
    response = controller_client.post(f"{address(indicator)}soumettre/", {"version": version})
    assert (response.status_code, said in text_of(response)) == (status, True)
    assert 'name="comment"' in response.content.decode()
    assert standing(indicator).current.state == State.SAISI
