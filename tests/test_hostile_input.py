"""What no form of ours sends is answered, not an error of the server."""

import pytest
import time_machine

from accounts.rights import Role
from dashboards.models import QuarterClosing
from indicators.models import ActualRevision
from tests.factories import make_indicator, make_user

pytestmark = pytest.mark.django_db
TOO_LONG_FOR_A_NUMBER = "9" * 5000
NUL = "a\x00b"


@pytest.fixture(autouse=True)
def in_october_2025():
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


@pytest.fixture
def base(client):
    contract = make_indicator().contract
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    return f"/{contract.body.code}/{contract.code}/"


@pytest.mark.parametrize(
    "sent",
    [
        {"version": TOO_LONG_FOR_A_NUMBER},
        {"version": "-1"},
        {"version": "zéro"},
        {},
        {"version": "0", "reason": NUL},
        {"version": "0", "reason": "x" * 501},
    ],
)
def test_a_closing_that_cannot_be_read_closes_nothing(client, base, sent):
    response = client.post(f"{base}arretes/2024T1/clore/", sent)
    assert (response.status_code, "Cet envoi ne se lit pas" in response.text) == (422, True)
    assert not QuarterClosing.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"version": TOO_LONG_FOR_A_NUMBER}, 409), ({"version": "0", "comment": NUL}, 422)],
)
def test_a_month_that_cannot_be_read_is_not_recorded(client, base, sent, status):
    typed = {"kind": "valeur", "numerator": "1", "denominator": "2", "comment": ""}
    assert client.post(f"{base}R1/2024-01/", typed | sent).status_code == status
    assert not ActualRevision.objects.exists()
