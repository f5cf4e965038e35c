"""Pictures of each page in light and dark, from demonstration figures: `python -m scripts.screenshots`.

A server of its own, on a database made for the occasion, shows them; docs/screenshots/ receives them.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.shown_pages import ANYWHERE, OF_CONTRACT, OF_INDICATOR, OF_SEVERAL, OWN
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

MEASURED = "tr:has(td.ech svg) th.lib a"
HEATMAP = ".chaleur"


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = temporary_folder("screenshots")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
            with served(state) as base:
                for word, scheme in SCHEMES.items():
                    print(f"{take_all(browser, base, word, scheme)} pages, {word}.")
            make_more_bodies(state)
            with served(state) as base:
                for word, scheme in SCHEMES.items():
                    print(
                        f"{take_those_of_several(browser, base, word, scheme)} pages de plusieurs organismes, {word}."
                    )
            browser.close()
    except programs.ProgramMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def served(state: Path) -> Iterator[str]:
    """The application with its demonstration, in a folder that is thrown away."""
    port = free_port()
    server = Process(
        "make run",
        [sys.executable, "-m", "scripts.run"],
        ready=lambda: "Ctrl-C" in server.said,
        log=state / "log",
        env={**environment(state), "PORT": str(port)},
    )
    server.start(READY_SECONDS)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def environment(state: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**others, "CPG_STATE_DIR": str(state)}


def make_more_bodies(state: Path) -> None:
    """The same contract in fictitious bodies, with figures of their own."""
    signed = json.loads(min((ROOT / "fixtures").glob("*.json")).read_text("utf-8"))
    for letter in "ABCDE":
        name = f"Organisme fictif {letter}"
        signed["organisme"] |= {"code": f"fictif-{letter.lower()}", "nom": name, "nom_court": name}
        file = state / f"{letter}.json"
        file.write_text(json.dumps(signed), "utf-8")
        manage(state, "load_contract", str(file))
    manage(state, "load_demo")


def manage(state: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        check=True,
        cwd=ROOT,
        env=environment(state),
        stdout=subprocess.DEVNULL,
    )


def take_all(browser: Browser, base: str, word: str, scheme: str) -> int:
    """Every page in one scheme; how many there were."""
    taken = 0
    page = new_page(browser, base, scheme)
    for name, path in ANYWHERE.items():
        taken += take(page, path, f"{name}-{word}")
    people = {each.person for each in (*OF_CONTRACT.values(), *OWN.values())}
    for person in sorted(people):
        page = new_page(browser, base, scheme)
        contract = sign_in(page, person)
        for name, shown in OF_CONTRACT.items():
            if shown.person == person:
                taken += take(page, behind(page, f"{contract}{shown.path}", shown.follow), f"{name}-{word}")
        for name, shown in OWN.items():
            if shown.person == person:
                taken += take(page, behind(page, shown.path, shown.follow), f"{name}-{word}")
        if person == "direction":
            taken += take_those_of_direction(page, contract, word)
    return taken


def take_those_of_direction(page: Page, contract: str, word: str) -> int:
    page.goto(contract)
    page.locator(HEATMAP).screenshot(path=FOLDER / f"mois-par-mois-{word}.png")
    href = page.locator(MEASURED).first.get_attribute("href") or ""
    indicator = href.partition("?")[0]
    return 1 + sum(take(page, f"{indicator}{rest}", f"{name}-{word}") for name, rest in OF_INDICATOR.items())


def take_those_of_several(browser: Browser, base: str, word: str, scheme: str) -> int:
    page = new_page(browser, base, scheme)
    sign_in(page, "direction", arrives="**/")
    code = behind(page, "/", [r"/[^/]+/[^/]+/"]).split("/")[2]
    return sum(take(page, path.format(contract=code), f"{name}-{word}") for name, path in OF_SEVERAL.items())


def behind(page: Page, path: str, follow: Sequence[str]) -> str:
    """The address itself, or where its links lead, one after the other: the first of each page which ends so."""
    for ending in follow:
        page.goto(path)
        links: list[str] = page.eval_on_selector_all(
            "main a[href]", "all => all.map(each => each.getAttribute('href'))"
        )
        link_target = next((link for link in links if re.fullmatch(f".*{ending}", link)), None)
        if link_target is None:
            sys.exit(f"{path} ne mène pas à {ending}.")
        path = link_target
    return path


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


def sign_in(page: Page, person: str, arrives: str = "**/*/*/") -> str:
    """The path of the contract that the person arrives at, whichever of its pages opens."""
    page.goto("/connexion/")
    page.get_by_label("Identifiant").fill(person)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(arrives)
    path = urlsplit(page.url).path
    contract = re.match(r"/[^/]+/[^/]+/", path)
    return contract[0] if contract else path


def take(page: Page, path: str, name: str) -> int:
    """What one sees first on arriving there."""
    answer = page.goto(path)
    if answer is None or not answer.ok:
        sys.exit(f"{path} ne se montre pas.")
    page.screenshot(path=Path(FOLDER, f"{name}.png"))
    return 1


if __name__ == "__main__":
    sys.exit(main())
