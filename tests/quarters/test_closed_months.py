"""Closed months: who sees them, how one is reopened until a day, and closed again."""

import pytest

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import LockRevision
from indicators.recording import lock
from tests.factories import assign, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
JANUARY = Month(2025, 1)
TYPED = {"version": "1", "motif": "erreur de report", "jusquau": "2025-10-25"}


@pytest.fixture
def contract():
    contract = make_contract()
    make_indicator(contract)
    months = [JANUARY, Month(2025, 2)]
    lock(contract=contract, months=months, actor=None, origin=Origin.COMMAND)
    return contract


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/mois-clos/{rest}"


def test_a_month_is_reopened_with_a_reason_until_a_day_and_closes_by_itself(
    client, contract, controller, in_october_2025
):
    assert "Deux mois sont clos" in text_of(client.get(address(contract)))
    answer = client.post(address(contract, "2025-01/rouvrir/"), TYPED)
    assert answer["Location"] == address(contract) + "#m2025-01"
    page = text_of(client.get(address(contract)))
    assert "Un mois est clos ; un est rouvert" in page
    assert "Rouvert jusqu’au 25/10/2025 par dominique : « erreur de report »." in page
    assert "Refermer janvier 2025" in page
    revision = LockRevision.objects.latest("pk")
    assert (revision.is_locked, revision.change.actor, revision.reason) == (
        False,
        controller,
        "erreur de report",
    )
    in_october_2025.move_to("2025-10-26T10:00:00+01:00")
    client.force_login(controller)
    page = text_of(client.get(address(contract)))
    assert "Deux mois sont clos" in page
    assert "« erreur de report », puis refermé de lui-même." in page


def test_it_is_closed_again_before_its_day(client, contract, controller):
    client.post(address(contract, "2025-01/rouvrir/"), TYPED)
    client.post(address(contract, "2025-01/clore/"), {"version": "2"})
    page = text_of(client.get(address(contract)))
    assert "Deux mois sont clos" in page
    assert "Janvier 2025 est de nouveau clos." in page


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"motif": " "}, 422, "Dites pourquoi ce mois est rouvert."),
        ({"jusquau": ""}, 422, "Dites jusqu’à quel jour"),
        ({"jusquau": "demain"}, 422, "Écrivez ce jour comme 25/10/2025."),
        ({"jusquau": "2025-10-19"}, 422, "La date de fin de réouverture est passée."),
        ({"version": "0"}, 409, "Une autre personne a clos ou rouvert ce mois entre-temps"),
        ({"version": "x"}, 422, "Cet envoi ne se lit pas"),
    ],
)
def test_a_refusal_gives_its_reason_and_keeps_what_was_typed(
    client, contract, controller, typed, status, said
):
    response = client.post(address(contract, "2025-01/rouvrir/"), TYPED | typed)
    assert response.status_code == status
    assert said in text_of(response)
    assert typed.get("motif", "erreur de report") in response.content.decode()
    assert f'value="{typed.get("jusquau", "2025-10-25")}"' in response.content.decode()
    assert LockRevision.objects.count() == 2


def test_a_month_that_is_not_closed_is_not_reopened(client, contract, controller):
    response = client.post(address(contract, "2025-03/rouvrir/"), TYPED | {"version": "0"})
    assert (response.status_code, "Ce mois n’est pas clos." in text_of(response)) == (422, True)
    assert client.post(address(contract, "2022-01/rouvrir/"), TYPED).status_code == 404


def test_others_read_without_deciding(client, contract):
    client.force_login(make_user(Role.GESTIONNAIRE, contract.body))
    page = client.get(address(contract))
    assert "Deux mois sont clos" in text_of(page)
    assert "<form method" not in page.content.decode().split("<main")[1]


@pytest.mark.parametrize("count", [0, 8])
def test_as_many_queries_for_many_months_as_for_few(
    client, contract, controller, count, django_assert_num_queries
):
    months = [Month(2024, 1).plus(rank) for rank in range(count)]
    lock(contract=contract, months=months, actor=None, origin=Origin.COMMAND)
    with django_assert_num_queries(6):
        client.get(address(contract))


def test_the_pages_concerned_say_who_reopened_a_month_why_and_until_when(client, contract, controller):
    client.post(address(contract, "2025-01/rouvrir/"), TYPED)
    base = f"/{contract.body.code}/{contract.code}/"
    told = "rouvert jusqu’au 25/10/2025 par dominique : « erreur de report »"
    assert f"Janvier 2025 est {told}." in text_of(client.get(f"{base}arretes/2025T1/"))
    assert "rouvert" not in text_of(client.get(f"{base}arretes/2025T2/"))
    month = text_of(client.get(f"{base}R1/2025-01/"))
    assert "Ce mois clos est rouvert par dominique jusqu’au 25/10/2025 : « erreur de report »." in month


def test_a_closed_month_leads_who_may_reopen_it_there_and_the_others_to_them(client, contract, controller):
    month = f"/{contract.body.code}/{contract.code}/R1/2025-01/"
    page = client.get(month)
    assert "Ce mois est clos : rouvrez-le pour le saisir." in text_of(page)
    assert f'href="{address(contract)}#m2025-01"' in page.content.decode()
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, contract.indicators.get())
    client.force_login(manager)
    page = client.get(month)
    assert "demandez au contrôle de gestion" in text_of(page)
    assert "mois-clos" not in page.content.decode().split("<main")[1]
