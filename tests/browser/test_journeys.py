"""What people come for: a manager enters a month and sees attainment change, a director takes the quarter's file."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.models import Indicator, MonthlyActual
from tests.browser.helpers import tab_to
from tests.browser.watch import Watch
from tests.factories import (
    PASSWORD,
    assign,
    enter,
    every_year,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

type SignIn = Callable[[User], None]

LAST_MONTH = Month.of(localdate()).plus(-1)
LAST_MONTH_NAME = french.month_name(LAST_MONTH.year, LAST_MONTH.number)
YEARS = range(LAST_MONTH.year - 1, LAST_MONTH.year + 2)


@pytest.fixture
def contract() -> Contract:
    contract = make_contract(first_year=YEARS[0], last_year=YEARS[-1])
    ratio = make_indicator(contract, targets=every_year("80", "90", YEARS), first_year=YEARS[0])
    enter(ratio, str(LAST_MONTH.plus(-12)), pair(81, 100))
    make_indicator(
        contract,
        aggregation=Aggregation.SOMME,
        unit="rendez-vous",
        decimals=0,
        targets=every_year("1000", "1200", YEARS),
        first_year=YEARS[0],
    )
    return contract


@pytest.fixture
def manager(contract: Contract) -> User:
    user = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    assign(user, Indicator.objects.get(contract=contract, code="R1"))
    return user


def address(contract: Contract, rest: str = "") -> str:
    return f"/{contract.body.code}/{contract.code}/{rest}"


def wait_for_the_recompute(page: Page) -> None:
    """Where a worker computes, reload until the page, which must be there as a whole, no longer says that figures are
    late.
    """
    for _ in range(120):
        page.wait_for_load_state()
        if not page.get_by_text("calcul en attente", exact=False).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    pytest.fail("attainment never followed")


def shown_month(page: Page) -> Locator:
    return page.locator(".m-valeur.ici")


def test_a_manager_enters_a_month_and_sees_attainment_change(
    page: Page, contract: Contract, manager: User
) -> None:
    page.goto("/")
    page.get_by_label("Identifiant").fill("camille")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile(re.escape(address(contract, "qui-doit-quoi/")) + "$"))

    page.get_by_role("link", name="Indicateur 1").first.click()
    page.goto(address(contract, f"R1/?mois={LAST_MONTH}"))
    name = re.compile(f"{LAST_MONTH_NAME}, non renseigné, .* : saisir ou corriger")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Saisir {LAST_MONTH_NAME}")
    page.get_by_label("Cas traités à temps").fill("1 860")
    page.get_by_label("Cas traités", exact=True).fill("2 000")
    page.get_by_label("Commentaire").fill("Reprise du stock")
    page.get_by_role("button", name=f"Enregistrer {LAST_MONTH_NAME}").click()

    expect(page.locator(".messages .avis").first).to_contain_text("Valeur enregistrée")
    wait_for_the_recompute(page)
    expect(shown_month(page)).to_have_text("93,00")
    # Until its day has come, the page by itself shows the month before.
    page.goto(address(contract, f"?mois={LAST_MONTH}"))
    # What December will be and the year month by month name it too.
    row = page.locator('section[aria-labelledby="ind"]').get_by_role("row", name=re.compile("Indicateur 1"))
    expect(row.first).to_contain_text(f"93,00{french.NO_BREAK}%")


def test_a_correction_asks_why_and_both_values_stay(
    page: Page, contract: Contract, manager: User, sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("422")
    enter(
        Indicator.objects.get(contract=contract, code="R1"),
        str(LAST_MONTH),
        pair(70, 100),
        actor=make_user(Role.CONTROLEUR, contract.body, username="dominique"),
        comment="provisoire",
    )
    sign_in(manager)
    page.goto(address(contract, f"R1/{LAST_MONTH}/"))
    page.get_by_label("Cas traités à temps").fill("12 34")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est enregistré.")
    expect(page.get_by_label("Cas traités à temps")).to_have_value("12 34")
    expect(page.locator("p.erreur").get_by_text("Ce n’est pas un nombre")).to_be_visible()
    page.get_by_label("Cas traités à temps").fill("90")
    page.get_by_label("Motif de la correction").fill("chiffres inversés")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.locator(".avis").first).to_contain_text("Valeur enregistrée")
    actual = MonthlyActual.objects.select_related("current").get(month=LAST_MONTH.first_day)
    assert (actual.current.version, actual.current.fact) == (2, pair(90, 100))
    expect(page.get_by_text("chiffres inversés")).to_be_visible()


def test_two_people_on_one_month_and_nothing_is_lost(
    page: Page, contract: Contract, manager: User, sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("409")
    sign_in(manager)
    page.goto(address(contract, f"R1/{LAST_MONTH}/"))
    page.get_by_label("Cas traités à temps").fill("95")
    page.get_by_label("Cas traités", exact=True).fill("100")
    other = make_user(Role.CONTROLEUR, contract.body, username="dominique")
    enter(
        Indicator.objects.get(contract=contract, code="R1"),
        str(LAST_MONTH),
        pair(70, 100),
        actor=other,
        comment="provisoire",
    )
    page.get_by_role("button", name=f"Enregistrer {LAST_MONTH_NAME}").click()
    expect(page.get_by_role("alert")).to_contain_text("Une autre personne a enregistré 70 sur 100")
    expect(page.get_by_role("alert")).to_contain_text("dominique")
    expect(page.get_by_label("Cas traités à temps")).to_have_value("95")
    page.get_by_label("Motif de la correction").fill("relevé définitif")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(shown_month(page)).to_have_text("95,00")


def test_a_director_downloads_the_quarter(
    page: Page, contract: Contract, sign_in: SignIn, tmp_path: Path
) -> None:
    indicator = Indicator.objects.get(contract=contract, code="R1")
    enter(indicator, f"{YEARS[0]}-04", pair("1234", "1500"))
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(address(contract))
    page.get_by_role("link", name="Arrêtés trimestriels").click()
    page.get_by_role("link", name=f"2e trimestre {YEARS[0]}", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV pour tableur").first.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"{contract.body.code}-{YEARS[0]}T2.excel-fr.csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row["indicateur"] for row in rows] == ["R1", "R2"]
    assert rows[0]["valeur_trimestre"] == "82,27"
    assert rows[0]["arrete_au"] == f"{YEARS[0]}-06-01"


def test_the_interactive_chart_opens_under_the_policy(
    page: Page, contract: Contract, manager: User, sign_in: SignIn
) -> None:
    sign_in(manager)
    page.goto(address(contract, "R1/"))
    expect(page.locator(".graphe svg[role=img]").first).to_be_visible()
    page.get_by_role("button", name="Explorer le graphique, mois par mois").click()
    expect(page.locator("[data-chart-canvas] .main-svg").first).to_be_visible()
    expect(page.locator("[data-chart-fallback]")).to_be_hidden()
    expect(page.get_by_text("Le graphique interactif n’a pas pu se charger")).to_be_hidden()


def test_a_month_is_entered_with_the_keyboard_alone(page: Page, contract: Contract, manager: User) -> None:
    page.goto("/connexion/")
    expect(page.get_by_label("Identifiant")).to_be_focused()
    page.keyboard.type("camille")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address(contract, "qui-doit-quoi/")) + "$"))
    page.wait_for_load_state()
    tab_to(page, page.get_by_role("link", name="Tableau de bord"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address(contract)) + "$"))

    # The address is there before the page: a key that is pressed meanwhile goes nowhere.
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Indicateur 1").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/R1/"))
    tab_to(page, page.get_by_role("link", name=re.compile(f"{LAST_MONTH_NAME}, .*saisir ou corriger")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{LAST_MONTH}/"))
    tab_to(page, page.get_by_label("Cas traités à temps"))
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    expect(page.locator(".avis").first).to_contain_text("Valeur enregistrée")
    assert MonthlyActual.objects.get(month=LAST_MONTH.first_day).current.fact == pair(45, 50)


def test_a_long_file_is_looked_at_then_followed_until_it_is_written(
    page: Page, contract: Contract, sign_in: SignIn, tmp_path: Path
) -> None:
    """More values than are written at once: where a worker writes them, the page follows it by itself."""
    for number in range(3, 33):
        make_indicator(
            contract, code=f"R{number}", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
            first_year=YEARS[0],
        )  # fmt: skip
    months = [Month(YEARS[0], number) for number in range(1, 13)]
    rows = [f"R{number};{month};{number}" for number in range(3, 33) for month in months]
    file = tmp_path / "année.csv"
    file.write_text("\n".join(["indicateur;mois;valeur", *rows]))
    sign_in(make_user(Role.CONTROLEUR, contract.body, username="dominique"))
    page.goto(address(contract))
    page.get_by_role("link", name="Saisie", exact=True).click()
    page.get_by_role("link", name="Importer un fichier").click()
    page.get_by_label("Fichier CSV, XLSX ou ODS").set_input_files(file)
    page.get_by_role("button", name="Lire et montrer ce qui va changer").click()
    page.get_by_role("button", name=f"Écrire {len(rows)} valeurs").click()
    expect(page.get_by_text(f"{len(rows)} valeurs sont écrites")).to_be_visible(timeout=90_000)
    assert MonthlyActual.objects.filter(indicator__code="R32").count() == len(months)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Télécharger le compte rendu").click()
    written = downloading.value.path().read_text("utf-8-sig").splitlines()
    assert len(written) == len(rows) + 1


def test_a_proof_is_attached_read_by_another_and_withdrawn(
    page: Page, contract: Contract, manager: User, sign_in: SignIn, tmp_path: Path, settings: Any
) -> None:
    settings.STATE_DIR = tmp_path / "state"
    file = tmp_path / "relevé.pdf"
    file.write_bytes(b"%PDF-1.7")
    sign_in(manager)
    page.goto(address(contract, f"R1/{LAST_MONTH}/"))
    page.get_by_label("Cas traités à temps").fill("95")
    page.get_by_label("Fichier", exact=True).set_input_files(file)
    page.get_by_role("button", name="Joindre seulement la preuve").click()
    expect(page.get_by_text("Preuve jointe")).to_be_visible()
    expect(page.get_by_label("Cas traités à temps")).to_have_value("95")
    sign_in(make_user(Role.LECTEUR, contract.body))
    page.goto(address(contract, "R1/"))
    with page.expect_download() as downloading:
        page.get_by_role("link", name="relevé.pdf").click()
    assert downloading.value.suggested_filename == "relevé.pdf"
    assert downloading.value.path().read_bytes() == b"%PDF-1.7"
    sign_in(manager)
    page.goto(address(contract, f"R1/{LAST_MONTH}/"))
    page.locator("summary", has_text="Retirer").click()
    page.get_by_label("Motif du retrait").fill("mauvais mois")
    page.get_by_role("button", name="Retirer cette preuve").click()
    expect(page.get_by_text("retirée par camille")).to_be_visible()
