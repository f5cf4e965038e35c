"""The presentation of the committee: every number on a slide, in a table and behind a chart is that of the page."""

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from tests.factories import (
    amount,
    assign,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.one_of_each import make_resolution
from tests.pages import text_of
from tests.slides.reading import read_odp, read_pptx

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FORMATS = {"pptx": read_pptx, "odp": read_odp}
NUMBER = re.compile(r"[−+]?\d+(?: \d{3})*(?:,\d+)?")
LONG = "Taux de demandes traitées dans le délai que la convention prévoit, tous canaux confondus, " * 2


@pytest.fixture(scope="module")
def contract(rows_of_module):
    """Two years of figures: rates between and below their targets, a sum, one without a value, a decision, a late
    action, and so many indicators that no slide holds them all.
    """
    contract = make_contract()
    holder = make_user(Role.DIRECTION, contract.body)
    for rank, last in enumerate((60, 85, 97)):
        rate = make_indicator(contract, targets=every_year("80", "90"))
        assign(holder, rate)
        for year in (2024, 2025):
            for number in range(1, 13 if year == 2024 else 10):
                enter(
                    rate, str(Month(year, number)), pair(83 + rank + number % 3 if number < 5 else last, 100)
                )
    total = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0, targets=every_year("9000", "12000")
    )  # fmt: skip
    for number in range(1, 10):
        enter(total, f"2025-{number:02}", amount(987 + number))
    make_indicator(contract, targets=every_year("80", "90"))
    for _ in range(14):
        make_indicator(contract, label=LONG)
    make_action(contract, code="E1A1", years=[2024])
    make_resolution(contract, holder)
    call_command("recompute", verbosity=0)
    return contract


@pytest.fixture(scope="module")
def client(contract):
    client = Client()
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    return client


def address(contract, rest):
    return f"/{contract.body.code}/{contract.code}/{rest}"


@pytest.fixture(scope="module", params=FORMATS)
def slides(contract, client, request):
    answer = client.get(address(contract, f"comite/presentation.{request.param}?tout=1"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'-comite-2025-09.{request.param}"')
    return FORMATS[request.param](answer.content)


@pytest.fixture(scope="module")
def pages(contract, client):
    """What each screen says, of indicators those that differ; the index is told by their screens."""
    codes = ["R1", "R2", "R3", "R4", "R5"]
    keys = ["situation", "causes", "decembre", "retards", "suivi", *codes]
    found = {key: text_of(client.get(address(contract, f"comite/{key}/?tout=1"))) for key in keys}
    index = text_of(client.get(address(contract, "comite/indicateurs/?tout=1")))
    return found | {"indicateurs": " ".join([index, *(found[code] for code in codes)])}


def key_of(slide):
    """The screen that the notes name as the source."""
    return re.findall(r"/comite/([^/]+)/", slide.notes)[0]


def numbers_in(text):
    return set(NUMBER.findall(" ".join(text.split())))


def test_every_number_of_a_slide_is_on_its_page(contract, slides, pages):
    seen = set()
    for slide in slides[1:]:
        key = key_of(slide)
        if key not in pages:
            continue
        foreign = numbers_in(slide.text) - numbers_in(pages[key]) - numbers_in(slide.title)
        assert not foreign, (slide.title, foreign)
        seen.add(key)
    assert seen == set(pages)


def test_every_number_of_the_tables_of_a_page_is_on_a_slide(contract, client, slides):
    """The other way round, for the screens of the committee; a page has no more than its slide."""
    html = client.get(address(contract, "comite/imprimer/")).content.decode()
    for scene in html.split('<section class="scene"')[1:]:
        key = re.findall(r'aria-labelledby="titre-([^"]+)"', scene)[0]
        said = " ".join(slide.text for slide in slides[1:] if key_of(slide) == key)
        for row in re.findall(r"<tr[ >].*?</tr>", scene, flags=re.DOTALL):
            shown = numbers_in(" ".join(re.sub(r"<[^>]*>", " ", row).split()))
            assert shown <= numbers_in(said), (key, shown - numbers_in(said))


def test_every_number_behind_a_chart_is_that_of_the_file_of_the_indicator(contract, client, slides):
    columns = {"Réel": "valeur_a_date", "Objectif": "objectif_a_date", "Seuil": "seuil_a_date"}
    compared = 0
    for slide in slides[1:]:
        key = key_of(slide)
        if key not in {"R1", "R2", "R3", "R4"}:
            continue
        (chart,) = slide.charts
        answer = client.get(address(contract, f"{key}/graphique.csv"))
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        for name, column in columns.items():
            shown = {row["mois"][:7]: row[column].replace(",", ".") for row in rows if row[column]}
            drawn = {day[:7]: number for day, number in chart.series[name].items()}
            months = {month: number for month, number in shown.items() if name != "Réel" or month in drawn}
            assert {month: float(n) for month, n in drawn.items()} == {m: float(n) for m, n in months.items()}
            assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in drawn.values()), "no exponent"
            compared += len(drawn)
        ahead = chart.series.get("Projection (estimation)", {})
        assert all(day == "2025-12-31" for day in ahead)
    assert compared > 300


def test_the_score_of_the_chart_ends_with_that_of_the_page(slides, pages):
    (chart,) = next(slide for slide in slides if slide.title == "Situation").charts
    last = list(chart.series["Score"].values())[-1]
    assert last.replace(".", ",") in numbers_in(pages["situation"])


def test_the_workbook_behind_a_chart_holds_the_same_numbers(slides):
    for chart in (chart for slide in slides for chart in slide.charts if chart.workbook):
        for name, numbers in chart.series.items():
            assert {day: float(each) for day, each in numbers.items()} == {
                day[:10]: float(each) for day, each in chart.workbook[name].items()
            }


def test_slides_can_be_read_by_everyone(slides):
    """Titles tell slides apart, tables and charts have words, notes name the source, nothing runs off."""
    titles = [slide.title for slide in slides]
    assert len(set(titles)) == len(titles)
    assert all(titles)
    for slide in slides:
        assert all(slide.alternatives)
        assert "Source\u00a0:" in slide.notes
        assert slide.outside == [], slide.title
    assert any(each.startswith("Tous les indicateurs, suite\u00a02/") for each in titles)
    words = " ".join(slide.text for slide in slides)
    assert "Entre seuil et objectif" in words
    assert "Seuil non tenu" in words


@pytest.mark.parametrize("format_", FORMATS)
def test_slides_of_a_past_moment_say_so_on_each_and_lead_to_it(contract, client, format_):
    address_ = address(contract, f"comite/presentation.{format_}?etat_au=2025-10-20T10:00")
    slides = FORMATS[format_](client.get(address_).content)
    for slide in slides:
        assert "&etat_au=2025-10-20T10:00" in slide.notes
        # An ODP says once what is at the foot of each.
        assert format_ == "odp" or "État au 20/10/2025 à 10 h 00" in slide.text


def test_fifteen_indicators_behind_cost_no_query_each(contract, client):
    counts = []
    for query in ("", "?tout=1"):
        with CaptureQueriesContext(connection) as found:
            client.get(address(contract, f"comite/presentation.odp{query}"))
        counts.append(len(found))
    assert counts[0] <= 35
    assert counts[1] - counts[0] <= 5
