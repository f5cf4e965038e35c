"""The queue of actions that wait for the controller: filters in the address, pages, ticks."""

import re

import pytest

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.models import FollowUp, Origin
from commitments.recording import Update, update_many
from dashboards.validation.queue import ROWS_A_PAGE
from tests.factories import make_action, make_user, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/engagements/validation/"


@pytest.fixture
def checking(client, contract):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    return client


def hand_over(contract, actor, *planned_years):
    updates = [Update(each, Declared.EN_COURS, 40) for each in planned_years]
    update_many(contract=contract, updates=updates, actor=actor, origin=Origin.FORM, hands_over=True)


@pytest.fixture
def waiting(contract, owner):
    """E1A1 of the owner in two years, E1A2 of nobody."""
    first = make_action(contract, years=(2024, 2025), owner=owner)
    second = make_action(contract, code="E1A2", years=(2025,))
    hand_over(contract, None, planned(first, 2024), planned(first, 2025), planned(second, 2025))
    return first, second


@pytest.fixture
def many(contract):
    actions = [make_action(contract, code=f"E1A{rank}", years=(2025,)) for rank in range(1, ROWS_A_PAGE + 4)]
    hand_over(contract, None, *(planned(action, 2025) for action in actions))


def anchors(response):
    return [row.anchor for row in response.context["page"].rows]


def keys(response):
    return [f"{row.waiting.key}/{row.waiting.version}" for row in response.context["page"].rows]


def chosen(response, name):
    return [each.value for each in getattr(response.context["page"], name) if each.is_chosen]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["F1-E1A1-2024", "F1-E1A1-2025", "F1-E1A2-2025"]),
        ("?annee=2024", ["F1-E1A1-2024"]),
        ("?responsable=OWNER", ["F1-E1A1-2024", "F1-E1A1-2025"]),
        ("?responsable=personne", ["F1-E1A2-2025"]),
        ("?fiche=1&annee=2025", ["F1-E1A1-2025", "F1-E1A2-2025"]),
        ("?fiche=7", []),
        ("?fiche=sept&annee=-1&page=zero", ["F1-E1A1-2024", "F1-E1A1-2025", "F1-E1A2-2025"]),
    ],
)
def test_filters_are_in_the_address(checking, address, waiting, owner, query, found):
    response = checking.get(address + query.replace("OWNER", owner.username))
    assert anchors(response) == found
    assert len(response.context["page"].waiting) == 3
    assert f"{len(found)} sur 3" in response.content.decode() or len(found) == 3


def test_what_is_asked_for_stays_chosen_where_nothing_of_it_waits(checking, address, waiting):
    response = checking.get(f"{address}?fiche=7")
    assert chosen(response, "fiches") == ["7"]
    assert "Rien n’attend avec ces filtres." in response.content.decode()


def test_a_decision_comes_back_to_the_same_filters(checking, address, waiting):
    filtered = f"{address}?annee=2024&coches=tous"
    shown = checking.get(filtered)
    sent = {"decision": "valider", "echeance": keys(shown)}
    response = checking.post(shown.context["address"], sent)
    assert (response.status_code, response["Location"]) == (302, f"{address}?annee=2024")
    assert FollowUp.objects.filter(current__state="valide").count() == 1


def test_each_is_on_some_page_and_only_once(checking, address, many):
    pages = [anchors(checking.get(f"{address}?page={number}")) for number in (1, 2)]
    assert [len(found) for found in pages] == [ROWS_A_PAGE, 3]
    assert len({*pages[0], *pages[1]}) == ROWS_A_PAGE + 3
    assert anchors(checking.get(f"{address}?page=9")) == pages[1]
    shown = checking.get(f"{address}?page=2").content.decode()
    assert f"Échéances {ROWS_A_PAGE + 1} à {ROWS_A_PAGE + 3} sur {ROWS_A_PAGE + 3}" in shown


def test_a_page_is_decided_at_once_and_the_next_one_follows(checking, address, many):
    shown = checking.get(f"{address}?coches=tous")
    assert all(row.is_ticked for row in shown.context["page"].rows)
    checking.post(shown.context["address"], {"decision": "valider", "echeance": keys(shown)})
    assert len(anchors(checking.get(address))) == 3


def test_the_link_ticks_only_what_one_may_accept(client, contract, address, waiting):
    controller = make_user(Role.CONTROLEUR, contract.body)
    own = make_action(contract, code="E1A3", years=(2025,))
    hand_over(contract, controller, planned(own, 2025))
    client.force_login(controller)
    rows = client.get(f"{address}?coches=tous").context["page"].rows
    assert [row.anchor for row in rows if not row.is_ticked] == ["F1-E1A3-2025"]


def test_a_refusal_stays_on_its_page_with_its_ticks_and_the_reason(checking, address, many):
    shown = checking.get(f"{address}?page=2")
    stale = keys(shown)[0].rpartition("/")[0] + "/9"
    response = checking.post(
        f"{address}?page=2",
        {"decision": "renvoyer", "motif": "à revoir", "echeance": [stale, keys(shown)[1]]},
    )
    assert response.status_code == 409
    rows = response.context["page"].rows
    assert [(bool(row.refusal), row.is_ticked) for row in rows] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert "à revoir" in response.content.decode()


def test_one_is_given_back_by_its_own_button_with_a_reason_typed_there(checking, address, waiting):
    """Of two rows, the other one keeps waiting; the bar of what is ticked stays closed and empty."""
    key = keys(checking.get(address))[0]
    sent = {"decision": "renvoyer", "ligne": "1", "echeance": key}
    refused = checking.post(address, {**sent, "motif": " "})
    rows = refused.context["page"].rows
    assert refused.status_code == 422
    assert [row.is_to_return for row in rows] == [True, False, False]
    stale = checking.post(address, {**sent, "motif": "à revoir", "echeance": key.replace("/1", "/9")})
    shown = stale.content.decode()
    assert (stale.status_code, shown.count("à revoir")) == (409, 1)
    assert re.search(r"<details open>\s*<summary class=\"btn\">Renvoyer…<", shown)
    checking.post(address, {**sent, "motif": "à revoir"})
    found = FollowUp.objects.order_by("planned__action", "planned__year")
    assert [each.current.state for each in found] == ["retourne", "soumis", "soumis"]


def test_a_row_shows_its_state_once_and_its_lateness(checking, address, waiting):
    response = checking.get(address)
    shown = response.content.decode()
    assert re.findall(r"<span>En retard <small>· ([^<]*)<", shown) == ["depuis fin 2024"]
    assert shown.index("En retard") < shown.index('id="F1-E1A1-2025"')
    assert shown.lower().count("en cours") == shown.count("<ins>en cours, 40\u00a0%</ins>") == 3


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"echeance": []}, "Cochez au moins une échéance."),
        ({"echeance": ["F9-E9A9-2025/1"]}, "ne se lit pas"),
        ({"echeance": ["F1-E1A1-2024"]}, "ne se lit pas"),
        ({"echeance": ["F1-E1A1-2024/٢"]}, "ne se lit pas"),
        ({"echeance": ["F1-E1A1-2024/1"], "decision": "effacer"}, "ne se lit pas"),
        (
            {"echeance": ["F1-E1A1-2024/1"], "decision": "renvoyer", "motif": "x" * 501},
            "Ce motif est trop long",
        ),
    ],
)
def test_what_cannot_be_read_decides_nothing(checking, address, waiting, sent, text):
    response = checking.post(address, {"decision": "valider"} | sent)
    assert (response.status_code, text in response.content.decode()) == (422, True)
    assert {each.current.state for each in FollowUp.objects.all()} == {"soumis"}
