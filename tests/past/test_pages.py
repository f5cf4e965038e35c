"""Every reading page says which past it shows, leads only to pages of that past, and offers nothing that writes."""

import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit
from zipfile import ZipFile

import pdfplumber
import pytest
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils.timezone import localtime

from accounts.models import User
from accounts.rights import Role
from commitments.models import Change, Contract, Proof
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.addresses import evidence_url, proof_url
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.past.pages import READING
from dashboards.shared.kept_links import route_of
from indicators.models import Evidence
from tests.acts.acted import act_on_everything
from tests.factories import make_contract, make_user
from tests.permissions import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]

ROOT = Path(__file__).resolve().parents[2]
EVIL = "x=%22%3E%3Cb"
BANNER = 'class="etat-passe"'
OF_SEVERAL = {"home": "/", "contracts": "/contrats/"}
TAG = re.compile(r"<(a|form)\b[^>]*>")
WRITES = re.compile(r'<form[^>]*method="post"[^>]*>')
# How pages look is no fact, and a form without a button sends nothing.
HARMLESS = ('action="/affichage/"', 'id="jeton"')
ADDRESS = re.compile(r'\s(?:href|action)="([^"]*)"')


@pytest.fixture(scope="module")
def acted(rows_of_module: None) -> Contract:
    contract = make_contract()
    act_on_everything(contract)
    return contract


@pytest.fixture
def reader(acted: Contract, client: Client) -> User:
    """Who may do everything, today."""
    user = make_user(Role.CONTROLEUR, acted.body)
    client.force_login(user)
    return user


@pytest.fixture
def moment(acted: Contract) -> str:
    return f"n{Change.objects.filter(contract=acted).count() - 1}"


def html_pages(contract: Contract) -> Iterator[str]:
    """One address of each reading route that answers with a page."""
    base, routes = f"/{contract.body.code}/{contract.code}/", set()
    for page in PAGES:
        if (
            page.route in READING
            and page.route not in routes
            and page.posted is None
            and "{" not in page.address
        ):
            routes.add(page.route)
            yield base + page.address


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_reading_routes_exist() -> None:
    routes = {each for each in get_resolver().reverse_dict if isinstance(each, str)}
    assert routes >= READING
    assert {each.route for each in PAGES} | set(OF_SEVERAL) | {
        "network",
        "download_network",
        "download_network_quarter",
    } >= READING


@pytest.mark.one_database
def test_the_api_names_what_is_known_of_the_past() -> None:
    """The figures of the API take `known_at`, as docs/api.md says."""
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    taken = {
        path.split("/")[3].removesuffix(".csv")
        for path, methods in paths.items()
        if any(each["name"] == "known_at" for each in methods.get("get", {}).get("parameters", ()))
    }
    said = (ROOT / "docs" / "api.md").read_text()
    listed = said[said.index("Les chiffres le prennent") : said.index("L’histoire d’un mois")]
    assert taken == set(re.findall(r"`([a-z-]+)`", listed))


def test_each_page_is_marked_leads_to_its_past_and_writes_nothing(
    acted: Contract, reader: User, moment: str, client: Client
) -> None:
    wrong: list[str] = []
    followed: dict[str | None, str] = {}
    for address in html_pages(acted):
        answer = client.get(f"{address}?etat_au={moment}")
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            assert "etat-au-n" in answer.headers["Content-Disposition"], address
            continue
        html = answer.content.decode()
        if answer.status_code not in (200, 404) or (answer.status_code == 200 and html.count(BANNER) != 1):
            wrong.append(f"{address}: {answer.status_code}, {html.count(BANNER)} marks")
        # What is not there is said by the page for that, which is of no moment.
        if answer.status_code == 200:
            wrong += [f"{address}: {tag}" for tag in lost_links(html, address)]
            forms = WRITES.findall(main_of(html))
            wrong += [f"{address}: {each}" for each in forms if not any(word in each for word in HARMLESS)]
            for link in links(html, address):
                followed.setdefault(resolve(urlsplit(link).path).url_name, link)
    assert wrong == []
    assert len(followed) > 20
    for link in followed.values():
        answer = client.get(link, follow=True)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        assert answer.status_code == 200, link
        assert not is_html or BANNER in answer.content.decode(), link


def links(html: str, page: str) -> Iterator[str]:
    """Where the links of a page that keep the moment lead to."""
    for tag in TAG.finditer(html):
        address = ADDRESS.search(tag[0])
        if tag[1] == "a" and address and "etat_au=" in address[1]:
            yield urljoin(page, unescape(address[1]))


def lost_links(html: str, page: str) -> Iterator[str]:
    """Links and forms to reading pages that do not keep the moment."""
    for tag in TAG.finditer(html):
        if 'method="post"' in tag[0] or "data-lien-libre" in tag[0]:
            continue
        address = ADDRESS.search(tag[0])
        if tag[1] == "a" and not address:
            continue
        target = urlsplit(urljoin(page, unescape(address[1] if address else "")))
        leads_nowhere = tag[1] == "a" and address is None
        if leads_nowhere or (address and address[1].startswith("#")) or target.netloc:
            continue
        if route_of(target.path) not in READING:
            continue
        kept = (
            'name="etat_au"' in html[tag.end() : tag.end() + 60]
            if tag[1] == "form"
            else "etat_au" in parse_qs(target.query)
        )
        if not kept:
            yield tag[0]


def test_the_way_back_is_the_same_page(acted: Contract, reader: User, moment: str, client: Client) -> None:
    base = f"/{acted.body.code}/{acted.code}/"
    html = client.get(f"{base}?mois=2025-03&etat_au={moment}").content.decode()
    assert f'<a href="{base}?mois=2025-03" data-lien-libre>Revenir à aujourd’hui</a>' in html
    assert BANNER not in client.get(base).content.decode()


def test_another_moment_of_a_page_keeps_what_is_asked_besides(
    acted: Contract, reader: User, moment: str, client: Client
) -> None:
    base = f"/{acted.body.code}/{acted.code}/"
    html = client.get(f"{base}?mois=2025-03&{EVIL}&etat_au={moment}").content.decode()
    chosen = html[html.index('<form class="etat-au"') :]
    chosen = chosen[: chosen.index("</form>")]
    assert re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', chosen) == [
        ("mois", "2025-03"),
        ("x", "&quot;&gt;&lt;b"),
    ]
    refused = client.get(f"{base}?mois=2025-03&etat_au=n99999").content.decode()
    assert refused.count('<input type="hidden" name="mois" value="2025-03">') >= 1
    assert f'href="{base}?mois=2025-03"' in refused


@pytest.mark.one_database
def test_files_say_their_moment_in_what_they_hold(
    acted: Contract, reader: User, moment: str, client: Client
) -> None:
    base = f"/{acted.body.code}/{acted.code}/"
    said = french.moment(localtime(Change.objects.get(contract=acted, sequence=int(moment[1:])).recorded_at))
    for format_, part in (("xlsx", "docProps/core.xml"), ("ods", "meta.xml")):
        for query, mark in ((f"?etat_au={moment}", f">État au {said}</dc:subject>"), ("", "")):
            made = client.get(f"{base}arretes/2024T4/{format_}/{query}").content
            with ZipFile(BytesIO(made)) as parts:
                held = parts.read(part).decode()
            assert (mark in held) if mark else ("dc:subject" not in held)
    with pdfplumber.open(BytesIO(client.get(f"{base}R1/passeport/pdf/?etat_au={moment}").content)) as pdf:
        assert pdf.metadata["Title"].endswith(f" – État au {said}")
        assert "État au" in pdf.pages[0].extract_text()
    slides = client.get(f"{base}comite/presentation.pptx?etat_au={moment}").content
    with ZipFile(BytesIO(slides)) as parts:
        notes = b"".join(parts.read(each) for each in parts.namelist() if "notesSlide" in each)
    assert f"etat_au={moment}".encode() in notes


def test_pages_of_several_contracts_have_the_minute_of_the_act(
    acted: Contract, reader: User, client: Client
) -> None:
    page = client.get("/contrats/?etat_au=2025-10-20")
    assert BANNER in page.content.decode()
    refused = client.get("/contrats/?etat_au=n3")
    assert refused.status_code == 400


def test_a_page_kept_of_today_is_not_shown_for_the_past_nor_the_other_way(
    acted: Contract, reader: User, client: Client
) -> None:
    base = f"/{acted.body.code}/{acted.code}/"
    today = [client.get(base).content for _ in range(2)][-1]
    past = [client.get(f"{base}?etat_au=n4").content for _ in range(2)]
    assert BANNER.encode() in past[0]
    assert BANNER.encode() in past[1]
    assert BANNER.encode() not in client.get(base).content
    assert len(client.get(base).content) == len(today)


@pytest.mark.parametrize("where", ["query", "form"])
def test_nothing_is_posted_to_the_past(acted: Contract, reader: User, client: Client, where: str) -> None:
    address = f"/{acted.body.code}/{acted.code}/comite/decisions/1/"
    count = Change.objects.count()
    said = {"acte": "faite", "version": "1"}
    if where == "query":
        answer = client.post(f"{address}?etat_au=n10", said)
    else:
        answer = client.post(address, {**said, "etat_au": "n10"})
    assert answer.status_code == 405
    assert Change.objects.count() == count


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("saisie/", "dans la page de l’indicateur et dans le journal"),
        ("R1/2025-03/", "dans la page de l’indicateur et dans le journal"),
        ("validation/", "sert à valider ou à décider"),
        ("cibles/avenant/", "sert à valider ou à décider"),
        ("import/", "Ce qu’il a enregistré est dans le journal"),
        ("deux-dates/", "choisit elle-même ses deux dates"),
        ("/aide/", "ne montre pas l’état d’un contrat"),
    ],
)
def test_what_is_of_today_only_says_why(
    acted: Contract, reader: User, client: Client, address: str, why: str
) -> None:
    page = address if address.startswith("/") else f"/{acted.body.code}/{acted.code}/{address}"
    answer = client.get(f"{page}?etat_au=n10")
    assert answer.status_code == 404
    assert why in answer.content.decode()


def test_the_export_of_a_closing_is_what_was_frozen(acted: Contract, reader: User, client: Client) -> None:
    base = f"/{acted.body.code}/{acted.code}/arretes/"
    compared = 0
    for closing in QuarterClosing.objects.filter(contract=acted).select_related("change"):
        files = FrozenExport.objects.filter(closing=closing, format__in=["excel-fr", "open-data"])
        for frozen in files.exclude(content=b"rows"):
            quarter = Quarter(closing.year, closing.quarter)
            answer = client.get(f"{base}{quarter}/{frozen.format}/?etat_au=n{closing.change.sequence}")
            assert answer.content == bytes(frozen.content), f"{closing} {frozen.format}"
            assert f"-etat-au-n{closing.change.sequence}." in answer.headers["Content-Disposition"]
            compared += 1
    assert compared >= 2


def test_a_withdrawn_proof_is_given_as_of_no_moment(acted: Contract, reader: User, client: Client) -> None:
    month = Evidence.objects.filter(withdrawn__isnull=False).exclude(stored_as="").earliest("pk")
    item = Proof.objects.filter(withdrawn__isnull=False).exclude(stored_as="").earliest("pk")
    addresses = (
        f"{evidence_url(month)}?etat_au=n{month.change.sequence}",
        f"{proof_url(item)}?etat_au=n{item.change.sequence}",
    )
    assert [client.get(each).status_code for each in addresses] == [404, 404]
