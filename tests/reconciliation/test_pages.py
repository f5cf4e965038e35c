"""From the Cnav's file to a settled difference: what is kept, shown, refused, and what the checklist says of it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.clock import localdate
from accounts.models import KeptPost
from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from dashboards.models import CnavFigure, CnavFile, DifferenceStep, PointKind
from dashboards.quarters.checklist import checklist_of
from dashboards.reconciliation.acts import Step, follow_difference, reopen_difference, settle_difference
from dashboards.reconciliation.page import DifferenceRow
from dashboards.reconciliation.reading import PlannedFigure, number_texts
from dashboards.reconciliation.selectors import reconciliation_of
from dashboards.reconciliation.words import finding
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.domain.reconciling import Cause
from indicators.recording import put
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.one_of_each import make_cnav_file
from tests.pages import text_in
from tests.support.forms import forms_of

pytestmark = pytest.mark.django_db

QUARTER = Quarter(2025, 2)
COUNTS = (1204, 1377, 1289, 1450, 1512, 1333)


@pytest.fixture
def contract(db):
    contract = make_contract()
    make_indicator(contract, code="R1", label="Part des réponses", targets=every_year("80", "90"))
    make_indicator(
        contract, code="R2", label="Dossiers", aggregation=Aggregation.SOMME, unit="dossiers", decimals=0
    )
    one, two = contract.indicators.with_definition().order_by("code")
    for rank, value in enumerate(COUNTS):
        enter(one, f"2025-{rank + 1:02}", pair(value - 200, value))
        enter(two, f"2025-{rank + 1:02}", amount(value))
    return contract


def address(contract, more=""):
    return f"/{contract.body.code}/{contract.code}/rapprochement/{more}"


def correct(indicator, value):
    """May 2025, a second time."""
    put(
        indicator=indicator,
        month=Month(2025, 5),
        fact=amount(value),
        expected_version=1,
        actor=None,
        origin=Origin.FORM,
        reason="recompté",
    )


def form_with(page, name, value=None):
    """The only form of the page that has this field, as a browser would send it."""
    (form,) = [
        dict(each.values())
        for each in forms_of(page.content.decode(), page.request["PATH_INFO"])
        if name in dict(each.values()) and value in {None, dict(each.values())[name]}
    ]
    return form


def received(contract, *lines, **more):
    return make_cnav_file(contract, QUARTER, *lines, **more)


def step(contract, month="2025-05", **more):
    found = reconciliation_of(contract, QUARTER).at("R2", Month.parse(month))
    common = {"seen": found.digest, "version": found.version, "comment": "vu avec Nadia", "turn": "cnav"}
    return Step(quarter=QUARTER, code="R2", month=Month.parse(month), **(common | more))


def by(contract, role=Role.CONTROLEUR):
    return {"contract": contract, "actor": make_user(role, contract.body), "origin": Origin.FORM}


def test_from_the_file_to_a_settled_difference(client, contract):
    client.force_login(make_user(Role.CONTROLEUR, contract.body, username="dominique"))
    # Percentages for the ratio, one month of which nobody can explain; the sum is corrected by us afterwards.
    content = (
        "Chiffres nationaux;;\nindicateur;mois;valeur\nR1;2025-04;86,2\nR1;2025-05;77,7\nR2;2025-06;1333\n"
    )
    sent = {"trimestre": "2025T2", "file": SimpleUploadedFile("t2.csv", content.encode())}
    page = client.post(address(contract, "deposer/"), sent)
    assert "Ce fichier a 3 chiffres de la Cnav" in text_in(page.content.decode())
    assert not CnavFile.objects.exists()

    form = form_with(page, "plan")
    kept = client.post(address(contract, "deposer/"), form, follow=True)
    text = text_in(kept.content.decode())
    assert bytes(CnavFile.objects.get().content) == content.encode()
    assert "2e trimestre 2025 : 1 mois concorde, 2 diffèrent, dont 1 reste inexpliqué, 3 n’ont de" in text
    assert "1 arrondi, 3 absents à la Cnav et 1 inexpliqué. De ceux qui restent, 1 attend le contrôle" in text
    assert "1 312 sur 1 512 (86,77 %)" in text
    assert "77,7 %" in text

    place = address(contract, "2025T2/R1/2025-05/")
    settle = form_with(client.get(place), "acte", "regler")
    refused = client.post(place, settle | {"commentaire": " "})
    assert refused.status_code == 422
    done = client.post(place, settle | {"commentaire": "ils comptent sans la Mayenne"}, follow=True)
    assert "Réglé « ils comptent sans la Mayenne »" in text_in(done.content.decode())
    stale = client.post(place, settle | {"commentaire": "encore"})
    assert stale.status_code == 409
    assert "dominique" in text_in(client.get(address(contract, "?etat=regle")).content.decode())

    rows = list(
        csv.DictReader(
            io.StringIO(client.get(address(contract, "ecarts.csv")).content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert [row["cause"] for row in rows].count("inexplique") == 1
    assert {row["par"] for row in rows} == {"", "dominique"}
    assert client.get(address(contract, "fichiers/2025T2/v1/")).content == content.encode()


def test_a_settled_difference_opens_again_when_either_figure_changes(contract):
    received(contract, "R2;2025-05;;;1999", "R2;2025-06;;;1333")
    settle_difference(step=step(contract), **by(contract))
    assert reconciliation_of(contract, QUARTER).to_settle == []

    two = contract.indicators.get(code="R2")
    correct(two, 1513)
    (open_again,) = reconciliation_of(contract, QUARTER).to_settle
    assert open_again.overtaken.comment == "vu avec Nadia"
    settle_difference(step=step(contract), **by(contract))
    assert reconciliation_of(contract, QUARTER).to_settle == []

    received(contract, "R2;2025-05;;;2001", "R2;2025-06;;;1333")
    found = reconciliation_of(contract, QUARTER)
    assert found.file.version == 2
    assert [each.month for each in found.to_settle] == [Month(2025, 5)]
    # The first file and all that was said stay.
    assert CnavFile.objects.count() == 2
    assert DifferenceStep.objects.count() == 2


def test_a_lead_is_written_and_keeps_the_difference_open(contract):
    """April's figure in May; without it nothing differs, and some months have one side alone."""
    received(contract, "R2;2025-04;;;1450", "R2;2025-05;;;1450", "R2;2025-06;;;1333")
    found = reconciliation_of(contract, QUARTER)
    row = DifferenceRow(found.at("R2", Month(2025, 5)))
    assert (row.found.cause, row.found.is_to_settle) == (Cause.UNEXPLAINED, True)
    assert f"{row.evidence} {row.others}" == (
        "Rien ne le prouve assez\u00a0: à chercher avec la Cnav. Une piste, sans preuve suffisante\u00a0: "
        "La Cnav a 1\u202f450 en mai 2025\u00a0: c’est notre valeur d’avril 2025."
    )
    assert text_in(finding(found)).endswith(
        "2 mois concordent, 1 diffère, dont 1 reste inexpliqué, 3 n’ont de chiffre que d’un côté"
    )
    settle_difference(step=step(contract), **by(contract))
    assert "1 diffère et est expliqué ou réglé, 3 n’ont" in text_in(
        finding(reconciliation_of(contract, QUARTER))
    )
    received(contract, "R2;2025-04;;;1450", "R2;2025-05;;;1512", "R2;2025-06;;;1333")
    found = reconciliation_of(contract, QUARTER)
    assert text_in(finding(found)).endswith(
        "3 mois concordent, aucun ne diffère, 3 n’ont de chiffre que d’un côté"
    )


def test_our_correction_is_proved_by_our_history(contract):
    received(contract, "R2;2025-05;;;1512", "R2;2025-06;;;1333")
    correct(contract.indicators.get(code="R2"), 1519)
    found = reconciliation_of(contract, QUARTER).at("R2", Month(2025, 5))
    assert found.cause is Cause.CORRECTED


def test_steps_are_taken_in_turn_with_their_words_and_rights(contract):
    received(contract, "R2;2025-05;;;1999", "R2;2025-06;;;1333")
    with pytest.raises(Refusal) as refusal:
        reopen_difference(step=step(contract), **by(contract))
    assert refusal.value.code == "not_settled"
    for wrong, code in (({"comment": "  "}, "comment_missing"), ({"turn": ""}, "turn_missing")):
        with pytest.raises(Refusal) as refusal:
            follow_difference(step=step(contract, **wrong), **by(contract))
        assert refusal.value.code == code
    with pytest.raises(Refusal) as refusal:
        settle_difference(step=step(contract, month="2025-06"), **by(contract))
    assert refusal.value.code == "agrees"
    for role in set(Role) - {Role.CONTROLEUR}:
        with pytest.raises(Refusal) as refusal:
            settle_difference(step=step(contract), **by(contract, role))
        assert refusal.value.code == "not_allowed"

    follow_difference(step=step(contract), **by(contract))
    (waiting,) = reconciliation_of(contract, QUARTER).to_settle
    assert waiting.turn == "cnav"
    settle_difference(step=step(contract), **by(contract))
    with pytest.raises(Refusal) as refusal:
        follow_difference(step=step(contract), **by(contract))
    assert refusal.value.code == "settled_already"
    reopen_difference(step=step(contract, turn="controle"), **by(contract))
    assert reconciliation_of(contract, QUARTER).to_settle[0].turn == "controle"


def test_a_file_of_the_same_figures_or_with_a_month_to_come_is_refused(client, contract):
    received(contract, "R2;2025-05;;;1999")
    with pytest.raises(Refusal) as refusal:
        received(contract, "R2;2025-05;;;1999")
    assert refusal.value.code == "nothing_new"
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    proposed = Quarter.parse(form_with(client.get(address(contract, "deposer/")), "file")["trimestre"])
    assert proposed.last_month.last_day < localdate() <= proposed.last_month.plus(3).last_day
    content = b"indicateur;mois;valeur\nR2;2025-07;12\nR9;2025-05;12\nR2;2025-04;douze\n"
    sent = {"trimestre": "2025T2", "file": SimpleUploadedFile("t2.csv", content)}
    page = client.post(address(contract, "deposer/"), sent)
    text = text_in(page.content.decode())
    assert page.status_code == 422
    for reason in (
        "Ce mois vient après le 2e trimestre 2025",
        "Indicateur inconnu",
        "Ce n’est pas un nombre",
    ):
        assert reason in text


def test_what_only_the_person_knows_of_the_file_is_asked(client, contract):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    content = b"indicateur;mois;valeur;Service\nR2;2025-05;1999;accueil\n"
    sent = {"trimestre": "2025T2", "file": SimpleUploadedFile("t2.csv", content)}
    page = client.post(address(contract, "deposer/"), sent)
    back = form_with(page, "lu") | {"reponses": "1"}
    missing = client.post(address(contract, "deposer/"), back)
    assert 'class="refus-champs"><li><a href="#' in missing.content.decode()
    assert KeptPost.objects.count() == 1
    answered = client.post(address(contract, "deposer/"), back | {"sans": "Service"})
    assert "Ce fichier a 1 chiffre" in text_in(answered.content.decode())
    assert not KeptPost.objects.exists(), "what is answered is no draft"


def test_an_absence_with_its_reason_is_the_one_that_is_kept(contract):
    fact = Absence(AbsenceKind.SANS_OBJET, "aucune campagne")
    before = CnavFigure(**number_texts(fact)).fact
    assert not PlannedFigure(2, contract.indicators.first(), Month(2025, 5), fact, before).is_changed


def test_the_checklist_of_the_quarter_holds_what_nothing_explains(contract):
    bare = checklist_of(contract, QUARTER)
    assert bare.reconciliation is None
    received(contract, "R2;2025-05;;;1999", "R2;2025-06;;;1333")
    (point,) = [p for p in checklist_of(contract, QUARTER).points if p.kind is PointKind.UNRECONCILED]
    assert point.is_open
    assert point.month == Month(2025, 5)
    settle_difference(step=step(contract), **by(contract))
    kinds = {each.kind for each in checklist_of(contract, QUARTER).points}
    assert PointKind.UNRECONCILED not in kinds


def test_the_page_asks_as_much_for_many_months_as_for_one(client, contract, django_assert_num_queries):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    received(contract, "R2;2025-05;;;1999")
    client.get(address(contract))
    with django_assert_num_queries(10):
        client.get(address(contract))
    received(contract, *(f"R2;2025-{month:02};;;{1999 + month}" for month in range(1, 7)))
    with django_assert_num_queries(10):
        client.get(address(contract))
