"""The journal of an indicator and the states of its months: every step is shown, and none twice."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from commitments.models import Origin
from cpg.shared.french import NARROW, NO_BREAK
from cpg.shared.periods import Month
from dashboards.journal.decisions import locking_lines
from dashboards.journal.lines import months_of
from indicators.domain.model import Absence, AbsenceKind, Target
from indicators.recording import MonthStep, amend, lock, neutralise, put, reopen, return_, submit, validate
from tests.factories import enter, every_year, make_indicator, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
MARCH = Month(2025, 3)


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, targets=every_year("80", "90", range(2025, 2026)))


def act(verb, indicator, version, actor, **more):
    steps = [MonthStep(indicator, MARCH, version)]
    verb(contract=indicator.contract, steps=steps, actor=actor, origin=Origin.FORM, **more)


def html_of(client, indicator, query=""):
    contract = indicator.contract
    return client.get(f"/{contract.body.code}/{contract.code}/{indicator.code}/{query}").content.decode()


def plain(html):
    html = re.sub(r"</?sup>", "", html)
    text = re.sub(r"<[^>]*>", " ", html).replace(NO_BREAK, " ").replace(NARROW, " ")
    return re.sub(r" (?=[.,])", "", " ".join(text.split()))


def journal(client, indicator, query=""):
    """Each line of the journal as text, the latest first."""
    section = (
        html_of(client, indicator, query)
        .split('<section aria-labelledby="journal">')[1]
        .split("</section>")[0]
    )
    return [
        plain(each) for each in re.findall(r"<li><time.*?</time>(.*?)(?=<li><time|</ol>)", section, re.DOTALL)
    ]


def test_the_whole_way_of_a_month(client, indicator, manager, controller):
    enter(indicator, "2025-03", pair(93, 100), actor=manager, comment="provisoire")
    act(submit, indicator, 1, manager)
    act(return_, indicator, 2, controller, reason="dénominateur à vérifier")
    common = {
        "indicator": indicator,
        "month": MARCH,
        "actor": manager,
        "origin": Origin.FORM,
        "comment": "provisoire",
    }
    put(fact=pair(95, 100), expected_version=3, reason="chiffres inversés", appreciation="vigilant", **common)
    act(submit, indicator, 4, manager)
    act(validate, indicator, 5, controller)
    put(fact=pair(96, 100), expected_version=6, reason="relevé définitif", appreciation="vigilant", **common)
    common["comment"] = "définitif"
    put(fact=pair(96, 100), expected_version=7, reason="précision", appreciation="vigilant", **common)
    put(
        fact=None,
        indicator=indicator,
        month=MARCH,
        expected_version=8,
        reason="mauvais mois",
        actor=manager,
        origin=Origin.FORM,
    )
    enter_again = Absence(AbsenceKind.NON_DISPONIBLE, "panne")
    put(
        indicator=indicator,
        month=MARCH,
        fact=enter_again,
        expected_version=9,
        actor=manager,
        origin=Origin.API,
    )
    assert journal(client, indicator) == [
        "Mars 2025 saisi : non disponible (« panne »). camille, par l’API",
        "Mars 2025 retiré : 96 sur 100 (96,00 %). Motif : « mauvais mois » camille",
        "Commentaire de mars 2025 : 96 sur 100 (96,00 %). Motif : « précision » camille « définitif »",
        (
            "Correction de mars 2025, à valider de nouveau : 95 sur 100 (95,00 %) → 96 sur 100 (96,00 %). "
            "Motif : « relevé définitif » camille"
        ),
        "Mars 2025 validé : 95 sur 100 (95,00 %). dominique",
        "Mars 2025 soumis : 95 sur 100 (95,00 %). camille",
        (
            "Correction de mars 2025 : 93 sur 100 (93,00 %) → 95 sur 100 (95,00 %). "
            "Motif : « chiffres inversés » camille Appréciation : Vigilant"
        ),
        "Mars 2025 renvoyé : 93 sur 100 (93,00 %). Motif : « dénominateur à vérifier » dominique",
        "Mars 2025 soumis : 93 sur 100 (93,00 %). camille",
        "Mars 2025 saisi : 93 sur 100 (93,00 %). camille « provisoire »",
        (
            "Cibles, version « initiale » (Annexe 3). par commande 2023 : sans cible 2024 : sans cible "
            "2025 : seuil 80 %, objectif 90 % 2026 : sans cible 2027 : sans cible"
        ),
    ]
    html = html_of(client, indicator)
    assert f"<del>95 sur 100 (95,00{NO_BREAK}%)</del> → <ins>96 sur 100 (96,00{NO_BREAK}%)</ins>" in html


def test_what_is_decided_beside_the_figures(client, indicator, controller):
    common = {"actor": controller, "origin": Origin.FORM}
    neutralise(
        indicator=indicator,
        month=MARCH,
        is_neutralised=True,
        reason="grève nationale",
        expected_version=0,
        **common,
    )
    neutralise(
        indicator=indicator, month=MARCH, is_neutralised=False, reason="levée", expected_version=1, **common
    )
    quarter = [Month(2025, number) for number in (1, 2, 3)]
    lock(contract=indicator.contract, months=quarter, **common)
    reopen(
        contract=indicator.contract, month=MARCH, expected_version=1, reason="erreur de report",
        open_until=date(2025, 10, 25), **common,
    )  # fmt: skip
    amend(
        contract=indicator.contract, label="avenant 1", effective_from=date(2025, 7, 1),
        source="avenant du 1er juillet", reason="charge nouvelle",
        targets={indicator.code: {2025: Target(None, None)}}, **common,
    )  # fmt: skip
    assert journal(client, indicator)[:5] == [
        (
            "Cibles, version « avenant 1 » (avenant du 1er juillet). Motif : « charge nouvelle » dominique "
            "2025 : seuil 80 %, objectif 90 % → sans cible"
        ),
        "Mars 2025 rouvert jusqu’au 25/10/2025. Motif : « erreur de report » dominique",
        "Janvier, février et mars 2025 clos. dominique",
        "Neutralisation de mars 2025 levée. Motif : « levée » dominique",
        "Mars 2025 neutralisé. Motif : « grève nationale » dominique",
    ]
    page = plain(html_of(client, indicator))
    assert "Rouvert jusqu’au 25/10/2025 : mars 2025, « erreur de report » dominique" in page


def test_the_earlier_part_is_on_the_pages_that_follow(client, indicator, controller):
    for number in range(1, 10):
        enter(indicator, f"2025-0{number}", pair(90, 100))
        enter(indicator, f"2024-0{number}", pair(90, 100))
    first, second = journal(client, indicator), journal(client, indicator, "?mois=2025-03&journal=2")
    assert (len(first), len(second)) == (15, 4)
    assert second[-1].startswith("Cibles")
    assert not set(first) & set(second)
    html = html_of(client, indicator, "?mois=2025-03&journal=2")
    assert "Étapes 16 à 19 sur 19" in plain(html)
    assert 'href="?mois=2025-03&amp;journal=1#journal"' in html
    assert journal(client, indicator, "?journal=99") == second
    assert journal(client, indicator, "?journal=x") == first


def test_states_are_said_in_words(client, indicator, manager, controller):
    for number in range(1, 5):
        enter(indicator, f"2025-0{number}", pair(95, 100), actor=manager, comment="stable")
    act(submit, indicator, 1, manager)
    steps = [MonthStep(indicator, Month(2025, number), 1) for number in (1, 2)]
    submit(contract=indicator.contract, steps=steps, actor=manager, origin=Origin.FORM)
    common = {"contract": indicator.contract, "actor": controller, "origin": Origin.FORM}
    validate(steps=[MonthStep(indicator, Month(2025, 1), 2)], **common)
    return_(steps=[MonthStep(indicator, Month(2025, 2), 2)], reason="à vérifier", **common)
    html = html_of(client, indicator)
    page = plain(html)
    for said in (
        "Renvoyé, à reprendre par son responsable : février 2025, « à vérifier » dominique",
        "Saisi, à soumettre par son responsable : avril 2025",
        "Soumis, à valider par le contrôle de gestion : mars 2025",
        "Validé : janvier 2025",
        "Voir dans la file de validation",
    ):
        assert said in page
    assert "mars 2025, 95,00, soumis" in html
    assert "Soumettre avril 2025" in plain(html_of(client, indicator, "?mois=2025-04"))
    assert "Soumettre mars 2025" not in plain(html_of(client, indicator, "?mois=2025-03"))


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_as_many_queries_for_a_long_history_as_for_a_short_one(
    client, indicator, manager, controller, count, django_assert_num_queries
):
    for rank in range(count):
        month = Month(2023, 1).plus(rank)
        enter(indicator, str(month), pair(95, 100), actor=manager, comment="stable")
        submit(
            contract=indicator.contract,
            steps=[MonthStep(indicator, month, 1)],
            actor=manager,
            origin=Origin.FORM,
        )
        lock(contract=indicator.contract, months=[month], actor=None, origin=Origin.FORM)
    with django_assert_num_queries(41):
        html_of(client, indicator, "?mois=2023-01")


def test_months_are_listed_as_people_say_them():
    assert months_of([Month(2025, 3), Month(2025, 1)]) == "janvier et mars 2025"
    assert months_of([Month(2024, 12), Month(2025, 1)]) == "décembre 2024 et janvier 2025"


@pytest.mark.parametrize(
    ("numbers", "title"),
    [
        ((3,), "Mars 2025 rouvert jusqu’au 25/10/2025"),
        ((1, 2, 3), "Janvier, février et mars 2025 rouverts jusqu’au 25/10/2025"),
    ],
)
def test_months_reopened_together_agree_with_their_number(numbers, title):
    revisions = [
        SimpleNamespace(
            change="act", is_locked=False, month=date(2025, number, 1), open_until=date(2025, 10, 25),
            reason="erreur de report",
        )
        for number in numbers
    ]  # fmt: skip
    assert [each.title for each in locking_lines(revisions)] == [title]
