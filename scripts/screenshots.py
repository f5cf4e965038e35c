"""Pictures of each page in light and dark, from demonstration figures: `python -m scripts.screenshots`.

A server of its own, on a database made for the occasion, shows them; docs/screenshots/ receives them.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.support import programs
from tests.support.chromium import FLAGS
from tests.support.process import ROOT, Process, free_port, temporary_folder

FOLDER = ROOT / "docs" / "screenshots"
SCHEMES = {"clair": "light", "sombre": "dark"}
SIZE: ViewportSize = {"width": 1280, "height": 860}
# Three quarters of the size: still read, half the weight.
SCALE = 0.75
READY_SECONDS = 240
PASSWORD = "cpg-demo-2027"  # noqa: S105 - published in the README

# Pages under the contract's own address, and who looks at them.
OF_CONTRACT = {
    "tableau-de-bord": ("direction", ""),
    "fiche": ("direction", "fiches/1/"),
    "contrat": ("direction", "contrat/"),
    "comite": ("direction", "comite/"),
    "comite-fiche": ("direction", "comite/fiche-1/"),
    "saisie": ("gestionnaire", "saisie/"),
    "import": ("gestionnaire", "import/"),
    "validation": ("controleur", "validation/"),
    "completude": ("controleur", "completude/"),
    "arretes": ("controleur", "arretes/"),
    "mois-clos": ("controleur", "mois-clos/"),
}
ANYWHERE = {"connexion": "/connexion/", "aide": "/aide/", "accessibilite": "/accessibilite/"}
# Pages of the first indicator that has a place on the scale: only the dashboard knows which one that is.
OF_INDICATOR = {"indicateur": "", "et-si": "et-si/"}
MEASURED = "tr:has(td.ech svg) th.lib a"
HEATMAP = ".chaleur"


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        with served() as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
            for word, scheme in SCHEMES.items():
                count = take_all(browser, base, word, scheme)
                print(f"{count} pages, {word}.")
            browser.close()
    except programs.ProgramMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def served() -> Iterator[str]:
    """The application with its demonstration, in a folder that is thrown away."""
    state, port = temporary_folder("screenshots"), free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    server = Process(
        "make run",
        [sys.executable, "-m", "scripts.run"],
        ready=lambda: "Ctrl-C" in server.said,
        log=state / "log",
        env={**kept, "CPG_STATE_DIR": str(state), "PORT": str(port)},
    )
    server.start(READY_SECONDS)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def take_all(browser: Browser, base: str, word: str, scheme: str) -> int:
    """Every page in one scheme; how many there were."""
    taken = 0
    page = new_page(browser, base, scheme)
    for name, path in ANYWHERE.items():
        taken += take(page, path, f"{name}-{word}")
    people = {person for person, _ in OF_CONTRACT.values()}
    for person in sorted(people):
        page = new_page(browser, base, scheme)
        contract = sign_in(page, person)
        for name, (wanted, rest) in OF_CONTRACT.items():
            if wanted == person:
                taken += take(page, f"{contract}{rest}", f"{name}-{word}")
        if person == "direction":
            taken += take_those_of_direction(page, contract, word)
    return taken


def take_those_of_direction(page: Page, contract: str, word: str) -> int:
    page.goto(contract)
    page.locator(HEATMAP).screenshot(path=FOLDER / f"mois-par-mois-{word}.png")
    found = page.locator(MEASURED).first.get_attribute("href") or ""
    indicator = found.partition("?")[0]
    return 1 + sum(take(page, f"{indicator}{rest}", f"{name}-{word}") for name, rest in OF_INDICATOR.items())


def new_page(browser: Browser, base: str, scheme: str) -> Page:
    context = browser.new_context(
        base_url=base,
        viewport=SIZE,
        device_scale_factor=SCALE,
        color_scheme="dark" if scheme == "dark" else "light",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    return context.new_page()


def sign_in(page: Page, person: str) -> str:
    """The path of the contract that the person arrives at."""
    page.goto("/connexion/")
    page.get_by_label("Identifiant").fill(person)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/*/*/")
    return urlsplit(page.url).path


def take(page: Page, path: str, name: str) -> int:
    """What one sees first on arriving there."""
    answer = page.goto(path)
    if answer is None or not answer.ok:
        sys.exit(f"{path} ne se montre pas.")
    page.screenshot(path=Path(FOLDER, f"{name}.png"))
    return 1


if __name__ == "__main__":
    sys.exit(main())
