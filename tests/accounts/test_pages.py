"""Pages outside a contract: sign-in, the display theme, and error pages."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.views import defaults

from accounts.context import THEMES
from accounts.rights import Role
from accounts.sign_on.defence import MINUTES, TOGETHER
from tests.factories import PASSWORD, make_body, make_contract, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/connexion/"


@dataclass
class ParsedPage(HTMLParser):
    """A parsed page: its elements with their attributes, and the text of title and headings."""

    source: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    within: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"title", "h1"}:
            self.within = tag
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self.within = "" if tag == self.within else self.within

    def handle_data(self, data: str) -> None:
        if self.within:
            self.texts[self.within][-1] += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        [element] = self.all(tag, **wanted)
        return element

    def ids(self) -> Counter[str]:
        return Counter(attributes["id"] or "" for _, attributes in self.elements if "id" in attributes)


def read(response: HttpResponse) -> ParsedPage:
    return ParsedPage(response.content.decode())


def sign_in(client, username, password):
    return client.post(LOGIN, {"username": username, "password": password})


def check_frame(page: ParsedPage) -> None:
    """What holds for every page."""
    assert page.one("html")["lang"] == "fr"
    assert len(page.texts["title"]) == len(page.texts["h1"]) == 1
    assert page.texts["title"][0].endswith(" – Suivi du CPG")
    assert len(page.texts["title"][0]) > len(" – Suivi du CPG")
    assert [name for name, count in page.ids().items() if count > 1] == []
    assert page.one("main")["id"] == "contenu"
    assert page.one("a", href="#contenu")
    assert page.one("link", rel="stylesheet")["href"] == "/static/cpg/app.css"


def test_the_login_page_has_one_heading_and_two_named_fields(client):
    page = read(client.get(LOGIN))
    check_frame(page)
    assert page.texts["h1"] == ["Connexion"]
    username, password = page.one("input", name="username"), page.one("input", name="password")
    assert (username["autocomplete"], password["autocomplete"]) == ("username", "current-password")
    assert password["type"] == "password"
    assert page.one("label", **{"for": username["id"]})
    assert page.one("label", **{"for": password["id"]})
    assert not page.all("div", role="alert")


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(client):
    user = make_user(Role.LECTEUR, make_body(), username="camille")
    response = sign_in(client, user.username, "pas-le-bon")
    page = read(response)
    check_frame(page)
    assert "Identifiant ou mot de passe inconnu. Vérifiez les majuscules, puis réessayez." in page.source
    assert page.texts["title"][0].startswith("Erreur")
    alert = page.one("div", role="alert")
    for name in ("username", "password"):
        described = page.one("input", name=name)
        assert (described["aria-describedby"], described["aria-invalid"]) == (alert["id"], "true")
    assert page.one("input", name="username")["value"] == "camille"
    assert "pas-le-bon" not in page.source


def test_an_empty_form_says_what_to_fill_in(client):
    page = read(sign_in(client, "", ""))
    assert page.one("div", role="alert")
    for anchor in ("identifiant", "mot-de-passe"):
        assert page.one("a", href=f"#{anchor}")
    assert "Mot de passe</a>\u00a0: Tapez votre mot de passe." in page.source


def test_signing_in_leads_to_the_page_that_was_asked_for(client):
    make_user(Role.LECTEUR, make_body(), username="camille")
    asked = "/caisse/cpg/?mois=2025-09"
    page = read(client.get(LOGIN, {"next": asked}))
    hidden = [each["value"] for each in page.all("input", name="next")]
    assert asked in hidden
    response = client.post(LOGIN, {"username": "camille", "password": PASSWORD, "next": asked})
    assert (response.status_code, response["Location"]) == (302, asked)


def test_too_many_attempts_say_how_long_to_wait(client):
    make_user(Role.LECTEUR, make_body(), username="camille")
    for _ in range(TOGETHER + 1):
        response = sign_in(client, "camille", "pas-le-bon")
    assert response.status_code == 429
    page = read(response)
    check_frame(page)
    assert "Attendez quinze minutes" in page.source
    assert MINUTES == 15
    assert page.one("main")
    assert page.all("a", href=LOGIN)
    assert sign_in(client, "camille", PASSWORD).status_code == 429


ERRORS: dict[str, Any] = {
    "400": lambda request: defaults.bad_request(request, SuspiciousOperation()),
    "403": lambda request: defaults.permission_denied(request, PermissionDenied()),
    "404": lambda request: defaults.page_not_found(request, Http404()),
    "500": defaults.server_error,
}


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_says_what_happened_and_leads_back(rf, code):
    response = ERRORS[code](rf.get("/perdu/"))
    page = read(response)
    assert response.status_code == int(code)
    check_frame(page)
    assert any(link["class"] == "btn" and link["href"] == "/" for link in page.all("a"))
    assert f"Erreur {code}" in page.source


def test_error_pages_have_titles_of_their_own(rf):
    titles = {read(answer(rf.get("/perdu/"))).texts["title"][0] for answer in ERRORS.values()}
    assert len(titles) == len(ERRORS)


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_worst_errors_need_nothing_to_be_shown(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        check_frame(ParsedPage(render_to_string(name)))


def test_an_unknown_address_keeps_the_way_out(client):
    client.force_login(make_user(Role.LECTEUR, make_body()))
    response = client.get("/nulle-part/ailleurs/encore/")
    page = read(response)
    assert response.status_code == 404
    check_frame(page)
    assert page.one("nav", id="nav")
    assert page.one("form", action=reverse("account_logout"))["method"] == "post"


def test_a_form_from_an_expired_page_is_explained():
    strict = Client(enforce_csrf_checks=True)
    response = sign_in(strict, "camille", PASSWORD)
    page = read(response)
    assert response.status_code == 403
    check_frame(page)
    assert "rien n’a été enregistré" in page.source


def test_nobody_signed_in_means_no_navigation(client):
    page = read(client.get(LOGIN))
    assert page.all("nav") == []
    assert page.all("form", action=reverse("account_logout")) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_chosen_display_is_kept_and_leads_back(client, theme):
    page = read(client.get(f"{LOGIN}?next=/a/"))
    form = page.one("form", action=reverse("appearance"))
    back = page.all("input", name="next")[0]["value"]
    assert form["method"] == "post"
    assert {button["value"] for button in page.all("button", name="theme")} == set(THEMES)
    response = client.post(form["action"], {"theme": theme, "next": back})
    assert response["Location"] == f"{LOGIN}?next=/a/"
    shown = read(client.get(response["Location"]))
    assert shown.one("html")["data-theme"] == theme
    assert shown.one("button", name="theme", **{"aria-current": "true"})["value"] == theme


@pytest.mark.parametrize(("is_demo", "expected"), [(True, 1), (False, 0)])
def test_a_contract_of_fictitious_figures_says_so(rf, is_demo, expected):
    contract = make_contract()
    contract.is_demo = is_demo
    page = ParsedPage(render_to_string("base.html", {"contract": contract}, rf.get("/")))
    assert page.source.count("Données fictives") == expected
    assert contract.label in page.source
    assert page.one("html")["data-papier"].startswith(f"{contract.body.name}, {contract.label} – données du ")


@pytest.mark.parametrize(
    ("level", "shape"),
    [(constants.SUCCESS, "#f-ok"), (constants.WARNING, "#f-alerte"), (constants.ERROR, "#f-refus")],
)
def test_a_message_has_a_shape_of_its_own(rf, level, shape):
    page = ParsedPage(
        render_to_string("base.html", {"messages": [Message(level, "Valeur enregistrée.")]}, rf.get("/"))
    )
    assert "Valeur enregistrée." in page.source
    assert page.one("use", href=shape)


def test_the_administration_keeps_to_the_same_origin(client):
    client.force_login(make_user(Role.ADMINISTRATEUR, make_body()))
    response = client.get(reverse("admin:index"))
    page = read(response)
    assert response.status_code == 200
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert page.all("style") == []
    assert all(str(link["href"]).startswith("/static/") for link in page.all("link", rel="stylesheet"))
    assert all(str(script.get("src", "")).startswith("/static/") for script in page.all("script"))


def test_over_https_every_cookie_is_of_this_host_alone(client, settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_IDLE_MINUTES = 60
    person = make_user(Role.LECTEUR, make_body())
    client.get("/connexion/", secure=True)
    client.post("/connexion/", {"username": person.username, "password": PASSWORD}, secure=True)
    client.post(reverse("appearance"), {"theme": "sombre", "echelle": "lue"}, secure=True)
    page = client.get("/aide/", secure=True).content.decode()
    assert 'data-theme="sombre"' in page
    assert {"__Host-navigateur", "__Host-activite", "__Host-affichage", "__Host-echelle"} <= set(
        client.cookies
    )
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", ""), name


@pytest.mark.parametrize("url", [LOGIN, "/rien/", "/healthz", "/readyz"])
def test_every_answer_uses_no_device_of_the_person_and_is_not_kept(client, url):
    response = client.get(url)
    assert "camera=()" in response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]
