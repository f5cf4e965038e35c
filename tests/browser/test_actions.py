"""Actions from their owner to the controller, without a mouse; and two people on the same one, both heard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.state import State
from commitments.models import Action, Contract, FollowUp, FollowUpRevision, Origin, Proof
from commitments.recording import Update, update_many
from tests.browser.helpers import overflow, tab_to
from tests.browser.watch import Watch
from tests.factories import make_action, make_contract, make_user, planned

type SignIn = Callable[[User], None]

YEAR = localdate().year


@pytest.fixture
def contract(settings: Any, tmp_path: Path) -> Contract:
    settings.STATE_DIR = tmp_path
    return make_contract(first_year=YEAR - 1, last_year=YEAR + 1)


@pytest.fixture
def owner(contract: Contract) -> User:
    return make_user(Role.GESTIONNAIRE, contract.body, username="camille")


@pytest.fixture
def controller(contract: Contract) -> User:
    return make_user(Role.CONTROLEUR, contract.body, username="dominique")


@pytest.fixture
def action(contract: Contract, owner: User) -> Action:
    """Late from last year, and planned in this one."""
    return make_action(contract, years=(YEAR - 1, YEAR), owner=owner)


@pytest.fixture
def address(contract: Contract) -> str:
    return f"/{contract.body.code}/{contract.code}/engagements/"


def standing(action: Action, year: int) -> FollowUpRevision:
    return FollowUp.objects.get(planned=planned(action, year)).current


def choose(page: Page, field: Locator, file: Path) -> None:
    """The window in which the system asks for a file is not the page's, and does not always open without a screen."""
    tab_to(page, field)
    field.set_input_files(file)


def test_an_owner_proves_and_submits_the_quarter_with_the_keyboard_alone(
    page: Page, watch: Watch, address: str, action: Action, owner: User, sign_in: SignIn, tmp_path: Path
) -> None:
    proof = tmp_path / "bilan.txt"
    proof.write_text("Bilan de l’année", encoding="utf-8")
    watch.expect("422")
    sign_in(owner)
    page.goto(address)
    tab_to(page, page.get_by_role("link", name="Ma revue trimestrielle"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deux échéances attendent votre revue")

    late = page.locator(f"[id='1-E1A1-{YEAR - 1}']")
    tab_to(page, late.get_by_label("État"))
    # One letter of the list, which no other choice begins with: after a second without one the browser begins anew.
    page.keyboard.type("R")
    tab_to(page, late.locator("summary"))
    page.keyboard.press("Enter")
    assert overflow(page) <= 0
    choose(page, late.get_by_label("Fichier"), proof)
    current = page.locator(f"[id='1-E1A1-{YEAR}']")
    tab_to(page, current.get_by_label("Avancement"))
    page.keyboard.type("40")
    tab_to(page, page.get_by_role("button", name="Enregistrer et soumettre la revue"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Rien n’est enregistré.")
    expect(late).to_contain_text("Choisissez ce fichier à nouveau")
    choose(page, late.get_by_label("Fichier"), proof)
    tab_to(page, current.get_by_label("État"))
    page.keyboard.type("E")
    tab_to(page, page.get_by_role("button", name="Enregistrer et soumettre la revue"))
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("Deux échéances soumises.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre revue du trimestre est soumise")
    assert [standing(action, year).state for year in (YEAR - 1, YEAR)] == [State.SOUMIS, State.SOUMIS]
    assert (standing(action, YEAR - 1).progress, standing(action, YEAR).progress) == (100, 40)
    assert Proof.objects.get().name == "bilan.txt"


def test_a_controller_validates_one_and_returns_one_with_the_keyboard_alone(
    page: Page,
    contract: Contract,
    address: str,
    action: Action,
    owner: User,
    controller: User,
    sign_in: SignIn,
) -> None:
    updates = [Update(planned(action, year), Declared.EN_COURS, 40) for year in (YEAR - 1, YEAR)]
    update_many(contract=contract, updates=updates, actor=owner, origin=Origin.FORM, hands_over=True)
    sign_in(controller)
    page.goto(f"{address}validation/")
    tab_to(page, page.get_by_role("button", name=f"Valider F1-E1A1, {YEAR - 1}"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Une échéance validée.")
    tab_to(page, page.locator("summary", has_text=f"Renvoyer… F1-E1A1, {YEAR}"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Joignez le compte rendu")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Une échéance renvoyée, avec votre motif.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aucune action n’attend de validation")
    assert standing(action, YEAR - 1).state == State.VALIDE
    returned = standing(action, YEAR)
    assert (returned.state, returned.returned_because) == (State.RETOURNE, "Joignez le compte rendu")
    sign_in(owner)
    page.goto(f"{address}revue/")
    expect(page.locator(f"[id='1-E1A1-{YEAR}']")).to_contain_text("Joignez le compte rendu")


def test_the_second_of_two_people_is_told_sees_the_other_s_value_and_chooses(
    page: Page, watch: Watch, address: str, action: Action, owner: User, controller: User, sign_in: SignIn
) -> None:
    sign_in(owner)
    page.goto(f"{address}1/E1A1/{YEAR}/")
    page.get_by_label("État").select_option("En cours")
    page.get_by_label("Avancement").fill("30")
    page.get_by_label("Commentaire").fill("Ce que j’ai vu")
    other = Client()
    other.force_login(controller)
    typed = {"etat": "en_cours", "avancement": "70", "commentaire": "Vu sur place", "version": "0"}
    assert other.post(f"{address}1/E1A1/{YEAR}/", typed).status_code == 302

    watch.expect("409")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Dominique a écrit entre-temps")
    expect(told).to_contain_text("70")
    expect(told).to_contain_text("Vu sur place")
    expect(page.get_by_label("Avancement")).to_have_value("30")
    expect(page.get_by_label("Commentaire")).to_have_value("Ce que j’ai vu")
    assert standing(action, YEAR).progress == 70

    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("enregistré")
    assert (standing(action, YEAR).progress, standing(action, YEAR).comment) == (30, "Ce que j’ai vu")
    expect(page.locator(".journal")).to_contain_text("Vu sur place")


def test_on_paper_names_stay_and_what_one_presses_does_not(
    page: Page,
    contract: Contract,
    address: str,
    action: Action,
    owner: User,
    controller: User,
    sign_in: SignIn,
) -> None:
    updates = [Update(planned(action, YEAR), Declared.EN_COURS, 40)]
    update_many(contract=contract, updates=updates, actor=owner, origin=Origin.FORM, hands_over=True)
    sign_in(controller)
    page.emulate_media(media="print")
    page.goto(f"{address}validation/")
    expect(page.get_by_role("link", name="F1-E1A1", exact=True)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    page.goto(f"{address}gantt/")
    expect(page.get_by_role("heading", name="Fiche 1")).to_be_visible()
    expect(page.get_by_text("Première fiche", exact=True)).to_be_visible()
    expect(page.get_by_text("La même chose en tableau")).to_be_hidden()
    page.goto(f"{address}1/E1A1/")
    for name in ("Lier à un indicateur", "Responsable", "Suppléance"):
        expect(page.get_by_label(name, exact=True)).to_be_hidden()
