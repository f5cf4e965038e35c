"""The page of a quarter: its checklist without JavaScript, closing, what it says afterwards, reopening."""

import re

import pytest

from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.models import QuarterClosing, QuarterReading, QuarterWaiver
from dashboards.quarters.checklist import checklist_of
from indicators.domain.model import Absence, AbsenceKind
from indicators.models import LockRevision
from indicators.recording import MonthStep, submit, validate
from tests.closing import close_quarter
from tests.factories import assign, enter, every_year, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("in_october_2025")]
FIRST = Quarter(2025, 1)
SYSTEM = {"actor": None, "origin": Origin.COMMAND}


@pytest.fixture
def indicators(contract, manager):
    """R1 lacks March, R2 waits for its validation in February and is absent in January."""
    first, second = contract.indicators.get(), make_indicator(contract, targets=every_year("80", "90"))
    for number in (1, 2):
        enter(first, f"2025-0{number}", pair(90 + number, 100))
    enter(second, "2025-01", Absence(AbsenceKind.NON_DISPONIBLE, "panne du routeur"))
    for number in (2, 3):
        enter(second, f"2025-0{number}", pair(92 + number, 100), comment="retour à la normale")
    steps = [MonthStep(first, Month(2025, number), 1) for number in (1, 2)]
    steps += [MonthStep(second, Month(2025, number), 1) for number in (1, 3)]
    validate(contract=contract, steps=steps, **SYSTEM)
    submit(contract=contract, steps=[MonthStep(second, Month(2025, 2), 1)], **SYSTEM)
    return first, second


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/arretes/2025T1/{rest}"


def values_of(page, name):
    return re.findall(rf'name="{name}"[^>]*? value="([^"]*)"', page.content.decode())


def closing_of(page, **more):
    return {
        "version": values_of(page, "version")[-1],
        "vu": values_of(page, "vu")[0],
        "confirme": "1",
        **more,
    }


def confirm(client, contract):
    """Waive every point for one reason, and confirm every fiche, by the forms of the page."""
    page = client.get(address(contract))
    waived = {"point": values_of(page, "point"), "motif": "accord de la Cnav"}
    assert client.post(address(contract, "lever/"), waived)["Location"].endswith("?preparer=1#points")
    read = {"ligne": values_of(client.get(address(contract)), "ligne"), "fiche": "1"}
    assert client.post(address(contract, "lire/"), read)["Location"].endswith("?preparer=1#fiche-1")
    return client.get(address(contract))


def test_the_page_says_what_holds_the_quarter_back_and_whose_turn_it_is(
    client, contract, indicators, controller
):
    page = client.get(address(contract))
    text = text_of(page)
    assert "Le 1er trimestre 2025 n’est pas prêt : deux points le retiennent." in text
    assert "1 valeur manque Indicateur 1 (R1), mars 2025" in text
    assert "à saisir par camille" in text
    assert "1 mois n’est pas validé Indicateur 2 (R2), février 2025" in text
    assert "à valider par vous : ouvrir la file (1)" in text
    assert (
        "1 absence motivée Indicateur 2 (R2), janvier 2025 : le motif est donné, rien n’est à saisir." in text
    )
    assert "faites-les saisir" not in text
    assert "Ce qui a changé depuis le trimestre précédent, et pourquoi" in text
    assert "Aucune neutralisation, aucun avenant" in text
    assert "Mars 2025 : « retour à la normale »" in text
    assert "Janvier 2025 : non disponible, « panne du routeur »" in text
    assert (
        "Pas encore possible : deux points retiennent le trimestre et deux lignes ne sont pas relues." in text
    )
    assert re.search(
        r'<button class="btn principal" type="button" aria-disabled="true"', page.content.decode()
    )


def test_a_quarter_is_closed_without_javascript_and_its_page_says_what_was_frozen(
    client, contract, indicators, controller
):
    page = confirm(client, contract)
    assert "Le 1er trimestre 2025 est prêt à clore." in text_of(page)
    assert "et deux points levés avec le motif" in text_of(page)
    before = Change.objects.count()
    answer = client.post(address(contract, "clore/"), closing_of(page), follow=True)
    assert Change.objects.count() == before + 1
    text = text_of(answer)
    assert "Trimestre clos, version 1" in text
    assert "Deux lignes relues, deux points levés" in text
    assert "Valeur manquante, Indicateur 1 (R1), mars 2025 : « accord de la Cnav » dominique" in text
    assert 'id="points"' not in answer.content.decode(), "a closed quarter does not ask again"
    assert "Préparer une nouvelle version" in text
    again = client.get(address(contract, "?preparer=1"))
    assert "Ce qui a changé depuis la version 1, et pourquoi" in text_of(again)
    assert f'href="{address(contract, "changements/")}?etat=2025T1"' in again.content.decode()


def test_a_double_click_closes_once(client, contract, indicators, controller):
    sent = closing_of(confirm(client, contract))
    assert [client.post(address(contract, "clore/"), sent).status_code for _ in range(2)] == [302, 409]
    assert QuarterClosing.objects.get().version == 1


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"confirme": ""}, 422, "Cochez la case"),
        ({"vu": "autre"}, 409, "L’état de ce trimestre a changé entre-temps"),
        ({"version": "1"}, 409, "L’état de ce trimestre a changé entre-temps"),
        ({"vu": ""}, 422, "ne se lit pas"),
        ({"version": "x"}, 422, "ne se lit pas"),
    ],
)
def test_closing_needs_the_confirmation_and_what_was_shown(
    client, contract, indicators, controller, changed, status, said
):
    sent = closing_of(confirm(client, contract)) | changed
    answer = client.post(address(contract, "clore/"), sent)
    assert (answer.status_code, said in text_of(answer)) == (status, True)
    assert "Le trimestre n’est pas clos." in text_of(answer)
    assert not QuarterClosing.objects.exists()


def test_the_address_alone_closes_nothing(client, contract, indicators, controller):
    """The button is off; whoever sends the form all the same is refused by the verb."""
    answer = client.post(address(contract, "clore/"), closing_of(client.get(address(contract))))
    assert answer.status_code == 422
    assert (
        "Ce qui retient ce trimestre se règle ou se lève avec un motif : Indicateur 1 (R1), mars 2025"
        in text_of(answer)
    )
    assert not QuarterClosing.objects.exists()


def test_a_refused_waiver_keeps_what_was_ticked_and_typed(client, contract, indicators, controller):
    page = client.get(address(contract))
    key = values_of(page, "point")[0]
    nothing = client.post(address(contract, "lever/"), {"sorte": "manquant", "motif": "jamais reçu"})
    assert "Cochez au moins un point à lever." in text_of(nothing)
    assert nothing.content.decode().count(">jamais reçu</textarea>") == 1
    answer = client.post(address(contract, "lever/"), {"point": key, "sorte": "manquant", "motif": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Dites pourquoi : le motif est figé avec le trimestre" in text_of(answer)
    assert f'value="{key}" checked' in html
    enter(indicators[0], "2025-03", pair(70, 100), comment="grève")
    answer = client.post(address(contract, "lever/"), {"point": key, "motif": "jamais reçu"})
    assert (answer.status_code, "a changé depuis que la page est affichée" in text_of(answer)) == (409, True)
    assert not QuarterWaiver.objects.exists()


def test_a_row_that_changed_after_its_reading_says_so(client, contract, indicators, controller):
    confirm(client, contract)
    enter(indicators[0], "2025-03", pair(96, 100))
    text = text_of(client.get(address(contract)))
    assert "1 ligne sur 2 est relue" in text
    assert "à relire a changé depuis le 20/10/2025" in text
    assert "J’ai lu la ligne « Indicateur 1 » de la fiche 1" in text
    assert QuarterReading.objects.count() == 2


def test_a_waiver_is_taken_back(client, contract, indicators, controller):
    page = confirm(client, contract)
    keys = values_of(page, "point")
    assert client.post(address(contract, "ne-plus-lever/"), {"point": keys[0]}).status_code == 302
    assert len(checklist_of(contract, FIRST).open_points) == 1
    assert client.post(address(contract, "ne-plus-lever/"), {}).status_code == 422


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.DIRECTION, Role.LECTEUR, Role.ADMINISTRATEUR])
def test_others_read_the_checklist_and_do_nothing(client, contract, indicators, role):
    user = make_user(role, contract.body)
    assign(user, indicators[0])
    client.force_login(user)
    page = client.get(address(contract))
    assert "deux points le retiennent" in text_of(page)
    assert "<form method" not in page.content.decode().split("<main")[1]
    for act in ("lire/", "lever/", "ne-plus-lever/", "clore/", "rouvrir/"):
        assert client.post(address(contract, act), {}).status_code == 403


def reopening(**more):
    return (
        {"motif": "erreur de report", "jusquau": "2025-10-25"}
        | {f"2025-0{number}": "1" for number in (1, 2, 3)}
        | more
    )


@pytest.fixture
def closed(contract, indicators):
    return close_quarter(contract=contract, quarter=FIRST, expected_version=0, **SYSTEM)


def test_a_quarter_is_reopened_by_one_act(client, contract, closed, controller):
    before = Change.objects.count()
    answer = client.post(address(contract, "rouvrir/"), reopening(), follow=True)
    assert Change.objects.count() == before + 1
    assert "Les trois mois sont rouverts jusqu’au 25/10/2025." in text_of(answer)
    revisions = LockRevision.objects.filter(is_locked=False)
    assert [(str(each.open_until), each.reason) for each in revisions] == [
        ("2025-10-25", "erreur de report")
    ] * 3
    assert len({each.change_id for each in revisions}) == 1
    assert "Une nouvelle version" in text_of(answer), "what is reopened is to be closed again"


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"motif": " "}, 422, "Dites pourquoi ces mois sont rouverts."),
        ({"jusquau": "demain"}, 422, "Écrivez ce jour comme 25/10/2025."),
        ({"jusquau": "2025-10-19"}, 422, "La date de fin de réouverture est passée."),
        ({"2025-02": "2"}, 409, "Une autre personne a clos ou rouvert un de ces mois entre-temps"),
        ({"2025-02": ""}, 422, "ne se lit pas"),
    ],
)
def test_a_reopening_that_is_refused_reopens_no_month(
    client, contract, closed, controller, changed, status, said
):
    answer = client.post(address(contract, "rouvrir/"), reopening(**changed))
    assert (answer.status_code, said in text_of(answer)) == (status, True)
    assert not LockRevision.objects.filter(is_locked=False).exists()
    assert changed.get("motif", "erreur de report") in answer.content.decode()


def test_a_quarter_that_is_not_closed_has_nothing_to_reopen(client, contract, indicators, controller):
    sent = reopening(**{f"2025-0{number}": "0" for number in (1, 2, 3)})
    answer = client.post(address(contract, "rouvrir/"), sent)
    assert (answer.status_code, "Aucun mois de ce trimestre n’est clos." in text_of(answer)) == (422, True)


def test_a_month_reopened_alone_gets_the_day_of_its_quarter(client, contract, closed, controller):
    client.post(
        f"/{contract.body.code}/{contract.code}/mois-clos/2025-02/rouvrir/",
        {"version": "1", "motif": "un seul", "jusquau": "2025-10-21"},
    )
    client.post(address(contract, "rouvrir/"), reopening(**{"2025-02": "2"}))
    days = {str(lock.current.open_until) for lock in contract.locks.select_related("current")}
    assert days == {"2025-10-25"}


def test_a_new_version_asks_only_for_what_changed(client, contract, closed, controller):
    page = client.get(f"{address(contract)}?preparer=1")
    assert "Toutes les lignes sont relues : seul ce qui a changé depuis est à relire." in text_of(page)
    refused = client.post(address(contract, "clore/"), closing_of(page))
    assert (refused.status_code, "donnez le motif" in text_of(refused)) == (422, True)
    assert (
        client.post(address(contract, "clore/"), closing_of(page, reason="nouvel envoi")).status_code == 302
    )
    assert QuarterClosing.objects.latest("version").reason == "nouvel envoi"


@pytest.mark.parametrize("more", [0, 8])
def test_as_many_queries_for_many_indicators_as_for_few(
    client, contract, indicators, controller, more, django_assert_num_queries
):
    for _ in range(more):
        enter(make_indicator(contract, targets=every_year("80", "90")), "2025-01", pair(95, 100))
    client.get(address(contract))
    with django_assert_num_queries(21):
        client.get(address(contract))
