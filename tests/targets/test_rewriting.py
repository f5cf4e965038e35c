"""What an avenant rewrites is listed, month by month, and ticked before it is signed."""

import re

import pytest

from commitments.models import Origin
from cpg.shared.periods import Quarter
from indicators.models import TargetVersion
from tests.closing import close_quarter
from tests.factories import amount, enter
from tests.pages import text_in
from tests.targets.test_amend_page import contract, look, save

__all__ = ["contract"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("in_october_2025")]


def rows_of(page, code):
    """The rewritten months of an indicator, as lines of text."""
    table = page.text.split(f"Mois réécrits, Indicateur {code[1:]}</caption>")[1].split("</table>")[0]
    return [text_in(row.split("</tr>")[0].split(">", 1)[1]) for row in table.split("<tr")[2:]]


def test_the_months_judged_already_are_listed_in_the_words_of_the_indicator(client, contract, controller):
    """By hand: R1 is at 92 %, R2 at 95 a month, due 100 a month at 1 200 and 125 at 1 500."""
    close_quarter(
        contract=contract, quarter=Quarter(2025, 2), expected_version=0, actor=None, origin=Origin.FORM,
        makes_pdf=False,
    )  # fmt: skip
    page = look(client, contract, effet="2025-06-01")
    said = text_in(page.text)
    assert "Cet avenant réécrit huit mois déjà jugés, dont quatre changent de statut." in said
    assert "Indicateur 1 R1 : 4 mois, de juin à septembre 2025, dont 4 changent de statut" in said
    assert rows_of(page, "R1")[0] == (
        "juin 2025 2025T2 clos Seuil à date : 80 % → 85 % Objectif à date : 90 % → 95,5 % "
        "Atteint → Entre seuil et objectif"
    )
    assert rows_of(page, "R2") == [
        "juin 2025 2025T2 clos Objectif à date : 600 → 750 Entre seuil et objectif",
        "juillet 2025 Objectif à date : 700 → 875 Entre seuil et objectif",
        "août 2025 Objectif à date : 800 → 1 000 Entre seuil et objectif",
        "septembre 2025 Objectif à date : 900 → 1 125 Entre seuil et objectif",
    ]
    assert (
        "R2 : l’objectif à date passe de 500 à fin mai 2025 à 750 à fin juin 2025, au lieu de 600 : "
        "les mois d’avant y sont recomptés au nouvel objectif."
    ) in said
    assert "Parmi eux, des mois clos : 2025T2." in said


def test_nothing_is_signed_before_the_list_is_ticked(client, contract, controller):
    page = look(client, contract)
    refused = save(client, contract, page, reecrit="")
    assert refused.status_code == 422
    assert "Cochez que vous avez relu ce que cet avenant réécrit." in text_in(refused.text)
    field = re.findall(r'<input[^>]*name="reecrit"[^>]*>', refused.text)[0]
    assert 'aria-describedby="id_reecrit_error"' in field
    assert TargetVersion.objects.count() == 1
    assert save(client, contract, refused).status_code == 302


def test_a_tick_is_of_the_list_that_was_shown(client, contract, controller):
    page = look(client, contract)
    enter(contract.indicators.with_definition().get(code="R2"), "2025-10", amount(95))
    refused = save(client, contract, page)
    assert refused.status_code == 422
    assert "Ce que cet avenant réécrit a changé entre-temps" in text_in(refused.text)
    assert " checked" not in re.findall(r'<input[^>]*name="reecrit"[^>]*>', refused.text)[0]
    assert save(client, contract, refused).status_code == 302


def test_a_tick_is_not_of_months_that_were_closed_since(client, contract, controller):
    page = look(client, contract)
    close_quarter(
        contract=contract, quarter=Quarter(2025, 3), expected_version=0, actor=None, origin=Origin.FORM,
        makes_pdf=False,
    )  # fmt: skip
    refused = save(client, contract, page)
    assert refused.status_code == 422
    assert "Ce que cet avenant réécrit a changé entre-temps" in text_in(refused.text)


@pytest.mark.parametrize(
    ("sent", "effect"),
    [({"R1-2026-objectif": "95"}, "2026-01-01"), ({"R1-2025-objectif": "95"}, "2025-10-01")],
)
def test_an_avenant_that_rewrites_nothing_asks_for_no_tick(client, contract, controller, sent, effect):
    """A rate is judged by one target all year, and no month from then on has a figure."""
    page = look(client, contract, sent, effet=effect)
    assert "reecrit" not in page.text
    assert save(client, contract, page, sent, effet=effect).status_code == 302


def test_a_year_that_has_begun_is_recounted_even_where_no_month_is_judged_anew(client, contract, controller):
    sent = {"R2-2025-objectif": "1500"}
    page = look(client, contract, sent, effet="2025-10-01")
    said = text_in(page.text)
    assert "Cet avenant change en cours d’année le chemin à date." in said
    assert "passe de 900 à fin septembre 2025 à 1 250 à fin octobre 2025, au lieu de 1 000" in said
    assert save(client, contract, page, sent, effet="2025-10-01", reecrit="").status_code == 422


def test_a_seuil_alone_that_changes_in_mid_year_is_listed(client, contract, controller):
    said = text_in(look(client, contract, {"R2-2025-seuil": "1100"}, effet="2025-10-01").text)
    assert "R2 : le seuil à date passe de" in said
    assert "les mois d’avant y sont recomptés au nouveau seuil." in said


def test_what_has_no_verdict_is_not_listed(client, contract, controller):
    """R3 has March alone, which is incomplete; R1 has no value after September."""
    page = look(client, contract, {"R3-2025-objectif": "9"}, effet="2025-01-01")
    assert "reecrit" not in page.text
    listed = rows_of(look(client, contract, {"R1-2025-objectif": "95"}), "R1")
    assert [row.split()[0] for row in listed] == ["juillet", "août", "septembre"]
