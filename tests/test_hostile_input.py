"""What no form of ours sends is answered, not an error of the server."""

from urllib.parse import urlencode

import pytest

from accounts.rights import Role
from commitments.ledger.proofs import Link
from commitments.ledger.state import State
from commitments.models import Contract, Origin, OwnershipRevision
from cpg.shared.periods import Month
from dashboards.models import QuarterClosing
from dashboards.neutralisations.periods import digest_of
from indicators.models import ActualRevision, Indicator, NeutralisationRevision
from indicators.recording import attach
from tests.factories import enter, make_action, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
TOO_LONG_FOR_A_NUMBER = "9" * 5000
NUL = "a\x00b"
HALF_A_CHARACTER = "a\ud800b"


@pytest.fixture
def base(client):
    contract = make_indicator().contract
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    return f"/{contract.body.code}/{contract.code}/"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"version": TOO_LONG_FOR_A_NUMBER}, "Cet envoi ne se lit pas"),
        ({"version": "-1"}, "Cet envoi ne se lit pas"),
        ({"version": "zéro"}, "Cet envoi ne se lit pas"),
        ({}, "Cet envoi ne se lit pas"),
        ({"version": "0", "reason": NUL}, "Motif de la nouvelle version</a>"),
        ({"version": "0", "reason": "x" * 501}, "Motif de la nouvelle version</a>"),
    ],
)
def test_a_closing_that_cannot_be_read_closes_nothing(client, base, sent, said):
    response = client.post(f"{base}arretes/2024T1/clore/", {"confirme": "on"} | sent)
    assert (response.status_code, said in response.text) == (422, True)
    assert not QuarterClosing.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"version": TOO_LONG_FOR_A_NUMBER}, 409), ({"version": "0", "comment": NUL}, 422)],
)
def test_a_month_that_cannot_be_read_is_not_recorded(client, base, sent, status):
    typed = {"kind": "valeur", "numerator": "1", "denominator": "2", "comment": ""}
    assert client.post(f"{base}R1/2024-01/", typed | sent).status_code == status
    assert not ActualRevision.objects.exists()


@pytest.mark.parametrize("field", ["responsable", "suppleant"])
def test_a_name_that_no_database_keeps_makes_nobody_answer_for_an_action(client, base, field):
    make_action(Contract.objects.get(), years=[2025])
    response = client.post(f"{base}engagements/1/E1A1/responsables/", {"version": "0", field: NUL})
    assert response.status_code in {302, 404}
    assert not OwnershipRevision.objects.exists()


def test_a_decision_on_what_is_no_code_validates_nothing(client, base):
    response = client.post(f"{base}validation/", {"decision": "valider", "mois": f"{NUL}/2025-03/1"})
    assert (response.status_code, "Cet envoi ne se lit pas" in response.text) == (422, True)
    assert not ActualRevision.objects.filter(state=State.VALIDE).exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"motif": NUL}, 422),
        ({"motif": HALF_A_CHARACTER}, 302),
        ({"periode": NUL}, 422),
        ({"periode": f"{NUL}/2025-03/0"}, 422),
        ({"periode": f"{HALF_A_CHARACTER}/2025-03/0"}, 422),
        ({"periode": "R99/2025-03/0"}, 422),
        ({"periode": "R1/2031-01/0"}, 422),
        ({"periode": "R1/2025-03"}, 422),
        ({"periode": f"R1/2025-03/{TOO_LONG_FOR_A_NUMBER}"}, 422),
        ({"acte": NUL}, 422),
    ],
)
def test_a_neutralisation_that_cannot_be_read_neutralises_nothing(client, base, sent, status):
    seen = digest_of(["R1/2025-03/0"])
    typed = {"periode": "R1/2025-03/0", "effet": seen, "motif": "x", "acte": "enregistrer"}
    body = urlencode(typed | sent, errors="surrogatepass")
    kind = "application/x-www-form-urlencoded"
    address = f"{base}neutralisations/decider/?du=2025-03&codes=R1"
    assert client.post(address, body, content_type=kind).status_code == status
    assert NeutralisationRevision.objects.exists() == (status == 302)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"du": "2031-01", "codes": "R1"}, 422),
        ({"du": NUL, "codes": "R1"}, 422),
        ({"du": HALF_A_CHARACTER, "codes": "R1"}, 422),
        ({"du": "2025-03", "indicateur": NUL}, 422),
        ({"du": "2025-03", "indicateur": HALF_A_CHARACTER}, 422),
        ({"du": "2025-03", "codes": NUL}, 422),
        ({"du": "2025-03", "codes": HALF_A_CHARACTER}, 422),
        ({"du": "2025-03", "codes": "R1", "sens": NUL}, 422),
        ({"du": "2025-03", "fiche": "9" * 40}, 422),
        ({"acte": "9" * 40}, 404),
        ({"acte": NUL}, 404),
        ({"codes": "R1"}, 422),
    ],
)
def test_what_the_address_of_a_neutralisation_holds_is_no_error(client, base, query, status):
    address = f"{base}neutralisations/decider/?{urlencode(query, errors='surrogatepass')}"
    assert client.get(address).status_code == status


def test_a_proof_is_withdrawn_for_the_reason_that_can_be_kept(client, base):
    indicator = Indicator.objects.get()
    enter(indicator, "2025-03", pair(1, 2))
    proof = attach(
        indicator=indicator,
        month=Month(2025, 3),
        proof=Link("https://preuves.exemple.fr/"),
        actor=None,
        origin=Origin.COMMAND,
    )
    assert client.post(f"{base}R1/2025-03/preuves/{proof.pk}/retirer/", {"reason": NUL}).status_code == 302
    proof.refresh_from_db()
    assert proof.withdrawn.reason == "ab"


def test_a_comment_that_is_too_long_for_the_grid_is_refused_and_not_cut(client, base):
    """A browser lets 4,000 characters through, and sends two for each line break."""
    typed = {"numerator": "1", "denominator": "2", "version": "0", "commentaire": "a\r\n" * 1400}
    response = client.post(f"{base}saisie/R1/2025-03/", typed)
    assert (response.status_code, "dépasse 4\u202f000 caractères" in response.text) == (422, True)
    assert not ActualRevision.objects.exists()
