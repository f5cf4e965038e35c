"""Every form with texts, in a browser with JavaScript: Back, a server killed in mid-post, a session that ended, a
refusal. No text is lost.

The forms are those that a crawl of the application finds: none can be forgotten here. Each is tried with Back and one
of the three others in turn, since one script keeps them all; those with a script of their own are tried with all
three. `make every-form` tries each with all. Without JavaScript, tests/drafts tries each with all in every run.
"""

import json
import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Route, expect

from accounts.models import Body, Membership, User
from accounts.rights import Role
from indicators.loading import load_contract
from tests.browser.filling import FILL, OUTDATE, READ, READ_BESIDE, READY, SEND
from tests.browser.own_server import OwnServer
from tests.drafts.every_form import WITHOUT_DRAFT, Shown, make_everything, make_people, shown_forms
from tests.factories import PASSWORD
from tests.indicators.small_contract import small_contract
from tests.support.chromium import WAIT_MILLISECONDS
from tests.support.forms import PageForm

# Chromium sends at most six requests at once to a server: more tabs would wait, and post nothing before the kill.
TABS = 5
GONE = "chrome-error://chromewebdata/"
SESSION = settings.SESSION_COOKIE_NAME
KEPT = "SELECT count(*) FROM accounts_keptpost WHERE key = ?"
KILLED, ENDED, REFUSED = FAILURES = ("killed", "session ended", "refused")
WITH_ALL = "EVERY_FAILURE" in os.environ


class Tab:
    """A form in a tab of its own, as its author sees it."""

    has_own_script = False

    def __init__(self, context: BrowserContext, cookie: str, shown: Shown) -> None:
        self.context, self.cookie, self.shown = context, cookie, shown
        self.key, self.address = shown.form.key, shown.form.page
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.typed: list[str] = []

    def wait(self) -> None:
        self.page.locator(READY).wait_for(state="attached")

    def wait_for_the_form(self) -> None:
        self.page.locator(f'input[name=brouillon][data-key="{self.key}"]').first.wait_for(state="attached")

    def open(self) -> None:
        self.page.goto(self.address)
        self.wait()

    def type(self) -> None:
        self.typed = self.page.evaluate(FILL, self.key)
        assert self.typed, self.shown

    def back(self) -> None:
        self.page.go_back()
        self.page.go_forward()
        self.wait()

    def prepare(self) -> None:
        """What the form needs to be on the page again, with its texts."""

    def send(self) -> None:
        """Without waiting for an answer: there may be none."""
        self.wait_for_the_form()
        with self.page.expect_request(lambda request: request.method == "POST"):
            self.page.evaluate(SEND, self.key)

    def send_and_wait(self) -> None:
        self.wait_for_the_form()
        with self.page.expect_navigation():
            self.page.evaluate(SEND, self.key)

    def notice_the_kill(self) -> None:
        expect(self.page).to_have_url(GONE)

    def send_without_session(self) -> None:
        self.send_and_wait()

    def be_refused(self, server: OwnServer) -> None:
        """By what it says; one whose texts are all right, because its page is older than the last sign-in."""
        self.send_and_wait()
        if not server.ask(KEPT, self.key)[0][0]:
            self.sign_in(server)
            self.open()
            self.type()
            self.page.evaluate(OUTDATE, self.key)
            self.send_and_wait()
        self.page.wait_for_load_state()

    def back_after_a_refusal(self) -> None:
        self.page.go_back()
        self.wait()

    def sign_in(self, server: OwnServer) -> None:
        server.restore()
        self.context.add_cookies([{"name": SESSION, "value": self.cookie, "url": server.url}])

    def sign_in_by_the_form(self) -> None:
        self.page.get_by_label("Identifiant").fill(self.shown.user.username)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url(lambda url: "/connexion/" not in url)
        self.wait()

    def lost(self, when: str) -> list[str]:
        shown = self.page.evaluate(READ).get(self.key, [])
        beside = self.page.evaluate(READ_BESIDE)
        missing = [text for text in self.typed if text not in shown and text not in beside]
        return [f"{when}: {self.shown}: {text}" for text in missing]


class GridTab(Tab):
    """The grid keeps its cells by itself, and saves each when it is left, without another page."""

    has_own_script = True

    @property
    def field(self) -> Locator:
        return self.page.locator('input[data-part="value"]:not([readonly])').first

    def wait(self) -> None:
        self.page.locator("#saisie[data-ready]").wait_for(state="attached")

    def type(self) -> None:
        self.fill("40")

    def fill(self, text: str) -> None:
        self.field.fill(text)
        self.typed = [text]

    def send(self, text: str = "41") -> None:
        """Another text than before: the grid saved that one as soon as it was back."""
        self.fill(text)
        with self.page.expect_request(lambda request: request.method == "POST"):
            self.field.press("Enter")

    def notice_the_kill(self) -> None:
        expect(self.page.locator("#avis")).to_contain_text("La liaison avec le serveur est perdue.")

    def send_without_session(self) -> None:
        self.send("42")
        expect(self.page.locator("#avis")).to_contain_text("Votre session a pris fin.")
        self.page.goto(self.address)

    def be_refused(self, server: OwnServer) -> None:
        self.send("1_000")
        expect(self.page.locator("td.c-refusee")).to_have_count(1)

    def back_after_a_refusal(self) -> None:
        self.back()

    def lost(self, when: str) -> list[str]:
        return [] if self.field.input_value() in self.typed else [f"{when}: {self.shown}: {self.typed}"]


class PreviewTab(Tab):
    """What a contract's file would change is shown by the answer to it: Back and a new page ask for the file again."""

    has_own_script = True

    def send_file(self, objectif: str) -> None:
        data = small_contract()
        data["indicateurs"][0]["cibles"]["2029"]["objectif"] = objectif
        content = {
            "name": "contrat.json",
            "mimeType": "application/json",
            "buffer": json.dumps(data).encode(),
        }
        self.page.get_by_label("Fichier JSON du contrat").set_input_files(content)  # type: ignore[arg-type]
        self.page.get_by_role("button", name="Lire et montrer ce qui va changer").click()
        self.page.get_by_label("Motif").wait_for()
        self.wait()
        self.key = self.page.locator("main input[name=brouillon]").get_attribute("data-key") or ""
        # What the confirmation would load is the file of this page, whatever draft came back.
        assert json.loads(b64decode(self.page.locator("main [name=contenu]").input_value())) == data

    def type(self) -> None:
        self.send_file("96")
        super().type()

    def back(self) -> None:
        self.page.go_back()
        self.wait()

    def prepare(self) -> None:
        self.open()
        self.type()

    def be_refused(self, server: OwnServer) -> None:
        """Another file, then the same one again."""
        self.open()
        self.send_file("97")
        assert self.lost("another file") == []
        self.page.evaluate(OUTDATE, self.key)
        self.send_and_wait()
        self.send_file("97")


def tab_of(context: BrowserContext, cookie: str, shown: Shown) -> Tab:
    if shown.form.page == "/contrats/charger/":
        return PreviewTab(context, cookie, shown)
    is_grid = shown.form.button == ("ligne", "*")
    return (GridTab if is_grid else Tab)(context, cookie, shown)


def tabs_of(chromium: Browser, base: str, forms: list[Shown], cookies: dict[User, str]) -> Iterator[Tab]:
    for user, of_user in groupby(forms, lambda shown: shown.user):
        waiting = list(of_user)
        while waiting:
            few, waiting = waiting[:TABS], waiting[TABS:]
            context = chromium.new_context(base_url=base, locale="fr-FR", timezone_id="Europe/Paris")
            context.set_default_timeout(WAIT_MILLISECONDS)
            # Pages that have not noticed yet that the session ended, as in its last seconds.
            context.route("**/drafts/session*.js", unwatched)
            yield from (tab_of(context, cookies[user], shown) for shown in few)


def every_form() -> list[Shown]:
    """Those with texts, and the confirmation of a contract's file, which no page shows by itself."""
    contract = make_everything()
    people = make_people(contract)
    load_contract(small_contract())
    administrator = people[-1]
    body = Body.objects.get(code="caisse-du-nord")
    Membership.objects.create(user=administrator, body=body, role=Role.ADMINISTRATEUR)
    shown = [each for each in shown_forms(Client(), contract, people) if each.form.text_fields]
    preview = PageForm("/contrats/charger/", "post", "/contrats/charger/", label="Confirmer le chargement")
    return [
        *(each for each in shown if each.form.action not in WITHOUT_DRAFT),
        Shown(administrator, preview),
    ]


def unwatched(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body="export function watchSession() {}")


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[SESSION].value


@contextmanager
def tabs_and_server(chromium: Browser, folder: Path) -> Iterator[tuple[list[Tab], OwnServer]]:
    forms = every_form()
    # Before the server copies them.
    cookies = {shown.user: session_of(shown.user) for shown in forms}
    server = OwnServer(folder)
    server.start()
    tabs = list(tabs_of(chromium, server.url, forms, cookies))
    try:
        yield tabs, server
    finally:
        for context in {tab.context for tab in tabs}:
            context.close()
        server.process.kill()


def kill_in_mid_post(tabs: list[Tab], server: OwnServer) -> None:
    """It has the requests of all tabs, and answers none."""
    for tab in tabs:
        tab.prepare()
    server.process.freeze()
    for tab in tabs:
        tab.send()
    server.process.kill()
    for tab in tabs:
        tab.notice_the_kill()
    server.start()


def tried_with(tabs: list[Tab], failure: str) -> list[Tab]:
    turn = FAILURES.index(failure)
    return [
        tab for rank, tab in enumerate(tabs) if WITH_ALL or tab.has_own_script or rank % len(FAILURES) == turn
    ]


def test_no_text_is_lost(chromium: Browser, tmp_path: Path) -> None:
    lost: list[str] = []
    with tabs_and_server(chromium, tmp_path) as (tabs, server):
        for tab in tabs:
            tab.sign_in(server)
            tab.open()
            tab.type()
            tab.back()
            lost += tab.lost("Back")
        kill_in_mid_post(tried_with(tabs, KILLED), server)
        for tab in tried_with(tabs, KILLED):
            tab.open()
            lost += tab.lost(KILLED)
        for tab in tried_with(tabs, ENDED):
            tab.sign_in(server)
            tab.prepare()
            tab.context.clear_cookies(name=SESSION)
            tab.send_without_session()
            tab.sign_in_by_the_form()
            lost += tab.lost(ENDED)
        for tab in tried_with(tabs, REFUSED):
            tab.sign_in(server)
            tab.prepare()
            tab.be_refused(server)
            lost += tab.lost(REFUSED)
            tab.back_after_a_refusal()
            lost += tab.lost("Back after a refusal")
    assert lost == []
    assert len(tabs) > 30
