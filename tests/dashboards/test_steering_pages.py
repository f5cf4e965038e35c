"""The pages that steer: what they cost, what their addresses keep, what they say of another end of year."""

import csv
import re
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.http import QueryDict

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.indicator.slider import slider
from indicators.domain.attainment import position_at
from indicators.domain.model import Aggregation, Direction, Frequency
from indicators.recording import MonthStep, submit, validate
from indicators.selectors import series_of
from tests.factories import (
    amount,
    assign,
    enter,
    enter_no_case,
    every_year,
    make_indicator,
    make_user,
    months_before,
    pair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]

TODAY = "2025-10-20"
# The same for one indicator as for thirty: what each page costs, the session and the person's roles included.
QUERIES = {
    "": 34,
    "fiches/1/": 14,
    "R1/": 41,
    "R1/et-si/": 15,
    "R1/graphique.csv": 11,
    "comite/": 20,
    "comite/causes/": 26,
    "comite/decembre/": 19,
    "comite/retards/": 20,
    "comite/suivi/": 20,
    "comite/R1/": 30,
    "dossier/": 25,
}


@pytest.fixture
def reader(contract, client):
    client.force_login(make_user(Role.DIRECTION, contract.body))
    return client


def fill(contract, count=1):
    for _ in range(count):
        indicator = make_indicator(contract, targets=every_year("80", "90"))
        enter_no_case(indicator, *months_before("2025-08"))
        enter(indicator, "2025-08", pair(85, 100))
        enter(indicator, "2025-09", pair(95, 100))
    call_command("recompute", verbosity=0)


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/{rest}"


def found(pattern, html):
    match = re.search(pattern, html, re.DOTALL)
    assert match, pattern
    return match


def said(response):
    """The text of a page, every kind of space written as one."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL))


@time_machine.travel(TODAY)
@pytest.mark.parametrize("count", [1, 30])
def test_a_page_takes_as_many_queries_for_thirty_indicators_as_for_one(
    reader, contract, count, django_assert_num_queries
):
    fill(contract, count)
    for rest, queries in QUERIES.items():
        cache.clear()
        with django_assert_num_queries(queries):
            assert reader.get(address(contract, rest)).status_code == 200, rest


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["R1", "R2", "R3"]),
        ("?sens=baisse", ["R2"]),
        ("?sens=hausse", ["R1", "R3"]),
        ("?sens=ailleurs", ["R1", "R2", "R3"]),
        ("?responsable=camille", ["R3"]),
        ("?responsable=personne", []),
        ("?fiche=1&theme=1", ["R1", "R2", "R3"]),
        ("?fiche=2", []),
        ("?statut=atteint", ["R1"]),
        ("?statut=autre&sens=hausse", ["R3"]),
    ],
)
def test_filters_keep_what_they_say(reader, contract, query, codes):
    for direction, value in ((Direction.HAUSSE, 95), (Direction.BAISSE, 70), (Direction.HAUSSE, None)):
        rises = direction is Direction.HAUSSE
        targets = every_year("80", "90") if rises else every_year("60", "50")
        indicator = make_indicator(contract, direction=direction, targets=targets)
        if value is not None:
            enter_no_case(indicator, *months_before("2025-09"))
            enter(indicator, "2025-09", pair(value, 100))
    assign(make_user(Role.GESTIONNAIRE, contract.body, username="camille"), indicator)
    call_command("recompute", verbosity=0)
    html = reader.get(address(contract, query)).content.decode()
    assert re.findall(r'<small class="code">(R\d+)', html) == codes


@time_machine.travel(TODAY)
def test_the_choice_of_a_month_keeps_the_filters_and_a_link_says_everything(reader, contract):
    fill(contract)
    html = reader.get(address(contract, "?sens=hausse&statut=atteint")).content.decode()
    period = found(r'<form class="periode".*?</form>', html)[0]
    assert '<input type="hidden" name="sens" value="hausse">' in period
    assert '<input type="hidden" name="statut" value="atteint">' in period
    link = found(r'href="([^"]*)"[^>]*>Lien durable', period)[1].replace("&amp;", "&")
    asked = QueryDict(link.removeprefix("?"))
    assert asked.dict() == {"sens": "hausse", "statut": "atteint", "mois": "2025-09", "avant": "2025-08"}
    with time_machine.travel("2026-03-20"):
        assert "à fin septembre 2025" in said(reader.get(address(contract) + link))


@time_machine.travel("2025-11-20")
def test_the_total_is_compared_with_the_month_and_with_the_quarter_before(reader, contract):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter_no_case(indicator, *months_before("2025-09"))
    for month, value in (("2025-09", 84), ("2025-10", 88)):
        enter(indicator, month, pair(value, 100))
    call_command("recompute", verbosity=0)
    text = said(reader.get(address(contract, "?mois=2025-10&avant=2025-08")))
    assert (
        "Contrat : +20,00 pt depuis septembre 2025, fin du trimestre précédent, aux valeurs connues" in text
    )


@time_machine.travel(TODAY)
def test_a_row_says_how_firm_it_is_and_how_far_the_last_year_is(reader, contract):
    controller = make_user(Role.CONTROLEUR, contract.body)
    shape = {"frequency": Frequency.ANNUELLE, "targets": {**every_year("80", "90"), 2027: ("85", "97.5")}}
    indicator = make_indicator(contract, **shape)
    author = make_user(Role.GESTIONNAIRE, contract.body)
    assign(author, indicator)
    enter(indicator, "2025-09", pair(95, 100), actor=author)
    call_command("recompute", verbosity=0)
    text = said(reader.get(address(contract)))
    assert "provisoire , 1 mois à valider" in text
    assert "sur sa trajectoire, ↑ 2,5 pt" in text
    assert "Cap 2027 : 0 indicateur est déjà au niveau de l’objectif final, sur 1." in text
    common = {"contract": contract, "origin": Origin.FORM}
    submit(steps=[MonthStep(indicator, Month(2025, 9), 1)], actor=author, **common)
    validate(steps=[MonthStep(indicator, Month(2025, 9), 2)], actor=controller, **common)
    text = said(reader.get(address(contract)))
    assert "validé" in text
    assert "1 mois à valider" not in text


@time_machine.travel(TODAY)
def test_the_heatmap_says_each_month_in_words(reader, contract):
    indicator = make_indicator(contract, frequency=Frequency.TRIMESTRIELLE, targets=every_year("80", "90"))
    for month, value in (("2025-03", 70), ("2025-06", 84), ("2025-08", 101), ("2025-09", 105)):
        enter(indicator, month, pair(value, 100))
    call_command("recompute", verbosity=0)
    html = reader.get(address(contract)).content.decode()
    line = found(r'<table class="carte-mois">.*?</table>', html)[0]
    heard = re.findall(r'<span class="vh">(.*?)</span></td>', line)
    assert len(heard) == 12
    assert heard[6] == "juillet 2025, seuil non tenu"
    assert heard[7].replace("\u00a0", " ") == "août 2025, entre seuil et objectif, score 50,00 %"
    assert heard[8:10] == ["septembre 2025, atteint", "octobre 2025, à venir"]


@time_machine.travel(TODAY)
def test_the_heatmap_cuts_a_score_as_the_network_does(reader, contract):
    """Rounded up it would be one figure here, and another where bodies stand side by side."""
    indicator = make_indicator(contract, frequency=Frequency.ANNUELLE, targets=every_year("80", "90"))
    enter(indicator, "2025-09", pair(8686, 10000))
    call_command("recompute", verbosity=0)
    line = found(r'<table class="carte-mois">.*?</table>', reader.get(address(contract)).content.decode())[0]
    assert "68,60" in line
    assert re.findall(r">(\d+)</span><span class=\"vh\">", line) == ["68"]


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("shape", "facts", "expected"),
    [
        (
            {"aggregation": Aggregation.SOMME, "unit": "rendez-vous", "decimals": 0},
            [amount(10)] * 9,
            "Il faut encore 1 010 rendez-vous en 3 mois, d’ici décembre, contre 10 par mois en moyenne depuis janvier.",
        ),
        (
            {},
            [pair(90, 100)] * 9,
            "Il faut 90,00 % en moyenne d’ici décembre, contre 90,00 % depuis janvier.",
        ),
        (
            {"bounded": True},
            [pair(20, 100)] * 9,
            "L’objectif de l’année est hors d’atteinte : il faudrait plus de 100 %",
        ),
        (
            {"aggregation": Aggregation.SOMME, "unit": "rendez-vous", "decimals": 0},
            [amount(200)] * 9,
            "L’objectif de l’année est déjà tenu, quoi qu’apportent les mois restants.",
        ),
        (
            {"unit": "jours", "direction": Direction.BAISSE},
            [pair(9000, 100)] * 9,
            "Il ne faut pas dépasser",
        ),
        (
            {
                "aggregation": Aggregation.SOMME,
                "unit": "recours",
                "decimals": 0,
                "direction": Direction.BAISSE,
            },
            [amount(15)] * 9,
            "est hors d’atteinte : 135 recours déjà, pour 85 au plus à fin décembre.",
        ),
        (
            {
                "aggregation": Aggregation.SOMME,
                "unit": "recours",
                "decimals": 0,
                "direction": Direction.BAISSE,
            },
            [amount(10)] * 8 + [amount(5)],
            "Plus rien ne doit s’ajouter d’ici décembre, contre ",
        ),
    ],
)
def test_what_must_happen_is_said_plainly(reader, contract, shape, facts, expected):
    targets = every_year("80", "90")
    if shape.get("aggregation"):
        targets = every_year("1000", "1100")
    if shape.get("direction"):
        targets = every_year("100", "85")
    indicator = make_indicator(contract, targets=targets, **shape)
    for number, fact in enumerate(facts, 1):
        enter(indicator, f"2025-{number:02d}", fact)
    call_command("recompute", verbosity=0)
    assert expected in said(reader.get(address(contract, f"{indicator.code}/")))


@time_machine.travel(TODAY)
def test_supposing_answers_without_writing(reader, contract, django_assert_num_queries):
    for value in (81, 85):
        indicator = make_indicator(contract, targets=every_year("80", "90"))
        for number in range(1, 10):
            enter(indicator, f"2025-{number:02d}", pair(value, 100))
    call_command("recompute", verbosity=0)
    # And the last month with data, which is kept from then on.
    with django_assert_num_queries(QUERIES["R1/et-si/"] + 1) as queries:
        text = said(reader.get(address(contract, "R1/et-si/?rythme=97")))
    assert not [each for each in queries if not each["sql"].startswith("SELECT")]
    assert "Avec 97 % , décembre finirait à 85,00 % , pour un objectif de 90 %" in text
    assert "Score de l’indicateur 10,00 % 50,00 %" in text
    assert "Score du contrat 30,00 % (2 mesurés sur 2 dus) 50,00 % (2 mesurés sur 2 dus)" in text
    part = reader.get(address(contract, "R1/et-si/?rythme=97&partie=resultat")).content.decode()
    assert "<html" not in part
    assert "85,00" in part


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ("", "90"),
        ("97", "97"),
        ("96,5", "96.5"),
        ("150", "100"),
        ("-3", "0"),
        ("1e3", "90"),
        ("٣", "90"),
        ("..", "90"),
    ],
)
def test_a_level_that_makes_no_sense_is_no_level(contract, asked, used):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    for number in range(1, 10):
        enter(indicator, f"2025-{number:02d}", pair(90, 100))
    series = series_of(indicator)
    cursor = slider(position_at(series, Month(2025, 9)), None)
    assert cursor is not None
    assert cursor.asked(QueryDict(f"rythme={asked}")) == Decimal(used)


@time_machine.travel(TODAY)
def test_the_file_of_the_chart_says_what_the_chart_shows(reader, contract):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-08", pair(85, 100), comment="=1+1")
    enter(indicator, "2025-09", pair(95, 100))
    response = reader.get(address(contract, "R1/graphique.csv?mois=2025-08"))
    rows = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 60
    august, september = rows[31], rows[32]
    assert (august["mois"], august["valeur_a_date"], august["numerateur"]) == ("2025-08-01", "85,00", "85")
    assert august["commentaire"] == "'=1+1"
    assert (september["valeur_a_date"], september["statut"], september["objectif_a_date"]) == (
        "",
        "",
        "90,0000",
    )


@time_machine.travel(TODAY)
def test_the_screens_of_the_committee_follow_one_another(reader, contract):
    fill(contract, 2)
    assert "écran 1 sur 5" in said(reader.get(address(contract, "comite/?mois=2025-08")))

    def visited(url):
        while url:
            html = reader.get(url).content.decode()
            yield url.split("/")[4]
            link = re.search(r'rel="next" href="([^"]*)"', html)
            url = unescape(link[1]) if link else ""

    by_default = visited(address(contract, "comite/situation/?mois=2025-08"))
    curve = 'role="img" aria-label="Score du contrat'
    assert reader.get(address(contract, "comite/situation/?mois=2025-08")).content.decode().count(curve) == 1
    assert list(by_default) == ["situation", "causes", "decembre", "retards", "suivi"]
    behind = visited(address(contract, "comite/indicateurs/?mois=2025-08&tout=1"))
    assert list(behind) == ["indicateurs", "R1", "R2"]
    printed = reader.get(address(contract, "comite/imprimer/")).content.decode()
    assert printed.count('class="scene"') == 5
    assert reader.get(address(contract, "comite/R9/")).status_code == 404


@time_machine.travel(TODAY)
def test_a_chart_bears_what_was_written_and_the_avenants(reader, contract):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-08", pair(85, 100), comment="<b>panne</b>")
    call_command("recompute", verbosity=0)
    html = reader.get(address(contract, "R1/")).content.decode()
    assert "<title>Août 2025\u00a0: «\u00a0&lt;b&gt;panne&lt;/b&gt;\u00a0»</title>" in html
    assert "<b>panne" not in html


@pytest.mark.parametrize("url", ["/aide/", "/accessibilite/"])
def test_guides_are_for_anybody_and_say_whom_to_write_to(client, settings, url):
    settings.ACCESSIBILITY_CONTACT = "ecoute@exemple.fr"
    html = client.get(url).content.decode()
    assert 'href="/aide/"' in html
    assert 'href="/accessibilite/"' in html
    assert ("ecoute@exemple.fr" in html) is (url == "/accessibilite/")
