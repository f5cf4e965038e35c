"""From a contract's document to its first validated month, in the browser alone, by people who have never seen the
product: clicks, keys and facts that are read are counted. A count, not a clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from commitments.ledger.state import State
from commitments.models import Action, Contract, Ownership
from dashboards.contracts import draft_views, drafting
from dashboards.models import ContractDraft
from dashboards.models.contract_draft import Decision
from indicators.models import Assignment, MonthlyActual
from tests.browser.hand import CLICK, KEY, Hand
from tests.factories import PASSWORD
from tests.reading.laying_out import Layout, as_docx, blocks_of

RIGHT, FLAGGED = 3, 15
CONSOLE = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADING = "nom;prénom;courriel;identifiant;rôle"
TYPED = {"numerator": "91", "denominator": "100", "value": "40"}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    first: str
    role: str

    @property
    def username(self) -> str:
        return f"{self.first[0]}{self.name}".lower()

    @property
    def email(self) -> str:
        return f"{self.username}@iles.exemple.fr"

    @property
    def line(self) -> str:
        return f"{self.name};{self.first};{self.email};{self.username};{self.role}"

    def __str__(self) -> str:
        return f"{self.first} {self.name}"


ADMINISTRATOR = Person("Ferrand", "Maud", "administrateur")
CONTROLLER = Person("Osmont", "Théo", "controleur")


class Reader(Hand):
    """One person after the other on one page, each at a machine of their own; `right` and `flagged` are how many facts
    were read.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.right = self.flagged = 0
        self._sessions: dict[str, Any] = {}
        self._who = ""

    @property
    def seconds(self) -> float:
        return (
            KEY * self.counts["keys"]
            + CLICK * self.counts["clicks"]
            + RIGHT * self.right
            + FLAGGED * self.flagged
        )

    def __str__(self) -> str:
        return (
            f"{self.counts['keys']} touches, {self.counts['clicks']} clics, {self.right} faits justes, "
            f"{self.flagged} signalés\u00a0: {self.seconds:.0f} s"
        )

    def fill(self, text: str) -> None:
        """Where the focus is, at once: only the grid of the entry answers to each key."""
        self.page.keyboard.insert_text(text)
        self.counts.update(keys=len(text), places=1)

    def type_into(self, label: str, text: str) -> None:
        self.click(self.page.get_by_label(label, exact=True))
        self.fill(text)

    def replace(self, name: str, text: str) -> None:
        """A field of the open fact, by its name."""
        self.click(self.page.locator(f".fait [name={name}]"))
        self.press("Control+A", "Delete")
        self.fill(text)

    def press_button(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("button", name=name).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def turn_to(self, username: str) -> None:
        """Another person goes on: who has signed in before still is."""
        context = self.page.context
        if self._who:
            self._sessions[self._who] = context.cookies()
        self._who = username
        context.clear_cookies()
        if username in self._sessions:
            context.add_cookies(self._sessions[username])
            self.page.goto("/")
            return
        self.page.goto("/")
        # What is typed before the field has the focus goes nowhere.
        expect(self.page.get_by_label("Identifiant")).to_be_focused()
        self.fill(username)
        self.press("Tab")
        self.fill(PASSWORD)
        self.press("Enter")
        expect(self.page.get_by_role("button", name="Se déconnecter").first).to_be_attached()

    def open_link(self, link: str) -> None:
        """The one that they were handed: pasted, then Enter; and a password chosen."""
        self._sessions[self._who] = self.page.context.cookies()
        self._who = ""
        self.page.context.clear_cookies()
        self.press("Control+V", "Enter")
        self.page.goto(link)
        self.type_into("Nouveau mot de passe", PASSWORD)
        self.type_into("Le même, une seconde fois", PASSWORD)
        with self.page.expect_navigation():
            self.press("Enter")


def read_at_once(settings: Any, address: str, monkeypatch: Any) -> None:
    """As after `createsuperuser`, without a mail server; a document is read while its page is awaited."""
    settings.MAILERS = CONSOLE
    settings.PUBLIC_URL = address
    monkeypatch.setattr(draft_views, "start_reading", drafting.read)


def create_the_body(hand: Reader, signed: dict[str, Any]) -> None:
    """The documented first account lands on the set-up."""
    hand.turn_to("racine")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Créez votre premier organisme")
    body = signed["organisme"]
    hand.type_into("Nom", body["nom"])
    hand.type_into("Nom court", body["nom_court"])
    hand.type_into("Code", body["code"])
    hand.choose(hand.page.get_by_label("Branche"), "recouvrement")
    hand.press_button("Créer l’organisme")


def invite(hand: Reader, person: Person) -> str:
    """One person by the form; the link, copied from the only page that shows it."""
    hand.type_into("Nom", person.name)
    hand.type_into("Prénom", person.first)
    hand.type_into("Courriel", person.email)
    hand.type_into("Identifiant", person.username)
    hand.choose(hand.page.get_by_label("Rôle"), person.role)
    hand.press_button("Inviter")
    return copied_links(hand, 1)[0]


def invite_by_file(hand: Reader, people: Sequence[Person]) -> list[str]:
    """The keys of the file are counted as if they were typed here."""
    hand.follow("Mise en place")
    hand.follow("Personnes")
    text = "\n".join((HEADING, *(each.line for each in people)))
    hand.counts.update(keys=len(text))
    hand.choose_file(hand.page.get_by_label("Fichier CSV, XLSX ou ODS"), "personnes.csv", text)
    hand.press_button("Lire et montrer")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("à inviter")
    hand.right += len(people)
    hand.press_button("Confirmer et inviter")
    return copied_links(hand, len(people))


def copied_links(hand: Reader, count: int) -> list[str]:
    shown = hand.page.locator("input[readonly]")
    expect(shown).to_have_count(count)
    for each in shown.all():
        hand.click(each)
        hand.press("Control+C")
    return [each.input_value() for each in shown.all()]


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
    code, _, kind = key.partition(":")
    if kind == "mesure":
        measure = next(each for each in signed["indicateurs"] if each["code"] == code)["mesure"]
        _correct_measure(hand, measure)
    for part in signed["parties"]:
        for fiche in part["fiches"]:
            for engagement in fiche["engagements"]:
                for action in engagement["actions"]:
                    if f"F{fiche['numero']}-{action['code']}" == code and "livrables" in action:
                        lines = [
                            f"{each['libelle']} : {', '.join(map(str, each['annees']))}"
                            for each in action["livrables"]
                        ]
                        hand.replace("annees", "")
                        hand.replace("livrables", "\n".join(lines))


def _correct_measure(hand: Reader, measure: dict[str, Any]) -> None:
    for name, held in measure.items():
        field = hand.page.locator(f".fait [name={name}]")
        if name == "code" or not field.count() or field.input_value() == str(held):
            continue
        if name in {"sens", "agregation", "frequence"}:
            hand.choose(field, str(held))
        else:
            hand.replace(name, str(held))


def review(hand: Reader, draft: ContractDraft, signed: dict[str, Any]) -> None:
    page = hand.page
    right, flagged = (draft.facts.filter(**{f"flagged{more}": 0}).count() for more in ("", "__gt"))
    hand.right += right
    hand.flagged += flagged
    for _ in range(flagged):
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


def assign_everything(hand: Reader, contract: Contract, managers: Sequence[Person]) -> None:
    """Each fiche as a whole to one of the managers, then every third row to somebody else. The first, who enters all of
    the month, is the deputy of what she does not hold.
    """
    page = hand.page
    hand.follow("Mise en place")
    hand.follow(re.compile("Attribuer.*: Attribuer les indicateurs"))
    first = managers[0]
    rest = managers[1:]
    for fiche in page.locator("fieldset.toute").all():
        number = (fiche.locator("select").first.get_attribute("name") or "").split("-")[1]
        holder = rest[int(number) % len(rest)]
        for field, who in (("responsable", holder), ("suppleant", first)):
            fiche.locator(f"[name='fiche-{number}-{field}']").select_option(label=str(who))
            hand.counts.update(clicks=2)
    for row in page.locator("fieldset.attribution:not(.toute)").all()[::3]:
        row.locator("select").first.select_option(label=str(first))
        hand.counts.update(clicks=2)
    hand.press_button("Enregistrer les attributions")
    expect(page.locator(".messages")).to_contain_text("attributions sont enregistrées")
    assert not contract.indicators.exclude(pk__in=Assignment.objects.values("indicator")).exists()
    assert Action.objects.count() == Ownership.objects.exclude(current__owner=None).count()


def enter_the_month(hand: Reader, year: int) -> None:
    page, month = hand.page, f"{year}-01"
    hand.follow(re.compile("^Saisie$"))
    hand.choose(page.get_by_label("Exercice"), str(year))
    hand.press_button("Afficher")
    page.wait_for_url(f"**annee={year}**")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    column = page.locator(f'input[data-part][name*="/{month}/"]:not([readonly])')
    hand.click(column.first)
    for _ in range(column.count()):
        name = str(page.evaluate("document.activeElement.name"))
        if f"/{month}/" in name:
            hand.write(TYPED[name.rpartition("/")[2]])
        hand.press("Enter")
    expect(page.locator("#bilan")).not_to_contain_text(re.compile("en cours|pas enregistré"))
    hand.press_button("Soumettre les valeurs cochées")
    page.wait_for_url("**/saisie/soumettre/**")
    for row in page.locator("li.recap-mois.retenu").all():
        hand.click(row.locator("textarea"))
        hand.fill("premier mois, vérifié")
        hand.click(row.get_by_role("checkbox"))
    hand.press_button("Soumettre les mois cochés")
    expect(page.locator(".messages")).to_contain_text("soumis")


def validate(hand: Reader) -> None:
    hand.follow(re.compile("^Validation"))
    hand.follow("Tout cocher")
    hand.press_button("Valider les mois cochés")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("n’attend de validation")


def first_month(page: Page, signed: dict[str, Any], managers: Sequence[Person]) -> Reader:
    """The whole journey; the first of the managers enters the month."""
    hand, year = Reader(page), signed["contrat"]["premier_exercice"]
    create_the_body(hand, signed)
    hand.open_link(invite(hand, ADMINISTRATOR))
    hand.turn_to(ADMINISTRATOR.username)
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "étapes restent jusqu’au premier mois validé"
    )
    review(hand, send_the_document(hand, signed), signed)
    contract = Contract.objects.get()
    assert contract.indicators.count() == len(signed["indicateurs"])
    to_controller, to_manager, *_ = invite_by_file(hand, [CONTROLLER, *managers])
    assign_everything(hand, contract, managers)
    for person, link in ((managers[0], to_manager), (CONTROLLER, to_controller)):
        hand.open_link(link)
        hand.turn_to(person.username)
        if person is CONTROLLER:
            validate(hand)
        else:
            enter_the_month(hand, year)
    states = set(MonthlyActual.objects.values_list("current__state", flat=True))
    assert states == {State.VALIDE}
    hand.turn_to(ADMINISTRATOR.username)
    hand.follow("Mise en place")
    expect(page.get_by_role("heading", level=1)).to_contain_text("tout est en place")
    return hand
