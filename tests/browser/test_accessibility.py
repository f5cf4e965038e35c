"""Every page, light and dark, wide and narrow: no violation that axe can find, nothing wider than the screen."""

from collections.abc import Callable, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract, Ownership
from dashboards.contracts import drafting
from dashboards.models.scenario import Scenario
from tests.browser.every_page import contract_of_every_page
from tests.browser.helpers import overflow
from tests.browser.kept_rows import KeptRows
from tests.browser.watch import Watch
from tests.factories import (
    assign,
    every_year,
    make_contract,
    make_indicator,
    make_user,
)
from tests.indicators.small_contract import small_contract
from tests.reading.laying_out import Layout, as_odt, blocks_of

type SignIn = Callable[[User], None]

YEAR = localdate().year
PHONE, WINDOWS = 320, (1280, 1024)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Those whose answer another colour can change.
RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Those whose answer another width can change, on a page whose elements are the same.
RULES_OF_PLACES = ["target-size", "scrollable-region-focusable"]
# The answer names what is wrong: all that is right, node by node, takes longer to tell than to find.
ASK_AXE = """async rules => {
    const {violations} = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    return violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 160)}`);
}"""
PAGES = {
    "dashboard": "",
    "dashboard-filtered": "?statut=sous_seuil",
    "contract": "contrat/",
    "map": "plan/",
    "fiche": "fiches/1/",
    "theme": "themes/1/",
    "indicator-ratio": "R1/",
    "indicator-sum": "R2/",
    "indicator-empty": "R3/",
    "passport": "R1/passeport/",
    "passport-past": f"R1/passeport/?au={YEAR - 1}-06-30",
    "supposing": "R1/et-si/",
    "supposing-december": f"R2/et-si/?mois={YEAR - 1}-12",
    "supposing-asked": f"R1/et-si/?mois={YEAR - 1}-06&rythme=95",
    "committee": "comite/",
    "slide-template": "comite/modele/",
    "scenarios": "scenarios/",
    "scenario": "scenarios/1/",
    "scenario-values": f"scenarios/1/valeurs/?annee={YEAR}",
    "scenario-avenant": "scenarios/1/avenant/",
    "scenario-neutralisation": "scenarios/1/neutralisation/",
    "resolutions": "comite/decisions/",
    "resolution": "comite/decisions/1/",
    "committee-index": "comite/indicateurs/?tout=1",
    "committee-december": "comite/decembre/",
    "committee-causes": "comite/causes/",
    "committee-late": "comite/retards/",
    "committee-decisions": "comite/suivi/",
    "committee-indicator": "comite/R2/",
    "paper": "dossier/",
    "month": f"R1/{YEAR - 1}-03/",
    "month-correction": f"R1/{YEAR - 1}-01/",
    "quarters": "arretes/",
    "quarter": f"arretes/{YEAR - 1}T1/",
    "quarter-closed": f"arretes/{YEAR - 1}T2/",
    "quarter-new-version": f"arretes/{YEAR - 1}T2/?preparer=1",
    "comparison": f"arretes/{YEAR - 1}T1/changements/",
    "entry": "saisie/",
    "entry-last-year": f"saisie/?annee={YEAR - 1}&mois=3#R1-{YEAR - 1}-03",
    "submission": f"saisie/soumettre/?annee={YEAR - 1}",
    "month-sheet": f"saisie/mois/{YEAR - 1}-03/",
    "alerts": "alertes/",
    "validation": "validation/",
    "validation-filtered-out": "validation/?fiche=9",
    "completeness": f"completude/?annee={YEAR - 1}",
    "announcements": "annonces/",
    "causes": "ce-qui-a-change/",
    "two-dates": "deux-dates/?avant=n10&montre=tout",
    "past-overview": "?etat_au=n40",
    "completeness-filtered": f"completude/?annee={YEAR - 1}&filtre=sans-preuve",
    "completeness-nothing-found": f"completude/?annee={YEAR - 1}&filtre=renvoyes",
    "journal": "journal/?texte=R1&du=hier",
    "owed": "qui-doit-quoi/",
    "owed-filtered": "qui-doit-quoi/?filtre=valeurs",
    "targets": "cibles/",
    "targets-as-signed": "cibles/?version=0",
    "amend": "cibles/avenant/",
    "decisions": "decisions/",
    "decide-weights": "decisions/poids/",
    "set-credit": "decisions/score-au-seuil/",
    "decide-profile": f"decisions/profil/R2/{YEAR}/",
    "set-base-values": "decisions/reference/R4/",
    "closed-months": "mois-clos/",
    "neutralisations": "neutralisations/",
    "neutralise": "neutralisations/decider/",
    "neutralise-a-year": f"neutralisations/decider/?du={YEAR - 1}-01&au={YEAR - 1}-12&tous=1",
    "month-neutralised": f"R1/{YEAR - 1}-09/",
    "month-closed": f"R1/{YEAR - 1}-12/",
    "month-reopened": f"R1/{YEAR - 1}-11/",
    "month-with-proofs": f"R1/{YEAR - 1}-02/",
    "imports": "import/",
    "sources": "sources/",
    "source": "sources/1/",
    "source-description": "sources/1/description/",
    "reconciliation": "rapprochement/",
    "cnav-upload": "rapprochement/deposer/",
    "difference": f"rapprochement/{YEAR - 1}T4/R1/{YEAR - 1}-12/",
    "commentaries": "commentaires/",
    "write-commentary": f"commentaires/{YEAR - 1}-12/R1/",
    "reviews": "bilans/",
    "review": f"bilans/annuel/{YEAR - 1}-12-31/",
    "review-running": f"bilans/mi-parcours/{YEAR - 1}-12-31/",
    "review-text": f"bilans/annuel/{YEAR - 1}-12-31/textes/synthese/",
    "actions": "engagements/",
    "actions-filtered": "engagements/?etat=en_retard",
    "actions-nothing-found": "engagements/?fiche=9",
    "actions-gantt": "engagements/gantt/",
    "actions-review": "engagements/revue/",
    "actions-validation": "engagements/validation/",
    "actions-validation-filtered-out": "engagements/validation/?fiche=9",
    "actions-import": "engagements/import/",
    "action": "engagements/1/E1A1/",
    "effect": "engagements/1/E1A1/effets/R1/",
    "action-with-deliverables": "engagements/1/E1A2/",
    "follow-up": f"engagements/1/E1A2/1-{YEAR}/",
    "follow-up-proved": f"engagements/1/E1A1/{YEAR - 1}/",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptRows:
    return KeptRows(contract_of_every_page, tmp_path_factory.mktemp("kept"))


@pytest.fixture
def contract(settings: Any, kept: KeptRows) -> Contract:
    settings.STATE_DIR = kept.folder
    return kept.contract()


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe says of the page once its style is there: a click gives back a page that may still be loading."""
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(ASK_AXE, rules)
    return found


def check(page: Page, url: str, *, whole: bool = True, is_shown: bool = False) -> list[str]:
    """What is wrong with a page on each kind of screen. The dark one differs from the light one by its colours. One
    that `is_shown` already, as the answer to a form, is not asked for again.

    Where it is not asked for the whole, a phone is asked what its width can change: what a phone alone shows is the
    frame, which is the same on all pages. Axe takes three quarters of the time of these tests.
    """
    problems = []
    for width, rules, of_colours in (
        (1280, RULES, RULES_OF_COLOURS),
        (PHONE, RULES if whole else RULES_OF_PLACES, RULES_OF_COLOURS if whole else []),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        if not is_shown:
            page.goto(url)
        problems += [f"{url} {width} light: {each}" for each in violations(page, rules)]
        if of_colours:
            page.emulate_media(color_scheme="dark")
            problems += [f"{url} {width} dark: {each}" for each in violations(page, of_colours)]
        problems += [f"{url} {each}" for each in too_wide(page, WINDOWS if width > PHONE else (PHONE,))]
    return problems


def too_wide(page: Page, widths: Sequence[int]) -> list[str]:
    """The same page in windows of these widths, as when a person makes theirs smaller."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if overflow(page) > 0:
            found.append(f"{width}: {overflow(page)} px too wide")
    return found


def person_of_page(name: str, controller: User) -> User:
    """Who answers for an action or began a scenario sees more, or alone."""
    if name == "actions-review":
        owner = Ownership.objects.first().current.owner
        assert owner is not None
        return owner
    return Scenario.objects.get().owner if name.startswith("scenario") else controller


@pytest.mark.parametrize("names", list(batched(PAGES, 8)), ids=lambda names: f"from-{names[0]}")
def test_pages_of_the_contract(
    names: tuple[str, ...], page: Page, contract: Contract, sign_in: SignIn
) -> None:
    """Several pages on one contract, whose set-up costs more than a page; one of them whole on each screen."""
    controller = make_user(Role.CONTROLEUR, contract.body)
    problems = []
    for rank, name in enumerate(names):
        sign_in(person_of_page(name, controller))
        address = f"/{contract.body.code}/{contract.code}/{PAGES[name]}"
        problems += check(page, address, whole=rank == 0)
    assert problems == []


def test_the_review_of_a_document(page: Page, contract: Contract, sign_in: SignIn) -> None:
    administrator = make_user(Role.ADMINISTRATEUR, contract.body)
    draft = drafting.start(
        administrator,
        name="contrat.odt",
        content=as_odt(blocks_of(small_contract(), Layout(annexe={("R1", 2029, "seuil"): "97%"}))),
        body=None,
        body_data=small_contract()["organisme"],
        contract_data=small_contract()["contrat"],
    )
    drafting.read(draft.pk)
    sign_in(administrator)
    address = f"/contrats/documents/{draft.pk}/"
    shown = ("/contrats/documents/", address, f"{address}?fait=R1:cibles", f"{address}?ajouter=action")
    assert [problem for each in shown for problem in check(page, each)] == []


SENT = {
    "asked": f"R1;{YEAR - 1}-03;70;100;;;accueil",
    "new": f"R1;{YEAR - 1}-03;70;100;;\nR1;{YEAR - 1}-04;71;100;;",
    "refused": f"R1;{YEAR - 1}-03;1_000;100;;\nR9;{YEAR - 1}-03;1;2;;\nR1;{YEAR - 1}-04;71;100;;",
}
# A heading that no import knows, about which the person is asked.
ASKED = {"asked": "service", "new": "", "refused": ""}


@pytest.mark.parametrize("name", SENT)
def test_a_file_that_was_sent(
    name: str, page: Page, contract: Contract, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    file = tmp_path / "valeurs du mois.csv"
    file.write_text(
        f"indicateur;mois;numerateur;denominateur;valeur;commentaire;{ASKED[name]}\n{SENT[name]}\n"
    )
    page.goto(f"/{contract.body.code}/{contract.code}/import/")
    page.get_by_label("Fichier CSV, XLSX ou ODS").set_input_files(file)
    page.get_by_role("button", name="Lire et montrer ce qui va changer").click()
    page.wait_for_url("**/import/*/")
    assert check(page, page.url) == []


def test_a_refused_decision_says_so_accessibly(
    page: Page, contract: Contract, sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("409")
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    address = f"/{contract.body.code}/{contract.code}/validation/"
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        key = page.locator("input[form=lot][type=checkbox]").first
        key.evaluate("element => { element.value = element.value.replace(/.$/, '1') }")
        key.check()
        page.get_by_role("button", name="Valider les mois cochés").click()
        expect(page.locator(".erreur")).to_have_count(1)
        page.wait_for_load_state()
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
        assert violations(page) == []
        assert overflow(page) <= 0


def test_an_avenant_that_is_looked_at(page: Page, contract: Contract, sign_in: SignIn, watch: Watch) -> None:
    watch.expect("422")
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/{contract.body.code}/{contract.code}/cibles/avenant/")
        # The second time its draft is there, in an open fiche.
        page.locator("details", has=page.locator("summary", has_text="Fiche 1")).evaluate(
            "element => { element.open = true }"
        )
        page.get_by_label("Date d’effet").fill(f"{YEAR}-07-01")
        page.get_by_label("Source").fill("Avenant du 12 juin")
        page.get_by_label("Motif").fill("Charge nouvelle")
        page.get_by_label(f"Objectif R1 {YEAR}").fill("95")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Enregistrer l’avenant")).to_be_visible()
        assert violations(page) == []
        assert overflow(page) <= 0
        page.get_by_label(f"Objectif R1 {YEAR}").fill("1e5")
        page.keyboard.press("Enter")
        expect(page.locator(".erreur")).to_have_count(1)
        assert violations(page) == []
        assert overflow(page) <= 0


@pytest.mark.parametrize("address", ["/aide/", "/accessibilite/", "/plan/"])
def test_what_anybody_may_read(page: Page, address: str) -> None:
    assert check(page, address) == []


def test_ones_account(page: Page, contract: Contract, sign_in: SignIn) -> None:
    person = make_user(Role.GESTIONNAIRE, contract.body)
    sign_in(person)
    assert check(page, "/compte/") == []
    assert check(page, "/compte/tableau-de-bord/") == []
    assert check(page, f"/personnes/{person.pk}/") == []
    assert check(page, "/compte/securite/") + check(page, "/compte/securite/mot-de-passe/") == []


def test_the_journal_of_security(page: Page, contract: Contract, sign_in: SignIn) -> None:
    sign_in(make_user(Role.ADMINISTRATEUR, contract.body))
    assert check(page, "/journal-de-securite/") + check(page, "/journal-de-securite/?du=hier&texte=x") == []


def test_the_board_with_people_to_nudge(page: Page, contract: Contract, sign_in: SignIn) -> None:
    for username in ("camille", "alex"):
        person = make_user(Role.GESTIONNAIRE, contract.body, username=username)
        User.objects.filter(pk=person.pk).update(email=f"{username}@exemple.invalid")
        assign(person, contract.indicators.get(position=1))
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    address = f"/{contract.body.code}/{contract.code}/qui-doit-quoi/"
    assert check(page, address) == []
    page.locator("summary").evaluate_all("all => all.forEach(each => { each.parentElement.open = true })")
    assert violations(page) == []
    page.get_by_role("button", name="Relancer alex").click()
    expect(page.locator(".messages")).to_contain_text("alex")
    assert violations(page) == []


def test_the_choice_between_contracts(page: Page, contract: Contract, sign_in: SignIn) -> None:
    user = make_user(Role.LECTEUR, contract.body, make_contract().body)
    sign_in(user)
    assert check(page, "/") == []
    assert check(page, f"/{contract.body.code}/{contract.code}/contrat/") == []
    page.locator(".bascule summary").press("Enter")
    expect(page.locator(".bascule ul")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(page.locator(".bascule li a").first).to_be_focused()


@pytest.mark.parametrize("query", ["", f"?mois={YEAR - 1}-06&tri=organisme&sens=desc"])
def test_bodies_side_by_side(query: str, page: Page, contract: Contract, sign_in: SignIn) -> None:
    other = make_contract(first_year=contract.first_year, last_year=contract.last_year)
    make_indicator(other, targets=every_year("80", "90", contract.years), first_year=contract.first_year)
    sign_in(make_user(Role.LECTEUR, contract.body, other.body))
    assert check(page, f"/reseau/{contract.code}/{query}") == []
    page.get_by_role("link", name="Mesurés").click()
    sorted_by = page.get_by_role("columnheader", name="Mesurés")
    expect(sorted_by).to_have_attribute("aria-sort", "descending")


def test_a_page_that_does_not_exist(page: Page, contract: Contract, sign_in: SignIn, watch: Watch) -> None:
    watch.expect("404")
    sign_in(make_user(Role.LECTEUR, contract.body))
    assert check(page, "/rien/du/tout/") == []


def test_the_check_sees_what_is_wrong(page: Page, watch: Watch) -> None:
    page.goto("/connexion/")
    page.evaluate("document.querySelector('label').remove(); document.body.style.width = '3000px'")
    assert any(each.startswith("label") for each in violations(page))
    assert overflow(page) > 0
