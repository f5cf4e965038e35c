"""The validation queue: what it shows, what is accepted, returned or refused, and how many queries it takes."""

import re

import pytest

from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Frequency
from indicators.models import MonthlyActual
from indicators.recording import MonthStep, lock, put, submit, validate
from tests.factories import assign, enter, every_year, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
QUERIES = 16


@pytest.fixture
def manager(contract):
    return make_user(Role.GESTIONNAIRE, contract.body, username="camille")


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/validation/{rest}"


def hand_over(indicator, month, actor, fact=None, **more):
    """Enter a month and submit it: version 2 waits."""
    enter(indicator, month, fact or pair(95, 100), actor=actor, **{"comment": "stable"} | more)
    act(submit, indicator, month, 1, actor)


def act(verb, indicator, month, version, actor):
    steps = [MonthStep(indicator, Month.parse(month), version)]
    verb(contract=indicator.contract, steps=steps, actor=actor, origin=Origin.FORM)


def ratio(contract, manager):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    assign(manager, indicator)
    return indicator


def decide(client, contract, *keys, decision="valider", rest="", **more):
    return client.post(address(contract, rest), {"decision": decision, "mois": list(keys)} | more)


def states():
    return [
        each.current.state
        for each in MonthlyActual.objects.select_related("current").order_by("indicator", "month")
    ]


def test_who_entered_what_instead_of_what_and_what_it_does(client, contract, manager, controller):
    yearly = {"frequency": Frequency.ANNUELLE, "targets": every_year("80", "90")}
    first, second = make_indicator(contract, **yearly), make_indicator(contract, **yearly)
    assign(manager, first)
    enter(second, "2025-03", pair(85, 100))
    enter(first, "2025-03", pair(70, 100), actor=manager, comment="Stock à reprendre")
    act(validate, first, "2025-03", 1, None)
    put(
        indicator=first, month=Month(2025, 3), fact=pair(95, 100), expected_version=2, reason="chiffres inversés",
        actor=manager, origin=Origin.FORM, comment="Reprise du stock", appreciation="vigilant",
    )  # fmt: skip
    page = text_of(client.get(address(contract)))
    assert "Un mois attend votre validation" in page
    assert "70 sur 100 (70,00 %) → 95 sur 100 (95,00 %)" in page
    assert page.index("Indicateur 1 , mars 2025 R1") < page.index("70 sur 100")
    assert "Saisi par camille, le 20/10/2025 à 10 h 00" in page
    for said in (
        "« chiffres inversés »",
        "« Reprise du stock »",
        "Appréciation : Vigilant",
        "Fiche 1 · camille",
        "total +50,00 pt",
    ):
        assert said in page
    at_march, at_september = page.index("À fin mars 2025"), page.index("À fin septembre 2025")
    assert at_march < at_september
    for said in (
        "Valeur à date 70,00 % → 95,00 %",
        "Statut Seuil non tenu → Atteint",
        "Thème « Premier thème » 25,00 % (2 mesurés sur 2 dus) → 75,00 % (2 mesurés sur 2 dus)",
        "Total 25,00 % (2 mesurés sur 2 dus) → 75,00 % (2 mesurés sur 2 dus)",
    ):
        assert page.count(said) == 2
    assert (
        "Sans eux, le total à fin septembre 2025 serait : 25,00 % (2 mesurés sur 2 dus) ; "
        "avec eux : 75,00 % (2 mesurés sur 2 dus)."
    ) in page


def test_a_first_value_and_an_absence_say_what_they_are(client, contract, manager, controller):
    indicator = ratio(contract, manager)
    hand_over(indicator, "2025-02", manager)
    hand_over(indicator, "2025-03", manager, Absence(AbsenceKind.NON_DISPONIBLE, "panne"))
    page = text_of(client.get(address(contract)))
    assert "95,00 % première valeur" in page
    assert "aucune → 95,00 %" in page
    assert "non disponible première valeur" in page
    assert "non disponible (« panne »)" in page
    assert "À fin mars 2025 : rien ne change" in page


def test_one_is_accepted_another_returned_with_a_reason(client, contract, manager, controller):
    indicator = ratio(contract, manager)
    for month in ("2025-02", "2025-03"):
        hand_over(indicator, month, manager)
    assert decide(client, contract, "R1/2025-02/2", ligne="1")["Location"] == address(contract)
    refused = decide(client, contract, "R1/2025-03/2", decision="renvoyer", ligne="1", motif=" ")
    assert refused.status_code == 422
    assert "Dites pourquoi vous renvoyez ce mois." in text_of(refused)
    decide(client, contract, "R1/2025-03/2", decision="renvoyer", ligne="1", motif="à vérifier")
    assert states() == [State.VALIDE, State.RETOURNE]
    assert MonthlyActual.objects.get(month="2025-03-01").current.reason == "à vérifier"
    page = text_of(client.get(address(contract)))
    assert "Aucun mois n’attend de validation" in page
    assert "Un mois renvoyé, avec votre motif." in page


def test_many_ticked_are_one_act(client, contract, manager, controller):
    indicator = ratio(contract, manager)
    keys = []
    for number in range(1, 6):
        hand_over(indicator, f"2025-0{number}", manager)
        keys.append(f"R1/2025-0{number}/2")
    before = Contract.objects.get().sequence
    assert decide(client, contract, *keys, rest="?fiche=1")["Location"] == address(contract, "?fiche=1")
    assert set(states()) == {State.VALIDE}
    assert Contract.objects.get().sequence == before + 1
    assert "Cinq mois validés." in text_of(client.get(address(contract)))


def test_one_refusal_undoes_all_and_each_is_shown_beside_its_row(client, contract, manager, controller):
    mine, stale, gone, good = (ratio(contract, manager) for _ in range(4))
    hand_over(mine, "2025-01", controller)
    for indicator in (stale, gone, good):
        hand_over(indicator, "2025-01", manager)
    other = make_user(Role.CONTROLEUR, contract.body, username="alix")
    put(
        indicator=stale, month=Month(2025, 1), fact=pair(91, 100), expected_version=2, reason="erreur",
        actor=other, origin=Origin.FORM,
    )  # fmt: skip
    act(validate, gone, "2025-01", 2, other)
    keys = [f"R{number}/2025-01/2" for number in range(1, 5)]
    response = decide(client, contract, *keys, motif="à voir")
    assert response.status_code == 409
    html, page = response.content.decode(), text_of(response)
    assert "Rien n’est décidé." in page
    assert "alix l’a modifié entre-temps, le 20/10/2025 à 10 h 00 : 91 sur 100 (91,00 %), soumis." in page
    assert "R3, 01/2025, alix l’a validé entre-temps" in page
    assert html.count('aria-describedby="refus-') == 1, "own entries are told once what may be told is right"
    assert len(re.findall(r'name="mois" value="R\d/2025-01/\d" form="lot" checked', html)) == 3
    assert ">à voir</textarea>" in html
    assert states() == [State.SOUMIS, State.SOUMIS, State.VALIDE, State.SOUMIS]
    again = decide(client, contract, "R1/2025-01/2", "R2/2025-01/3")
    assert (again.status_code, "est votre propre saisie" in text_of(again)) == (422, True)


def test_own_entries_say_so_and_may_be_accepted_where_the_contract_lets(
    client, contract, manager, controller
):
    hand_over(ratio(contract, manager), "2025-01", controller)
    page = client.get(address(contract, "?coches=tous"))
    assert "C’est votre saisie : une autre personne doit la valider." in text_of(page)
    assert "checked" not in page.content.decode()
    Contract.objects.update(allows_own_validation=True)
    page = client.get(address(contract, "?coches=tous"))
    assert "Votre organisme permet de valider sa propre saisie." in text_of(page)
    assert "checked" in page.content.decode()
    assert decide(client, contract, "R1/2025-01/2").status_code == 302


@pytest.mark.parametrize(("decision", "state"), [("valider", State.VALIDE), ("renvoyer", State.RETOURNE)])
def test_a_month_that_is_closed_is_decided_all_the_same_and_the_page_says_what_that_changes(
    client, contract, manager, controller, decision, state
):
    hand_over(ratio(contract, manager), "2025-01", manager)
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    page = client.get(address(contract))
    assert "Ce mois est clos : votre décision ne change rien à ce qui est figé." in text_of(page)
    assert f'href="/{contract.body.code}/{contract.code}/arretes/2025T1/#rouvrir"' in page.content.decode()
    assert decide(client, contract, "R1/2025-01/2", decision=decision, motif="à voir").status_code == 302
    assert states() == [state]


@pytest.mark.parametrize(
    ("keys", "decision", "said"),
    [
        ([], "valider", "Cochez au moins un mois."),
        (["R9/2025-01/2"], "valider", "ne se lit pas"),
        (["R1/2025-01"], "valider", "ne se lit pas"),
        (["R1/2025-13/2"], "valider", "ne se lit pas"),
        (["R1/2025-01/٢"], "valider", "ne se lit pas"),
        (["R1/2025-01/2"], "effacer", "ne se lit pas"),
    ],
)
def test_what_cannot_be_read_decides_nothing(client, contract, manager, controller, keys, decision, said):
    hand_over(ratio(contract, manager), "2025-01", manager)
    response = decide(client, contract, *keys, decision=decision)
    assert (response.status_code, said in text_of(response)) == (422, True)
    assert states() == [State.SOUMIS]


def test_filters_are_in_the_address_and_stay_when_nothing_waits_there_any_more(
    client, contract, manager, controller
):
    first, second = ratio(contract, manager), make_indicator(contract, targets=every_year("80", "90"))
    hand_over(first, "2025-01", manager)
    hand_over(second, "2025-02", None)
    for query, shown in (
        ("", ["R1", "R2"]), ("?mois=2025-02", ["R2"]), ("?responsable=camille", ["R1"]), ("?fiche=1", ["R1", "R2"]),
        ("?fiche=7", []), ("?mois=2025-08", []), ("?fiche=x&mois=demain", ["R1", "R2"]),
    ):  # fmt: skip
        html = client.get(address(contract, query)).content.decode()
        assert sorted(re.findall(r'id="(R\d)-2025-\d\d"', html)) == shown, query
    assert "Rien n’attend avec ces filtres." in text_of(client.get(address(contract, "?fiche=7")))
    assert 'value="2025-08" selected' in client.get(address(contract, "?mois=2025-08")).content.decode()


def test_the_navigation_counts_what_waits_for_those_who_may_validate(client, contract, manager, controller):
    hand_over(ratio(contract, manager), "2025-01", manager)
    overview = f"/{contract.body.code}/{contract.code}/"
    assert "Validation (1 mois en attente )" in text_of(client.get(overview))
    client.force_login(make_user(Role.DIRECTION, contract.body))
    assert "Validation (" not in text_of(client.get(overview))


@pytest.mark.parametrize(("indicators", "months"), [(1, 1), (3, 9)])
def test_the_queue_takes_as_many_queries_for_many_months_as_for_one(
    client, contract, manager, controller, indicators, months, django_assert_num_queries
):
    for indicator in [ratio(contract, manager) for _ in range(indicators)]:
        for number in range(1, months + 1):
            hand_over(indicator, f"2025-0{number}", manager)
    with django_assert_num_queries(QUERIES):
        response = client.get(address(contract))
    assert response.content.decode().count('<li class="mois-attendu') == indicators * months


def test_many_are_returned_with_one_reason_and_none_without(client, contract, manager, controller):
    indicator = ratio(contract, manager)
    for month in ("2025-01", "2025-02"):
        hand_over(indicator, month, manager)
    keys = ["R1/2025-01/2", "R1/2025-02/2"]
    refused = decide(client, contract, *keys, decision="renvoyer", motif="")
    assert (refused.status_code, states()) == (422, [State.SOUMIS] * 2)
    assert "Dites pourquoi vous renvoyez ce mois." in text_of(refused)
    assert refused.content.decode().count('form="lot" checked') == 2
    decide(client, contract, *keys, decision="renvoyer", motif="périmètre à revoir")
    assert "2 mois renvoyés" in text_of(client.get(address(contract))).replace("Deux", "2")
    assert states() == [State.RETOURNE] * 2


@pytest.mark.parametrize(("reason", "status"), [("x" * 501, 422), ("\r\n".join("x" * 250), 302)])
def test_a_reason_that_is_too_long_keeps_what_was_typed_and_ticked(
    client, contract, manager, controller, reason, status
):
    """A line break counts for one character, as in the browser that limits the field."""
    hand_over(ratio(contract, manager), "2025-01", manager)
    response = decide(client, contract, "R1/2025-01/2", decision="renvoyer", motif=reason)
    assert response.status_code == status
    if status == 422:
        assert "Ce motif est trop long" in text_of(response)
        assert reason in response.content.decode()
        assert response.content.decode().count('form="lot" checked') == 1
        assert states() == [State.SOUMIS]


def test_a_month_after_the_reference_one_is_judged_at_its_own_end_only(
    client, contract, manager, controller, in_october_2025
):
    in_october_2025.move_to("2025-11-05T10:00:00+01:00")
    client.force_login(controller)
    hand_over(ratio(contract, manager), "2025-10", manager)
    page = text_of(client.get(address(contract)))
    assert "À fin octobre 2025" in page
    assert "À fin septembre 2025" not in page


def test_a_long_queue_has_pages_and_shows_which(client, contract, manager, controller, monkeypatch):
    monkeypatch.setattr("dashboards.validation.queue.ROWS_A_PAGE", 2)
    indicator = ratio(contract, manager)
    for month in ("2025-01", "2025-02", "2025-03"):
        hand_over(indicator, month, manager)
    first, second = (client.get(address(contract, f"?page={number}")) for number in (1, 2))
    assert [page.content.decode().count('<li class="mois-attendu') for page in (first, second)] == [2, 1]
    assert "Mois 1 à 2 sur 3 Suivantes" in text_of(first)
    assert "Précédentes" not in text_of(first)
    assert "Mois 3 à 3 sur 3 Précédentes" in text_of(second)
    assert "Trois mois attendent votre validation" in text_of(first)


def order(html):
    return re.findall(r'<li class="mois-attendu[^"]*" id="(R\d-2025-\d\d)"', html)


def test_the_most_dangerous_comes_first_and_the_order_is_said(client, contract, manager, controller):
    """R1 changes nothing, R2 moves the total, R3 loses its seuil, R4 is doubtful."""
    small, large, turned, odd = (ratio(contract, manager) for _ in range(4))
    for indicator in (small, large, turned, odd):
        for number in range(1, 9):
            enter(indicator, f"2025-{number:02}", pair(84 + number % 3, 100), comment="RAS")
            act(validate, indicator, f"2025-{number:02}", 1, None)
    hand_over(small, "2025-09", manager, pair(85, 100))
    hand_over(large, "2025-09", manager, pair(91, 100))
    hand_over(turned, "2025-09", manager, pair(40, 100), comment="grève")
    hand_over(odd, "2025-09", manager, pair(1, 100), comment="grève plus dure")
    html = client.get(address(contract)).content.decode()
    found = order(html)
    assert found[0] in {"R3-2025-09", "R4-2025-09"}
    assert found[2:] == ["R2-2025-09", "R1-2025-09"]
    assert "D’abord les valeurs inhabituelles, puis ce qui change un statut" in text_of(
        client.get(address(contract))
    )


def test_the_queue_shows_what_the_entry_doubted_and_keeps_only_that_on_demand(
    client, contract, manager, controller
):
    usual, odd = ratio(contract, manager), ratio(contract, manager)
    for indicator in (usual, odd):
        for number in range(1, 9):
            enter(indicator, f"2025-{number:02}", pair(90 + number % 3, 100), comment="RAS")
    hand_over(usual, "2025-09", manager, pair(91, 100))
    hand_over(odd, "2025-09", manager, pair(1, 100), comment="panne de l’outil")
    page = client.get(address(contract))
    html = page.content.decode()
    assert order(html)[0] == "R2-2025-09"
    assert html.count('class="mois-attendu douteux"') == 1
    assert "Douteux (1)" in text_of(page)
    assert "« panne de l’outil »" in text_of(page)
    assert order(client.get(address(contract, "?douteux=1")).content.decode()) == ["R2-2025-09"]
    assert order(client.get(address(contract, "?indicateur=R1")).content.decode()) == ["R1-2025-09"]
    assert 'name="douteux" value="1" checked' in client.get(address(contract, "?douteux=1")).content.decode()


def test_the_last_twelve_months_are_drawn_and_said(client, contract, manager, controller):
    indicator = ratio(contract, manager)
    for number in range(1, 9):
        enter(indicator, f"2025-{number:02}", pair(90 + number % 3, 100), comment="RAS")
    hand_over(indicator, "2025-09", manager, pair(95, 100))
    html = client.get(address(contract)).content.decode()
    said = re.findall(r'<svg class="douze"[^>]* role="img" aria-label="([^"]+)"', html)
    assert [" ".join(each.split()) for each in said] == [
        "septembre 2025 : 95,00 % ; onze mois d’avant : de 90,00 % à 92,00 %"
    ]


def test_earlier_returns_come_with_their_reasons_and_answers(client, contract, manager, controller):
    indicator = ratio(contract, manager)
    hand_over(indicator, "2025-01", manager)
    decide(client, contract, "R1/2025-01/2", decision="renvoyer", motif="à vérifier")
    steps = [MonthStep(indicator, Month(2025, 1), 3, "le total est exact")]
    submit(contract=contract, steps=steps, actor=manager, origin=Origin.FORM)
    page = text_of(client.get(address(contract)))
    assert "Réponse au renvoi : « le total est exact »" in page
    assert "Renvoyé par dominique, le 20/10/2025 à 10 h 00 : « à vérifier »" in page
    assert "Réponse de camille, le 20/10/2025 à 10 h 00 : « le total est exact »" in page


def test_nothing_is_ticked_by_itself(client, contract, manager, controller):
    hand_over(ratio(contract, manager), "2025-01", manager)
    hand_over(ratio(contract, manager), "2025-02", manager)
    assert " checked" not in client.get(address(contract)).content.decode()
    answer = decide(client, contract, "R1/2025-01/2", rest="?coches=tous")
    assert " checked" not in client.get(answer["Location"]).content.decode()
