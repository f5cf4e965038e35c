"""An administrator loads the contracts of two bodies from their files; what is shown is what is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.models import Change, Contract
from indicators.models import Indicator, TargetRevision
from tests.browser.helpers import overflow
from tests.browser.test_accessibility import violations
from tests.browser.watch import Watch
from tests.coming_contract import FIRST_YEAR, INDICATORS, coming_contract
from tests.factories import make_body, make_user

type SignIn = Callable[[User], None]

FIRST = max(FIRST_YEAR, localdate().year + 1)
SCREENS = ((1280, "light"), (320, "dark"))


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATEUR, make_body())


def send(page: Page, file: Path) -> None:
    page.goto("/contrats/charger/")
    page.get_by_label("Fichier JSON du contrat").set_input_files(file)
    page.get_by_role("button", name="Lire et montrer ce qui va changer").click()
    expect(page.get_by_role("heading", name="Le fichier")).to_be_visible()


def written(folder: Path, data: Any) -> Path:
    file = folder / "contrat.json"
    file.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return file


def rows_of(contract: Contract) -> list[tuple[object, ...]]:
    """What loading writes of one contract."""
    return [
        *Indicator.objects.filter(contract=contract)
        .order_by("pk")
        .values_list("code", "current_definition__label", "current_terms__weight", "measure"),
        *TargetRevision.objects.filter(indicator__contract=contract).order_by("pk").values_list(),
        *Change.objects.filter(contract=contract).order_by("pk").values_list(),
    ]


def test_two_contracts_of_two_bodies_are_loaded_side_by_side(
    page: Page, sign_in: SignIn, administrator: User, tmp_path: Path
) -> None:
    sign_in(administrator)
    signed = json.loads(project_settings.CONTRACT_FILE.read_text("utf-8"))
    send(page, project_settings.CONTRACT_FILE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("nouveau contrat")
    assert not Contract.objects.exists()
    page.get_by_role("button", name="Confirmer et charger").click()
    expect(page.locator(".messages")).to_contain_text("est chargé")
    first = Contract.objects.get()
    assert first.indicators.count() == len(signed["indicateurs"])
    before = rows_of(first)

    coming = coming_contract(FIRST)
    send(page, written(tmp_path, coming))
    expect(page.get_by_role("heading", level=1)).to_have_text("Urssaf des Îles\u00a0: nouveau contrat")
    page.get_by_text("Ce qui est nouveau (60)").click()
    expect(page.get_by_role("row", name=f"PNT1 {FIRST}, cible")).to_contain_text("seuil aucun, objectif 88")
    page.get_by_role("button", name="Confirmer et charger").click()
    page.wait_for_url(f"**/urssaf-des-iles/cpg-{FIRST}-{FIRST + 4}/")
    second = Contract.objects.get(body__code="urssaf-des-iles")
    assert list(second.indicators.values_list("code", flat=True)) == [each[0] for each in INDICATORS]
    assert rows_of(first) == before
    assert Change.objects.filter(actor=administrator, verb="load_contract").count() == 2

    expect(page.get_by_text(f"Contrat à venir, à partir de janvier {FIRST}.")).to_be_visible()
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for rest in ("", "PNT1/", "fiches/1/", "comite/"):
            page.goto(f"/urssaf-des-iles/{second.code}/{rest}")
            assert (violations(page), overflow(page)) == ([], 0), rest

    page.goto("/")
    for contract in (first, second):
        expect(page.get_by_role("link", name=contract.label)).to_be_visible()
    page.goto(f"/urssaf-des-iles/{second.code}/PNT1/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Appels téléphoniques aboutis")


def test_the_pages_are_accessible(
    page: Page, sign_in: SignIn, administrator: User, tmp_path: Path, watch: Watch
) -> None:
    watch.expect("422")
    sign_in(administrator)
    refused = coming_contract(FIRST)
    refused["indicateurs"][0]["cibles"][str(FIRST)]["plafond"] = "98"
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto("/contrats/charger/")
        assert (violations(page), overflow(page)) == ([], 0)
        for data, said in (
            (refused, "« plafond » n’est pas prévu"),
            (coming_contract(FIRST), "nouveau contrat"),
        ):
            send(page, written(tmp_path, data))
            expect(page.get_by_text(said).first).to_be_visible()
            page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
            assert (violations(page), overflow(page)) == ([], 0)
        page.goto("/contrats/charger/")
        page.get_by_role("button", name="Lire et montrer ce qui va changer").click()
        expect(page.locator(".erreur")).to_have_count(1)
        assert (violations(page), overflow(page)) == ([], 0)
