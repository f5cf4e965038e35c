"""A manager fills the grid without a mouse; what is lost on the way stays in the page and in the browser."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Dialog, Locator, Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.domain.model import Absence, Aggregation, Fact, Pair
from indicators.models import ActualRevision, Indicator, MonthlyActual
from tests.browser.helpers import submit_all, tab_to
from tests.browser.watch import Watch
from tests.factories import (
    PASSWORD,
    amount,
    assign,
    enter,
    every_year,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

type SignIn = Callable[[User], None]
# Last year is over: each of its months may be entered.
YEAR = localdate().year - 1
YEARS = range(YEAR, YEAR + 2)
CLIPBOARD = ["clipboard-read", "clipboard-write"]
BLOCK = "\r\n".join("\t".join(f"{100 * row + month}" for month in range(1, 13)) for row in range(1, 4))
PASTE = """([element, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def contract() -> Contract:
    """Six indicators of one manager: three of a ratio, three that are counted."""
    contract = make_contract(first_year=YEAR, last_year=YEAR + 1)
    manager = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    for rank in range(6):
        aggregation = Aggregation.RATIO if rank < 3 else Aggregation.SOMME
        unit = "%" if rank < 3 else "dossiers"
        assign(manager, make_indicator(
            contract, aggregation=aggregation, unit=unit, targets=every_year("80", "90", YEARS), first_year=YEAR,
        ))  # fmt: skip
    return contract


@pytest.fixture
def manager(contract: Contract, sign_in: SignIn) -> User:
    user = User.objects.get(username="camille")
    sign_in(user)
    return user


def open_grid(page: Page, contract: Contract) -> None:
    page.goto(f"/{contract.body.code}/{contract.code}/saisie/?annee={YEAR}")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)


def field(page: Page, code: str, month: int, part: str = "value") -> Locator:
    return page.locator(f'[name="{code}/{YEAR}-{month:02}/{part}"]')


def cell(page: Page, code: str, month: int) -> Locator:
    return page.locator(f'td[data-cell="{code}/{YEAR}-{month:02}"]').first


def stored(code: str, month: int) -> ActualRevision | None:
    pointers = MonthlyActual.objects.select_related("current")
    found = pointers.filter(indicator__code=code, month=Month(YEAR, month).first_day).first()
    return found.current if found else None


def fact(code: str, month: int) -> Fact | None:
    revision = stored(code, month)
    return revision.fact if revision else None


def facts() -> dict[str, object]:
    rows = MonthlyActual.objects.select_related("current", "indicator")
    return {f"{row.indicator.code}/{row.month:%m}": row.current.fact for row in rows}


def test_six_indicators_a_block_a_refusal_and_submission_without_a_mouse(
    page: Page, contract: Contract, watch: Watch
) -> None:
    watch.expect("422")
    page.context.grant_permissions(CLIPBOARD)
    page.goto("/connexion/")
    expect(page.get_by_label("Identifiant")).to_be_focused()
    page.keyboard.type("camille")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Saisie", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    # Without a word about the year, the last month that is over is proposed; last year's is one choice away.
    open_grid(page, contract)

    tab_to(page, field(page, "R1", 1, "numerator"))
    for text in ("95", "100", "180", "200", "27", "30", "40", "50", "60"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("#bilan")).to_contain_text("6 mois enregistrés, à soumettre")
    assert facts() == {
        "R1/01": pair(95, 100), "R2/01": pair(180, 200), "R3/01": pair(27, 30), "R4/01": amount(40),
        "R5/01": amount(50), "R6/01": amount(60),
    }  # fmt: skip
    expect(page.locator('tbody[data-code="R1"] [data-to-date]')).not_to_be_empty()

    page.evaluate("text => navigator.clipboard.writeText(text)", BLOCK)
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect(field(page, "R4", 1)).to_be_focused()
    page.keyboard.press("Control+V")
    expect(page.locator("#bilan")).to_contain_text("39 mois enregistrés, à soumettre", timeout=60_000)
    assert (
        facts()
        | {f"R{row + 3}/{month:02}": amount(100 * row + month) for row in (1, 2, 3) for month in range(1, 13)}
        == facts()
    )

    page.keyboard.press("ArrowRight")
    page.keyboard.type("1_000")
    page.keyboard.press("Enter")
    expect(cell(page, "R4", 2)).to_contain_class("c-refusee")
    expect(page.locator('tbody[data-code="R4"] .msg')).to_contain_text("Ce n’est pas un nombre")
    assert fact("R4", 2) == amount(102)
    tab_to(page, page.get_by_role("button", name="Soumettre les valeurs cochées"))
    page.keyboard.press("Enter")
    expect(page.locator("#avis")).to_contain_text("Rien n’est soumis")
    expect(field(page, "R4", 2)).to_be_focused()
    page.keyboard.type("1 000")
    page.keyboard.press("Tab")
    expect(page.locator("#bilan")).not_to_contain_text("refusé")
    page.get_by_role("button", name="Soumettre les valeurs cochées").press("Enter")
    submit_all(page)
    expect(page.locator(".messages")).to_contain_text("soumis")
    assert fact("R4", 2) == amount(1000)
    assert {row.current.state for row in MonthlyActual.objects.select_related("current")} == {State.SOUMIS}


def test_arrows_escape_f2_home_end_and_undo(page: Page, contract: Contract, manager: User) -> None:
    enter(Indicator.objects.get(code="R4"), f"{YEAR}-01", amount(40), actor=manager)
    open_grid(page, contract)
    field(page, "R4", 1).focus()
    page.keyboard.press("End")
    expect(field(page, "R4", 12)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.type("41")
    page.keyboard.press("Escape")
    expect(field(page, "R4", 1)).to_have_value("40")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("9")
    expect(field(page, "R4", 1)).to_have_value("490")
    expect(field(page, "R4", 1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")
    page.keyboard.press("Control+Z")
    expect(field(page, "R4", 1)).to_have_value("40")
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")
    page.wait_for_function("() => document.querySelector('#bilan').textContent.includes('1 mois')")
    assert fact("R4", 1) == amount(40)


def test_a_block_too_large_or_over_a_closed_door_says_what_it_left(
    page: Page, contract: Contract, manager: User, watch: Watch
) -> None:
    watch.expect("422")
    open_grid(page, contract)
    field(page, "R6", 11).focus()
    page.evaluate(PASTE, [field(page, "R6", 11).element_handle(), "1\t2\t3\n4\t5\t6"])
    expect(page.locator("#avis")).to_contain_text(
        "Bloc de 2 × 3 : 2 cellules remplies. Le reste n’est pas collé."
    )
    expect(page.locator("#avis")).to_contain_text("4 hors de la grille (3 ; 4 ; 5 ; 6)")
    expect(page.locator("#bilan")).to_contain_text("2 mois enregistrés")
    assert facts() == {"R6/11": amount(1), "R6/12": amount(2)}
    page.keyboard.press("Control+Z")
    expect(page.locator("#bilan")).not_to_contain_text("enregistré")
    assert set(facts().values()) == {None}
    page.evaluate(PASTE, [field(page, "R6", 1).element_handle(), "1e5\t7"])
    expect(page.locator('tbody[data-code="R6"] .msg')).to_contain_text("Ce n’est pas un nombre")
    expect(cell(page, "R6", 2)).to_contain_class("c-enregistree")
    expect(field(page, "R6", 1)).to_have_value("1e5")


def test_a_lost_connection_keeps_the_text_here_and_in_the_browser(
    page: Page, contract: Contract, manager: User, watch: Watch
) -> None:
    watch.expect("Failed to load resource")
    open_grid(page, contract)
    page.context.set_offline(True)
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.locator("#avis")).to_contain_text("La liaison avec le serveur est perdue.")
    expect(cell(page, "R4", 1)).to_contain_class("c-non-enregistree")
    assert stored("R4", 1) is None
    page.context.set_offline(False)
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")
    assert fact("R4", 1) == amount(40)

    page.context.set_offline(True)
    field(page, "R5", 1).focus()
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    expect(page.locator("#avis")).to_contain_text("perdue")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.route("**/saisie/R5/**", lambda route: route.abort())
    page.context.set_offline(False)
    assert stored("R5", 1) is None
    page.reload()
    assert asked == ["beforeunload"]
    page.unroute("**/saisie/R5/**")
    expect(field(page, "R5", 1)).to_have_value("50")
    expect(cell(page, "R5", 1)).to_contain_class("c-enregistree")
    assert fact("R5", 1) == amount(50)


def test_the_later_of_two_sees_the_others_value_and_chooses(
    page: Page, contract: Contract, manager: User, watch: Watch
) -> None:
    watch.expect("409")
    open_grid(page, contract)
    controller = make_user(Role.CONTROLEUR, contract.body, username="dominique")
    enter(Indicator.objects.get(code="R4"), f"{YEAR}-01", amount(41), actor=controller)
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    told = page.locator('tbody[data-code="R4"] .msg')
    expect(told).to_contain_text("Une autre personne a enregistré 41")
    expect(told).to_contain_text("dominique")
    assert fact("R4", 1) == amount(41)
    told.get_by_label("Motif").press_sequentially("relevé du jour")
    told.get_by_role("button", name="Enregistrer la mienne").press("Enter")
    expect(told).to_have_count(0)
    assert fact("R4", 1) == amount(40)


def test_escape_on_a_conflict_puts_all_of_it_away(
    page: Page, contract: Contract, manager: User, watch: Watch
) -> None:
    watch.expect("409")
    open_grid(page, contract)
    enter(Indicator.objects.get(code="R4"), f"{YEAR}-01", amount(41), actor=manager)
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    told = page.locator('tbody[data-code="R4"] .msg')
    expect(told).to_contain_text("Vous avez enregistré 41")
    field(page, "R4", 1).focus()
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    assert fact("R4", 1) == amount(41)


def test_words_beside_the_grid_are_kept_when_one_moves_on_and_go_with_the_value(
    page: Page, contract: Contract, manager: User, watch: Watch
) -> None:
    watch.expect("422")
    open_grid(page, contract)
    field(page, "R4", 1).focus()
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading")).to_have_text(f"R4, janvier {YEAR}")
    detail.get_by_label("Commentaire").fill("reprise de stock")
    field(page, "R5", 1).focus()
    expect(page.locator('tbody[data-code="R4"] .msg')).to_contain_text(
        "Un mois vide ne garde pas de commentaire"
    )
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")
    revision = stored("R4", 1)
    assert revision is not None
    assert (revision.fact, revision.comment) == (amount(40), "reprise de stock")


def test_what_one_typed_is_not_sent_in_the_name_of_another(
    page: Page, contract: Contract, manager: User, sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("403")
    open_grid(page, contract)
    sign_in(make_user(Role.CONTROLEUR, contract.body, username="dominique"))
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    assert stored("R4", 1) is None
    sign_in(manager)
    open_grid(page, contract)
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")
    assert (revision := stored("R4", 1)) is not None
    assert revision.change.actor == manager


def test_what_is_not_seen_on_a_narrow_screen_is_not_filled(
    page: Page, contract: Contract, manager: User
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"/{contract.body.code}/{contract.code}/saisie/?annee={YEAR}&mois=6")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    page.evaluate(PASTE, [field(page, "R6", 6).element_handle(), "1\t2"])
    expect(page.locator("#avis")).to_contain_text("1 hors de la grille (2)")
    expect(page.locator("#bilan")).to_contain_text("1 mois enregistré")
    assert facts() == {"R6/06": amount(1)}


def test_an_absence_said_beside_the_grid_stays_until_a_value_takes_its_place(
    page: Page, contract: Contract, manager: User
) -> None:
    open_grid(page, contract)
    field(page, "R4", 1).focus()
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading")).to_have_text(f"R4, janvier {YEAR}")
    detail.get_by_label("Non disponible").check()
    detail.get_by_label("Motif de l’absence").fill("panne")
    detail.get_by_role("button", name="Enregistrer").press("Enter")
    expect(field(page, "R4", 1)).to_have_value("n.\u00a0d.")
    absence = fact("R4", 1)
    assert isinstance(absence, Absence)
    field(page, "R5", 1).focus()
    expect(detail.get_by_role("heading")).to_have_text(f"R5, janvier {YEAR}")
    field(page, "R4", 1).focus()
    expect(detail.get_by_role("heading")).to_have_text(f"R4, janvier {YEAR}")
    detail.get_by_label("Valeur", exact=True).check()
    expect(field(page, "R4", 1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(field(page, "R4", 1)).to_have_value("n.\u00a0d.")
    assert fact("R4", 1) == absence
    expect(detail.get_by_role("heading")).to_have_text(f"R4, février {YEAR}")
    field(page, "R4", 1).focus()
    expect(detail.get_by_role("heading")).to_have_text(f"R4, janvier {YEAR}")
    detail.get_by_label("Valeur", exact=True).check()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")
    assert fact("R4", 1) == amount(40)


def test_anothers_draft_is_changed_with_a_reason_given_on_the_spot(
    page: Page, contract: Contract, manager: User, watch: Watch
) -> None:
    watch.expect("422")
    controller = make_user(Role.CONTROLEUR, contract.body, username="dominique")
    enter(Indicator.objects.get(code="R4"), f"{YEAR}-01", amount(41), actor=controller)
    open_grid(page, contract)
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    told = page.locator('tbody[data-code="R4"] .msg')
    expect(told).to_contain_text("Donnez le motif de la correction.")
    told.get_by_label("Motif").press_sequentially("erreur de colonne")
    page.keyboard.press("Enter")
    expect(told).to_have_count(0)
    assert fact("R4", 1) == amount(40)
    assert ActualRevision.objects.latest("pk").change.reason == "erreur de colonne"


def test_the_rate_is_previewed_and_the_month_told_beside(
    page: Page, contract: Contract, manager: User
) -> None:
    open_grid(page, contract)
    field(page, "R1", 2, "numerator").focus()
    page.keyboard.type("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("3")
    expect(page.locator('tbody[data-code="R1"] [data-preview]')).to_have_text("66,67\u00a0%")
    assert stored("R1", 2) is None
    page.keyboard.press("Enter")
    expect(cell(page, "R1", 2)).to_contain_class("c-enregistree")
    detail = page.locator("#detail")
    field(page, "R1", 2, "numerator").focus()
    expect(detail.get_by_role("heading")).to_have_text(f"R1, février {YEAR}")
    detail.get_by_label("Commentaire").fill("reprise de stock")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        detail.get_by_role("button", name="Enregistrer").press("Enter")
    revision = stored("R1", 2)
    assert revision is not None
    assert revision.comment == "reprise de stock"
    assert isinstance(revision.fact, Pair)
