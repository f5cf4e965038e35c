"""The page of several bodies: what it compares, for whom, and how many queries it takes."""

import re
from decimal import Decimal

import pytest

from accounts.rights import Role
from commitments.models import Origin
from indicators.jobs import sweep
from indicators.models import Indicator
from indicators.recording import define, set_credit
from tests.factories import (
    enter,
    enter_no_case,
    every_year,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    months_before,
    pair,
)
from tests.pages import text_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("rows_of_module")]

CODE = "cpg-2023-2027"
ADDRESS = f"/reseau/{CODE}/"
KEPT_QUERIES, MADE_QUERIES = 7, 13
NETWORK_ROLES = (Role.DIRECTION, Role.LECTEUR, Role.CONTROLEUR)


def follow(indicator, body, figures, code=""):
    """The same contract in another body, counted with the same measure."""
    contract = make_contract(body)
    own = make_indicator(contract, code=code or indicator.code, targets=every_year("80", "90"))
    Indicator.objects.filter(pk=own.pk).update(measure=indicator.measure)
    own = Indicator.objects.all().with_definition().get(pk=own.pk)
    if figures:
        enter_no_case(own, *months_before("2025-08"))
    for month, figure in figures.items():
        enter(own, month, pair(figure, 100))
    return own


def cells(response):
    """The rows of indicators: own body, median, quartiles, then the others, as texts."""
    table = response.content.decode().split('class="reseau-t')[1].split("</table>")[0]
    rows = [row for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL) if 'scope="row"' in row]
    return [[text_in(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows]


@pytest.fixture(scope="module")
def bodies(rows_of_module):
    """Three bodies: at 87, 85 and 82 % in September, so at scores of 70, 50 and 20."""
    first = make_indicator(make_contract(make_body("alpha")), targets=every_year("80", "90"))
    enter_no_case(first, *months_before("2025-08"))
    enter(first, "2025-08", pair(81, 100))
    enter(first, "2025-09", pair(93, 100))
    others = [
        follow(first, make_body("beta"), {"2025-08": 85, "2025-09": 85}, code="R7"),
        follow(first, make_body("gamma"), {"2025-09": 82}),
    ]
    sweep()
    return [each.contract.body for each in (first, *others)]


@pytest.fixture
def reader(client, bodies):
    client.force_login(make_user(Role.LECTEUR, *bodies))
    return client


def shown(response):
    assert response.status_code == 200
    return text_of(response)


def names(response):
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a></th>', response.content.decode())


def test_bodies_are_ranked_by_their_scores_where_ranges_part_them(reader):
    response = reader.get(f"{ADDRESS}?organisme=beta")
    assert names(response) == ["Alpha", "Beta", "Gamma"]
    said = shown(response)
    assert "Beta est 2e sur 3 à fin septembre 2025, à la médiane." in said
    assert "Médiane 50,00 %, quartiles 35,00 % et 60,00 %." in said
    assert "+20,00 pt , quart le plus favorable" in said
    assert "−30,00 pt , quart le moins favorable" in said


def test_indicators_are_rows_matched_by_their_measure_own_body_first(reader):
    response = reader.get(f"{ADDRESS}?organisme=beta")
    (row,) = cells(response)
    assert row == [
        "entre seuil et objectif, 85,00 %",
        "85,00 % à la médiane",
        "83,50 % et 86,00 %",
        "",
        "entre seuil et objectif, 87,00 %",
        "entre seuil et objectif, 82,00 %",
    ]
    assert 'aria-current="true">R7' not in response.content.decode()


def test_all_bodies_are_drawn_for_one_indicator_with_the_same_numbers_in_words(reader):
    content = reader.get(f"{ADDRESS}?organisme=beta").content.decode()
    said = (
        "Beta 85,00 % ; médiane 85,00 %, quartiles 83,50 % et 86,00 %, sur 3 organismes ; "
        "de 87,00 % (Alpha) à 82,00 % (Gamma)."
    )
    drawing = content.split('class="bande-reseau"')[1].split("</svg>\n    <div")[0]
    assert [" ".join(each.split()) for each in re.findall(r'aria-label="([^"]*)"', drawing)] == [said]
    assert said in text_in(content)
    assert drawing.count('class="forme ') == 3
    assert "seuil 80" in text_in(drawing)
    assert "objectif 90" in text_in(drawing)


def test_the_rank_of_each_month_is_drawn_and_in_a_table(reader):
    said = shown(reader.get(f"{ADDRESS}?organisme=beta"))
    assert "Beta : 1er en août 2025, 2e en sept. 2025." in said
    assert "août 2025 1er sur 2 50,00 % 30,00 %" in said
    assert "septembre 2025 2e sur 3 50,00 % 50,00 %" in said


@pytest.mark.parametrize(
    ("query", "order", "aria"),
    [
        ("", ["Alpha", "Beta", "Gamma"], "descending"),
        ("?tri=score&sens=asc", ["Gamma", "Beta", "Alpha"], "ascending"),
        ("?tri=organisme&sens=desc", ["Gamma", "Beta", "Alpha"], "descending"),
        ("?mois=2025-08", ["Beta", "Alpha", "Gamma"], "descending"),
        ("?mois=2025-08&sens=asc", ["Alpha", "Beta", "Gamma"], "ascending"),
        ("?tri=mesures", ["Alpha", "Beta", "Gamma"], "descending"),
    ],
)
def test_the_address_sets_the_order(reader, query, order, aria):
    response = reader.get(f"{ADDRESS}{query}")
    assert names(response) == order
    assert re.findall(r'aria-sort="(\w+)"', response.content.decode()) == [aria]


def test_the_address_names_the_indicator_that_is_drawn(reader, bodies):
    key = Indicator.objects.values_list("measure__code", flat=True).first()
    assert f"indicateur={key}#bande" in reader.get(ADDRESS).content.decode()
    for asked in (key, "autre"):
        assert 'id="bande"' in reader.get(f"{ADDRESS}?indicateur={asked}").content.decode()
    assert 'id="bande"' not in reader.get(f"{ADDRESS}?mois=2025-07").content.decode()


def test_the_page_opens_on_the_body_that_the_person_works_in(client, bodies):
    user = make_user(Role.LECTEUR, *bodies)
    client.force_login(user)
    assert "Alpha est 1er" in shown(client.get(ADDRESS))
    user.memberships.create(body=bodies[1], role=Role.DIRECTION)
    assert "Beta est 2e" in shown(client.get(ADDRESS))


@pytest.mark.parametrize("role", Role)
def test_a_role_compares_or_does_not(client, bodies, role):
    client.force_login(make_user(role, *bodies))
    expected = 200 if role in NETWORK_ROLES else 404
    assert client.get(ADDRESS).status_code == expected
    assert (f'href="{ADDRESS}' in client.get(f"/alpha/{CODE}/").content.decode()) is (expected == 200)


def test_the_choice_between_contracts_leads_to_the_comparison(client, bodies):
    user = make_user(Role.LECTEUR, *bodies)
    user.memberships.create(body=make_contract(code="autre-contrat").body, role=Role.LECTEUR)
    client.force_login(user)
    assert re.findall(r'href="(/reseau/[^"]*)"', client.get("/").content.decode()) == [ADDRESS]
    client.force_login(make_user(Role.GESTIONNAIRE, *bodies))
    assert "/reseau/" not in client.get("/").content.decode()


@pytest.mark.parametrize("role", Role)
def test_for_a_person_of_one_body_there_is_no_such_page(client, bodies, role):
    user = make_user(role, bodies[0])
    client.force_login(user)
    assert client.get(ADDRESS).status_code == 404
    assert "/reseau/" not in client.get(f"/alpha/{CODE}/").content.decode()
    user.memberships.create(body=make_contract(code="autre-contrat").body, role=role)
    assert client.get(ADDRESS).status_code == 404
    assert "/reseau/" not in client.get(f"/alpha/{CODE}/").content.decode()


def test_each_sees_the_bodies_they_belong_to_only(client, bodies):
    client.force_login(make_user(Role.DIRECTION, *bodies))
    assert names(client.get(ADDRESS)) == ["Alpha", "Beta", "Gamma"]
    client.force_login(make_user(Role.DIRECTION, *bodies[:2]))
    response = client.get(ADDRESS)
    assert names(response) == ["Alpha", "Beta"]
    assert "Gamma" not in response.content.decode()
    assert client.get(f"{ADDRESS}?organisme=gamma").status_code == 404


def test_a_body_of_which_one_only_enters_is_not_compared(client, bodies):
    user = make_user(Role.LECTEUR, *bodies[:2])
    user.memberships.create(body=bodies[2], role=Role.GESTIONNAIRE)
    client.force_login(user)
    assert names(client.get(ADDRESS)) == ["Alpha", "Beta"]


@pytest.mark.parametrize("query", ["?mois=2022-12", "?mois=2026-01", "?mois=demain", "?organisme=delta"])
def test_what_no_contract_holds_does_not_exist(reader, query):
    assert reader.get(f"{ADDRESS}{query}").status_code == 404


def test_a_body_without_figures_has_its_line_and_no_rank(reader, bodies):
    response = reader.get(f"{ADDRESS}?mois=2025-07&organisme=gamma")
    assert len(names(response)) == 3
    assert "Gamma n’a pas de score à fin juillet 2025" in shown(response)


def test_one_body_with_a_score_is_not_the_first_of_one(client):
    first = make_indicator(make_contract(make_body("delta")), targets=every_year("80", "90"))
    enter_no_case(first, *months_before("2025-09"))
    enter(first, "2025-09", pair(85, 100))
    other = follow(first, make_body("epsilon"), {})
    sweep()
    client.force_login(make_user(Role.LECTEUR, *(each.contract.body for each in (first, other))))
    said = shown(client.get(f"{ADDRESS}?organisme=delta"))
    assert "Delta est seul à avoir un score à fin septembre 2025 : 50,00 %." in said
    assert "Epsilon n’a pas de score à fin septembre 2025." in shown(
        client.get(f"{ADDRESS}?organisme=epsilon")
    )


def test_a_value_has_a_word_and_a_shape_beside_it(reader):
    content = reader.get(f"{ADDRESS}?mois=2025-08").content.decode()
    assert (
        '<td class="nous"><span class="t-entre"><svg class="forme" aria-hidden="true"><use href="#f-entre"/></svg>'
        '<span class="vh">entre seuil et objectif, </span></span> 81,00\u00a0%</td>'
    ) in content
    assert '<use href="#f-rien"/></svg><span class="vh">non renseigné</span></span>' in content


@pytest.mark.parametrize("count", [2, 8])
def test_the_page_takes_as_many_queries_for_many_bodies_as_for_two(client, count, django_assert_num_queries):
    first = make_indicator(make_contract(), targets=every_year("80", "90"))
    others = [follow(first, make_body(), {"2025-09": 80 + place}) for place in range(count - 1)]
    sweep()
    client.force_login(make_user(Role.LECTEUR, *(each.contract.body for each in (first, *others))))
    with django_assert_num_queries(MADE_QUERIES):
        response = client.get(ADDRESS)
    assert len(names(response)) == count
    with django_assert_num_queries(KEPT_QUERIES):
        client.get(ADDRESS)


def test_an_entry_in_any_of_the_bodies_shows_at_the_next_request(reader, bodies):
    assert "Gamma est 3e sur 3" in shown(reader.get(f"{ADDRESS}?organisme=gamma"))
    gamma = Indicator.objects.all().with_definition().get(contract__body=bodies[2])
    enter(gamma, "2025-08", pair(98, 100))
    sweep()
    assert "Gamma est 1er sur 3" in shown(reader.get(f"{ADDRESS}?organisme=gamma"))
    type(bodies[0]).objects.filter(pk=bodies[0].pk).update(short_name="Omega")
    assert "Omega" in shown(reader.get(f"{ADDRESS}?organisme=gamma"))


def counted_otherwise(body, **changed):
    gamma = Indicator.objects.all().with_definition().get(contract__body=body)
    define(indicator=gamma, changed=changed, reason="Autre méthode", actor=None, origin=Origin.COMMAND)
    sweep()


def test_a_body_that_counts_otherwise_is_shown_apart_with_the_reason_and_not_ranked(reader, bodies):
    counted_otherwise(bodies[2], decimals=1)
    response = reader.get(f"{ADDRESS}?organisme=gamma")
    said = shown(response)
    assert names(response) == ["Alpha", "Beta", "Gamma"]
    assert "Gamma n’est pas classé à fin septembre 2025 : il compte autrement R1." in said
    assert "Comptés autrement, non classés Gamma 20,00 %" in said
    assert "Gamma R1, décimales publiées : 1, ailleurs 2" in said
    assert "Médiane 60,00 %" in said
    assert "Gamma n’a encore aucun rang." in said
    assert "Alpha est 1er sur 2" in shown(reader.get(f"{ADDRESS}?organisme=alpha"))


def test_the_median_of_an_indicator_is_that_of_bodies_that_count_alike(reader, bodies):
    assert cells(reader.get(ADDRESS))[0][1] == "85,00 % quart le plus favorable"
    counted_otherwise(bodies[2], unit="pour cent")
    row = cells(reader.get(ADDRESS))[0]
    assert row[1] == "86,00 % quart le plus favorable"
    assert row[5].endswith("0,82 compté autrement")


def test_a_label_is_no_other_way_to_count(reader, bodies):
    counted_otherwise(bodies[2], label="Autre libellé")
    said = shown(reader.get(f"{ADDRESS}?organisme=gamma"))
    assert "Gamma est 3e sur 3" in said
    assert "compte autrement" not in said
    assert "Comptés autrement" not in said


def test_another_score_at_the_seuil_is_another_way_to_count(reader, bodies):
    contract = bodies[2].contracts.get()
    set_credit(contract=contract, credit=Decimal(35), reason="Accord", actor=None, origin=Origin.COMMAND)
    sweep()
    said = shown(reader.get(f"{ADDRESS}?organisme=gamma"))
    assert "il compte autrement le score au seuil." in said
    assert "Score au seuil : 35, ailleurs 0" in said
