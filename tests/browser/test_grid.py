"""The grid as one sees and works it: whole numbers, heads that stay, blocks where they belong, a quiet panel."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Contract
from indicators.domain.model import Aggregation
from indicators.models import MonthlyActual
from tests.browser.hand import Hand
from tests.browser.helpers import overflow
from tests.browser.test_entry import PASTE, YEAR, YEARS, cell, facts, field, open_grid, stored
from tests.browser.watch import Watch
from tests.factories import amount, assign, enter, every_year, make_contract, make_indicator, make_user, pair

type SignIn = Callable[[User], None]
AT_MOST = 90
LARGE = "1736544,37"
TWO_MONTHS = {"R1/01": pair(95, 100), "R1/02": pair(96, 101)}
CLIPPED = """() => [...document.querySelectorAll("table.saisie input[data-part], table.saisie a.c")]
    .filter(each => each.scrollWidth > each.clientWidth || each.offsetWidth > each.closest("td").clientWidth).length"""


@pytest.fixture
def contract(sign_in: SignIn) -> Contract:
    """Six indicators of one manager: two ratios, a sum in euros, a sum, a yearly percentage, a sum."""
    contract = make_contract(first_year=YEAR, last_year=YEAR + 2)
    manager = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    for aggregation, unit, decimals in (
        (Aggregation.RATIO, "%", 0), (Aggregation.RATIO, "%", 0), (Aggregation.SOMME, "€", 2),
        (Aggregation.SOMME, "dossiers", 0), (Aggregation.DERNIER, "%", 2), (Aggregation.SOMME, "dossiers", 0),
    ):  # fmt: skip
        assign(manager, make_indicator(
            contract, aggregation=aggregation, unit=unit, targets=every_year("80", "90", YEARS), first_year=YEAR,
            entry_decimals=decimals,
        ))  # fmt: skip
    sign_in(manager)
    return contract


def paste(page: Page, where: Locator, text: str) -> None:
    where.focus()
    page.evaluate(PASTE, [where.element_handle(), text])


def is_in_view(page: Page, element: Locator) -> bool:
    """Whether the middle of the element is what one sees there."""
    return bool(
        element.evaluate("""each => {
        const box = each.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return top !== null && (each.contains(top) || top.contains(each));
    }""")
    )


def test_a_long_number_is_whole_and_widens_its_column(page: Page, contract: Contract) -> None:
    open_grid(page, contract)
    for month in (1, 2):
        field(page, "R3", month).fill(LARGE)
        page.keyboard.press("Enter")
    expect(cell(page, "R3", 2)).to_contain_class("c-enregistree")
    expect(field(page, "R3", 1)).to_have_value("1\u202f736\u202f544,37")
    assert page.evaluate(CLIPPED) == 0
    page.reload()
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    assert page.evaluate(CLIPPED) == 0
    assert (
        page.evaluate(
            "() => { const box = document.querySelector('.grille'); return box.scrollWidth - box.clientWidth; }"
        )
        == 0
    )


@pytest.mark.parametrize("width", [1280, 900])
def test_heads_codes_and_effect_stay_in_view(page: Page, contract: Contract, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    open_grid(page, contract)
    field(page, "R6", 12).focus()
    page.locator(".grille").scroll_into_view_if_needed()
    box = page.locator(".grille")
    assert box.evaluate("each => each.scrollTop > 0 || each.scrollHeight <= each.clientHeight")
    for seen in (
        page.get_by_role("columnheader", name="déc."),
        page.locator('tbody[data-code="R6"] th[scope="row"]'),
        page.locator('tbody[data-code="R6"] [data-effect]'),
        field(page, "R6", 12),
    ):
        assert is_in_view(page, seen), seen
    assert overflow(page) == 0
    page.emulate_media(media="print")
    assert box.evaluate("each => each.scrollHeight <= each.clientHeight"), "paper has all rows"


def test_the_panel_moves_nothing_has_a_key_and_a_way_back(page: Page, contract: Contract) -> None:
    enter(contract.indicators.get(code="R4"), f"{YEAR}-01", amount(40))
    open_grid(page, contract)
    start = field(page, "R4", 2)
    start.focus()
    before = page.evaluate("() => [scrollY, document.documentElement.scrollHeight]")
    place = start.bounding_box()
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading")).to_have_text(f"R4, février {YEAR}")
    assert page.evaluate("() => [scrollY, document.documentElement.scrollHeight]") == before
    assert start.bounding_box() == place
    page.keyboard.press("Shift+F2")
    expect(detail.get_by_label("Commentaire")).to_be_focused()
    page.keyboard.press("Escape")
    expect(start).to_be_focused()

    toggle = page.get_by_role("button", name="Détail du mois")
    toggle.click()
    expect(detail).to_be_hidden()
    start.focus()
    page.reload()
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    expect(detail).to_be_hidden()
    field(page, "R4", 3).focus()
    page.keyboard.press("Shift+F2")
    expect(detail.get_by_role("heading")).to_have_text(f"R4, mars {YEAR}")
    expect(detail.get_by_label("Commentaire")).to_be_focused()


def test_a_notice_is_in_the_bar_and_leads_to_its_cell(page: Page, contract: Contract, watch: Watch) -> None:
    watch.expect("Failed to load resource")
    open_grid(page, contract)
    page.context.set_offline(True)
    field(page, "R4", 1).focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    notice = page.locator(".barre-soumettre #avis")
    expect(notice).to_contain_text("La liaison avec le serveur est perdue.")
    assert is_in_view(page, notice)
    notice.get_by_role("link", name=f"Aller à R4, janvier {YEAR}").click()
    expect(field(page, "R4", 1)).to_be_focused()
    page.context.set_offline(False)
    expect(cell(page, "R4", 1)).to_contain_class("c-enregistree")


def test_a_report_says_what_one_sees_of_a_month_that_is_not_typed(page: Page, contract: Contract) -> None:
    """The cell of a month to come is a link with words for screen readers: they are no figure."""
    page.goto(f"/{contract.body.code}/{contract.code}/saisie/?annee={YEAR + 2}")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    last = page.locator('tbody[data-code="R4"] td[data-cell]').last.locator("a.c")
    paste(page, last, "7\r\n8")
    expect(page.locator("#avis")).to_contain_text("où il y a «\u00a0\u00a0»")
    expect(page.locator("#avis")).not_to_contain_text("pas encore dû")


def test_headings_and_labels_of_a_block_are_left_out_and_reported(page: Page, contract: Contract) -> None:
    open_grid(page, contract)
    paste(page, field(page, "R3", 1), "\tjanv.\tfévr.\r\nR3 Montant\t10\t11\r\nR4 Dossiers\t40\t41")
    expect(page.locator("#bilan")).to_contain_text("4 mois enregistrés")
    assert facts() == {"R3/01": amount(10), "R3/02": amount(11), "R4/01": amount(40), "R4/02": amount(41)}
    expect(page.locator("#avis")).to_contain_text("la ligne d’en-tête (janv.")
    expect(page.locator("#avis")).to_contain_text("la colonne de libellés (R3 Montant ; R4 Dossiers)")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("août\tsept.\r\n10\t11", "son en-tête dit « août » là où la grille est en janvier"),
        ("R4\t10\r\nR3\t11", "une de ses lignes s’appelle R4"),
    ],
)  # fmt: skip
def test_a_block_of_other_months_or_rows_is_not_pasted(
    page: Page, contract: Contract, text: str, why: str
) -> None:
    open_grid(page, contract)
    paste(page, field(page, "R3", 1), text)
    expect(page.locator("#avis")).to_contain_text("Rien n’est collé")
    expect(page.locator("#avis")).to_contain_text(why)
    assert facts() == {}


def test_a_numerator_beside_its_denominator_is_asked_about(page: Page, contract: Contract) -> None:
    open_grid(page, contract)
    paste(page, field(page, "R1", 1, "numerator"), "95\t100\r\n180\t200\r\n30\t")
    asked = page.locator("#avis")
    expect(asked.get_by_role("button").first).to_be_focused()
    assert facts() == {}
    page.keyboard.press("Escape")
    expect(asked).to_be_empty()
    assert facts() == {}
    paste(page, field(page, "R1", 1, "numerator"), "95\t100\r\n180\t200\r\n30\t")
    asked.get_by_role("button", name="Numérateur et dénominateur, un indicateur par ligne").press("Enter")
    expect(page.locator("#bilan")).to_contain_text("3 mois enregistrés")
    assert facts() == {"R1/01": pair(95, 100), "R2/01": pair(180, 200), "R3/01": amount(30)}


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("95\t100", "2 mois de suite", {}),
        ("95\t100\r\n96\t101", "Numérateur et dénominateur, un mois par ligne", TWO_MONTHS),
        ("num.\tdén.\r\n95\t100", "Numérateur et dénominateur", {"R1/01": pair(95, 100)}),
        ("95\t100\t96\t101", "Numérateur et dénominateur, mois par mois", TWO_MONTHS),
    ],
)  # fmt: skip
def test_each_answer_puts_the_block_where_it_says(
    page: Page, contract: Contract, text: str, answer: str, expected: dict[str, object]
) -> None:
    open_grid(page, contract)
    paste(page, field(page, "R1", 1, "numerator"), text)
    page.locator("#avis").get_by_role("button", name=answer, exact=True).click()
    if expected:
        expect(page.locator("#bilan")).to_contain_text(f"{len(expected)} mois enregistré")
    else:
        expect(field(page, "R1", 2, "numerator")).to_have_value("100")
    assert facts() == expected


def test_a_block_as_the_grid_lies_is_pasted_without_a_question(page: Page, contract: Contract) -> None:
    open_grid(page, contract)
    paste(page, field(page, "R1", 1, "numerator"), "95\t91\t97\t92\r\n100\t101\t102\t103")
    expect(page.locator("#bilan")).to_contain_text("4 mois enregistrés")
    assert facts()["R1/02"] == pair(91, 101)


@pytest.mark.parametrize("typed", ["925", "9250", "0,92"])
def test_a_percentage_is_doubted_while_it_is_typed_and_once_it_is_saved(
    page: Page, contract: Contract, typed: str
) -> None:
    open_grid(page, contract)
    field(page, "R5", 1).focus()
    page.keyboard.type(typed)
    preview = page.locator('tbody[data-code="R5"] [data-preview]')
    expect(preview).to_contain_text(
        "cent" if typed == "0,92" else "un pourcentage entre 0 et 100 est attendu"
    )
    assert stored("R5", 1) is None
    page.keyboard.press("Enter")
    expect(cell(page, "R5", 1)).to_contain_class("c-alerte")
    expect(page.locator('tbody[data-code="R5"] .msg').first).to_contain_text("%")


def test_six_indicators_of_a_month_by_keyboard_in_ninety_seconds(page: Page, contract: Contract) -> None:
    """From the home page to their submission, with the comment of what is doubted: 0.3 s a key, 1.5 s a click, 1.5 s to
    find each next place.
    """
    hand = Hand(page)
    page.goto("/")
    hand.click(page.get_by_role("link", name="Saisie", exact=True))
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    # The grid opens on the year that runs, in which January may not be over yet.
    hand.choose(page.get_by_label("Exercice"), str(YEAR))
    hand.click(page.get_by_role("button", name="Afficher"))
    page.wait_for_url(f"**annee={YEAR}**")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    hand.click(field(page, "R1", 1, "numerator"))
    for text in ("81", "95", "170", "200", LARGE, "40", "86,5", "60"):
        hand.write(text)
        hand.press("Enter")
    # The one that is doubtful says why, from its cell and back.
    expect(cell(page, "R3", 1)).to_contain_class("c-alerte")
    hand.click(field(page, "R3", 1))
    hand.press("Shift+F2")
    expect(page.locator("#detail").get_by_label("Commentaire")).to_be_focused()
    hand.write("reprise de l’an passé")
    hand.press("Escape")
    expect(field(page, "R3", 1)).to_be_focused()
    expect(page.locator("#bilan")).to_contain_text("6 mois enregistrés, à soumettre")
    hand.click(page.get_by_role("button", name="Soumettre les valeurs cochées"))
    page.wait_for_url("**/saisie/soumettre/**")
    hand.click(page.get_by_role("button", name="Soumettre les mois cochés"))
    expect(page.locator(".messages")).to_contain_text("soumis")
    assert facts() == {
        "R1/01": pair(81, 95), "R2/01": pair(170, 200), "R3/01": amount("1736544.37"), "R4/01": amount(40),
        "R5/01": amount("86.5"), "R6/01": amount(60),
    }  # fmt: skip
    rows = MonthlyActual.objects.select_related("current", "indicator")
    revisions = {row.indicator.code: row.current for row in rows}
    assert {revision.state for revision in revisions.values()} == {State.SOUMIS}
    assert revisions["R3"].comment == "reprise de l’an passé"
    assert 30 < hand.seconds < AT_MOST
