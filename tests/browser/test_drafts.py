"""What is typed in a form stays in the browser until the server took it, whatever happens in between."""

from base64 import b64decode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Page, expect

from accounts.models import KeptPost, User
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models import MonthlyActual
from tests.browser.watch import Watch
from tests.drafts.every_form import make_everything, make_people
from tests.factories import PASSWORD, enter, make_user, pair
from tests.neutralisations.made import address, decide, four_indicators

type SignIn = Callable[[User], None]
type Texts = dict[str, list[str]]
CAUSE = "une cause connue du seul service"


@pytest.fixture
def contract() -> Contract:
    return make_everything()


@pytest.fixture
def people(contract: Contract) -> list[User]:
    return make_people(contract)


@pytest.fixture
def month(contract: Contract, people: list[User], sign_in: SignIn) -> str:
    """The form of a month, for the manager who is signed in."""
    sign_in(people[0])
    return f"/{contract.body.code}/{contract.code}/R1/2025-05/"


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#brouillons[data-ready]")).to_have_count(1)


def write(page: Page, address: str, comment: str = CAUSE) -> None:
    open_page(page, address)
    page.locator("[name=numerator]").fill("95")
    page.locator("[name=denominator]").fill("100")
    page.locator("[name=comment]").fill(comment)


def test_the_session_ends_before_the_form_is_sent(page: Page, month: str, people: list[User]) -> None:
    write(page, month)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer mai 2025").click()
    expect(page.get_by_text("Saisie de R1 – mai 2025")).to_be_visible()
    expect(page.get_by_text(CAUSE)).to_have_count(0)
    page.get_by_label("Identifiant").fill(people[0].username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)
    expect(page.locator(".brouillons .avis")).to_have_count(1)
    assert not MonthlyActual.objects.filter(month="2025-05-01").exists()
    page.get_by_role("button", name="Enregistrer mai 2025").click()
    expect(page.get_by_text("Valeur enregistrée")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert not KeptPost.objects.exists()


def test_refused_and_back(page: Page, month: str, watch: Watch) -> None:
    watch.expect("422")
    write(page, month)
    page.locator("[name=numerator]").fill("1_000")
    page.get_by_role("button", name="Enregistrer mai 2025").click()
    expect(page.get_by_text("Rien n’est enregistré.")).to_be_visible()
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)
    page.go_back()
    page.reload()
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)


def test_the_draft_of_a_refused_page_keeps_the_version_that_was_seen(
    page: Page, month: str, contract: Contract, watch: Watch
) -> None:
    watch.expect("422")
    write(page, month)
    version = page.locator("form:has([name=comment]) [name=version]")
    seen = version.input_value()
    page.locator("[name=numerator]").fill("1_000")
    page.get_by_role("button", name="Enregistrer mai 2025").click()
    expect(page.get_by_text("Rien n’est enregistré.")).to_be_visible()
    KeptPost.objects.all().delete()
    enter(contract.indicators.get(code="R1"), "2025-05", pair(90, 100))
    open_page(page, month)
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)
    assert version.input_value() == seen


def test_what_is_typed_after_a_refusal_is_not_replaced_by_what_was_refused(
    page: Page, month: str, watch: Watch
) -> None:
    watch.expect("422")
    write(page, month)
    page.locator("[name=numerator]").fill("1_000")
    page.get_by_role("button", name="Enregistrer mai 2025").click()
    expect(page.get_by_text("Rien n’est enregistré.")).to_be_visible()
    page.locator("[name=comment]").fill(f"{CAUSE}, et une autre")
    page.on("dialog", lambda dialog: dialog.accept())
    open_page(page, month)
    expect(page.locator("[name=comment]")).to_have_value(f"{CAUSE}, et une autre")
    expect(page.locator("[name=numerator]")).to_have_value("1_000")


def test_a_comment_beside_a_refused_absence_stays_in_the_panel(
    page: Page, contract: Contract, people: list[User], sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("422")
    sign_in(people[0])
    grid = f"/{contract.body.code}/{contract.code}/saisie/?annee=2025"
    comment = page.locator("#detail [name=commentaire]")
    page.goto(grid)
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    page.locator('[name="R2/2025-05/value"]').focus()
    expect(page.locator("#detail h2")).to_contain_text("R2, mai 2025")
    page.locator("#detail").get_by_label("Non disponible").check()
    comment.fill(CAUSE)
    page.locator("#detail").get_by_role("button", name="Enregistrer").click()
    expect(page.locator('tbody[data-code="R2"] .msg')).to_have_count(1)
    page.locator('[name="R2/2025-06/value"]').focus()
    expect(page.locator("#detail h2")).to_contain_text("R2, juin 2025")
    expect(comment).to_have_value("")
    page.locator('[name="R2/2025-05/value"]').focus()
    expect(comment).to_have_value(CAUSE)
    expect(page.locator("#detail").get_by_label("Non disponible")).to_be_checked()
    page.locator("#detail [name=absence_reason]").fill("panne du service")
    page.locator("#detail").get_by_role("button", name="Enregistrer").click()
    expect(page.locator('td[data-cell="R2/2025-05"]').first).to_contain_class("c-absence")


def test_leaving_warns_and_says_what_is_kept(page: Page, month: str) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    write(page, month)
    expect(page.get_by_text("Brouillon gardé dans ce navigateur.").last).to_be_visible()
    page.on("dialog", stay)
    page.get_by_role("link", name="Tableau de bord").first.click()
    page.wait_for_timeout(100)
    assert asked == ["beforeunload"]
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)


def test_nobody_else_is_shown_it_and_its_author_throws_it_away(
    page: Page, contract: Contract, people: list[User], month: str, sign_in: SignIn
) -> None:
    write(page, month)
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    open_page(page, month)
    expect(page.locator("[name=comment]")).to_have_value("")
    expect(page.locator(".brouillons .avis")).to_have_count(0)
    sign_in(people[0])
    open_page(page, "/compte/")
    page.get_by_role("link", name="Retrouver ce brouillon").click()
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)
    page.get_by_role("button", name="Jeter ce brouillon").click()
    expect(page.locator("[name=comment]")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_a_session_leaves_is_unreadable_and_comes_back_to_its_author(
    page: Page, contract: Contract, people: list[User], month: str, sign_in: SignIn
) -> None:
    write(page, month)
    expect(page.get_by_text("Brouillon gardé dans ce navigateur.").last).to_be_visible()
    elsewhere = page.context.new_page()
    open_page(elsewhere, f"/{contract.body.code}/{contract.code}/")
    # The time of the session is over, and the server is not there to say so.
    page.context.set_offline(True)
    page.context.clear_cookies(name="session-ouverte")
    for tab in (page, elsewhere):
        expect(tab.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
        assert tab.evaluate("[document.body.children.length, sessionStorage.length]") == [1, 0]
    assert CAUSE not in page.content()
    stored = page.evaluate("Object.entries(localStorage)")
    assert len(stored) == 1
    moment, _, sealed = stored[0][1].partition(" ")
    assert moment.isdecimal()
    assert CAUSE.encode() not in b64decode(sealed)
    page.context.set_offline(False)
    elsewhere.close()
    # Another person at this computer: neither the page nor its key opens it.
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    open_page(page, month)
    expect(page.locator("[name=comment]")).to_have_value("")
    opened = """async ([name, text]) => {
        const { open, unlock } = await import("/static/cpg/js/drafts/sealing.js");
        return open(await unlock(document.getElementById("brouillons").dataset.keys), name, text.split(" ")[1]);
    }"""
    assert page.evaluate(opened, stored[0]) is None
    sign_in(people[0])
    open_page(page, month)
    expect(page.locator("[name=comment]")).to_have_value(CAUSE)
    assert page.evaluate(opened, stored[0])["label"]


def test_without_encryption_nothing_is_kept_and_the_end_of_the_session_shows_what_was_typed(
    page: Page, month: str
) -> None:
    page.add_init_script("Object.defineProperty(window, 'crypto', { value: undefined })")
    write(page, month)
    expect(page.get_by_text("Brouillon non gardé").last).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.context.clear_cookies(name="session-ouverte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    expect(page.get_by_text(CAUSE)).to_be_visible()


def test_signing_out_clears_the_other_tabs(page: Page, month: str) -> None:
    open_page(page, month)
    other = page.context.new_page()
    open_page(other, "/compte/")
    other.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    page.get_by_role("link", name="Se reconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    assert page.url.endswith(f"/connexion/?next={quote(month, safe='')}")


def test_another_person_who_signs_in_between_two_looks_clears_the_screen(
    page: Page, month: str, contract: Contract, sign_in: SignIn
) -> None:
    open_page(page, month)
    sign_in(make_user(Role.LECTEUR, contract.body))
    other = page.context.new_page()
    open_page(other, "/compte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    expect(other.get_by_role("heading", level=1)).not_to_have_text("Votre session est terminée")


def test_what_a_script_writes_has_the_exponents_of_a_page(page: Page) -> None:
    page.goto("/connexion/")
    written = page.evaluate("""async () => {
        const { write } = await import("/static/cpg/js/ordinals.js");
        return write(document.createElement("p"), "Clore le 1er trimestre, <b>, R1er, 10e, 3e").innerHTML;
    }""")
    assert written == "Clore le 1<sup>er</sup> trimestre, &lt;b&gt;, R1er, 10<sup>e</sup>, 3<sup>e</sup>"


def ticked(page: Page) -> list[str]:
    boxes = page.locator("[name=periode]:checked").all()
    return [str(each.get_attribute("value")) for each in boxes]


def test_a_box_comes_back_by_what_it_ticks_whatever_rows_are_gone(page: Page, sign_in: SignIn) -> None:
    chosen = four_indicators()
    sign_in(make_user(Role.CONTROLEUR, chosen.body))
    page.on("dialog", lambda dialog: dialog.accept())
    form = address(chosen, "decider/?du=2025-01&au=2025-04&codes=R1")
    open_page(page, form)
    page.get_by_label("Mars 2025, Indicateur 1").uncheck()
    page.locator("[name=motif]").fill(CAUSE)
    decide(chosen, "R1", month=Month(2025, 1))
    open_page(page, form)
    assert ticked(page) == ["R1/2025-02/0", "R1/2025-04/0"]
    page.get_by_role("button", name="Recalculer l’effet").click()
    expect(page.locator("#brouillons[data-ready]")).to_have_count(1)
    open_page(page, "/compte/")
    expect(page.locator(".brouillons q")).to_have_count(0)
    decide(chosen, "R1", month=Month(2025, 2))
    open_page(page, form)
    assert ticked(page) == ["R1/2025-04/0"]
    expect(page.locator("[name=motif]")).to_have_value(CAUSE)
    expect(page.get_by_text("Sans champ dans cette page")).to_have_count(0)


def test_cells_of_another_year_and_another_choice_are_reached_by_a_link(
    page: Page, contract: Contract, people: list[User], sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("ERR_FAILED")
    sign_in(people[0])
    page.on("dialog", lambda dialog: dialog.accept())
    grid = f"/{contract.body.code}/{contract.code}/saisie/"
    page.route(
        "**/saisie/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.goto(f"{grid}?annee=2025")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    page.locator('[name="R2/2025-06/value"]').fill("41")
    page.keyboard.press("Enter")
    expect(page.locator("#avis")).to_contain_text("La liaison avec le serveur est perdue.")
    page.goto(f"{grid}?annee=2026")
    page.get_by_role("link", name="Retrouver ce brouillon").click()
    expect(page.locator('[name="R2/2025-06/value"]')).to_have_value("41")
