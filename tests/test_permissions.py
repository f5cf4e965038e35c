"""Role by route: who gets each page, who is refused, and for whom it does not exist."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Quarter
from dashboards.neutralisations.periods import digest_of
from dashboards.reviews import views as review_pages
from indicators.domain.model import Aggregation
from tests.closing import close_quarter
from tests.factories import (
    assign,
    enter,
    every_year,
    make_action,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.one_of_each import (
    make_import,
    make_review,
    name_owner,
    record_state,
    with_made,
)
from tests.rollback import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("rows_of_module")]

EVERYONE = frozenset(Role)
CONTROLLER = frozenset({Role.CONTROLEUR})
OVERSEERS = EVERYONE - {Role.GESTIONNAIRE}
WRITERS = frozenset({Role.GESTIONNAIRE, Role.CONTROLEUR})
TYPED = {"kind": "valeur", "numerator": "96", "denominator": "100", "comment": "", "version": "0"}
CELL = {"numerator": "96", "denominator": "100", "version": "0"}
REOPENED = {"version": "1", "motif": "erreur de report", "jusquau": "2025-10-31"}
VALIDATED = {"decision": "valider", "mois": "R1/2025-01/1"}
ACCEPTED = (("decision", "valider"), ("echeance", "F1-E1A1-2025/1"))
SEEN = digest_of(["R1/2025-01/0"])
NEUTRALISED = (("periode", "R1/2025-01/0"), ("effet", SEEN), ("motif", "x"), ("acte", "enregistrer"))
WRITTEN_IN_PASSPORT = (("version", "1"), ("source", "Une application"), ("motif", "réponse du service"))
REVIEW = "bilans/mi-parcours/2025-06-30/"
WRITTEN = (("text", "Un texte"), ("version", "0"))
SAID = {"etat": "en_cours", "avancement": "60", "version": "1"}


@dataclass(frozen=True)
class Page:
    """An address under the contract, who may ask for it, and what they get."""

    route: str
    address: str
    allowed: frozenset[Role]
    status: int = 200
    posted: tuple[tuple[str, str], ...] | None = None
    refused: int = 403


PAGES = [
    Page("overview", "", EVERYONE),
    Page("first_page", "tableau-de-bord.pdf", EVERYONE),
    Page("text", "contrat/", EVERYONE),
    Page("fiche", "fiches/1/", EVERYONE),
    Page("indicator", "R1/", EVERYONE),
    Page("suppose", "R1/et-si/", EVERYONE),
    Page("chart_file", "R1/graphique.csv", EVERYONE),
    Page("passport", "R1/passeport/", EVERYONE),
    Page("passport", "R1/passeport/", CONTROLLER, status=302, posted=WRITTEN_IN_PASSPORT),
    Page("passport_file", "R1/passeport/pdf/", EVERYONE),
    Page("passports_file", "arretes/2024T4/passeports/", EVERYONE),
    Page("committee_first", "comite/", EVERYONE),
    Page("committee", "comite/R1/", EVERYONE),
    Page("paper", "dossier/", EVERYONE),
    Page("commitments", "engagements/excel-fr/", EVERYONE),
    Page("actions", "engagements/", EVERYONE),
    Page("actions_gantt", "engagements/gantt/", EVERYONE),
    Page("actions_review", "engagements/revue/", WRITERS),
    Page("actions_review", "engagements/revue/", WRITERS, status=302, posted=()),
    Page("actions_validation", "engagements/validation/", CONTROLLER),
    Page("actions_validation", "engagements/validation/", CONTROLLER, status=302, posted=ACCEPTED),
    Page("actions_import", "engagements/import/", WRITERS),
    Page("actions_import", "engagements/import/", WRITERS, status=422, posted=()),
    Page("action", "engagements/1/E1A1/", EVERYONE),
    Page(
        "action_owners",
        "engagements/1/E1A1/responsables/",
        CONTROLLER,
        status=302,
        posted=(("version", "1"),),
    ),
    Page("action_links", "engagements/1/E1A1/liens/", CONTROLLER, status=302, posted=(("indicateur", "R1"),)),
    Page("follow_up", "engagements/1/E1A1/2025/", WRITERS),
    Page("follow_up", "engagements/1/E1A1/2025/", WRITERS, status=302, posted=tuple(SAID.items())),
    Page(
        "attach_proof",
        "engagements/1/E1A1/2025/preuves/",
        WRITERS,
        posted=(("proof_link", "https://exemple.fr/"),),
    ),
    Page("proof", "engagements/1/E1A1/2024/preuves/{proof}/", EVERYONE),
    Page(
        "withdraw_proof",
        "engagements/1/E1A1/2024/preuves/{proof}/retirer/",
        WRITERS,
        status=302,
        posted=(("reason", "erreur"),),
    ),
    Page(
        "submit_follow_up",
        "engagements/1/E1A1/2026/soumettre/",
        WRITERS,
        status=302,
        posted=(("version", "1"),),
    ),
    Page(
        "unsubmit_follow_up",
        "engagements/1/E1A1/2026/retirer/",
        WRITERS,
        status=422,
        posted=(("version", "1"),),
    ),
    Page("quarters", "arretes/", EVERYONE),
    Page("quarter", "arretes/2025T1/", EVERYONE),
    Page("quarter", "arretes/2024T4/", EVERYONE),
    Page("download_quarter", "arretes/2025T1/open-data/", EVERYONE),
    Page("frozen_quarter", "arretes/2024T4/v1/xlsx/", EVERYONE),
    Page("comparison", "arretes/2025T1/changements/", EVERYONE),
    Page("whole_dossier", "arretes/2024T4/v1/tout/", EVERYONE),
    Page("make_dossier", "arretes/2024T4/v1/etablir/", CONTROLLER, status=302, posted=()),
    Page("read_quarter", "arretes/2025T1/lire/", CONTROLLER, status=422, posted=()),
    Page("waive_points", "arretes/2025T1/lever/", CONTROLLER, status=422, posted=()),
    Page("take_back_waivers", "arretes/2025T1/ne-plus-lever/", CONTROLLER, status=422, posted=()),
    Page("close_quarter", "arretes/2025T1/clore/", CONTROLLER, status=422, posted=(("version", "0"),)),
    Page(
        "reopen_quarter",
        "arretes/2024T4/rouvrir/",
        CONTROLLER,
        status=302,
        posted=(*REOPENED.items(), ("2024-10", "1"), ("2024-11", "1"), ("2024-12", "1")),
    ),
    Page("reviews", "bilans/", EVERYONE),
    Page(
        "reviews", "bilans/", CONTROLLER, status=302, posted=(("kind", "mi-parcours"), ("day", "2025-05-31"))
    ),
    Page("review", REVIEW, EVERYONE),
    Page("review_text", f"{REVIEW}textes/synthese/", CONTROLLER),
    Page("review_text", f"{REVIEW}textes/synthese/", CONTROLLER, status=302, posted=WRITTEN),
    Page("make_review", f"{REVIEW}produire/", CONTROLLER, status=302, posted=()),
    Page("review_progress", f"{REVIEW}avancement/", EVERYONE),
    Page("download_review", f"{REVIEW}v1/pdf/", EVERYONE),
    Page("journal", "journal/", EVERYONE),
    Page("act", "journal/1/", EVERYONE),
    Page("journal_file", "journal/open-data/", EVERYONE),
    Page("closed_months", "mois-clos/", EVERYONE),
    Page(
        "reopen_month", "mois-clos/2024-12/rouvrir/", CONTROLLER, status=302, posted=tuple(REOPENED.items())
    ),
    Page("close_month", "mois-clos/2025-01/clore/", CONTROLLER, status=302, posted=(("version", "0"),)),
    Page("decisions", "decisions/", EVERYONE),
    Page("decide_weights", "decisions/poids/", CONTROLLER),
    Page("decide_weights", "decisions/poids/", CONTROLLER, status=422, posted=()),
    Page("set_credit", "decisions/score-au-seuil/", CONTROLLER),
    Page("set_credit", "decisions/score-au-seuil/", CONTROLLER, status=422, posted=()),
    Page("decide_profile", "decisions/profil/R2/2025/", CONTROLLER),
    Page("decide_profile", "decisions/profil/R2/2025/", CONTROLLER, status=422, posted=()),
    Page("set_base_values", "decisions/reference/R3/", CONTROLLER),
    Page("set_base_values", "decisions/reference/R3/", CONTROLLER, status=422, posted=()),
    Page("neutralisations", "neutralisations/", EVERYONE),
    Page("neutralise", "neutralisations/decider/", CONTROLLER),
    Page("neutralise", "neutralisations/decider/?du=2025-01&codes=R1", CONTROLLER),
    Page(
        "neutralise",
        "neutralisations/decider/?du=2025-01&codes=R1",
        CONTROLLER,
        status=302,
        posted=NEUTRALISED,
    ),
    Page("targets", "cibles/", EVERYONE),
    Page("amend", "cibles/avenant/", CONTROLLER),
    Page("amend", "cibles/avenant/", CONTROLLER, status=422, posted=(("libelle", "avenant 1"),)),
    Page("attach_document", "cibles/v{avenant}/document/", EVERYONE, status=302),
    Page("attach_document", "cibles/v{avenant}/document/", CONTROLLER, status=422, posted=()),
    Page("signed_document", "cibles/v1/document/{document}/", EVERYONE),
    Page("entry", "saisie/", WRITERS),
    Page("month_sheet", "saisie/mois/2025-03/", WRITERS),
    Page("month_sheet", "saisie/mois/2025-03/", WRITERS, status=302, posted=()),
    Page("entry", "saisie/", WRITERS, status=302, posted=(("ligne", "R1"),)),
    Page("save_cell", "saisie/R1/2025-03/", WRITERS, posted=tuple(CELL.items())),
    Page("preview_cell", "saisie/R1/2025-03/apercu/", WRITERS),
    Page("cell_detail", "saisie/R1/2025-03/detail/", WRITERS),
    Page("alerts", "alertes/", EVERYONE),
    Page("alerts", "alertes/", EVERYONE, status=302, posted=(("lu", "1"),)),
    Page("validation", "validation/", CONTROLLER),
    Page("validation", "validation/", CONTROLLER, status=302, posted=tuple(VALIDATED.items())),
    Page("announcements", "annonces/", EVERYONE),
    Page("causes", "ce-qui-a-change/", EVERYONE),
    Page("completeness", "completude/", OVERSEERS),
    Page("owed", "qui-doit-quoi/", EVERYONE),
    Page("nudge", "qui-doit-quoi/relancer/", CONTROLLER, status=302, posted=(("relancer", "qui"),)),
    Page("month", "R1/2025-03/", WRITERS),
    Page("month", "R1/2025-03/", WRITERS, status=302, posted=tuple(TYPED.items())),
    Page("attach_evidence", "R1/2025-03/preuves/", WRITERS, status=302),
    Page("attach_evidence", "R1/2025-03/preuves/", WRITERS, posted=(("proof_link", "https://exemple.fr/"),)),
    Page("evidence", "R1/2025-01/preuves/{evidence}/", EVERYONE),
    Page("withdraw_evidence", "R1/2025-01/preuves/{evidence}/retirer/", WRITERS, status=302, posted=()),
    Page("imports", "import/", WRITERS),
    Page("imports", "import/", WRITERS, status=422, posted=()),
    Page("fillable", "import/modele/csv/", WRITERS),
    Page("import", "import/{import}/", WRITERS, refused=404),
    Page("answer_import", "import/{import}/reponses/", WRITERS, status=302, posted=(), refused=404),
    Page("confirm_import", "import/{import}/confirmer/", WRITERS, status=302, posted=(), refused=404),
    Page("abandon_import", "import/{import}/abandonner/", WRITERS, status=302, posted=(), refused=404),
    Page("import_progress", "import/{import}/avancement/", WRITERS, refused=404),
    Page("import_report", "import/{import}/compte-rendu/", WRITERS, refused=404),
    Page("submit_month", "R1/2025-01/soumettre/", WRITERS, status=302, posted=(("version", "1"),)),
    Page("unsubmit_month", "R1/2025-01/retirer/", WRITERS, status=422, posted=(("version", "1"),)),
    Page("submission", "saisie/soumettre/", WRITERS),
    Page("unsubmit", "saisie/retirer/", WRITERS, status=422, posted=()),
]
# Asked by those who belong to several bodies; what each sees of it is in dashboards/test_network.py.
OF_SEVERAL_BODIES = {"network": ("/reseau/{}/", frozenset({Role.CONTROLEUR, Role.DIRECTION, Role.LECTEUR}))}
# Asked by anyone, under no body: each has its own tests. The API's addresses have a table of their own.
WITHOUT_BODY = {
    "login",
    "logout",
    "account",
    "reminders",
    "news",
    "page_by_mail",
    "revoke_token",
    "appearance",
    "throw_draft_away",
    "home",
    "contracts",
    "load_contract",
    "schema",
    "guide",
    "accessibility",
}


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch):
    """A document asked for is not made: who may ask is what counts here."""
    monkeypatch.setattr(review_pages, "start_review", lambda job: None)


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module):
    contract = make_contract()
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    # What may have a monthly profile, and what has a base year.
    make_indicator(contract, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0)
    make_indicator(contract, aggregation=Aggregation.EVOLUTION)
    enter(indicator, "2025-01", pair(95, 100))
    action = make_action(contract, years=(2024, 2025, 2026))
    for year, hands_over in ((2025, True), (2026, False)):
        record_state(action, year, hands_over=hands_over)
    close_quarter(
        contract=contract, quarter=Quarter(2024, 4), expected_version=0, actor=None, origin=Origin.COMMAND
    )
    make_review(contract)
    return contract


@pytest.fixture
def contract(contract_of_module):
    """As stored: nothing that an earlier test kept in memory."""
    return Contract.objects.get(pk=contract_of_module.pk)


def ask(client, contract, page, user=None):
    address = f"/{contract.body.code}/{contract.code}/{page.address}"
    if "{import}" in address:
        sender = user or make_user(Role.CONTROLEUR, contract.body)
        address = address.replace("{import}", str(make_import(contract, sender).pk))
    address = with_made(address, contract)
    return client.get(address) if page.posted is None else client.post(address, dict(page.posted))


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_every_route_has_its_line():
    routes = {name for name in names(get_resolver().url_patterns) if not name.startswith("api_")}
    assert routes == {page.route for page in PAGES} | set(OF_SEVERAL_BODIES) | WITHOUT_BODY


each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: f"{page.route}-{'get' if page.posted is None else 'post'}"
)


@each_page
def test_a_role_gets_what_the_table_says(client, contract, page):
    got = {}
    for role in Role:
        with rolled_back():
            user = make_user(role, contract.body)
            assign(user, contract.indicators.get(code="R1"))
            name_owner(contract, user)
            client.force_login(user)
            got[role] = ask(client, contract, page, user).status_code
    assert got == {role: page.status if role in page.allowed else page.refused for role in Role}


@each_page
def test_what_is_of_another_body_does_not_exist(client, contract, page):
    got = {}
    for role in Role:
        with rolled_back():
            user = make_user(role, make_body())
            assign(user, contract.indicators.get(code="R1"))
            client.force_login(user)
            got[role] = ask(client, contract, page, user).status_code
    assert got == dict.fromkeys(Role, 404)


@each_page
def test_who_is_not_signed_in_is_asked_to(client, contract, page):
    response = ask(client, contract, page)
    assert response.status_code == 302
    assert response["Location"].startswith("/connexion/?next=/")


@pytest.mark.parametrize("route", OF_SEVERAL_BODIES)
@pytest.mark.parametrize("role", Role)
def test_what_is_of_several_bodies_does_not_exist_for_who_has_one(client, contract, role, route):
    address, allowed = OF_SEVERAL_BODIES[route]
    address, other = address.format(contract.code), make_contract(code=contract.code)
    assert client.get(address)["Location"].startswith("/connexion/?next=/")
    user = make_user(role, contract.body)
    client.force_login(user)
    assert client.get(address).status_code == 404
    user.memberships.create(body=other.body, role=role)
    assert client.get(address).status_code == (200 if role in allowed else 404)


def test_a_gestionnaire_is_refused_what_is_not_assigned_and_offered_no_form(client, contract):
    user = make_user(Role.GESTIONNAIRE, contract.body)
    client.force_login(user)
    address = f"/{contract.body.code}/{contract.code}/R1/"
    assert client.get(f"{address}2025-03/").status_code == 403
    assert client.post(f"{address}2025-03/", TYPED).status_code == 403
    assert "2025-03/" not in client.get(address).content.decode()
    assign(user, contract.indicators.get(code="R1"))
    assert "2025-03/" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "{import}" in page.address], ids=lambda page: page.route
)
def test_an_import_is_there_for_whoever_sent_it_only(client, contract, page):
    sent = make_import(contract, make_user(Role.CONTROLEUR, contract.body))
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    assert (
        ask(client, contract, replace(page, address=page.address.format(**{"import": sent.pk}))).status_code
        == 404
    )


def test_the_first_page_leads_to_the_only_contract_or_asks_which(client, contract):
    user = make_user(Role.DIRECTION, contract.body)
    client.force_login(user)
    assert client.get("/")["Location"] == f"/{contract.body.code}/{contract.code}/"
    other = make_contract()
    stranger = make_contract()
    user.memberships.create(body=other.body, role=Role.LECTEUR)
    chosen = client.get("/").content.decode()
    assert f"/{contract.body.code}/" in chosen
    assert f"/{other.body.code}/" in chosen
    assert f"/{stranger.body.code}/" not in chosen


@pytest.mark.parametrize("page", [page for page in PAGES if not page.posted], ids=lambda page: page.route)
def test_the_navigation_says_at_most_one_place_where_one_is(client, contract, page):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    response = ask(client, contract, page)
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    navigation = response.content.decode().partition("Navigation principale")[2].partition("</nav>")[0]
    assert navigation.count("aria-current") <= 1
