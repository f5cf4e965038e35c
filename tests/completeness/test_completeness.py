"""The board of completeness: each state, the filters and their counts, and its queries."""

import re
from datetime import date

import pytest
import time_machine

from accounts.models import User
from accounts.rights import Role
from commitments.models import Origin, lock_contract, open_change
from cpg.shared.periods import Month
from dashboards.completeness.board import LEGEND, board_of
from indicators.domain.model import Absence, AbsenceKind, Frequency
from indicators.domain.month_state import ABSENCE, EMPTY, NEUTRALISED, VALUE
from indicators.models import Evidence
from indicators.recording import MonthStep, lock, neutralise, put, return_, submit, validate
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = pytest.mark.django_db
QUERIES = 24
LATE, EXPECTED = "non renseigné, en retard", "non renseigné, attendu"


@pytest.fixture(autouse=True)
def in_october_2025():
    """September's deadline is the 10th of October: past; October has not ended."""
    with time_machine.travel("2025-10-08T10:00:00+02:00"):
        yield


@pytest.fixture
def contract():
    return make_contract(first_year=2025)


@pytest.fixture
def indicator(contract):
    return ratio(contract)


def ratio(contract, **more):
    years = range(2025, 2028)
    return make_indicator(contract, targets=every_year("80", "90", years), first_year=2025, **more)


def person(contract, username="camille", **more):
    user = make_user(Role.GESTIONNAIRE, contract.body, username=username)
    User.objects.filter(pk=user.pk).update(email=f"{username}@exemple.invalid", **more)
    return User.objects.get(pk=user.pk)


def act(verb, indicator, month, version, **more):
    steps = [MonthStep(indicator, Month.parse(month), version)]
    verb(contract=indicator.contract, steps=steps, actor=None, origin=Origin.FORM, **more)


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/completude/{rest}"


def counts(client, contract, rest=""):
    html = client.get(address(contract, rest)).content.decode()
    return dict(re.findall(r"filtre=([\w-]+)\"[^>]*>[^<]*<b>(\d+)</b>", html))


def state(indicator, month):
    board = board_of(
        indicator.contract, Month.parse(month).year, make_user(Role.LECTEUR, indicator.contract.body)
    )
    found = [each for each in board.months if (each.indicator.pk, str(each.month)) == (indicator.pk, month)]
    return found[0].state.text


def value(indicator):
    enter(indicator, "2025-03", pair(95, 100))


def submitted(indicator):
    value(indicator)
    act(submit, indicator, "2025-03", 1)


def validated(indicator):
    submitted(indicator)
    act(validate, indicator, "2025-03", 2)


def returned(indicator):
    submitted(indicator)
    act(return_, indicator, "2025-03", 2, reason="à revoir")


def absent(indicator):
    enter(indicator, "2025-03", Absence(AbsenceKind.SANS_OBJET, "aucun cas"))


def closed(indicator):
    lock(contract=indicator.contract, months=[Month(2025, 3)], actor=None, origin=Origin.COMMAND)


def closed_with_a_value(indicator):
    value(indicator)
    closed(indicator)


def neutralised(indicator):
    neutralise(
        indicator=indicator, month=Month(2025, 3), is_neutralised=True, reason="panne", expected_version=0,
        actor=None, origin=Origin.FORM,
    )  # fmt: skip


def taken_back(indicator):
    value(indicator)
    put(fact=None,
        indicator=indicator, month=Month(2025, 3), expected_version=1, reason="erreur", actor=None,
        origin=Origin.FORM,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda indicator: None, LATE),
        (taken_back, LATE),
        (value, "saisi"),
        (submitted, "soumis"),
        (validated, "validé"),
        (returned, "renvoyé"),
        (absent, "absence motivée, saisi"),
        (closed, "non renseigné, clos"),
        (closed_with_a_value, "saisi, clos"),
        (neutralised, "neutralisé"),
    ],
)
def test_a_month_is_one_thing(indicator, prepare, expected):
    prepare(indicator)
    assert state(indicator, "2025-03") == expected


def test_a_month_waits_until_its_deadline_and_is_not_due_before_it_ends(indicator):
    assert state(indicator, "2025-09") == EXPECTED
    assert state(indicator, "2025-08") == LATE
    assert state(indicator, "2025-10") == "pas encore dû"
    with time_machine.travel("2025-10-10T23:59:00+02:00"):
        assert state(indicator, "2025-09") == EXPECTED
    with time_machine.travel("2025-10-11T00:00:00+02:00"):
        assert state(indicator, "2025-09") == LATE


def test_a_quarter_is_due_at_its_end_and_held_by_any_of_its_months(contract):
    quarterly = ratio(contract, frequency=Frequency.TRIMESTRIELLE)
    assert [state(quarterly, f"2025-0{number}") for number in (1, 2, 3)] == [
        "non dû",
        "non dû",
        LATE,
    ]
    enter(quarterly, "2025-02", pair(1, 2))
    assert state(quarterly, "2025-03") == "non dû"
    assert state(make_indicator(contract, first_year=None), "2025-03") == "non dû"


def test_the_legend_explains_every_mark_of_the_table():
    explained = {(row.shape, row.style) for row, _ in LEGEND}
    assert explained == {
        (row.shape, row.style) for row in (*EMPTY.values(), *VALUE.values(), *ABSENCE.values(), NEUTRALISED)
    }


def test_the_page_says_where_things_stand_and_whose_they_are(client, contract, indicator, controller):
    assign(person(contract), indicator)
    assign(person(contract, "alex"), indicator, is_deputy=True)
    page = text_of(client.get(address(contract)))
    assert "Neuf valeurs manquent en 2025, dont huit en retard" in page
    assert "Indicateur 1 R1 camille suppl. alex" in page
    assert "non renseigné , attendu , à saisir jusqu’au 10/10/2025" in page
    for number in range(1, 10):
        enter(indicator, f"2025-0{number}", pair(90, 100))
    assert "Rien ne manque en 2025" in text_of(client.get(address(contract)))


def test_filters_are_links_with_counts_and_show_their_months_one_by_one(
    client, contract, indicator, controller
):
    steady = ratio(contract)
    for number in range(1, 9):
        enter(steady, f"2025-0{number}", pair(90 + number % 2, 100), comment="" if number == 8 else "RAS")
    enter(steady, "2025-09", pair(1, 100))
    returned(indicator)
    change = open_change(lock_contract(contract.pk), actor=None, origin=Origin.FORM, verb="attach")
    common = {"indicator": steady, "change": change, "name": "preuve", "url": "https://exemple.fr/"}
    Evidence.objects.create(month=date(2025, 1, 1), **common)
    Evidence.objects.create(month=date(2025, 2, 1), withdrawn=change, **common)
    assert counts(client, contract) == {
        "manquants": "8", "retard": "7", "douteux": "1", "renvoyes": "1", "sans-commentaire": "3", "sans-preuve": "9",
    }  # fmt: skip
    for chosen, lines, said in (
        ("retard", ["R1"], "Indicateur 1 R1 , janvier 2025 : attendu le 10/02/2025"),
        ("renvoyes", ["R1"], "Indicateur 1 R1 , mars 2025 : « à revoir »"),
        (
            "douteux",
            ["R2"],
            "Indicateur 2 R2 , septembre 2025 : 1 % : environ cent fois moins que d’habitude",
        ),
        ("sans-commentaire", ["R1", "R2"], "Indicateur 2 R2 , août 2025 : 90 sur 100 (90,00 %), saisi"),
    ):
        html = client.get(address(contract, f"?filtre={chosen}"))
        assert re.findall(r'<th scope="row">.*?<small>(R\d)</small>', html.content.decode()) == lines, chosen
        assert said in text_of(html)
        assert html.content.decode().count(" vise") == int(counts(client, contract)[chosen])


def test_a_comment_lifts_the_doubt_and_so_does_a_validation(client, contract, indicator, controller):
    for number in range(1, 9):
        enter(indicator, f"2025-0{number}", pair(90 + number % 2, 100), comment="RAS")
    enter(indicator, "2025-09", pair(1, 100))
    assert counts(client, contract)["douteux"] == "1"
    act(validate, indicator, "2025-09", 1)
    assert counts(client, contract)["douteux"] == "0"


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("?annee=2025", 200),
        ("?annee=2026", 404),
        ("?annee=2024", 404),
        ("?annee=x", 404),
        ("?annee=٢٠٢٥", 404),
        ("?filtre=rien", 200),
    ],
)
def test_the_address_asks_for_a_year_of_the_contract(client, contract, controller, rest, status):
    assert client.get(address(contract, rest)).status_code == status


def test_in_january_the_year_is_the_one_that_is_still_entered(client, contract, indicator, controller):
    with time_machine.travel("2026-01-05T10:00:00+01:00"):
        client.force_login(controller)
        assert "Les mois de 2025" in text_of(client.get(address(contract)))
        assert "Les mois de 2026" in text_of(client.get(address(contract, "?annee=2026")))


def test_those_who_read_see_the_board(client, contract, indicator):
    assign(person(contract), indicator)
    overview = f"/{contract.body.code}/{contract.code}/"
    client.force_login(make_user(Role.DIRECTION, contract.body))
    page = text_of(client.get(address(contract)))
    assert "en retard" in page
    assert "/completude/" in client.get(overview).content.decode()
    client.force_login(User.objects.get(username="camille"))
    assert client.get(address(contract)).status_code == 403
    assert "/completude/" not in client.get(overview).content.decode()


@pytest.mark.parametrize(("indicators", "months"), [(1, 1), (4, 9)])
def test_the_board_takes_as_many_queries_for_many_months_as_for_one(
    client, contract, controller, indicators, months, django_assert_num_queries
):
    user = person(contract)
    for each in [ratio(contract) for _ in range(indicators)]:
        assign(user, each)
        for number in range(1, months + 1):
            enter(each, f"2025-0{number}", pair(90, 100), actor=user)
    with django_assert_num_queries(QUERIES):
        client.get(address(contract, "?filtre=sans-preuve"))
