"""A fictitious body of another branch, from its contract's document to its first validated month, in the browser alone:
clicks, keys and facts that are read are counted, and the sum is under an hour. A count, not a clock.
"""

import re
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.ledger.state import State
from commitments.models import Contract
from dashboards.contracts import draft_views, drafting
from dashboards.models import ContractDraft
from dashboards.models.contract_draft import Decision
from indicators.models import Assignment, MonthlyActual
from tests.browser.hand import CLICK, KEY, Hand
from tests.coming_contract import coming_contract
from tests.factories import PASSWORD
from tests.reading.laying_out import Layout, as_docx, blocks_of

YEAR = localdate().year - 1
MONTH = f"{YEAR}-01"
FICHES = (1,)
RIGHT, FLAGGED = 3, 15
MOST_SECONDS = 3600
CONSOLE = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Name, first name, username, role.
ADMINISTRATOR = ("Ferrand", "Maud", "mferrand", "administrateur")
CONTROLLER = ("Osmont", "Théo", "tosmont", "controleur")
MANAGERS = [("Brivet", "Lina", "lbrivet", "gestionnaire"), ("Castan", "Hugo", "hcastan", "gestionnaire")]
TYPED = {"numerator": "91", "denominator": "100", "value": "40"}


@pytest.fixture
def signed() -> dict[str, Any]:
    """A fiche of five indicators, whose actions are of the contract's own years."""
    data = coming_contract(YEAR)
    data["parties"] = data["parties"][: len(FICHES)]
    data["themes"] = data["themes"][: len(FICHES)]
    data["indicateurs"] = [each for each in data["indicateurs"] if each["fiche"] in FICHES]
    for part in data["parties"]:
        part["fiches"][0]["engagements"][0]["actions"][0]["annees"] = [YEAR, YEAR + 1]
    return data


@pytest.fixture
def installation(settings: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is after `createsuperuser`, without a mail server; a document is read while its page is awaited."""
    settings.MAILERS = CONSOLE
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr(draft_views, "start_reading", drafting.read)
    User.objects.create_superuser("racine", password=PASSWORD)


class Reader(Hand):
    """One person after the other on one page; `facts` are how many were read, right and flagged."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.right = self.flagged = 0

    @property
    def seconds(self) -> float:
        return (
            KEY * self.counts["keys"]
            + CLICK * self.counts["clicks"]
            + RIGHT * self.right
            + FLAGGED * self.flagged
        )

    def type_into(self, label: str, text: str) -> None:
        self.click(self.page.get_by_label(label, exact=True))
        self.write(text)

    def replace(self, name: str, text: str) -> None:
        """A field of the open fact, by its name."""
        self.click(self.page.locator(f".fait [name={name}]"))
        self.press("Control+A", "Delete")
        self.write(text)

    def press_button(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def sign_in(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto("/")
        # What is typed before the field has the focus goes nowhere.
        expect(self.page.get_by_label("Identifiant")).to_be_focused()
        self.page.wait_for_load_state()
        self.write(username)
        self.press("Tab")
        self.write(PASSWORD)
        self.press("Enter")
        expect(self.page.get_by_role("button", name="Se déconnecter").first).to_be_attached()


def create_the_body(hand: Reader, signed: dict[str, Any]) -> None:
    """The documented first account lands on the set-up."""
    hand.sign_in("racine")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Créez votre premier organisme")
    body = signed["organisme"]
    hand.type_into("Nom", body["nom"])
    hand.type_into("Nom court", body["nom_court"])
    hand.type_into("Code", body["code"])
    hand.choose(hand.page.get_by_label("Branche"), "recouvrement")
    hand.press_button("Créer l’organisme")


def invite(hand: Reader, person: tuple[str, str, str, str]) -> str:
    """The link, copied from the only page that shows it."""
    name, first, username, role = person
    hand.type_into("Nom", name)
    hand.type_into("Prénom", first)
    hand.type_into("Courriel", f"{username}@iles.exemple.fr")
    hand.type_into("Identifiant", username)
    hand.choose(hand.page.get_by_label("Rôle"), role)
    hand.press_button("Inviter")
    shown = hand.page.locator("input[readonly]")
    expect(shown).to_have_count(1)
    hand.click(shown)
    hand.press("Control+C")
    return shown.input_value()


def choose_a_password(hand: Reader, link: str) -> None:
    """The person opens the link that they were handed: pasted, then Enter."""
    hand.page.context.clear_cookies()
    hand.press("Control+V", "Enter")
    hand.page.goto(link)
    hand.type_into("Nouveau mot de passe", PASSWORD)
    hand.type_into("Le même, une seconde fois", PASSWORD)
    with hand.page.expect_navigation():
        hand.press("Enter")


def send_the_document(hand: Reader, signed: dict[str, Any]) -> ContractDraft:
    page, contract = hand.page, signed["contrat"]
    hand.follow(re.compile("Partir du document"))
    content = as_docx(blocks_of(signed, Layout(widths=(3, 6, 9))))
    page.get_by_label("Document", exact=True).set_input_files(
        {"name": "contrat.docx", "mimeType": DOCX, "buffer": content}
    )
    hand.counts.update(clicks=2)
    hand.type_into("Code du contrat", contract["code"])
    hand.type_into("Libellé du contrat", contract["libelle"])
    hand.type_into("Titre du contrat", contract["titre"])
    hand.press_button("Lire le document")
    page.wait_for_url("**/contrats/documents/*/")
    return ContractDraft.objects.get()


def correct(hand: Reader, key: str, signed: dict[str, Any]) -> None:
    """What of the open fact is not as in the contract, put right."""
    page = hand.page
    code, _, kind = key.partition(":")
    if kind == "mesure":
        measure = next(each for each in signed["indicateurs"] if each["code"] == code)["mesure"]
        for name, held in measure.items():
            field = page.locator(f".fait [name={name}]")
            if name == "code" or field.input_value() == str(held):
                continue
            if name in {"sens", "agregation", "frequence"}:
                hand.choose(field, str(held))
            else:
                hand.replace(name, str(held))
    elif key.endswith("A2"):
        hand.replace("annees", "")
        hand.replace("livrables", f"Guide : {YEAR}\nOutil : {YEAR + 2}, {YEAR + 3}")


def review(hand: Reader, draft: ContractDraft, signed: dict[str, Any]) -> None:
    page = hand.page
    hand.right = draft.facts.filter(flagged=0).count()
    hand.flagged = draft.facts.filter(flagged__gt=0).count()
    for _ in range(hand.flagged):
        key = page.locator(".fait [name=fait]").get_attribute("value") or ""
        correct(hand, key, signed)
        with page.expect_navigation():
            hand.click(page.locator(".fait button[value=accepter]"))
    hand.follow(re.compile("^À relire"))
    while draft.facts.filter(decision=Decision.OPEN).exists():
        with page.expect_navigation():
            hand.press_button(re.compile(r"^Accepter (ce|ces|\d+)\b.*fait"))
    hand.press_button("Montrer ce qui sera chargé")
    hand.press_button("Confirmer et charger")
    page.wait_for_url(f"**/{signed['organisme']['code']}/{signed['contrat']['code']}/")


def assign_all(hand: Reader, contract: Contract) -> None:
    """Each fiche to one of the managers, the other as deputy."""
    page = hand.page
    hand.follow("Mise en place")
    hand.follow(re.compile("Attribuer.*: Attribuer les indicateurs"))
    names = [f"{first} {name}" for name, first, _, _ in MANAGERS]
    for indicator in contract.indicators.select_related("fiche"):
        own = indicator.fiche.position % 2
        for field, who in (("responsable", names[own]), ("suppleant", names[1 - own])):
            page.locator(f"[name='{indicator.code}-0-{field}']").select_option(label=who)
            hand.counts.update(clicks=2)
    hand.press_button("Enregistrer les attributions")
    expect(page.locator(".messages")).to_contain_text("attributions sont enregistrées")


def enter_the_month(hand: Reader) -> None:
    page = hand.page
    hand.follow(re.compile("^Saisie$"))
    hand.choose(page.get_by_label("Exercice"), str(YEAR))
    hand.press_button("Afficher")
    page.wait_for_url(f"**annee={YEAR}**")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    column = page.locator(f'input[data-part][name*="/{MONTH}/"]:not([readonly])')
    hand.click(column.first)
    for _ in range(column.count()):
        name = str(page.evaluate("document.activeElement.name"))
        if f"/{MONTH}/" in name:
            hand.write(TYPED[name.rpartition("/")[2]])
        hand.press("Enter")
    expect(page.locator("#bilan")).not_to_contain_text(re.compile("en cours|pas enregistré"))
    hand.press_button("Soumettre les valeurs cochées")
    page.wait_for_url("**/saisie/soumettre/**")
    for row in page.locator("li.recap-mois.retenu").all():
        hand.click(row.locator("textarea"))
        hand.write("premier mois, vérifié")
        hand.click(row.get_by_role("checkbox"))
    hand.press_button("Soumettre les mois cochés")
    expect(page.locator(".messages")).to_contain_text("soumis")


def validate(hand: Reader) -> None:
    hand.follow(re.compile("^Validation"))
    hand.follow("Tout cocher")
    hand.press_button("Valider les mois cochés")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("n’attend de validation")


def test_from_the_document_to_the_first_validated_month(
    page: Page, installation: None, signed: dict[str, Any]
) -> None:
    hand = Reader(page)
    create_the_body(hand, signed)
    choose_a_password(hand, invite(hand, ADMINISTRATOR))
    hand.sign_in(ADMINISTRATOR[2])
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "étapes restent jusqu’au premier mois validé"
    )
    review(hand, send_the_document(hand, signed), signed)
    contract = Contract.objects.get()
    assert contract.indicators.count() == len(signed["indicateurs"])

    links = []
    for person in (CONTROLLER, *MANAGERS):
        page.goto(f"/mise-en-place/{contract.body.code}/personnes/")
        hand.counts.update(clicks=2)
        links.append(invite(hand, person))
    page.goto("/")
    assign_all(hand, contract)
    assert Assignment.objects.count() == 2 * len(signed["indicateurs"])

    for link in links:
        choose_a_password(hand, link)
    # Deputy of what she does not hold, one of the two enters it all.
    hand.sign_in(MANAGERS[0][2])
    enter_the_month(hand)
    hand.sign_in(CONTROLLER[2])
    validate(hand)
    states = set(MonthlyActual.objects.values_list("current__state", flat=True))
    assert states == {State.VALIDE}

    page.context.clear_cookies()
    hand.sign_in(ADMINISTRATOR[2])
    hand.follow("Mise en place")
    expect(page.get_by_role("heading", level=1)).to_contain_text("tout est en place")
    print(
        f"{hand.counts['keys']} touches, {hand.counts['clicks']} clics, {hand.right} faits justes, "
        f"{hand.flagged} signalés\u00a0: {hand.seconds:.0f} s"
    )
    assert hand.seconds < MOST_SECONDS
