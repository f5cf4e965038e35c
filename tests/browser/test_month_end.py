"""The end of a quarter, from nothing entered to its dossier downloaded: 30 indicators, three managers, one controller.

Clicks and keys are counted, by person. The figures are the demonstration's: plausible, some of them unusual.
"""

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings as project_settings
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month, Quarter
from dashboards.models import QuarterClosing
from indicators.demo.facts import Sketch, facts_of
from indicators.demo.loading import load_first_contract
from indicators.domain.model import Pair
from indicators.models import MonthlyActual
from indicators.selectors import known
from tests.browser.hand import Hand
from tests.browser.test_entry import CLIPBOARD
from tests.factories import assign, make_user

type SignIn = Callable[[User], None]
type Texts = dict[str, str]

QUARTER = Quarter(2023, 1)
FICHES = {"camille": range(1, 5), "dominique": range(5, 7), "sacha": range(7, 10)}
# Never received: waived with a reason.
MISSING = "R19/2023-03"
RETURNED = ("R14", "février 2023")
REASON = "le dénominateur est celui de janvier"
CLOSING_MILLISECONDS = 120_000
# What docs/cloture.md says: a screen that asks for one more is slower for everybody, each month.
CLICKS = {"camille": 13, "dominique": 14, "sacha": 10, "claude": 27}
KEYS_AT_MOST = 420


@pytest.fixture
def contract() -> Contract:
    load_first_contract(project_settings.CONTRACT_FILE)
    contract = Contract.objects.get()
    for name, fiches in FICHES.items():
        manager = make_user(Role.GESTIONNAIRE, contract.body, username=name)
        for indicator in contract.indicators.filter(fiche__position__in=fiches):
            assign(manager, indicator)
    make_user(Role.CONTROLEUR, contract.body, username="claude")
    return contract


def written(number: object) -> str:
    return str(number).replace(".", ",")


@pytest.fixture
def figures(contract: Contract) -> Texts:
    """What is to be typed in each field of the grid, by its name."""
    indicators = list(contract.indicators.with_definition())
    knowledge = known(indicators)
    texts: Texts = {}
    for indicator in indicators:
        series = knowledge[indicator.pk].series
        sketch = Sketch(indicator.code, indicator.position, series, indicator.defined.entry_decimals)
        for month, fact in facts_of(sketch, QUARTER.months[-1]):
            key = f"{indicator.code}/{month}"
            if key == MISSING:
                continue
            if isinstance(fact, Pair):
                texts[f"{key}/numerator"] = written(fact.numerator)
                texts[f"{key}/denominator"] = written(fact.denominator)
            else:
                texts[f"{key}/value"] = written(fact.value)
    return texts


def open_grid(hand: Hand) -> None:
    """From the home page to the year of the quarter."""
    hand.page.goto("/")
    hand.click(hand.page.get_by_role("link", name="Saisie", exact=True))
    hand.choose(hand.page.get_by_label("Exercice"), "2023")
    hand.click(hand.page.get_by_role("button", name="Afficher"))
    hand.page.wait_for_url("**annee=2023**")
    expect(hand.page.locator("#saisie[data-ready]")).to_have_count(1)


def is_saved(page: Page) -> None:
    expect(page.locator("#bilan")).not_to_contain_text(re.compile("en cours|pas enregistré"), timeout=60_000)


def type_into_the_grid(hand: Hand, figures: Texts) -> None:
    """Month by month, down the column."""
    open_grid(hand)
    for month in QUARTER.months:
        column = hand.page.locator(f'input[data-part][name*="/{month}/"]:not([readonly])')
        hand.click(column.first)
        for _ in range(column.count()):
            name = hand.page.evaluate("document.activeElement.name")
            if name in figures and f"/{month}/" in name:
                hand.write(figures[name])
            hand.press("Enter")
    is_saved(hand.page)


def paste_into_the_grid(hand: Hand, figures: Texts) -> None:
    """As the grid lies: a row for each field, a column for each month."""
    open_grid(hand)
    first = hand.page.locator('input[data-part][name*="/2023-01/"]')
    rows = [str(field.get_attribute("name")) for field in first.all()]
    lines = [
        [figures.get(name.replace("2023-01", str(month)), "") for month in QUARTER.months] for name in rows
    ]
    hand.page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(map("\t".join, lines)))
    hand.click(first.first)
    hand.press("Control+V")
    is_saved(hand.page)


def import_a_file(hand: Hand, figures: Texts) -> None:
    """Its page leads on to the recap."""
    page = hand.page
    page.goto("/")
    hand.click(page.get_by_role("link", name="Saisie", exact=True))
    hand.click(page.get_by_role("link", name="Importer un fichier"))
    lines = ["indicateur;mois;numerateur;denominateur;valeur"]
    for key in sorted({name.rpartition("/")[0] for name in figures}):
        texts = [figures.get(f"{key}/{part}", "") for part in ("numerator", "denominator", "value")]
        lines.append(";".join([*key.split("/"), *texts]))
    hand.choose_file(page.get_by_label("Fichier CSV"), "janvier-mars.csv", "\n".join(lines))
    hand.click(page.get_by_role("button", name="Lire et montrer ce qui va changer"))
    hand.click(page.get_by_role("button", name=re.compile(r"Écrire \d+ valeurs")))
    hand.click(page.get_by_role("link", name="Relire et soumettre"))


def to_the_recap(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("button", name="Soumettre les valeurs cochées"))


def submit(hand: Hand) -> None:
    """In the recap: explain and tick each row that was kept back."""
    page = hand.page
    page.wait_for_url("**/saisie/soumettre/**")
    for row in page.locator("li.recap-mois.retenu").all():
        hand.click(row.locator("textarea"))
        hand.write("grève de janvier, rattrapée")
        hand.click(row.get_by_role("checkbox"))
    hand.click(page.get_by_role("button", name="Soumettre les mois cochés"))
    expect(page.locator(".messages")).to_contain_text("soumis")


def change_what_was_returned(hand: Hand) -> None:
    """From the list of what one has to do to the month, changed and submitted again."""
    page = hand.page
    page.goto("/")
    code, month = RETURNED
    hand.click(page.locator("h3", has_text=code).get_by_role("link", name=re.compile(month)))
    expect(page.get_by_text(f"Ce mois vous est renvoyé\u00a0: «\u00a0{REASON}\u00a0»")).to_be_visible()
    hand.click(page.locator("[name=numerator]"))
    hand.press("Control+A")
    hand.write("1420")
    hand.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Valeur enregistrée")
    hand.click(page.get_by_role("button", name=f"Soumettre {RETURNED[1]}"))
    expect(page.locator(".messages")).to_contain_text("soumis")


def open_the_queue(hand: Hand) -> None:
    hand.page.goto("/")
    hand.click(hand.page.get_by_role("link", name=re.compile("^Validation")))


def return_one(hand: Hand) -> None:
    page = hand.page
    row = page.locator("li.mois-attendu", has_text=RETURNED[0]).filter(has_text=RETURNED[1].split()[0])
    hand.click(row.locator("summary"))
    hand.click(row.get_by_label("Motif du renvoi"))
    hand.write(REASON)
    hand.click(row.get_by_role("button", name="Renvoyer avec ce motif"))
    expect(page.locator(".messages")).to_contain_text("renvoyé")


def validate_all(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("link", name="Tout cocher"))
    hand.click(hand.page.get_by_role("button", name="Valider les mois cochés"))
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Aucun mois n’attend de validation")


def waive_what_is_missing(hand: Hand) -> None:
    row = hand.page.get_by_role("row", name="1 valeur manque")
    hand.click(row.locator("summary", has_text="Lever avec un motif"))
    hand.click(row.get_by_role("checkbox"))
    hand.click(row.get_by_label("Pourquoi"))
    hand.write("jamais reçu")
    hand.click(row.get_by_role("button", name="Lever ce qui est coché"))
    expect(row).to_contain_text("«\u00a0jamais reçu\u00a0»")


def read_each_fiche(hand: Hand) -> None:
    """After each, the next one follows on the screen."""
    page = hand.page
    for fiche in range(1, 10):
        button = page.get_by_role("button", name=re.compile(f"^J’ai lu .* de la fiche {fiche}$"))
        hand.click(button)
        expect(button).to_have_count(0)
        expect(page.locator(f"#fiche-{fiche}")).to_be_in_viewport()


def close(hand: Hand) -> None:
    page = hand.page
    hand.click(page.get_by_role("checkbox", name="J’ai relu les trente lignes"))
    hand.click(page.get_by_role("button", name="Clore le 1er trimestre"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("est clos", timeout=CLOSING_MILLISECONDS)


def take_the_dossier(hand: Hand, folder: Path) -> set[str]:
    """The names of the files in the one download."""
    with hand.page.expect_download() as waiting:
        hand.click(hand.page.get_by_role("link", name="Tout télécharger"))
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return set(ZipFile(file).namelist())


def test_from_nothing_entered_to_the_dossier(
    page: Page, contract: Contract, figures: Texts, sign_in: SignIn, tmp_path: Path
) -> None:
    page.context.grant_permissions(CLIPBOARD)
    people = {user.username: user for user in User.objects.all()}
    hands = {name: Hand(page) for name in people}
    fiches = dict(contract.indicators.values_list("code", "fiche__position"))

    def take_over(name: str) -> Hand:
        sign_in(people[name])
        return hands[name]

    for name, enter in WAYS.items():
        hand = take_over(name)
        enter(hand, {key: text for key, text in figures.items() if fiches[key.split("/")[0]] in FICHES[name]})
        if enter is not import_a_file:
            to_the_recap(hand)
        submit(hand)
    claude = take_over("claude")
    open_the_queue(claude)
    return_one(claude)
    validate_all(claude)
    change_what_was_returned(take_over("dominique"))
    open_the_queue(take_over("claude"))
    validate_all(claude)
    claude.click(page.get_by_role("link", name="Clore un trimestre"))
    claude.click(page.get_by_role("link", name="1er trimestre 2023", exact=True))
    waive_what_is_missing(claude)
    read_each_fiche(claude)
    close(claude)
    names = take_the_dossier(claude, tmp_path)

    entered = {key.rpartition("/")[0] for key in figures}
    rows = MonthlyActual.objects.select_related("indicator", "current")
    assert {f"{row.indicator.code}/{Month.of(row.month)}" for row in rows} == entered
    assert {row.current.state for row in rows} == {State.VALIDE}
    closing = QuarterClosing.objects.get()
    assert (closing.readings.count(), [each.reason for each in closing.waivers.all()]) == (
        30,
        ["jamais reçu"],
    )
    assert {name.rpartition(".")[2] for name in names} >= {"pdf", "xlsx", "ods", "csv", "zip"}
    clicks = {name: each.counts["clicks"] for name, each in hands.items()}
    keys = {name: each.counts["keys"] for name, each in hands.items()}
    assert clicks == CLICKS
    assert sum(keys.values()) < KEYS_AT_MOST


WAYS: dict[str, Callable[[Hand, Texts], None]] = {
    "camille": type_into_the_grid,
    "dominique": paste_into_the_grid,
    "sacha": import_a_file,
}
