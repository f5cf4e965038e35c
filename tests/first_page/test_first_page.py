"""The first page on paper: the figures of the dashboard, on one page; and the choice of getting it by mail."""

import re

import pytest
import time_machine
from django.core.management import call_command
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.rights import Role
from cpg.shared.periods import Month, months_between
from dashboards.actions.late import late_actions
from dashboards.documents.blocks import Figures, Heading, KeyFigure, Note, Table
from dashboards.documents.first_page import first_page
from dashboards.documents.markup import Paragraph
from dashboards.documents.pdf import pdf_bytes
from dashboards.models import PageByMail
from dashboards.overview.forms import OverviewFilters
from dashboards.overview.page import overview
from dashboards.shared.chances import short_chance
from dashboards.shared.fates import Fate
from dashboards.shared.marks import mark_of
from dashboards.shared.period import period_of
from indicators.domain.model import Aggregation
from indicators.jobs import sweep
from tests.alerts.test_watching import indicator_with
from tests.factories import (
    amount,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def in_november_2025():
    with time_machine.travel("2025-11-12T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def followed(contract):
    """Something of each part of the page: statuses that changed, announcements, what is missing, a late action."""
    for values in ([91] * 8 + [90, 60], [82] * 8 + [80, 40], [79] * 8 + [95, 95]):
        indicator_with(contract, values)
    summed = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="ateliers", targets=every_year("80", "96")
    )
    for month in months_between(Month(2023, 1), Month(2025, 10)):
        enter(summed, str(month), amount(7 + month.number % 3), comment="dit")
    silent = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="ateliers", targets=every_year("80", "90")
    )
    enter(silent, "2025-01", amount(3))
    make_indicator(contract)
    make_action(contract, code="E1A1", years=[2024])
    sweep()
    return contract


def document_of(contract, query=""):
    period = period_of(contract, QueryDict(query))
    page = overview(contract, period, OverviewFilters(QueryDict()))
    return first_page(page, late_actions(contract), localdate())


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize("month", ["", "mois=2025-09"])
def test_it_has_the_figures_of_the_dashboard(followed, client, month):
    client.force_login(make_user(Role.DIRECTION, followed.body))
    answer = client.get(f"/{followed.body.code}/{followed.code}/?{month}")
    page = text_of(answer)
    blocks = document_of(followed, month).blocks
    reading = next(each for each in blocks if isinstance(each, Paragraph))
    (figures,) = (each for each in blocks if isinstance(each, Figures))
    score, *counts = figures.figures
    assert {each.detail for each in counts} <= {"Atteint", "Entre seuil et objectif", "Seuil non tenu"}
    sentences = [each for each in re.split(r"(?<=\.) ", plain(reading.text)) if each]
    assert len(sentences) >= 2
    for text in (score.value, score.detail, *sentences):
        assert plain(text).removesuffix(".") in page, text
    for each in counts:
        assert f"{each.detail} {each.value}" in page
    finding, *headings = [plain(each.text) for each in blocks if isinstance(each, Heading)]
    december = answer.context["page"].december
    assert finding in page
    assert headings[:2] == [
        f"Ce qui a changé depuis {'août' if month else 'septembre'} 2025",
        plain(december.title),
    ]
    turns = next(each for each in blocks if isinstance(each, Table) and each.name == "Statuts qui ont changé")
    turned = answer.context["page"].turned.states
    assert turned
    assert [(name.detail, before.text, after.text) for name, before, after in turns.lines] == [
        (each.indicator.code, mark_of(each.compared.status).word, mark_of(each.status).word)
        for each in turned
    ]
    ranked = next(each for each in blocks if isinstance(each, Table) and each.name == december.title)
    played = december.of(Fate.PLAYED)
    assert played
    for row, line in zip(played, ranked.lines, strict=False):
        name, chance, projection, *_ = line
        assert (name.detail, plain(chance.text).lower()) == (
            row.state.indicator.code,
            plain(short_chance(row.chance)),
        )
        assert plain(projection.detail) in page


def test_its_foot_names_the_contract_the_month_and_the_day_of_the_data(followed):
    document = document_of(followed)
    for part in (followed.label, "À fin octobre 2025", "données du 12/11/2025"):
        assert part in plain(document.footer)


def test_a_contract_without_anything_has_a_page_too(contract):
    make_indicator(contract)
    sweep()
    figures = next(each for each in document_of(contract).blocks if isinstance(each, Figures))
    assert figures.figures[0] == KeyFigure("Score du contrat", "—", "Pas encore de score")
    assert pdf_bytes(document_of(contract)).startswith(b"%PDF-")


def test_where_no_objectif_is_set_for_december_it_says_so(contract):
    make_indicator(contract)
    call_command("recompute", verbosity=0)
    texts = [plain(each.text) for each in document_of(contract).blocks if isinstance(each, Note | Paragraph)]
    assert "Aucun objectif n’est fixé pour décembre 2025." in texts
    assert "Sans objectif en décembre : Indicateur 1 (R1)." in texts


def test_of_a_contract_to_come_it_says_when_it_begins_and_no_more(contract):
    make_indicator(contract)
    with time_machine.travel("2022-11-12T10:00:00+01:00"):
        call_command("recompute", verbosity=0)
        (heading,) = document_of(contract).blocks
    assert plain(heading.text) == "Un indicateur sera suivi à partir de janvier 2023."


def test_too_little_measured_is_said_before_what_the_score_may_become(followed):
    for _ in range(6):
        make_indicator(followed, targets=every_year("80", "90"))
    call_command("recompute", verbosity=0)
    blocks = document_of(followed, "mois=2025-10").blocks
    score = next(each for each in blocks if isinstance(each, Figures)).figures[0]
    assert (score.value, score.detail) == ("—", "Mesure insuffisante")
    reading = next(each for each in blocks if isinstance(each, Paragraph))
    assert plain(reading.text).startswith("Entre ")


def test_the_dashboard_links_to_its_file(followed, client):
    client.force_login(make_user(Role.LECTEUR, followed.body))
    home = f"/{followed.body.code}/{followed.code}/"
    assert f'href="{home}tableau-de-bord.pdf?mois=2025-10"' in client.get(home).content.decode()
    answer = client.get(f"{home}tableau-de-bord.pdf?mois=2025-09")
    assert answer["Content-Type"] == "application/pdf"
    assert (
        f"{followed.body.code}-{followed.code}-tableau-de-bord-2025-09.pdf" in answer["Content-Disposition"]
    )
    for part in (b"pdfuaid:part>1<", b"/StructTreeRoot", b"/Lang(fr-FR)"):
        assert part in answer.content
    assert client.get(f"{home}tableau-de-bord.pdf?mois=2035-09").status_code == 404


def test_one_chooses_for_each_contract_that_one_reads(contract, client):
    other, hidden = make_contract(), make_contract()
    user = make_user(Role.LECTEUR, contract.body, other.body)
    client.force_login(user)
    address = "/compte/tableau-de-bord/"
    assert address in client.get("/compte/").content.decode()
    shown = client.get(address).content.decode()
    assert (contract.label in shown, f"c{other.pk}-quand" in shown) == (True, True)
    assert f"c{hidden.pk}-quand" not in shown

    def chosen():
        return {
            (each.contract_id, each.each_month, each.with_alerts)
            for each in PageByMail.objects.filter(user=user)
        }

    client.post(
        address,
        {
            f"c{contract.pk}-quand": ["mois", "alerte"],
            f"c{other.pk}-quand": "alerte",
            f"c{hidden.pk}-quand": "mois",
        },
    )
    assert chosen() == {(contract.pk, True, True), (other.pk, False, True)}
    assert client.get(address).content.decode().count(" checked") == 3
    assert client.post(address, {f"c{contract.pk}-quand": "parfois"}).status_code == 422
    client.post(address, {f"c{contract.pk}-quand": "mois"})
    assert chosen() == {(contract.pk, True, False)}
