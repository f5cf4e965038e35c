"""The pages of « Mise en place » on each kind of screen, as those of a contract in `test_accessibility.py`."""

from collections.abc import Callable

from playwright.sync_api import Page

from accounts.models import User
from accounts.rights import Role
from tests.browser.test_accessibility import check
from tests.browser.watch import Watch
from tests.factories import assign, make_action, make_contract, make_indicator, make_user

PEOPLE = """nom;prénom;courriel;identifiant;rôle
Roux;Camille;camille.roux@exemple.fr;croux;gestionnaire
Blin;Noé;noe.blin@exemple.fr;nblin;{}
"""


def test_the_setup_of_a_body(page: Page, sign_in: Callable[[User], None], watch: Watch) -> None:
    """Its copy into the next contract, and a file of people that is taken, then refused, with the rest."""
    watch.expect("422")
    contract = make_contract()
    coming = make_contract(contract.body, code="cpg-2098-2099", first_year=2098, last_year=2099)
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, make_indicator(contract, label="Délai"))
    make_indicator(coming, label="Délai")
    make_action(contract, years=(2025,))
    make_indicator(contract)
    base = f"/mise-en-place/{contract.body.code}/"
    grid = f"{contract.code}/attributions/"
    copy = f"{coming.code}/copie/?depuis={contract.code}"
    sign_in(User.objects.create_superuser("racine"))
    problems = check(page, "/mise-en-place/")
    for each in ("", "personnes/", "droits/", grid, f"{grid}?fiche=9", copy):
        problems += check(page, f"{base}{each}", whole=False)
    for role in ("controleur", "chef"):
        page.goto(f"{base}personnes/")
        page.get_by_label("Fichier CSV, XLSX ou ODS").set_input_files(
            {"name": "p.csv", "mimeType": "text/csv", "buffer": PEOPLE.format(role).encode()}
        )
        page.get_by_role("button", name="Lire et montrer").click()
        problems += check(page, page.url, whole=False, is_shown=True)
    assert problems == []
