"""A commentary is on every page, in every file and mail that uses it, as it was known for each."""

import re
from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin, lock_contract, open_change
from cpg.shared.periods import Month
from dashboards.actions.late import late_actions
from dashboards.alerts.letters import News, monthly_text
from dashboards.commentary.numbers import plain
from dashboards.documents.blocks import Lead, Note
from dashboards.documents.composing import document_of
from dashboards.documents.dossier.composing import dossier_document
from dashboards.documents.facts import facts_of
from dashboards.documents.first_page import first_page
from dashboards.documents.markup import Paragraph
from dashboards.models.closing import QuarterClosing
from dashboards.models.review import ReviewKind
from dashboards.overview.forms import OverviewFilters
from dashboards.overview.page import Situation, overview
from dashboards.quarters import dossier
from dashboards.reviews.acts import open_review
from dashboards.shared.period import period_of
from dashboards.shared.reads import indicator_states
from indicators.recording import put
from tests.commentary.commented import SEPTEMBER, TODAY, make_commented, write
from tests.factories import amount, make_user
from tests.pages import text_of
from tests.slides.reading import read_odp, read_pptx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]

OF_CONTRACT = "Le contrat tient son score de 50,00 % à la rentrée."
OF_THEME = "Le premier thème tient 50,00 % comme prévu."
OF_R2 = "Le second indicateur reste à 72,00 % malgré le renfort."


@pytest.fixture(scope="module")
def contract(rows_of_module):
    """What is written, and nothing of R1."""
    with time_machine.travel(TODAY):
        contract = make_commented()
        for key, text in (("contrat", OF_CONTRACT), ("theme-1", OF_THEME), ("R2", OF_R2)):
            write(contract, key, text)
    return contract


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY):
        yield


def correct(contract, value=71):
    """A figure that a text cites is no longer what it was."""
    put(
        indicator=contract.indicators.get(code="R2"),
        month=SEPTEMBER,
        fact=amount(value),
        expected_version=1,
        actor=None,
        origin=Origin.COMMAND,
        reason="erreur de report",
    )


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("", OF_CONTRACT),
        ("comite/situation/", OF_CONTRACT),
        ("comite/R2/", OF_R2),
        ("comite/imprimer/", OF_CONTRACT),
        ("dossier/", OF_CONTRACT),
        ("dossier/", OF_R2),
        ("themes/1/", OF_THEME),
        ("R2/", OF_R2),
        ("R1/", "l’indicateur atteint son objectif à date"),
    ],
)
def test_a_text_is_on_the_pages_that_use_it(client, contract, address, text):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    assert text in text_of(client.get(f"{contract.get_absolute_url()}{address}?mois=2025-09"))
    assert text not in text_of(client.get(f"{contract.get_absolute_url()}{address}?mois=2025-08"))


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "read"), [("pptx", read_pptx), ("odp", read_odp)])
def test_a_slide_has_the_text_of_its_screen(client, contract, name, read):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    long = f"{OF_CONTRACT} Le reste du texte est long. {'Encore une phrase de plus. ' * 20}Il finit ici."
    write(contract, "contrat", long, 1)
    correct(contract)
    base = f"{contract.get_absolute_url()}comite/"
    slides = read(client.get(f"{base}presentation.{name}?mois=2025-09&tout=1").content)
    for key, begins in (("situation", OF_CONTRACT), ("R2", OF_R2)):
        (slide,) = [
            each for each in slides[1:] if f"/comite/{key}/" in each.notes and "suite" not in each.title
        ]
        shown, said = text_of(client.get(f"{base}{key}/?mois=2025-09")), plain(slide.text)
        assert begins in said
        assert begins in shown
        is_changed = "la valeur : 72,00 % à l’écriture, 71,00 % aujourd’hui"
        assert (is_changed in said) is (is_changed in shown) is (key == "R2")
    (slide,) = [
        each for each in slides[1:] if "/comite/situation/" in each.notes and "suite" not in each.title
    ]
    (beginning,) = re.findall(r"Le contrat tient son score[^…]*…", plain(slide.text))
    assert beginning in text_of(client.get(f"{base}situation/?mois=2025-09"))
    assert "Il finit ici." in plain(slide.notes)


def texts_of(document):
    return [plain(each.text) for each in document.blocks if isinstance(each, Paragraph | Lead | Note)]


def closing_now(contract):
    """A closing without its files: what it knew is all that its dossier is made of."""
    change = open_change(lock_contract(contract.pk), actor=None, origin=Origin.COMMAND, verb="close_quarter")
    return QuarterClosing.objects.create(contract=contract, year=2025, quarter=3, version=1, change=change)


def dossier_of(closing):
    facts = dossier._facts(closing, dossier._known(closing), b"", None)
    return texts_of(dossier_document(facts))


def test_the_dossier_has_the_texts_that_its_closing_knew(contract):
    closing = closing_now(contract)
    before = dossier_of(closing)
    assert {OF_CONTRACT, OF_THEME, OF_R2} <= set(before)
    assert "L’indicateur s’améliore depuis fin juin 2025, où il était à 91,00 %." in " ".join(before)
    write(contract, "R2", "Un autre texte.", 1)
    correct(contract)
    assert dossier_of(closing) == before


def test_a_dossier_tells_which_figures_changed_since_its_text_was_written(contract):
    correct(contract)
    told = " ".join(dossier_of(closing_now(contract)))
    assert "Des chiffres ont changé depuis que ce texte est écrit" in told
    assert "la valeur : 72,00 % à l’écriture, 71,00 % aujourd’hui" in told


def test_a_review_has_the_texts_of_its_month_as_known_on_its_day(contract):
    day = date(2025, 11, 20)
    with time_machine.travel("2025-11-22"):
        review = open_review(
            contract=contract, kind=ReviewKind.MIDTERM, day=day, actor=None, origin=Origin.COMMAND
        )
        facts = facts_of(review, 0)
        told = texts_of(document_of(facts))
    written = {OF_CONTRACT, OF_THEME, OF_R2}
    assert (written <= set(told)) is (facts.scope.month == SEPTEMBER)
    if facts.scope.month != SEPTEMBER:
        assert any("Le score du thème" in each or "du thème" in each for each in told)


def test_the_page_as_a_file_and_the_mail_have_the_text_of_the_contract(contract):
    period = period_of(contract, {"mois": "2025-09"})
    page = overview(contract, period, OverviewFilters({}))
    assert OF_CONTRACT in texts_of(first_page(page, late_actions(contract), date(2025, 10, 20)))
    assert OF_CONTRACT in mail(contract, period)


def mail(contract, period):
    states = indicator_states(contract, period.month, period.compared)
    news = News(contract, Month(2025, 9), Situation(contract, period, states), late_actions(contract), ())
    return plain(monthly_text(news, (), has_page=False))


def test_a_mail_leaves_out_a_text_whose_figures_changed(contract):
    write(contract, "contrat", "Le second est à 72,00 %, R2.", 1)
    correct(contract, 79)
    call_command("recompute", verbosity=0)
    assert "Le commentaire du contrôle de gestion" not in mail(
        contract, period_of(contract, {"mois": "2025-09"})
    )
